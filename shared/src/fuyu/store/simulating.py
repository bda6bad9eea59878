"""Looking at the records with a law that is tried: as on a day, in a transaction that is always rolled back, so that nothing can be written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from fuyu.caller import Caller
from fuyu.law.differences import Answered, counted, difference
from fuyu.law.settings import LawSettings
from fuyu.law.simulating import Simulation
from fuyu.store.record import Record
from fuyu.store.transaction import Store, Transaction

if TYPE_CHECKING:
    from fuyu.law.registry import Laws, Loaded
    from fuyu.law.view import Law

T = TypeVar("T")
Compared = tuple[Record, Answered, Answered, Mapping[str, Any]]
"""A record, the answers of both laws, and what else a report shows of it."""


class NothingIsWritten(RuntimeError):
    """Code that was lent to a simulation would have said or noted something."""


class Look(Transaction):
    """The records of a city as on a law's day, under the law as it stands or, with a simulation, as it is tried. What would be said or noted raises."""

    def __init__(self, store: Store, caller: Caller | None, city: str, on: date, simulation: Simulation | None = None) -> None:
        super().__init__(store, caller, city, b"")
        self.simulation = simulation
        self.__dict__["today"] = on
        self._views: dict[tuple[str, str | None], Law] = {}

    @property
    def laws(self) -> Laws:
        """Return all law, of which a tried version is in force."""
        return self.simulation.laws(super().laws) if self.simulation else super().laws

    @cached_property
    def settings(self) -> LawSettings:
        """Return the city's settings, with the tried values among them."""
        from fuyu.store.law_settings import read_settings  # It imports what this module's base imports.

        kept = read_settings(self.rows, self.city)
        return self.simulation.settings(kept) if self.simulation else kept

    def judge(self, version: str) -> str:
        """Return the version that judges a record on which another stands."""
        return self.simulation.judge(version) if self.simulation else version

    def view(self, loaded: Loaded, host: str | None = None) -> Law:
        """Return the law of a version, made once for all records that are looked at."""
        place = loaded.programme.name, host
        if place not in self._views:
            self._views[place] = loaded.view(self.settings, self.today, host)
        return self._views[place]

    def emit(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise NothingIsWritten."""
        raise NothingIsWritten("A simulation says nothing to anyone.")

    def audit(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise NothingIsWritten."""
        raise NothingIsWritten("A simulation notes nothing.")


@dataclass(frozen=True)
class Part:
    """One part of a report: the kind of record, which of them live (as on the simulation's day), and how a page of them is asked under both laws."""

    kind: str
    records: type[Record]
    compare: Callable[[Look, Look, Sequence[Any]], Iterable[Compared]]
    live: Callable[[str], Mapping[str, Any]] = field(default=lambda on: {})


def simulate(store: Store, simulation: Simulation, work: Callable[[Look, Look], T], *, caller: Caller | None, city: str) -> T:
    """Run `work` with a look under the law as it stands on the simulation's day and one under the law as it is tried, over one state of the records."""
    on = simulation.from_day
    return store.read(lambda: work(Look(store, caller, city, on), Look(store, caller, city, on, simulation)))


def report(store: Store, part: Part, simulation: Simulation, *, caller: Caller | None, city: str, limit: int, cursor: str | None = None) -> dict[str, Any]:
    """Return one page of a report: of so many records behind the cursor those for which something differs, with counts over all that were looked at."""

    def work(before: Look, after: Look) -> dict[str, Any]:
        live = {"city": city, "programme": simulation.programme, **part.live(simulation.from_day.isoformat())}
        beyond = {"_id": {"$gt": cursor}} if cursor else {}
        # Along the ids alone: an index of the condition would be sorted anew for each page, which grows with the square of what there is.
        found = list(part.records.objects(__raw__={**live, **beyond}).order_by("id").limit(limit + 1).hint("_id_"))
        compared = list(part.compare(before, after, found[:limit]))
        return {
            "tried": simulation.as_document(),
            "counts": counted((one, other) for _, one, other, _ in compared),
            "items": [row for each in compared if (row := _row(part.kind, *each))],
            "next": found[limit - 1].id if len(found) > limit else None,
        }

    return simulate(store, simulation, work, caller=caller, city=city)


def _row(kind: str, record: Record, before: Answered, after: Answered, more: Mapping[str, Any]) -> dict[str, Any] | None:
    told = difference(before, after)
    return {"kind": kind, "id": record.id, **more, **told} if told else None
