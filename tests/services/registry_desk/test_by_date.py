"""What the calendar does to a designation: reviews open, a term is renewed or continued or ends, and the regulation itself comes to its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from .registry import CITY, OFFICE, PROGRAMME, Registry, Round, example
from .standing import FEW, NUMBER, Standing
from .whole_way import to_the_choice

Tick = Callable[[], None]


def problem(answer: Any, status: int, slug: str) -> dict[str, Any]:
    """Return a refusal's members; its status and type must be as declared."""
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}"), answer.text
    members: dict[str, Any] = answer.json()
    return members


def said(running: Any, type: str) -> list[dict[str, Any]]:
    """Return what was said in events of a type, oldest first."""
    return list(running.store.rows.outbox.find({"type": type}).sort("at"))


@pytest.mark.requirement("ZB-24")
def test_a_written_review_of_the_past_year_opens_on_31_january_and_once_a_year(past_base: Standing, tick: Tick, running: Any) -> None:
    """每年组织对已认定孵化基地上年度运行情况进行一次书面审核: opened on 31 January, done within three months."""
    registry = past_base.registry
    registry.set_day("2024-01-30")
    tick()
    assert past_base.proceedings("review_yearly") == []
    assert registry.operator.get("/ops/agenda", after="2024-01-30")["next"] == "2024-01-31"
    registry.set_day("2024-01-31")
    tick()
    tick()
    [review] = past_base.proceedings("review_yearly")
    assert (review["key"], review["opened_on"]) == ("2024", "2024-01-31")
    walk = registry.city().get(f"/proceedings/{review['id']}")["walk"]
    assert walk["places"]["yearly_result"]["due"]["on"] == "2024-04-30"
    told = said(running, "proceeding.opened")[-1]
    assert {each["actor"] for each in told["audiences"]} == {"applicant", "city bureau", "district bureau"}
    registry.city().acts(f"/proceedings/{review['id']}", "yearly_visit", "skip", reason="书面审核即可")
    registry.city().acts(f"/proceedings/{review['id']}", "yearly_result", "pass")
    tick()
    assert len(past_base.proceedings("review_yearly")) == 1
    # A night that was missed loses nothing: the review bears the day on which it was to open.
    registry.set_day("2025-02-03")
    tick()
    opened = {(each["key"], each["opened_on"]) for each in past_base.proceedings("review_yearly")}
    assert opened == {("2024", "2024-01-31"), ("2025", "2025-01-31")}


@pytest.mark.requirement("ZB-5", "ZB-24")
@pytest.mark.parametrize(("day", "is_open"), [("2025-12-01", False), ("2025-12-02", True), ("2025-12-03", True)])
def test_the_re_review_opens_six_months_before_the_last_day(past_base: Standing, tick: Tick, day: str, is_open: bool) -> None:
    past_base.registry.set_day(day)
    tick()
    opened = past_base.proceedings("re_review")
    assert [(each["key"], each["opened_on"]) for each in opened] == ([("2026-06-02", "2025-12-02")] if is_open else [])


def go_on(base: Standing, day: str, until: str) -> None:
    """Let a base go on without a review, decided on a day."""
    base.registry.set_day(day)
    entry = {"work_need": "在孵企业尚未结业", "because": "工作需要", "until": until}
    assert base.open(base.registry.city(), "continue", "approve_continuation", "grant", entry=entry, number=NUMBER).status_code == 201


def reviews(base: Standing) -> dict[str, set[tuple[str, str]]]:
    return {name: {(each["key"], each["opened_on"]) for each in base.proceedings(name)} for name in ("re_review", "review_within")}


@pytest.mark.requirement("ZB-24")
@pytest.mark.parametrize(("day", "is_open"), [("2025-12-01", False), ("2025-12-02", True), ("2025-12-03", True)])
def test_within_a_longer_term_a_review_opens_before_each_third_year_is_over(past_base: Standing, tick: Tick, day: str, is_open: bool) -> None:
    """每3年进行一次复查: let go on until 2 June 2028 before any review opened, it is reviewed by 2 June 2026 all the same, and that renews nothing."""
    go_on(past_base, "2025-12-01", "2028-06-02")
    past_base.registry.set_day(day)
    tick()
    assert reviews(past_base) == {"re_review": set(), "review_within": {("2026-06-02", "2025-12-02")} if is_open else set()}
    if is_open:
        registry, path = past_base.registry, f"/proceedings/{past_base.proceedings('review_within')[0]['id']}"
        registry.company(1).acts(path, "within_report", "fill", entry=example("within_report"))
        registry.city().acts(path, "within_visit", "assign", entry={"people": ["expert-1"]})
        registry.expert("expert-1").acts(path, "within_visit", "declare", entry={"interest": False})
        registry.expert("expert-1").acts(path, "within_visit", "record", entry={**example("within_visit"), "visited_on": day})
        assert registry.city().acts(path, "within_result", "pass", overrides=FEW)["state"] == "completed"
        assert (past_base.seen()["state"], past_base.seen()["ends_on"]) == ("held", "2028-06-02")
        registry.set_day("2027-12-02")
        tick()
        assert reviews(past_base)["re_review"] == {("2028-06-02", "2027-12-02")}


