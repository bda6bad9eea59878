"""What base-registry looks for by itself: lists that can open, ends of publications and terms, certain limits, designations to look at, papers to delete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog

from base_registry.documents import Application, Call, Designation, Proceeding
from base_registry.usecases.calls import close_call
from base_registry.usecases.designations import TERM_ENDED, expire
from base_registry.usecases.ending import end_application_of, end_cycle
from base_registry.usecases.identity_papers import delete_identity_papers, last_end_of_deleted
from base_registry.usecases.lapsing import unsaid, warn_of_lapses
from base_registry.usecases.looking import look_at_designation
from base_registry.usecases.reckoning import reckon_application, reckon_call, reckon_proceeding
from base_registry.usecases.sittings import CallAtWork, act_on_call, open_if_ready
from fuyu.ids import new_id
from fuyu.law.steps import CALL, Announce, Step
from fuyu.problems import Problem, ProgrammeUnavailable, StepNotOpen
from fuyu.process.proposing import Request
from fuyu.service import Running, Sweep
from fuyu.store.law_settings import read_settings
from fuyu.store.leases import claim, due, new_owner
from fuyu.store.transaction import Subject, Transaction

BATCH, LEASE_SECONDS = 200, 60
_log = structlog.get_logger(__name__)


def open_lists(running: Running) -> None:
    """Open the steps over a call for which nothing live is before, now that the window has ended, and close calls in which nothing is left to do."""
    for call in Call.objects(state="open").only("id", "city", "programme", "programme_version", "sittings", "closes").as_pymongo():
        stands_at = Application.objects(city=call["city"], call=call["_id"], state="running").distinct("stands_at")
        window_ended = call.get("closes") is not None and call["closes"]["on"] < running.clock.today().isoformat()
        if stands_at:
            _one(running, call, lambda tx, call=call, stands_at=stands_at: _open_lists(tx, call, stands_at))
        elif window_ended and any(sitting["closed_on"] for sitting in call["sittings"]):
            _one(running, call, lambda tx, id=call["_id"]: close_call(tx, id))


def conclude_publications(running: Running) -> None:
    """Conclude the publications whose period has ended: rows that nobody objected to go on."""
    today = running.clock.today()
    ended = Call.objects(__raw__={"sittings": {"$elemMatch": {"closed_on": None, "ends.on": {"$lt": today.isoformat()}}}}).only("id", "city", "sittings")
    for call in ended.as_pymongo():
        for sitting in call["sittings"]:
            if sitting["closed_on"] is None and sitting["ends"] and sitting["ends"]["on"] < today.isoformat():
                request = Request(sitting["step"], "conclude")
                act = new_id()
                _one(running, call, lambda tx, id=call["_id"], act=act, request=request: act_on_call(tx, id, act, request, None, as_system=True))


def end_terms(running: Running) -> None:
    """End the designations whose last day has passed, each with an event (a renewal moved the day, so it is not found here).

    Each is come to once: one that cannot be ended now is left for the next tick.
    """
    past, seen = Designation.objects(state="held", ends_on__ne=None, ends_on__lt=running.clock.today().isoformat()).only("id", "city").order_by("id"), ""
    while due := list(past.filter(id__gt=seen).limit(BATCH).as_pymongo()):
        for row in due:
            _one(running, row, lambda tx, id=row["_id"]: _end_term(tx, id))
        seen = due[-1]["_id"]


def end_cycles(running: Running) -> None:
    """End the cycles whose last day has passed: what was not decided in one is decided in none, and no one enters it any more."""
    today = running.clock.today().isoformat()
    for row in Call.objects(state="open", cycle__ends_on__lt=today).only("id", "city").as_pymongo():
        _one(running, row, lambda tx, id=row["_id"]: end_cycle(tx, id))


def reckon_limits(running: Running) -> None:
    """Compute the days that are to come again, each row once, since a setting that may move them was made: a year's notice, or relief (L4)."""
    for records, reckon in ((Application, reckon_application), (Call, reckon_call), (Proceeding, reckon_proceeding)):
        for row in records.objects(is_to_reckon=True).only("id", "city").as_pymongo():
            _one(running, row, lambda tx, id=row["_id"], reckon=reckon: reckon(tx, id))


