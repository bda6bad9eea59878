"""What districts report: owed for each part of a year in which they managed a base, drafted from the records, handed in by their own officers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from fuyu.law.programme import DistrictReport as Declared
from fuyu.law.registry import Loaded
from fuyu.law.view import Law
from fuyu.problems import Forbidden, NotFound
from fuyu.process.actors import Holders, acting_role, levels_above, may_see
from fuyu.service import Running
from fuyu.store.duties import Duty, done, open_all
from fuyu.store.files import keep_files
from fuyu.store.transaction import Subject, Transaction
from incubatee_tracker.documents import Base, DistrictReport, Enrolment, Session
from incubatee_tracker.facts import decimal
from incubatee_tracker.usecases.bases import READ, stood_in
from incubatee_tracker.usecases.faults import refused
from incubatee_tracker.usecases.parts import Part, latest_over, part_of

KIND = "district"
LOOKED = "district reports"
STAYS = ("state", "starts_on", "ended_on", "designation", "moved_on", "past_stays")
LATER = "9999"


def look_at_districts(running: Running) -> None:
    """Let each district owe its report of the part of the year that is over; once a day for each city."""
    today = running.clock.today().isoformat()
    for city in Base.objects.distinct("city"):
        if (running.store.rows.state.find_one({"_id": f"{LOOKED} {city}"}) or {}).get("on") != today:
            running.store.transact(_look, city=city)


def next_part(running: Running, after: date) -> date | None:
    """Return the first law's day after another on which a part of a year is over for some programme."""
    months = {months for each in running.laws.programmes.values() if (months := _months(each, each.programme.values_on)) is not None}
    return min((day for each in months for year in (after.year, after.year + 1) for day in _openings(year, each) if day > after), default=None)


def draft_district_report(tx: Transaction, programme: str, district: str, year: int, part: int) -> dict[str, Any]:
    """Return a district's report as the records draft it today, to its own officers and to those above."""
    loaded, declared, law = _declared(tx, programme)
    if not may_see(loaded.programme, tx.caller, Holders(tx.city, district)):
        raise Forbidden(f"Only the officers of {district} and those of {loaded.programme.office} read this.", found=district)
    of = _part(law, declared, year, part)
    facts = facts_of(tx.city, programme, district, of)
    told = {"programme": programme, "district": district, "year": year, "part": part, "title": declared.title, "clause": declared.clause}
    return told | {"first_day": of.first.isoformat(), "last_day": of.last.isoformat(), "facts": facts, "text": _text(district, of, facts)}


def hand_in_district_report(tx: Transaction, id: str, given: Mapping[str, Any]) -> DistrictReport:
    """Hand in a district's report of a part of a year that is over; one handed in again takes the place of the earlier, which stays on record."""
    loaded, declared, law = _declared(tx, given["programme"])
    acting_role(loaded.programme, declared.by, tx.caller, Holders(tx.city, given["district"]))
    of = _part(law, declared, given["year"], given["part"])
    if of.last >= tx.today:
        raise refused("part", "This part of the year is not over.", f"{of.year}-{of.number}", f"after {of.last}")
    if given["files"]:
        keep_files(tx, given["files"], Subject("district_report", id))
    report = DistrictReport(
        id=id,
        city=tx.city,
        programme_version=loaded.programme.version,
        office=loaded.programme.office,
        facts=facts_of(tx.city, given["programme"], given["district"], of),
        handed_in_on=tx.today.isoformat(),
        handed_in_by=tx.caller.person if tx.caller else "",
        **given,
    )
    report.add()
    done(tx, _about(loaded, given["district"]), of.key)
    tx.audit("district_report.filed", Subject("district_report", id), district=report.district, year=report.year, part=report.part)
    return report


def facts_of(city: str, programme: str, district: str, part: Part) -> dict[str, Any]:
    """Return what the records show of a district's part of a year: bases, sessions, incubatees and what became of them.

    An incubatee that moved counts for the district whose base brought it up then: where it started, where it was on the last day, where it ended.
    """
    first, last = part.first.isoformat(), part.last.isoformat()
    bases = [base["_id"] for base in _standing(city, programme, first, last, district)]
    sessions = list(Session.objects(city=city, designation__in=bases, held_on__gte=first, held_on__lte=last).only("hours", "counts_for_year").as_pymongo())
    here = {base["_id"] for base in Base._get_collection().find({"city": city, "programme": programme, "district": district}, ["_id"])}
    among = {"$in": sorted(here)}
    # Each way names the city itself: then each goes by an index of its own.
    ways = [{"city": city, "designation": among}, {"city": city, "past_stays.designation": among}]
    enrolments = list(Enrolment.rows({"$or": ways}, STAYS))
    started = [each for each in enrolments if first <= (each.get("starts_on") or "") <= last and _base_on(each, each["starts_on"]) in here]
    there_then = [each for each in enrolments if (each.get("starts_on") or LATER) <= last and (each.get("ended_on") or LATER) > last]
    running = [each for each in there_then if _base_on(each, last) in here]
    over = [each for each in enrolments if first <= (each.get("ended_on") or "") <= last and each.get("starts_on")]
    ended = [each for each in over if _base_on(each, each["ended_on"]) in here]
    return {
        "bases": len(bases),
        "sessions": len(sessions),
        "batches": sum(1 for each in sessions if each.get("counts_for_year") is not None),
        "hours": f"{sum((decimal(each['hours']) for each in sessions), decimal(None)):f}",
        "started": len(started),
        "running": len(running),
        "completed": sum(1 for each in ended if each["state"] == "completed"),
        "ended": len(ended),
    }


