"""Spot checks (第十八条（二） and its like): announced with the population's hash, drawn from a seed that came later, and what was found of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fuyu.draws import RECIPE, drawn, how_many, population_hash
from fuyu.law.programme import SpotCheck
from fuyu.law.registry import Loaded
from fuyu.problems import ConditionsNotMet, InvalidInput, NotFound, StepNotOpen
from fuyu.process.actors import role_in_office
from fuyu.store.transaction import Subject, Transaction
from incubatee_tracker.documents import Draw, Enrolment
from incubatee_tracker.usecases.faults import refused

ANNOUNCED, DRAWN = "announced", "drawn"


def announce_draw(tx: Transaction, id: str, given: Mapping[str, Any]) -> Draw:
    """Announce a draw among those who completed within a period: the population is frozen, and its hash published before any seed is known."""
    loaded, check = _declared(tx, given["programme"])
    _check_may(tx, loaded, check)
    first, last = given["first_day"], given["last_day"]
    if last < first or last >= tx.today:
        raise refused("last_day", "The period is over and does not end before it begins.", last.isoformat(), f"a day from {first} to the day before {tx.today}")
    population = _completed(tx, loaded.programme.id, first.isoformat(), last.isoformat())
    law = loaded.view(tx.settings, tx.today)
    share, least = law[check.share], law[check.least]
    if not population:
        raise ConditionsNotMet(f"Nobody completed from {first} to {last}, so there is nobody to draw.", clause=check.clause, found=0, needed="1 or more")
    draw = Draw(
        id=id,
        city=tx.city,
        programme=loaded.programme.id,
        programme_version=loaded.programme.version,
        office=loaded.programme.office,
        first_day=first.isoformat(),
        last_day=last.isoformat(),
        population=population,
        population_hash=population_hash(each["enrolment"] for each in population),
        count=how_many(len(population), share.value, least.value),
        share_by=share.as_document(),
        least_by=least.as_document(),
        announced_on=tx.today.isoformat(),
        announced_by=tx.caller.person if tx.caller else "",
    )
    draw.add()
    tx.audit("draw.announced", Subject("draw", id), population_hash=draw.population_hash, population=len(population), count=draw.count)
    return draw


def draw_by_seed(tx: Transaction, id: str, given: Mapping[str, Any], expected: int) -> Draw:
    """Draw by a seed, once; it must have become known after the announcement, which only its source can show."""
    draw = _own(tx, id)
    if draw.state != ANNOUNCED:
        raise StepNotOpen(f"This was drawn on {draw.drawn_on} from the seed {draw.seed!r}; announce another draw.", found=draw.state, needed=ANNOUNCED)
    draw.seed, draw.seed_source, draw.state = given["seed"], given["source"], DRAWN
    draw.drawn = drawn([each["enrolment"] for each in draw.population], draw.seed, draw.count)
    draw.drawn_on, draw.drawn_by = tx.today.isoformat(), tx.caller.person if tx.caller else ""
    draw.keep(expected)
    subject = Subject("draw", id)
    told = {name: getattr(draw, name) for name in ("programme", "programme_version", "population_hash", "count", "drawn_on")}
    tx.emit(
        "draw.made",
        subject,
        told | {"draw": id, "population": len(draw.population), "drawn": list(draw.drawn), "clause": draw.share_by["citation"]},
        audiences=_bases(draw),
    )
    tx.audit("draw.made", subject, seed=draw.seed, source=draw.seed_source, drawn=list(draw.drawn))
    return draw


def record_result(tx: Transaction, id: str, given: Mapping[str, Any], expected: int) -> Draw:
    """Record what experts found of one of those drawn and what follows; a later record of the same one takes its place, and the earlier stays in the audit."""
    draw = _own(tx, id)
    if given["enrolment"] not in draw.drawn:
        raise refused("enrolment", "It was not drawn.", given["enrolment"], list(draw.drawn))
    if given["looked_on"] > tx.today or given["looked_on"].isoformat() < (draw.drawn_on or ""):
        raise refused("looked_on", "It lies before the draw or in the future.", given["looked_on"].isoformat(), f"{draw.drawn_on} to {tx.today}")
    if not given["passed"] and not (given.get("consequence") or "").strip():
        error = {"field": "consequence", "reason": "Whoever does not pass needs what follows from that.", "needed": "a text"}
        raise InvalidInput.of_fields([error])
    by = tx.caller.person if tx.caller else ""
    result = {name: value for name, value in given.items() if name != "enrolment"} | {"looked_on": given["looked_on"].isoformat(), "by": by}
    draw.results = {**draw.results, given["enrolment"]: result | {"recorded_on": tx.today.isoformat()}}
    draw.keep(expected)
    tx.audit("draw.result_recorded", Subject("draw", id), enrolment=given["enrolment"], passed=given["passed"], consequence=given.get("consequence"))
    return draw


def shown_draw(draw: Draw) -> dict[str, Any]:
    """Return a draw's members with the recipe by which anyone comes to the same choice."""
    shown: dict[str, Any] = draw.to_mongo().to_dict()
    return shown | {"recipe": RECIPE}


def own_draw(tx: Transaction, id: str) -> dict[str, Any]:
    """Return a draw with its results, as the office that drew it sees it."""
    return shown_draw(_own(tx, id))


def public_draw(city: str, id: str) -> dict[str, Any]:
    """Return a draw of a city as anyone may see it."""
    draw: Draw = Draw.get(city, id)
    return shown_draw(draw)


def _completed(tx: Transaction, programme: str, first: str, last: str) -> list[dict[str, Any]]:
    rows = Enrolment.rows(
        {"city": tx.city, "programme": programme, "state": "completed", "ended_on": {"$gte": first, "$lte": last}}, ("incubatee", "base", "ended_on")
    )
    people = [{"enrolment": row["_id"], "name": row["incubatee"]["name"], "base": row["base"], "completed_on": row["ended_on"]} for row in rows]
    return sorted(people, key=lambda each: str(each["enrolment"]))


def _declared(tx: Transaction, programme: str) -> tuple[Loaded, SpotCheck]:
    tx.laws.named(programme)
    loaded = tx.laws.last_in_force(programme, tx.today, tx.settings)
    if loaded.programme.city != tx.city or loaded.programme.spot_check is None:
        raise NotFound(f"{programme} declares no spot check here.", field="programme", found=programme)
    return loaded, loaded.programme.spot_check


def _check_may(tx: Transaction, loaded: Loaded, check: SpotCheck) -> None:
    if tx.caller is not None:
        role_in_office(loaded.programme, check.by, tx.caller, tx.city)


def _own(tx: Transaction, id: str) -> Draw:
    draw: Draw = Draw.get(tx.city, id)
    loaded = tx.laws.of(draw.programme, draw.programme_version)
    if loaded.programme.spot_check is not None:
        _check_may(tx, loaded, loaded.programme.spot_check)
    return draw


def _bases(draw: Draw) -> list[dict[str, str]]:
    codes = {each["base"]["code"] for each in draw.population if each["enrolment"] in draw.drawn}
    return [{"actor": "base", "programme": draw.programme, "organisation": code} for code in sorted(codes)]