@pytest.mark.requirement("ZB-24")
def test_a_review_that_had_opened_before_the_end_is_not_opened_again_when_the_term_goes_on(past_base: Standing, tick: Tick) -> None:
    past_base.registry.set_day("2025-12-02")
    tick()
    go_on(past_base, "2026-05-11", "2028-06-02")
    tick()
    assert reviews(past_base) == {"re_review": {("2026-06-02", "2025-12-02")}, "review_within": set()}


@pytest.mark.requirement("ZB-5", "L2")
@pytest.mark.parametrize(
    ("day", "term"),
    [("2026-06-01", ("2023-06-02", "2029-06-02")), ("2026-06-02", ("2023-06-02", "2029-06-02")), ("2026-06-03", ("2026-06-03", "2029-06-03"))],
)
def test_a_pass_by_the_last_day_renews_from_the_day_after_it_and_a_later_one_from_its_own(
    past_base: Standing, tick: Tick, running: Any, day: str, term: tuple[str, str]
) -> None:
    """期满后重新审核认定: between the last day and a later pass the designation has expired, and that is said."""
    registry = past_base.registry
    registry.set_day("2026-05-11")
    tick()
    path = past_base.to_the_renewal()
    registry.set_day(day)
    tick()
    expired = [row["data"] for row in said(running, "designation.ended")]
    assert [(each["state"], each["ended_on"]) for each in expired] == ([("expired", "2026-06-02")] if day > "2026-06-02" else [])
    assert past_base.seen()["state"] == ("expired" if expired else "held")
    answer = past_base.renew(path)
    assert answer.status_code == 201, answer.text
    shown = past_base.seen()
    assert (shown["state"], shown["starts_on"], shown["ends_on"], shown["ended_on"]) == ("held", *term, None)
    assert [(each["starts_on"], each["ends_on"]) for each in shown["terms"]] == [("2023-06-02", "2026-06-02")]
    changed = said(running, "designation.changed")[-1]["data"]
    assert (changed["state"], changed["starts_on"], changed["ends_on"]) == ("held", *term)


@pytest.mark.requirement("ZB-5")
@pytest.mark.parametrize(("day", "is_refused"), [("2026-06-01", False), ("2026-06-02", False), ("2026-06-03", True)])
def test_a_base_goes_on_without_a_review_only_by_the_citys_approval_by_its_last_day(past_base: Standing, tick: Tick, day: str, is_refused: bool) -> None:
    """因工作需要的，经批准后予以延续: with work need, reason and end date; else it expires."""
    registry, entry = past_base.registry, {"work_need": "在孵企业尚未结业", "because": "复查延后", "until": "2026-12-31"}
    registry.set_day(day)
    tick()
    told = {"entry": entry, "number": NUMBER}
    problem(past_base.open(registry.district(), "continue", "approve_continuation", "grant", **told), 403, "not-your-step")
    lacking = {key: value for key, value in entry.items() if key != "work_need"}
    problem(past_base.open(registry.city(), "continue", "approve_continuation", "grant", entry=lacking, number=NUMBER), 422, "invalid-input")
    answer = past_base.open(registry.city(), "continue", "approve_continuation", "grant", **told)
    if is_refused:
        problem(answer, 409, "step-not-open")
        assert past_base.seen()["state"] == "expired"
        return
    early = past_base.open(registry.city(), "continue", "approve_continuation", "grant", entry={**entry, "until": "2026-12-31"}, number=NUMBER)
    assert problem(early, 422, "invalid-input")["errors"][0]["field"] == "entry.until"
    registry.set_day("2026-12-31")
    tick()
    assert (past_base.seen()["state"], past_base.seen()["ends_on"]) == ("held", "2026-12-31")
    registry.set_day("2027-01-01")
    tick()
    assert past_base.seen()["state"] == "expired"


@pytest.mark.requirement("ZB-5", "ZB-24")
def test_a_late_renewal_leaves_the_year_before_to_be_reviewed_and_is_told_with_the_term_before(past_base: Standing, tick: Tick, running: Any) -> None:
    """Expired on 2 June 2026 and renewed on 8 January 2027: the review of 2026, in which it was held until June, still opens on 31 January."""
    past_base.registry.set_day("2026-05-11")
    tick()
    path, city = past_base.to_the_renewal(), past_base.registry.city()
    review = f"/proceedings/{past_base.proceedings('review_yearly')[0]['id']}"
    city.acts(review, "yearly_visit", "skip", reason="书面审核即可")
    city.acts(review, "yearly_result", "pass")
    for day in ("2026-06-03", "2027-01-08"):
        past_base.registry.set_day(day)
        tick()
    assert past_base.renew(path).status_code == 201
    assert (past_base.seen()["starts_on"], past_base.seen()["ends_on"]) == ("2027-01-08", "2030-01-08")
    told = running.store.rows.outbox.find_one({"type": "designation.changed", "subject": past_base.id}, sort=[("_id", -1)])["data"]
    assert told["earlier_terms"] == [{"starts_on": "2023-06-02", "ends_on": "2026-06-02"}]
    past_base.registry.set_day("2027-01-31")
    tick()
    assert "2027" in [each["key"] for each in past_base.proceedings("review_yearly")]


