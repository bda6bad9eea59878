"""What the installed plugins declare, as the registry tells it: programmes, their forms, steps and actors, with the titles that pages show."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from fuyu.law.translations import Words
from fuyu.problems import Problem
from portal.asking import REGISTRY, Desk
from portal.texts import is_english

SECONDS_KEPT = 60.0
CHINESE, ENGLISH = "zh", "en"
ASSIGNED, ORGANISATION = "assigned person", "organisation"
Document = dict[str, Any]


@dataclass(frozen=True)
class Programme:
    """One version of a programme, as the registry describes it."""

    told: Document
    words: Words = field(default_factory=Words)
    """What its Chinese titles are in the reader's language; empty where that is Chinese."""

    def says(self, text: Any) -> Any:
        """Return a title of it, as a record holds a copy, in the reader's language; what it does not translate stays."""
        return self.words.said(text) or text

    @property
    def title(self) -> str:
        """Return its title."""
        return str(self.told["title"])

    @property
    def is_draft(self) -> bool:
        """Claim that its regulation is a draft."""
        return bool(self.told["regulation"]["status"] == "draft")

    def process(self, name: str) -> Document:
        """Return a process; an empty one where there is none."""
        return next((each for each in self.told["processes"] if each["name"] == name), {"name": name, "title": name, "steps": [], "over": ""})

    def entry(self) -> Document:
        """Return the process by which organisations enter: the one over an application that something is granted at."""
        ways = [each for each in self.told["processes"] if each["over"] == "application"]
        return next(
            (each for each in ways if any("grant" in step.get("takes_effect", ()) for step in each["steps"])), ways[0] if ways else self.process("apply")
        )

    def step(self, process: str, name: str) -> Document:
        """Return a step of a process; an empty one where there is none."""
        return next((each for each in self.process(process)["steps"] if each["name"] == name), {"name": name, "title": name, "kind": "", "words": []})

    def finding(self, finding: Document) -> str | None:
        """Return the title of the condition that a finding is about, in Chinese; None where the programme tells none."""
        titles, key = self.told.get("findings", {}), str(finding.get("key", ""))
        parts = re.split("[./]", key)
        named = next((titles[name] for name in (key, *(".".join([*parts[:n], "*"]) for n in range(len(parts) - 1, 0, -1))) if name in titles), None)
        return named or next((str(each["says"]) for each in self.told["parameters"] if each["name"] == finding.get("parameter")), None)

    def unit(self, finding: Document) -> str:
        """Return the unit of what a finding needs, where that is its parameter's own number; empty where it counts something else."""
        known = next((each for each in self.told["parameters"] if each["name"] == finding.get("parameter")), None)
        return str(known["unit"]) if known and "needed" in finding and str(known["value"]) == str(finding["needed"]) else ""

    @property
    def brings_up(self) -> bool:
        """Claim that companies are brought up in it: some process of it runs over an enrolment."""
        return any(each["over"] == "enrolment" for each in self.told["processes"])

    def judgements(self, process: str, step: str) -> Document:
        """Return a step's questions by their keys."""
        return {each["key"]: each["asks"] for each in self.step(process, step).get("judges", ())}

    def actor(self, name: str | None) -> str:
        """Return an actor's title."""
        return str(self.told["actors"].get(name, {}).get("title", name or "系统"))

    def scope(self, name: str | None) -> str:
        """Return the kernel scope that an actor is bound to."""
        return str(self.told["actors"].get(name, {}).get("scope", ""))

    def rubric(self, name: str) -> Document:
        """Return a rubric with its items; what each gets at most is told with the step, since settings of the law move it."""
        return next((each for each in self.told["rubrics"] if each["name"] == name), {"name": name, "title": name, "items": []})

    def grant(self, kind: str) -> str:
        """Return the title of what is granted."""
        return str(next((each["title"] for each in self.told["grants"] if each["kind"] == kind), kind))

    def materials(self) -> list[Document]:
        """Return the materials that an application brings."""
        return list(self.told["materials"])


# --- in another language --------------------------------------------------------------------------------------------------------------------

SHOWN = frozenset({"title", "asks", "note", "plaque"})
"""The members whose texts people read."""
HELP = "x-help"
"""What a form's field says below it, where it is translated; its `description` may speak to a programmer, and then is not shown."""
QUOTED = frozenset({"regulation", "parameters", "findings", "translations", "plugin"})
"""The members of a description that stay as they are: the law's own words."""


def translated(told: Document, language: str) -> Programme:
    """Return a description with the titles that it translates into a language; keys, words, values of choices and citations stay."""
    words = Words.of(told.get("translations", {}).get(language, {}), language)
    return Programme({name: inner if name in QUOTED else _in(words.titles, name, inner) for name, inner in told.items()}, words)