def look_at_designations(running: Running) -> None:
    """Open what the calendar opens over designations and propose what has become a ground, where the day to look has come; workers share them by lease."""
    cities, owner = Designation.objects.distinct("city"), new_owner()
    failed: list[str] = []
    while batch := claim(Designation._get_collection(), due(cities, running.clock.today(), failed), owner, LEASE_SECONDS, BATCH, "look_on"):
        failed += [row["_id"] for row in batch if not _one(running, row, lambda tx, id=row["_id"]: look_at_designation(tx, id))]


def warn_of_lapse(running: Running) -> None:
    """Warn the offices of programmes whose regulation comes to its end."""
    for city in sorted({loaded.programme.city for loaded in running.laws.programmes.values() if loaded.regulation.in_force_until is not None}):
        if unsaid(running.laws, city, read_settings(running.store.rows, city), running.clock.today()):
            _one(running, {"_id": city, "city": city}, warn_of_lapses)


def delete_papers(running: Running) -> None:
    """Delete the identity papers of applications that ended longer ago than these are kept; a deployment says for how long."""
    days = running.settings.identity_paper_days
    ended = Application.objects(papers_kept_since__lte=last_end_of_deleted(running.clock.today(), days)).only("id", "city")
    for row in ended.as_pymongo():
        _one(running, row, lambda tx, id=row["_id"]: delete_identity_papers(tx, id, days))


SWEEPS = (
    Sweep("conclude publications", conclude_publications),
    Sweep("open lists", open_lists),
    Sweep("end terms", end_terms),
    Sweep("end cycles", end_cycles),
    Sweep("reckon limits", reckon_limits),
    Sweep("look at designations", look_at_designations),
    Sweep("warn of lapse", warn_of_lapse),
    Sweep("identity papers", delete_papers),
)


def _one(running: Running, row: Mapping[str, Any], work: object) -> bool:
    """Do the work on one row and return whether it was done.

    Where it is refused, as when a rule fails on it or a plugin is away, the others go on, and it is tried again at its time.
    """
    try:
        running.store.transact(work, city=row["city"])  # type: ignore[arg-type]  # A lambda with bound defaults has no precise type.
    except (ProgrammeUnavailable, StepNotOpen):
        return False  # The plugin is away, so what is its waits (`fuyu plugins` shows it); or another copy of this service was quicker.
    except Problem as problem:
        _log.warning("what is due could not be done", city=row["city"], id=row["_id"], problem=problem.detail)
        return False
    return True


def _open_lists(tx: Transaction, found: dict[str, Any], stands_at: list[str]) -> None:
    ready = _over_call(tx, found, stands_at)
    if not ready:
        return  # Someone is still before each step that others wait at, or its list is open already.
    call: Call = Call.get(tx.city, found["_id"])
    work = CallAtWork.of(tx, call)
    opened = [step for step in ready if not work.open_sitting(step.name) and open_if_ready(work, step)]
    if opened:
        work.keep()
        tx.audit("call.list_opened", Subject("call", call.id), steps=[step.name for step in opened])


def _over_call(tx: Transaction, found: dict[str, Any], stands_at: list[str]) -> list[Step]:
    """Return the steps over a call whose list may have to be opened, as the row that was found tells: without a look at each application."""
    process = tx.laws.of(found["programme"], found["programme_version"]).programme.entry
    first = min(stands_at, key=process.names.index)
    is_open = {sitting["step"] for sitting in found["sittings"] if sitting["closed_on"] is None}
    has_held_rows = any(row["state"] == "held" for sitting in found["sittings"] for row in sitting["rows"])
    over_call = [step for step in process.steps if step.over == CALL and not isinstance(step, Announce) and step.name in stands_at]
    return [step for step in over_call if step.name not in is_open] if has_held_rows or any(step.name == first for step in over_call) else []


def _end_term(tx: Transaction, id: str) -> None:
    designation: Designation = Designation.get(tx.city, id)
    if designation.state == "held" and designation.ends_on is not None and designation.ends_on < tx.today.isoformat():
        expire(tx, designation)
        end_application_of(tx, designation, TERM_ENDED)
