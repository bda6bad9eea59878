"""What tells two programmes apart, or two versions of one: texts, numbers, steps and what is granted, clause by clause."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from types import FunctionType
from typing import Any, cast

from fuyu.kit.code import question_of, rules_of
from fuyu.law.forms import schema_of
from fuyu.law.parameters import plain
from fuyu.law.programme import Programme
from fuyu.law.registry import Loaded
from fuyu.law.settings import LawSettings

NOT_SHOWN = frozenset({"name", "clause", "processes", "steps"})
"""Members that stand in a column of their own, or are compared one by one."""

MOST_OF_A_CLAUSE = 12
"""So many characters of a comment that begins with no clause of the text (第八、九条) are shown in place of one."""


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a programme says: under which clause, what it is and its name, and how it stands as lines to read."""

    clause: str
    what: str
    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two programmes say differently; None on a side that does not say it. Of a pair only the lines that differ are left."""

    what: str
    name: str
    left: Part | None
    right: Part | None

    @property
    def clauses(self) -> tuple[str, str]:
        """Return where each side says it."""
        return (self.left.clause if self.left else "", self.right.clause if self.right else "")


def compare(left: Loaded, right: Loaded) -> list[Difference]:
    """Return what differs, in the order of the clauses of the left text, then of those that only the right one has.

    Two versions of one programme are compared with their texts; between two programmes the texts are two, and only what was made of them is compared.
    """
    is_one = left.programme.id == right.programme.id
    ours, theirs = _by_name(_parts(left, with_texts=is_one)), _by_name(_parts(right, with_texts=is_one))
    found = [_difference(ours.get(key), theirs.get(key)) for key in dict.fromkeys([*ours, *theirs])]
    order = {clause: place for place, clause in enumerate(dict.fromkeys([*left.regulation.articles, *right.regulation.articles]))}
    return sorted((each for each in found if each is not None), key=lambda each: _place(each, order))


def _difference(left: Part | None, right: Part | None) -> Difference | None:
    some = left or right
    if some is None or (left is not None and right is not None and (left.clause, left.lines) == (right.clause, right.lines)):
        return None
    if left is None or right is None:
        return Difference(some.what, some.name, left, right)
    both = set(left.lines) & set(right.lines)
    return Difference(some.what, some.name, _without(left, both), _without(right, both))


def _without(part: Part, lines: set[str]) -> Part:
    """Return a part without the lines that both sides have; a text is one line, and is kept whole."""
    return Part(part.clause, part.what, part.name, tuple(line for line in part.lines if line not in lines))


def _place(each: Difference, order: Mapping[str, int]) -> int:
    """Return where a difference stands; what cites only a part or a whole of an article stands with it."""
    clause = next(filter(None, each.clauses), "")
    near = [place for article, place in order.items() if article.startswith(clause) or clause.startswith(article)]
    return order.get(clause, min(near, default=len(order)))


def _by_name(parts: Iterable[Part]) -> dict[tuple[str, str], Part]:
    return {(part.what, part.name): part for part in parts}


def _parts(loaded: Loaded, *, with_texts: bool) -> Iterator[Part]:
    if with_texts:
        yield from (Part(clause, "text", clause, (text,)) for clause, text in loaded.regulation.articles.items())
    values = list(loaded.view(LawSettings(), loaded.programme.values_on))
    for value in values:
        reading = (f"read as: {value.citation.reading}",) if value.citation.reading else ()
        yield Part(value.citation.clause or str(value.citation.rule), "number", value.name, (f"{plain(value.value)} {value.unit}", *reading))
    yield from _Declared({value.name: f"{plain(value.value)} {value.unit}" for value in values}).parts(loaded.programme)
    yield from _rules(loaded)


@dataclass(frozen=True, slots=True)
class _Declared:
    """What a declaration says, as lines; where it names a number, `numbers` tells how much that is."""

    numbers: Mapping[str, str]

    def parts(self, programme: Programme) -> Iterator[Part]:
        """Go through the parts of a declaration that can differ."""
        intake = programme.intake
        yield Part(intake.clause, "intake", "", tuple(line for line in self._lines(intake) if not line.startswith("quotas")))
        for quota in intake.quotas:
            yield Part(intake.clause, "quota", quota.kind, self._lines(quota))
        for process in programme.processes:
            yield Part(process.clause, "process", process.name, (*self._lines(process), f"steps: {' → '.join(process.names)}"))
            yield from (Part(step.clause, "step", f"{process.name}.{step.name}", (f"kind: {step.kind}", *self._lines(step))) for step in process.steps)
        for what, keyed in (("paper", programme.materials), ("report", programme.reports)):
            yield from (Part(part.clause, what, part.key, self._lines(part)) for part in keyed)
        for grant in programme.grants:
            yield Part(grant.clause, "grant", grant.kind, self._lines(grant))
        for rubric in programme.rubrics:
            yield Part(rubric.clause, "rubric", rubric.name, tuple(f"{item.title}: {self._said(item.maximum)}" for item in rubric.items))
        for what, one in (("incubation", programme.enrols), ("spot check", programme.spot_check), ("district report", programme.district_report)):
            if one is not None:
                yield Part(one.clause, what, "", self._lines(one))
        for name, field in schema_of(programme.form)().fields.items():
            lines = field.metadata["title"], "needed" if field.required else "may be left out"
            yield Part(field.metadata.get("x-clause", ""), "question", name, lines)

    def _lines(self, part: Any) -> tuple[str, ...]:
        """Return the members of a declaration that say something."""
        told = [(each.name, getattr(part, each.name)) for each in fields(part) if each.name not in NOT_SHOWN]
        return tuple(f"{name}: {self._said(value)}" for name, value in told if value not in (None, (), "", {}, False))

    def _said(self, value: Any) -> str:
        if isinstance(value, str):
            return f"{value} = {self.numbers[value]}" if value in self.numbers else str(value)
        if isinstance(value, type):
            return ", ".join(schema_of(value)().fields)
        if isinstance(value, Mapping):
            return ", ".join(f"{key}: {self._said(inner)}" for key, inner in value.items())
        if isinstance(value, tuple | list):
            return ", ".join(map(self._said, value))
        named = (getattr(value, name, None) for name in ("word", "key", "kind", "title"))
        return str(next(filter(None, named), plain(value)))


def _rules(loaded: Loaded) -> Iterator[Part]:
    """Go through the rules: each under the clause of the comment above it, told by the first line of its docstring."""
    for module in loaded.programme.rules:
        for name, rule in rules_of(module).items():
            above = (inspect.getcomments(cast("FunctionType", rule)) or "").lstrip("# ").partition("：")[0]
            clause = next((each for each in sorted(loaded.regulation.articles, key=len, reverse=True) if above.startswith(each)), above[:MOST_OF_A_CLAUSE])
            told = (inspect.getdoc(rule) or "").split("\n")[0]
            yield Part(clause, "rule", f"{module.__name__.rpartition('.')[2]}.{name}", (f"{question_of(name, rule)}: {told}",))