def _in(words: Mapping[str, str], name: str, value: Any) -> Any:
    if isinstance(value, str):
        return words.get(value, value) if name in SHOWN else value
    if isinstance(value, list):
        return [_in(words, "", each) for each in value]
    if not isinstance(value, dict):
        return value
    told = {key: _in(words, "title" if name == "sections" else key, inner) for key, inner in value.items()}
    about = value.get("description")
    return told | ({HELP: words[about]} if isinstance(about, str) and about in words else {})


def _as_title(text: str) -> str:
    return text[:1].upper() + text[1:]


@dataclass
class Knowledge:
    """Descriptions by programme, version and language, which never change while the plugins stay; the list of them is looked at anew now and then."""

    _described: dict[tuple[str, str, str], Programme] = field(default_factory=dict)
    _listed: tuple[list[Document], float] = ((), 0.0)  # type: ignore[assignment]

    def programmes(self, desk: Desk) -> list[Document]:
        """Return the versions of all programmes."""
        items, until = self._listed
        if until < time.monotonic():
            items = desk.get(REGISTRY, "/programmes")["items"]
            self._listed = items, time.monotonic() + SECONDS_KEPT
        return [_titled_in_english(each) for each in items] if is_english() else items

    def programme(self, desk: Desk, id: str, version: str) -> Programme:
        """Return a version of a programme, with its titles in the reader's language."""
        known = self._described.get((id, version, CHINESE))
        if known is None:
            known = self._described[id, version, CHINESE] = Programme(desk.get(REGISTRY, f"/programmes/{id}/{version}"))
        return self._in_english(known, id, version) if is_english() else known

    def _in_english(self, known: Programme, id: str, version: str) -> Programme:
        key = (id, version, ENGLISH)
        if key not in self._described:
            self._described[key] = translated(known.told, ENGLISH)
        return self._described[key]

    def city(self, desk: Desk) -> City:
        """Return what is declared for the city of a desk."""
        return City(self, desk)


def _titled_in_english(told: Document) -> Document:
    title = told.get("titles", {}).get(ENGLISH)
    return {**told, "title": _as_title(title)} if title else told


@dataclass(frozen=True)
class City:
    """The programmes of one city."""

    knowledge: Knowledge
    desk: Desk

    def versions(self, id: str | None = None) -> Iterator[Document]:
        """Yield the versions of the city's programmes, or of one."""
        for each in self.knowledge.programmes(self.desk):
            if (id is None and str(each["id"]).split(".")[0] == self.desk.city) or each["id"] == id:
                yield each

    def latest(self) -> list[Document]:
        """Return each of the city's programmes once, in its latest version."""
        return list({each["id"]: each for each in self.versions()}.values())

    def programme(self, id: str, version: str | None = None) -> Programme:
        """Return a programme in a version, or in its latest."""
        version = version or [each["version"] for each in self.versions(id)][-1]
        return self.knowledge.programme(self.desk, id, str(version))

    def actor(self, name: str) -> str:
        """Return an actor's title, as the first of the city's programmes that has it says it."""
        for each in self.latest():
            title = self.programme(each["id"]).told["actors"].get(name, {}).get("title")
            if title:
                return str(title)
        return {"operator": "系统运行人员"}.get(name, name)

    def districts(self) -> list[str]:
        """Return the city's districts; none where no programme runs there."""
        return next((list(self.programme(each["id"]).told["districts"]) for each in self.latest()), [])

    def says(self, text: Any) -> Any:
        """Return a title that a record holds a copy of in the reader's language, as the first of the city's programmes that translates it says it."""
        if not is_english():
            return text
        with suppress(Problem):  # A page that can be shown without the registry is shown with the titles as they are.
            return next((said for programme in self._latest_described() if (said := programme.words.said(text))), text)
        return text

    def _latest_described(self) -> Iterator[Programme]:
        """Yield the city's programmes in their latest versions; those of all cities for who is signed in to none."""
        for each in self.latest() or {told["id"]: told for told in self.knowledge.programmes(self.desk)}.values():
            yield self.programme(str(each["id"]), str(each["version"]))

    def declaring(self, member: str) -> list[Programme]:
        """Return the city's programmes that declare something, of those in which one of the person's roles acts; the operator's all."""
        actors = {role.actor for role in self.desk.roles}
        return [each for each in self._latest_described() if each.told.get(member) and actors & {"operator", *each.told["actors"]}]

    def doing(self, member: str) -> list[Programme]:
        """Return the city's programmes that declare something which one of the person's roles does."""
        actors = {role.actor for role in self.desk.roles if role.office}
        return [each for each in self.declaring(member) if each.told[member]["by"] in actors]

    def title(self, id: str) -> str:
        """Return a programme's title."""
        return next((str(each["title"]) for each in self.knowledge.programmes(self.desk) if each["id"] == id), id)