def _base_on(enrolment: Mapping[str, Any], day: str) -> str:
    """Return the base that brought an incubatee up on a day of its incubation: the last that had taken it on by then."""
    past = enrolment.get("past_stays") or []
    stays = [*((each["starts_on"], each["designation"]) for each in past), (enrolment.get("moved_on") or enrolment["starts_on"], enrolment["designation"])]
    return str(max((began, number, base) for number, (began, base) in enumerate(stays) if began <= day or number == 0)[2])


def _look(tx: Transaction) -> None:
    for loaded in tx.laws.programmes.values():
        declared = loaded.programme.district_report
        if loaded.programme.city != tx.city or declared is None:
            continue
        law = loaded.view(tx.settings, tx.today)
        part = latest_over(tx.today, int(law[declared.months].value))
        standing = _standing(tx.city, loaded.programme.id, part.first.isoformat(), part.last.isoformat())
        districts = sorted({base["district"] for base in standing if base["programme_version"] == loaded.programme.version})
        open_all(tx, [_duty(tx, loaded, declared, law, district, part) for district in districts])
    tx.rows.state.update_one({"_id": f"{LOOKED} {tx.city}"}, {"$set": {"on": tx.today.isoformat()}}, upsert=True)


def _duty(tx: Transaction, loaded: Loaded, declared: Declared, law: Law, district: str, part: Part) -> Duty:
    due = law.limit(declared.within, part.last)
    return Duty(
        subject=_about(loaded, district),
        subject_name=district,
        key=part.key,
        title=f"{part.year}年第{part.number}期{declared.title}",
        clause=law[declared.within].citation.as_document(),
        programme=loaded.programme.id,
        programme_version=loaded.programme.version,
        due_on=due.on,
        is_provisional=due.is_provisional,
        opens_on=part.opens_on,
        says=f"报送{part.first}至{part.last}的报告。",
        levels=levels_above(loaded.programme, declared.by, Holders(tx.city, district)),
    )


def _about(loaded: Loaded, district: str) -> Subject:
    return Subject(KIND, f"{loaded.programme.id}/{district}")


def _standing(city: str, programme: str, first: str, last: str, district: str | None = None) -> Iterator[Mapping[str, Any]]:
    """Go through the bases of a programme that were held on some day of a period."""
    held = {"city": city, "programme": programme, "first_on": {"$lte": last}, **({"district": district} if district else {})}
    yield from (base for base in Base._get_collection().find(held, dict.fromkeys(READ, 1)) if stood_in(base, first, last))


def _declared(tx: Transaction, programme: str) -> tuple[Loaded, Declared, Law]:
    tx.laws.named(programme)
    loaded = tx.laws.versions(programme)[-1]
    if loaded.programme.city != tx.city or loaded.programme.district_report is None:
        raise NotFound(f"{programme} asks no district for a report here.", field="programme", found=programme)
    return loaded, loaded.programme.district_report, loaded.view(tx.settings, tx.today)


def _part(law: Law, declared: Declared, year: int, number: int) -> Part:
    try:
        return part_of(year, number, int(law[declared.months].value))
    except ValueError as error:
        raise refused("part", str(error), number, f"1 to {12 // int(law[declared.months].value)}") from None


def _months(loaded: Loaded, on: date) -> int | None:
    declared = loaded.programme.district_report
    return int(loaded.parameters[declared.months].value_on(on)) if declared else None


def _openings(year: int, months: int) -> Iterator[date]:
    yield from (part_of(year, number, months).opens_on for number in range(1, 12 // months + 1))


def _text(district: str, part: Part, facts: Mapping[str, Any]) -> str:
    return (
        f"{part.first}至{part.last}，{district}共有孵化基地{facts['bases']}个，开展教学、接访和交流{facts['sessions']}次（公益性{facts['batches']}批次），"
        f"合计{facts['hours']}学时；新入孵{facts['started']}家，期末在孵{facts['running']}家，结束孵化{facts['ended']}家，其中完成孵化培训{facts['completed']}家。"
    )
