"""Warning the office of a programme that its regulation comes to its end, some months ahead and once each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from base_registry.documents import LapseWarning
from base_registry.usecases.audiences import of_offices
from fuyu.dates import before
from fuyu.ids import derived_id
from fuyu.law.registry import Laws, Loaded
from fuyu.law.settings import LawSettings
from fuyu.store.transaction import Subject, Transaction

WARNINGS = ("lapse_warning_first", "lapse_warning_second")


@dataclass(frozen=True, slots=True)
class Lapse:
    """A warning that falls on a day: of which version, how many months ahead, under which parameter."""

    loaded: Loaded
    lapses_on: date
    months: int
    parameter: str
    on: date


def lapses(laws: Laws, city: str, settings: LawSettings, today: date) -> Iterator[Lapse]:
    """Go through the warnings of a city's programmes whose regulation lapses with no version to follow, each programme's earliest first."""
    for loaded in laws.programmes.values():
        last = loaded.regulation.in_force_until
        if loaded.programme.city != city or last is None or not _is_in_force(loaded, settings, today) or _is_followed(laws, loaded, settings, last):
            continue
        law = loaded.view(settings, today)
        for name in (each for each in WARNINGS if each in loaded.parameters):
            yield Lapse(loaded, last, int(law[name].value), name, before(last, law[name].period))


def unsaid(laws: Laws, city: str, settings: LawSettings, today: date) -> dict[str, Lapse]:
    """Return the warnings that have come and were not noted yet, by the ids under which they are, the earliest first."""
    due = sorted((each for each in lapses(laws, city, settings, today) if each.on <= today), key=lambda each: each.on)
    ids = {derived_id(city, "lapse", each.loaded.programme.name, each.lapses_on.isoformat(), str(each.months)): each for each in due}
    known = set(LapseWarning.objects(city=city, id__in=list(ids)).scalar("id")) if ids else set()
    return {id: each for id, each in ids.items() if id not in known}


def warn_of_lapses(tx: Transaction) -> None:
    """Say each warning that has come; where two of one programme have come at once, the earlier is noted and only the later is said."""
    due = unsaid(tx.laws, tx.city, tx.settings, tx.today)
    newest = {each.loaded.programme.name: id for id, each in due.items()}
    for id, each in due.items():
        _warn(tx, id, each, is_said=id == newest[each.loaded.programme.name])


def _warn(tx: Transaction, id: str, lapse: Lapse, *, is_said: bool) -> None:
    programme = lapse.loaded.programme
    told = {"programme": programme.id, "programme_version": programme.version, "lapses_on": lapse.lapses_on.isoformat(), "months": lapse.months}
    LapseWarning(id=id, city=tx.city, said_on=tx.today.isoformat() if is_said else None, **told).add()
    if not is_said:
        return
    about = Subject("regulation", programme.name)
    clause = lapse.loaded.view(tx.settings, tx.today)[lapse.parameter].citation.as_document()
    data = {"regulation": programme.name, "title": lapse.loaded.regulation.title, "clause": clause} | told
    tx.emit("regulation.lapsing", about, data, audiences=of_offices(programme))
    tx.audit("regulation.lapsing", about, lapses_on=told["lapses_on"], months=lapse.months)


def _is_in_force(loaded: Loaded, settings: LawSettings, day: date) -> bool:
    return loaded.regulation.is_in_force(day, settings.adopted_from(loaded.programme.id, loaded.programme.version))


def _is_followed(laws: Laws, loaded: Loaded, settings: LawSettings, last: date) -> bool:
    others = (each for each in laws.versions(loaded.programme.id) if each is not loaded)
    return any(_is_in_force(each, settings, last + timedelta(days=1)) for each in others)
