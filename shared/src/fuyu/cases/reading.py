"""Reading a story file: strict, and every fault a sentence with file, line and way out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from fuyu.cases import checking
from fuyu.cases.lines import Place, line_at, lines_of
from fuyu.cases.several import days_of, is_several, names_of, people_in
from fuyu.cases.story import Expectation, Happening, Look, Person, Story, UnreadableStory
from fuyu.cases.words import SYNONYMS
from fuyu.law import strict_yaml
from fuyu.law.errors import DeclarationError
from fuyu.law.programme import Programme
from fuyu.law.registry import Laws
from fuyu.problems import ProgrammeUnavailable

TOP = ("story", "requirements", "programme", "people", "happens", "then")
NEEDED = ("story", "programme", "people", "happens")
PERSON = ("actor", "organisation", "district", "office", "called")
ACT = ("as_of", "by", "does", "of", "process", "step", "with", "refused")
LOOK = ("as_of", "expect")
REFUSED = ("problem", "finding", "clause", "found", "needed", "says")


def read_story(path: Path, laws: Laws) -> Story:
    """Return the story of a file, checked against the programme that it names; raise UnreadableStory with every fault found."""
    try:
        content = strict_yaml.load(path)
        lines = lines_of(path.read_text("utf-8-sig"))
    except DeclarationError as error:
        raise UnreadableStory((str(error),)) from None
    reader = Reader(path, lines, laws)
    story = reader.read(content)
    if reader.faults or story is None:
        raise UnreadableStory(tuple(reader.faults))
    return story


@dataclass
class Reader:
    """One file while it is read; what is wrong is collected, so that a writer mends all of it at once."""

    path: Path
    lines: Mapping[Place, int]
    laws: Laws
    faults: list[str] = field(default_factory=list)
    groups: dict[str, list[str]] = field(default_factory=dict)

    def fault(self, place: Place, reason: str, way_out: str) -> None:
        """Note what is wrong at a place."""
        self.faults.append(f"{self.path}, line {line_at(self.lines, place)}: {reason} {way_out}")

    def read(self, content: Any) -> Story | None:
        """Return the story, None where too much is wrong to go on."""
        if not isinstance(content, dict):
            self.fault((), "The file is not a mapping.", "Begin it with `story:` and the sentence that it tells.")
            return None
        if not content.keys() & set(TOP):
            self.fault((), "This is no story.", f"A story has {', '.join(NEEDED)}; a folder is searched for `cases/*.yaml`.")
            return None
        self.keys((), content, TOP, NEEDED)
        versions, version = self._programme(content)
        if not versions or any(key not in content for key in NEEDED):
            return None
        checks = checking.Checks(self, versions)
        people = dict(self._people(content["people"], checks))
        happens = tuple(sorted(self._happens(content["happens"], people, checks), key=lambda each: each.as_of))
        then = tuple(self._expectations(("then",), content.get("then", {}), checks))
        story = Story(self.path, self.text(("story",), content["story"]), versions[-1].id, version, people, happens, then, self._ids(content))
        self._expects_something(story)
        return story

    def keys(self, place: Place, content: Mapping[Any, Any], allowed: tuple[str, ...], needed: tuple[str, ...] = ()) -> None:
        """Note keys that are unknown or missing."""
        for key in content:
            if str(key) not in allowed:
                self.fault((*place, str(key)), f"There is no key `{key}` here.", f"Known are {', '.join(allowed)}.")
        for key in needed:
            if key not in content:
                self.fault(place, f"`{key}` is missing.", f"Write `{key}:`; needed are {', '.join(needed)}.")

    def text(self, place: Place, value: Any) -> str:
        """Return a text, noting where the value is none."""
        if not isinstance(value, str) or not value.strip():
            self.fault(place, f"`{place[-1]}` is {value!r}.", "Write a text; quote it where it looks like a number or a date.")
            return ""
        return value

    def maybe_text(self, place: Place, content: Mapping[str, Any], key: str) -> str | None:
        """Return a text that may be left out."""
        return self.text((*place, key), content[key]) if key in content else None

    def _ids(self, content: Mapping[str, Any]) -> tuple[str, ...]:
        given = content.get("requirements", [])
        if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
            self.fault(("requirements",), f"`requirements` is {given!r}.", "Write the ids in a list: [ZB-9, L3].")
            return ()
        return tuple(given)

    def _programme(self, content: Mapping[str, Any]) -> tuple[list[Programme], str | None]:
        named = content.get("programme")
        if not isinstance(named, str):
            return [], None
        id, _, version = named.partition("@")
        try:
            versions = [loaded.programme for loaded in self.laws.versions(id)]
        except ProgrammeUnavailable as problem:
            known = sorted({programme for programme, _ in self.laws.programmes})
            self.fault(("programme",), problem.detail, f"Installed are {', '.join(known) or 'none'}.")
            return [], None
        if version and version not in [each.version for each in versions]:
            self.fault(("programme",), f"{id} has no version {version!r}.", f"It has {', '.join(each.version for each in versions)}.")
        return versions, version or None

    def _people(self, content: Any, checks: checking.Checks) -> Iterator[tuple[str, Person]]:
        if not isinstance(content, dict) or not content:
            self.fault(("people",), "`people` names nobody.", "Write `people: {city: {actor: …}}`.")
            return
        for name, told in content.items():
            place: Place = ("people", str(name))
            if not isinstance(told, dict):
                self.fault(place, f"{name} is {told!r}.", "Write a mapping with `actor:`.")
                continue
            self.keys(place, told, PERSON, ("actor",))
            for person in self._members(place, str(name), told):
                checks.person(place, person)
                yield person.name, person

    def _members(self, place: Place, name: str, told: Mapping[str, Any]) -> Iterator[Person]:
        """Yield the one person of a name, or one for each of several organisations: base-1, base-2 …, who together are a group of that name."""
        organisations = self.names((*place, "organisation"), told["organisation"]) if is_several(told.get("organisation")) else []
        self.groups[name] = [f"{name}-{number}" for number in range(1, len(organisations) + 1)] or [name]
        for number, member in enumerate(self.groups[name]):
            mine = {**told, "organisation": organisations[number]} if organisations else told
            yield Person(member, *(self.maybe_text(place, mine, key) or None for key in PERSON))  # type: ignore[arg-type]  # A missing actor is noted.

    def names(self, place: Place, value: Any) -> list[str]:
        """Return the names that a text, a range or a list means, noting where it is none of them."""
        try:
            return names_of(value)
        except ValueError as reason:
            self.fault(place, str(reason), "Write a name, a list of names, or a range of at most 200: 示范企业101-110.")
            return []

    def _happens(self, content: Any, people: Mapping[str, Person], checks: checking.Checks) -> Iterator[Happening | Look]:
        if not isinstance(content, list) or not content:
            self.fault(("happens",), "Nothing happens.", "Write a list: `- {as_of: 2026-03-02, by: company, does: apply}`.")
            return
        before: date | None = None
        for number, told in enumerate(content):
            place: Place = ("happens", number)
            if not isinstance(told, dict):
                self.fault(place, f"This is {told!r}.", "Write a mapping with as_of, by and does, or with as_of and expect.")
                continue
            days = self._days(place, told, before)
            before = days[0] if days else before
            for as_of in days[:1] if "expect" in told else ():
                yield from self._look(place, told, as_of, checks)
            if days and "expect" not in told:
                yield from self._act(place, told, days, people, checks)

    def _days(self, place: Place, told: Mapping[str, Any], before: date | None) -> list[date]:
        """Return the days of a line; where it has several, its first one stands in the order of the list."""
        given = told.get("as_of")
        try:
            days = days_of(given)
        except ValueError:
            several = " Of several days each comes after the one before it." if isinstance(given, list) else ""
            self.fault((*place, "as_of"), f"`as_of` is {given!r}.", f"Write the law's day: `as_of: 2026-03-02`, without quotes.{several}")
            return []
        if before is not None and days[0] < before:
            self.fault((*place, "as_of"), f"{days[0]} comes after {before} in the list.", "Put what happens into the order of its days.")
        if len(days) > 1 and "expect" in told:
            self.fault((*place, "as_of"), "A look has one day.", "Write a line for each day.")
        return days

    def _look(self, place: Place, told: dict[str, Any], as_of: date, checks: checking.Checks) -> Iterator[Look]:
        self.keys(place, told, LOOK, LOOK)
        yield Look(line_at(self.lines, place), as_of, tuple(self._expectations((*place, "expect"), told["expect"], checks)))

    def _act(self, place: Place, told: dict[str, Any], days: list[date], people: Mapping[str, Person], checks: checking.Checks) -> Iterator[Happening]:
        """Yield what a line says: once for each of its days, of those who do it, and of those of whom they do it."""
        self.keys(place, told, ACT, ("as_of", "by", "does"))
        does = self.text((*place, "does"), told["does"]) if "does" in told else ""
        names = self.names((*place, "by"), told["by"]) if "by" in told else []
        by = people_in(self.groups, names)
        for name in by:
            if name not in people:
                known = ", ".join([*people, *(group for group in self.groups if group not in people)])
                self.fault((*place, "by"), f"Nobody called {name!r} is in this story.", f"Its people are {known}.")
        of: list[str | None] = [*people_in(self.groups, self.names((*place, "of"), told["of"]))] if "of" in told else [None]
        given = self.mapping((*place, "with"), told.get("with", {}))
        refused = self.mapping((*place, "refused"), told["refused"]) if "refused" in told else None
        self.keys((*place, "refused"), refused or {}, REFUSED)
        one = Happening(
            line=line_at(self.lines, place),
            as_of=days[0],
            by=by[0] if by else "",
            does=SYNONYMS.get(does, does),
            of=of[0] if of else None,
            process=self.maybe_text(place, told, "process"),
            step=self.maybe_text(place, told, "step") or self.maybe_text((*place, "with"), given, "step"),
            told={key: value for key, value in given.items() if key != "step"},
            refused=refused,
        )
        if one.by in people and does:
            checks.happening(place, one, people[one.by])
        for day in days:
            pairs = [(name, whose) for name in by or [""] for whose in of]
            yield from (replace(one, as_of=day, by=name, of=whose, goes_on=number > 0) for number, (name, whose) in enumerate(pairs))

    def mapping(self, place: Place, value: Any) -> dict[str, Any]:
        """Return a mapping, noting where the value is none."""
        if not isinstance(value, dict):
            self.fault(place, f"`{place[-1]}` is {value!r}.", "Write a mapping: {name: value}.")
            return {}
        return {str(key): inner for key, inner in value.items()}

    def _expectations(self, place: Place, content: Any, checks: checking.Checks) -> Iterator[Expectation]:
        for kind, expected in self.mapping(place, content).items():
            here = (*place, kind)
            checks.expectation(here, kind, expected)
            yield Expectation(line_at(self.lines, here), kind, expected)

    def _expects_something(self, story: Story) -> None:
        refusals = any(each.refused is not None for each in story.happenings)
        if not story.then and not refusals and not any(isinstance(each, Look) for each in story.happens):
            self.fault((), "The story expects nothing.", "Say under `then:` what must hold at its end, or which act is `refused`.")