@pytest.mark.requirement("ZB-33")
def test_the_city_bureau_is_warned_of_the_lapse_twelve_and_three_months_ahead_and_once_each(registry: Registry, tick: Tick, running: Any) -> None:
    """有效期5年: the last day is 10 January 2027."""
    expected: list[int] = []
    for day, months in (("2026-01-09", None), ("2026-01-10", 12), ("2026-01-11", None), ("2026-10-09", None), ("2026-10-10", 3), ("2026-10-12", None)):
        registry.set_day(day)
        tick()
        tick()
        expected += [months] if months else []
        told = [row for row in said(running, "regulation.lapsing") if row["data"]["programme"] == PROGRAMME]
        assert [each["data"]["months"] for each in told] == expected, day
    assert {each["data"]["lapses_on"] for each in told} == {"2027-01-10"}
    assert told[0]["audiences"] == [{"actor": "city bureau", "programme": PROGRAMME, "office": OFFICE}]
    assert told[0]["city"] == CITY


@pytest.mark.requirement("ZB-33")
def test_who_begins_within_the_last_months_is_warned_once_of_the_nearer_day(registry: Registry, tick: Tick, running: Any) -> None:
    """Of two warnings that have come by the first look only the later is said."""
    registry.set_day("2026-11-02")
    tick()
    tick()
    told = [row["data"]["months"] for row in said(running, "regulation.lapsing") if row["data"]["programme"] == PROGRAMME]
    assert told == [3]
    registry.set_day("2027-01-11")
    tick()
    assert len([row for row in said(running, "regulation.lapsing") if row["data"]["programme"] == PROGRAMME]) == 1, "what has lapsed is warned of no more"


@pytest.mark.requirement("ZB-33")
@pytest.mark.parametrize(("day", "is_refused"), [("2027-01-09", False), ("2027-01-10", False), ("2027-01-11", True)])
def test_after_the_last_day_no_round_opens_no_application_comes_in_and_nothing_is_renewed(past_base: Standing, tick: Tick, day: str, is_refused: bool) -> None:
    """What stands goes on under the old version; what was handed in by the last day is finished."""
    registry, city = past_base.registry, past_base.registry.city()
    registry.set_day("2026-05-11")
    tick()
    renewal = past_base.to_the_renewal()
    entry = {"work_need": "在孵企业尚未结业", "because": "复查延后", "until": "2028-06-30"}
    assert past_base.open(city, "continue", "approve_continuation", "grant", entry=entry, number=NUMBER).status_code == 201
    registry.set_day("2027-01-04")
    round = Round(registry, year=2027, number=2)
    round.call = city.make("/calls", {"programme": PROGRAMME, "year": 2027})["id"]
    in_time = Round(registry, year=2027, number=3, call=round.call).begin("2027-01-04")
    in_time.submit()
    round.begin("2027-01-05")
    registry.set_day(day)
    tick()
    answers = [city.post("/calls", {"programme": PROGRAMME, "year": 2027, "title": "第二批"}), round.submit(), past_base.renew(renewal)]
    assert [answer.status_code for answer in answers] == ([409] * 3 if is_refused else [201] * 3), [answer.text for answer in answers]
    if is_refused:
        assert all("2027-01-10" in problem(answer, 409, "not-in-force")["detail"] for answer in answers)
    assert past_base.seen()["state"] == "held"
    assert registry.district().acts(in_time.path, "district", "refuse", reason="不在本区注册经营")["state"] == "refused"


@pytest.mark.requirement("ZB-5", "L8")
def test_another_length_than_the_usual_three_years_is_warned_of_and_kept_with_its_reason(round_of_2026: Round) -> None:
    """资格有效期一般为3年: until 2 June 2029; who decides may set another day, never silently."""
    application = to_the_choice(round_of_2026)
    city, call, id = application.registry.city(), f"/calls/{application.call}", application.application
    few = {"designations_least": "首批试点"}

    def choose(until: str, **more: Any) -> Any:
        return city.act(call, "designate", "choose", entry={"chosen": {id: "base"}, "until": {id: until}}, number=NUMBER, **more)

    for wrong in ("2026-06-02", "soon"):
        assert problem(choose(wrong, overrides=few), 422, "invalid-input")["errors"][0]["field"] == f"entry.until.{id}"
    warned = problem(choose("2028-06-02", overrides=few), 409, "conditions-not-met")
    found = next(each for each in warned["findings"] if each["key"] == "usual_term")
    assert (found["clause"], found["found"], found["needed"], found["weight"]) == ("第五条", "2028-06-02", "2029-06-02", "warning")
    decided = choose("2028-06-02", overrides={**few, "usual_term": "首批试点，先设两年"})
    assert decided.status_code == 201, decided.text
    [designation] = city.get("/designations")["items"]
    assert (designation["starts_on"], designation["ends_on"]) == ("2026-06-02", "2028-06-02")
    assert "首批试点，先设两年" in str(decided.json()["sittings"][0]["acts"][-1]["overrides"])
