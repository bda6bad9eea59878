"""A law tried over designations that stand: whom it would put out, and which days it would move."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from base_registry.documents import Designation, KnownDuty
from base_registry.facts import Record, day, designation_facts
from base_registry.usecases.grounds import findings_on
from base_registry.usecases.openers import openings
from base_registry.usecases.reading import version_that_judges
from fuyu.law import facts
from fuyu.law.differences import Answered, answered
from fuyu.law.registry import Loaded
from fuyu.law.view import Law
from fuyu.process.simulating import last_days
from fuyu.process.walk import from_document
from fuyu.store.simulating import Compared, Look, Part


def compare_designations(before: Look, after: Look, found: Sequence[Designation]) -> Iterator[Compared]:
    """Ask of each designation under both laws what must go on being met, and on which days something opens, falls due, or ends."""
    around, overdue = Record.of_all(found), _overdue(before.city, found)
    for each in found:
        told: dict[str, facts.Designation] = {}
        one, other = (answered(_asked, look, each, around[each.id], overdue.get(each.id, ()), told) for look in (before, after))
        yield each, one, other, {"organisation": {name: each.organisation[name] for name in ("code", "name", "district")}, "ends_on": each.ends_on}


def _stands_on(on: str) -> dict[str, object]:
    return {"state": "held", "starts_on": {"$lte": on}, "$or": [{"ends_on": None}, {"ends_on": {"$gte": on}}]}


DESIGNATIONS = Part("designation", Designation, compare_designations, _stands_on)


def _asked(look: Look, designation: Designation, around: Record, overdue: Iterable[KnownDuty], told: dict[str, facts.Designation]) -> Answered:
    """Ask one law; `told` keeps the facts by version, so that two laws of one version are told the same."""
    loaded = version_that_judges(look, designation, look.today)
    law = look.view(loaded, designation.host)
    name = loaded.programme.name
    if name not in told:
        told[name] = designation_facts(loaded.programme, designation, around)
    dates = dict(_dates(look, loaded, law, designation, around))
    kept = loaded.ask.to_keep(law, told[name], look.today)
    return Answered(findings_on(loaded, law, told[name], look.today, kept, overdue), dates, unknown_counts=False)


def _dates(look: Look, loaded: Loaded, law: Law, designation: Designation, around: Record) -> Iterator[tuple[str, date | None]]:
    """Go through the days that are not past by what has happened: processes that have not opened yet, steps that are not done, and the first term.

    A term that was granted stays; what it would be shows what the tried law grants to others.
    """
    own = [each for each in around.proceedings if each.designation == designation.id]
    known = {(each.process, each.key) for each in own}
    for year in (look.today.year, look.today.year + 1):
        for opening in openings(loaded.programme, law, designation, year):
            if (opening.process.name, opening.key) not in known:
                yield f"{opening.process.title} opens ({opening.key})", opening.on
    for each in own:
        judged_by = look.laws.of(each.programme, each.programme_version)
        yield from last_days(judged_by.programme.process(each.process), look.view(judged_by, designation.host), from_document(each.walk)).items()
    if not designation.terms:
        yield "a term granted that day", loaded.ask.how_long(law, designation.kind, day(designation.starts_on) or look.today).ends_on


def _overdue(city: str, found: Sequence[Designation]) -> dict[str, list[KnownDuty]]:
    overdue: dict[str, list[KnownDuty]] = {}
    for duty in KnownDuty.objects(city=city, designation__in=[each.id for each in found], state="overdue").order_by("key"):
        overdue.setdefault(duty.designation, []).append(duty)
    return overdue
