"""What the rules of a programme answer to made-up facts: the same twice, with a citation each, by the values of each day."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from fuyu.kit.asking import Asked, Traced, questions_for
from fuyu.kit.samples import Samples
from fuyu.law.answers import Placement
from fuyu.law.citation import Citation
from fuyu.law.errors import NoValue
from fuyu.law.findings import Finding
from fuyu.law.parameters import ENDED, Parameter
from fuyu.law.registry import Loaded
from fuyu.law.view import Law
from fuyu.problems import RuleFailed

A_DAY = timedelta(days=1)
FAILED = (RuleFailed, NoValue)
OUTSIDE = ("open", "socket.", "subprocess.", "os.", "urllib.", "shutil.", "tempfile.", "time.sleep")
"""Python's audit events of what reaches outside a process."""


@dataclass(frozen=True)
class Trial:
    """The rules of one version, asked all questions once; what it finds is one sentence each, and none where nothing is wrong."""

    loaded: Loaded

    @cached_property
    def samples(self) -> Samples:
        """Return the facts."""
        return Samples(self.loaded)

    @cached_property
    def asked(self) -> list[Asked]:
        """Return the questions with their facts."""
        return list(questions_for(self.samples))

    @cached_property
    def looked_at(self) -> Mapping[str, list[Asked]]:
        """Return which numbers the rules looked at, each with the questions at which they did."""
        found: dict[str, list[Asked]] = {}
        for each in self.asked:
            view = Traced.of(self.samples.law)
            _answer(each, view)
            for name in view.seen:
                found.setdefault(name, []).append(each)
        return found

    @cached_property
    def keys(self) -> set[str]:
        """Return the keys of the findings that the rules answer."""
        answers = (_answer(each, self.samples.law) for each in self.asked)
        return {one.key for answer in answers if isinstance(answer, list) for one in answer if isinstance(one, Finding)}

    def failures(self) -> Iterator[str]:
        """Yield each rule that raises on facts of the examples instead of answering."""
        told: dict[str, str] = {}
        for each in self.asked:
            answer = _answer(each, self.samples.law)
            if isinstance(answer, FAILED):
                told.setdefault(str(answer), str(each))
        yield from (f"Asked {about}: {detail}" for detail, about in told.items())

    def changes_of_mind(self) -> Iterator[str]:
        """Yield each question to which a second answer differs from the first, on the same facts or on facts made anew, and each that reaches outside."""
        told: dict[str, str] = {}
        for each, anew in zip(self.asked, questions_for(Samples(self.loaded)), strict=True):
            first = _answer(each, self.samples.law)
            with _watched() as outside:
                second, third = _answer(each, self.samples.law), _answer(anew, self.samples.law)
            if outside.events:
                told.setdefault(f"{each.question}: it reaches outside the process ({', '.join(sorted(outside.events))})", str(each))
            if not isinstance(first, FAILED) and not _same(first, second, third):
                told.setdefault(f"{each.question}: asked twice with the same facts it answers differently", str(each))
        yield from (f"{fault}, as {about} shows. What it answers must follow from the facts alone." for fault, about in told.items())

    def answers_without_citation(self) -> Iterator[str]:
        """Yield each answer that names no clause of the text, no rule of the software's own with its reason, or says nothing."""
        told: dict[str, None] = {}
        for each in self.asked:
            answer = _answer(each, self.samples.law)
            for one in answer if isinstance(answer, list) else [answer]:
                for fault in self._uncited(one):
                    told[f"{each.question}: {fault}"] = None
        yield from told

    def dated_values(self) -> Iterator[str]:
        """Yield what goes wrong with a value on its first day, and on the day before it, when the one before applies or none."""
        for parameter in self.loaded.parameters.values():
            for day, value in sorted(parameter.values.items()):
                yield from self._first_day(parameter, day, value)
                yield from self._day_before(parameter, day - A_DAY)

    def _first_day(self, parameter: Parameter, day: date, value: Any) -> Iterator[str]:
        if value != ENDED:
            for each in self.looked_at.get(parameter.name, ()):
                answer = _answer(each, _with(self.samples.law, parameter, value))
                if isinstance(answer, FAILED):
                    yield f"{parameter.name} is {value} from {day}; asked {each} by it: {answer}"
                    return

    def _day_before(self, parameter: Parameter, day: date) -> Iterator[str]:
        try:
            before = parameter.value_on(day)
        except NoValue:
            before = None
        for each in self.looked_at.get(parameter.name, ()):
            answer = _answer(each, _with(self.samples.law, parameter, before))
            if before is None and not _is_without_value(answer):
                yield f"{parameter.name} has no value on {day}, and yet {each} is answered. Let the rule take the value from `law`, without a default."
                return
            if before is not None and isinstance(answer, FAILED):
                yield f"{parameter.name} is {before} on {day}; asked {each} by it: {answer}"
                return

    def _uncited(self, answer: Any) -> Iterator[str]:
        if isinstance(answer, Finding | Placement) and not answer.because.strip():
            yield f"{getattr(answer, 'key', 'a placement')} gives no reason. Say in `because` what was found."
        citation = answer.citation if isinstance(answer, Finding) else getattr(answer, "by", None)
        if isinstance(citation, Citation) and not self._leads_somewhere(citation):
            name = getattr(answer, "key", type(answer).__name__)
            yield f"{name} cites {str(citation)!r}, which no clause says. Take a parameter's citation or `law.cite(…)`."

    def _leads_somewhere(self, citation: Citation) -> bool:
        if citation.clause is None:
            return bool(citation.rule and citation.because)
        return citation.regulation != self.loaded.regulation.name or self.loaded.regulation.has(citation.clause)


def _answer(asked: Asked, law: Law) -> Any:
    """Return what the rules answer; the error where one of them raises, or where a declaration asks for a number that has no value."""
    try:
        return asked.put(law)
    except (RuleFailed, NoValue) as error:
        return error


def _is_without_value(answer: Any) -> bool:
    """Claim that a question was refused because a number has no value."""
    return isinstance(answer, NoValue) or (isinstance(answer, RuleFailed) and isinstance(answer.__cause__, NoValue))


def _with(law: Law, parameter: Parameter, value: Any) -> Law:
    """Return a view in which one number has another value, or none where `value` is None."""
    values = {date.max: 0} if value is None else {law.values_on: value}
    return replace(law, parameters={**law.parameters, parameter.name: replace(parameter, values=values)})


def _same(first: Any, second: Any, third: Any) -> bool:
    return bool(first == second == third)


class _Outside:
    """What reached outside while rules were asked; Python's audit hooks stay for ever, so one for the process looks who listens."""

    listening: list[_Outside] = []  # noqa: RUF012 -- the one place that the hook knows.
    is_hooked = False

    def __init__(self) -> None:
        self.events: set[str] = set()

    def __enter__(self) -> _Outside:
        if not _Outside.is_hooked:
            sys.addaudithook(_notice)
            _Outside.is_hooked = True
        _Outside.listening.append(self)
        return self

    def __exit__(self, *_: object) -> None:
        _Outside.listening.remove(self)


def _watched() -> _Outside:
    return _Outside()


def _notice(event: str, _: tuple[Any, ...]) -> None:
    if _Outside.listening and event.startswith(OUTSIDE):
        for each in _Outside.listening:
            each.events.add(event)
