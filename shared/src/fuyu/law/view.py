"""The law as a rule sees it: one version of a programme, bound to host, overrides and calendar, frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from fuyu.dates import Calendar, Due, last_day, limit, moved, term
from fuyu.law.answers import Term
from fuyu.law.citation import Citation
from fuyu.law.errors import NoValue
from fuyu.law.parameters import Override, Parameter, Value
from fuyu.law.regulation import Regulation
from fuyu.law.settings import Relief


@dataclass(frozen=True)
class Law:
    """A frozen view: `law["minimum_incubatees"]` is resolved by the version on the subject, never by a date of asking.

    `overrides` are the operator's, in effect when the view was made; `reliefs` those that officers granted, the latest first; `switched_off` names the
    rules of the software's own that an operator switched off (L10), `second_persons` the steps at which the operator asks for a second person, or no
    longer does. A simulation is a view with other overrides.
    """

    programme: str
    version: str
    title: str
    regulation: Regulation
    parameters: Mapping[str, Parameter]
    values_on: date
    calendar: Calendar
    host: str | None = None
    overrides: Mapping[str, Override] = field(default_factory=dict)
    switched_off: frozenset[str] = frozenset()
    adopted_from: date | None = None
    reliefs: tuple[Relief, ...] = ()
    second_persons: Mapping[str, bool] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Value:
        """Return a parameter's value with unit, clause and override; raise NoValue where the programme has none in this version."""
        parameter = self.parameters.get(name)
        if parameter is None:
            raise NoValue(f"{self.programme}@{self.version} declares no parameter {name!r}; it declares {', '.join(sorted(self.parameters))}.")
        override = self.overrides.get(name)
        value = override.value if override else self._declared(parameter)
        return Value(name, value, parameter.unit, parameter.says, parameter.citation, override)

    def __iter__(self) -> Iterator[Value]:
        """Go through all values of this version."""
        return (self[name] for name in sorted(self.parameters))

    def cite(self, clause: str, reading: str | None = None) -> Citation:
        """Return the citation of a clause of this regulation; raise NoValue for one that it does not have."""
        if not self.regulation.has(clause):
            raise NoValue(f"{self.regulation.name} has no clause {clause!r}; add its sentence to regulation.yaml, or mend the clause.")
        return Citation(self.regulation.name, clause, reading=reading)

    def applies(self, rule: str) -> bool:
        """Claim that a rule of the software's own (L10) is not switched off by an operator."""
        return rule not in self.switched_off

    def needs_second_person(self, process: str, step: str, *, declared: bool) -> bool:
        """Claim that what is said at a step takes effect only when a second person confirms it: as the operator set it, else as the step declares."""
        return self.second_persons.get(f"{process}/{step}", declared)

    def limit(self, name: str, since: date, *, moves: bool = True) -> Due:
        """Return the last day of a time limit that a parameter names, counted from `since` (L2), moved to the next working day (L3) unless `moves` is False.

        Where an officer granted relief for it, it is put off by as many days as that gives.
        """
        return self.relieved(name, limit(since, self[name].period, self.calendar, moves=moves))

    def last_day(self, name: str, year: int) -> Due:
        """Return the last day of a window that a parameter names as month and day, in a year, moved to the next working day (L3, L5), or put off by relief."""
        value = self[name]
        return self.relieved(name, last_day(value.value, year, self.calendar, str(value.citation)))

    def term(self, name: str, starts_on: date) -> Term:
        """Return first and last day of a term that a parameter names; a term never moves (L3)."""
        first, last = term(starts_on, self[name].period)
        return Term(first, last, self[name].citation)

    @property
    def is_draft(self) -> bool:
        """Claim that the text is a draft, so that everything issued under it says 草案 (L6)."""
        return self.regulation.is_draft

    def relieved(self, name: str, due: Due) -> Due:
        """Return a last day of the limit that a parameter names, put off where an officer granted relief for it."""
        relief = next((each for each in self.reliefs if each.parameter == name and each.covers(due.on)), None)
        if relief is None:
            return due
        later = moved(due.on + timedelta(days=relief.days), self.calendar, due.clause)
        because = f"{relief.number or ''} puts it off by {relief.days} days: {relief.reason}".strip()
        said = " ".join(part for part in (due.because, because, later.because) if part)
        return replace(later, is_provisional=due.is_provisional or later.is_provisional, because=said, moved_from=due.moved_from or due.on)

    def _declared(self, parameter: Parameter) -> object:
        try:
            return parameter.value_on(self.values_on)
        except NoValue as error:
            raise NoValue(f"{self.programme}@{self.version}: {error}") from None
