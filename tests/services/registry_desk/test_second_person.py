"""Four eyes: where a city asks for a second person, what an officer says takes effect only when another one with the same right confirms it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from fuyu.caller import Role
from fuyu.ids import new_id

from .registry import CITY, OFFICE, PROGRAMME, Person, Registry, Round
from .standing import FEW, NUMBER, Standing
from .whole_way import to_the_choice

CHOICE = {"number": "郑市监文〔2026〕9号", "overrides": {"designations_least": "首批试点"}}


def second(registry: Registry, id: str = "officer-2") -> Person:
    """Return another officer of the city's bureau."""
    return registry.person(id, Role("city bureau", CITY, office=OFFICE))


def ask_for_two(registry: Registry, process: str, step: str, *, is_needed: bool = True, **more: Any) -> Any:
    """Let the operator ask for a second person at a step, or no longer, from the next day on."""
    content = {"programme": PROGRAMME, "process": process, "step": step, "is_needed": is_needed}
    return registry.operator.post("/law-settings", {"kind": "second person", "content": content, "reason": "市局内控规定", **more})


def step_of(person: Person, path: str, name: str) -> dict[str, Any]:
    """Return an open step as a person sees it."""
    return next(each for each in person.get(path)["steps"] if each["name"] == name)


@pytest.fixture
def at_the_city(round_of_2026: Round) -> Round:
    """A good application before the city's review, for which two officers are needed from 1 March 2026."""
    round_of_2026.registry.set_day("2026-02-28")
    assert ask_for_two(round_of_2026.registry, "apply", "city").status_code == 201
    return round_of_2026.begin().to_the_city()


def test_what_one_officer_says_stays_proposed_until_another_confirms_it(at_the_city: Round) -> None:
    registry, path = at_the_city.registry, at_the_city.path
    first, other = registry.city(), second(registry)
    judged = at_the_city.judged("city")
    proposed = first.acts(path, "city", "admit", judged=judged)
    assert proposed["stands_at"] == "city"
    assert [act["step"] for act in proposed["walk"]["acts"] if act["step"] == "city"] == []
    assert registry.operator.get(path)["walk"]["places"]["city"]["state"] == "open"
    shown = step_of(other, path, "city")
    assert (shown["words"], shown["proposed"]["does"], shown["proposed"]["by"]) == (["countersign", "send_back"], "admit", "officer-1")

    again = first.act(path, "city", "countersign")
    assert (again.status_code, again.json()["type"], again.json()["found"]) == (403, "/problems/second-person-needed", "officer-1")
    for officer, does in ((other, "admit"), (first, "refuse")):
        answer = officer.act(path, "city", does, judged=judged, reason="材料不齐")
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/second-person-awaited")
    changed = other.act(path, "city", "countersign", number="郑市监文〔2026〕1号")
    assert (changed.status_code, changed.json()["errors"][0]["field"]) == (422, "number")
    assert registry.district().act(path, "city", "countersign").json()["type"] == "/problems/not-your-step"

    registry.set_day("2026-03-09")
    confirmed = other.acts(path, "city", "countersign")
    assert confirmed["stands_at"] == "on_site"
    act = next(act for act in confirmed["walk"]["acts"] if act["step"] == "city")
    said = {name: act[name] for name in ("does", "by", "proposed_on", "confirmed_by", "on")}
    assert said == {"does": "admit", "by": "officer-1", "proposed_on": "2026-03-02", "confirmed_by": "officer-2", "on": "2026-03-09"}
    rows = registry.operator.get("/audit", subject=f"application/{at_the_city.application}")["items"]
    trail = {row["act"]: (row["by"], row["details"]["does"], row["details"].get("confirmed_by")) for row in rows if row["details"].get("step") == "city"}
    assert trail == {"application.proposed": ("officer-1", "admit", None), "application.admit": ("officer-2", "admit", "officer-2")}


def test_nobody_but_who_may_confirm_it_hears_of_a_proposal(at_the_city: Round) -> None:
    """INVARIANT: who applied learns of a refusal when it is decided; a proposal that another officer may still send back is not told before."""
    registry, path = at_the_city.registry, at_the_city.path
    registry.city().acts(path, "city", "refuse", reason="不符合条件")
    for person in (registry.company(1), registry.district()):
        seen = person.http.get(path).text
        assert "不符合条件" not in seen
        assert "proposed" not in str(step_of(person, path, "city").keys())
    assert registry.company(1).get(path)["state"] == "running"
    assert second(registry).acts(path, "city", "countersign")["state"] == "refused"
    assert "不符合条件" in registry.company(1).http.get(path).text


def test_who_disagrees_sends_it_back_with_a_reason_and_the_step_is_open_again(at_the_city: Round) -> None:
    registry, path = at_the_city.registry, at_the_city.path
    nothing = second(registry).act(path, "city", "countersign")
    assert (nothing.status_code, nothing.json()["type"]) == (422, "/problems/word-not-allowed")
    registry.city().acts(path, "city", "refuse", reason="不符合条件")
    silent = second(registry).act(path, "city", "send_back")
    assert (silent.status_code, silent.json()["type"]) == (422, "/problems/reason-missing")
    back = second(registry).acts(path, "city", "send_back", reason="名单已补齐，应予通过")
    assert back["state"] == "running"
    shown = step_of(registry.city(), path, "city")
    assert ("admit" in shown["words"], "proposed" in shown) == (True, False)
    assert [(each["by"], each["reason"], each["act"]["by"]) for each in shown["sent_back"]] == [("officer-2", "名单已补齐，应予通过", "officer-1")]
    second(registry).acts(path, "city", "admit", judged=at_the_city.judged("city"))
    assert registry.city().acts(path, "city", "countersign")["stands_at"] == "on_site"


def said_of_proposals(running: Any) -> list[tuple[str, str, str, str | None]]:
    """Return what was said of proposals, in order: which event, at which step, by whom it was proposed, and how it ended."""
    rows = running.store.rows.outbox.find({"kind": "proposal"}).sort("_id")
    return [(row["type"], row["data"]["step"], row["data"]["proposed_by"], row["data"].get("outcome")) for row in rows]


def test_those_who_may_confirm_it_are_told_of_a_proposal_until_it_is_sent_back_or_confirmed(at_the_city: Round, running: Any) -> None:
    registry, path = at_the_city.registry, at_the_city.path
    registry.city().acts(path, "city", "refuse", reason="不符合条件")
    second(registry).acts(path, "city", "send_back", reason="名单已补齐，应予通过")
    registry.city().acts(path, "city", "admit", judged=at_the_city.judged("city"))
    second(registry).acts(path, "city", "countersign")
    made, settled = ("proposal.made", "city", "officer-1"), ("proposal.settled", "city", "officer-1")
    assert said_of_proposals(running) == [(*made, None), (*settled, "sent back"), (*made, None), (*settled, "confirmed")]
    said = running.store.rows.outbox.find_one({"type": "proposal.made"})
    assert said["audiences"] == [{"actor": "city bureau", "programme": PROGRAMME, "office": OFFICE}]
    assert said["data"]["about"] == {"kind": "application", "id": at_the_city.application, "name": "示范企业001"}
    assert "不符合条件" not in str(said)


def test_what_does_not_pass_the_rules_cannot_even_be_proposed(at_the_city: Round) -> None:
    registry, path = at_the_city.registry, at_the_city.path
    refused = registry.city().act(path, "city", "refuse")
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/reason-missing")
    doubtful = registry.city().act(path, "city", "admit", judged={key: {"is_met": False, "note": "存疑"} for key in at_the_city.judged("city")})
    assert doubtful.status_code == 409
    assert "proposed" not in step_of(second(registry), path, "city")


def test_two_who_confirm_at_once_bring_one_effect(past_base: Standing, tick: Any, running: Any) -> None:
    """INVARIANT: of two officers who confirm with the same version in hand one is told that it came too late, and the term is renewed once."""
    registry = past_base.registry
    registry.set_day("2026-02-01")
    assert ask_for_two(registry, "re_review", "renew").status_code == 201
    registry.set_day("2026-03-02")
    tick()
    path = past_base.to_the_renewal()
    before = past_base.seen()
    judged = {"still_conforms": {"is_met": True, "note": "已复查"}}
    registry.city().acts(path, "renew", "grant", judged=judged, number=NUMBER, overrides=FEW)
    assert past_base.seen()["ends_on"] == before["ends_on"]
    headers = {"If-Match": second(registry).version(path)}

    def confirm(id: str) -> int:
        body = {"step": "renew", "does": "countersign"}
        return second(registry, id).http.post(f"{path}/acts", json=body, headers={**headers, "Idempotency-Key": new_id()}).status_code

    with ThreadPoolExecutor(2) as both:
        statuses = sorted(both.map(confirm, ("officer-2", "officer-3")))
    assert statuses[0] == 201
    assert statuses[1] in (409, 412)  # The other finds the way ended, or its version old.
    after = past_base.seen()
    assert (after["ends_on"], len(after["terms"])) == ("2029-06-02", 1)
    assert said_of_proposals(running) == [("proposal.made", "renew", "officer-1", None), ("proposal.settled", "renew", "officer-1", "confirmed")]


def test_a_proceeding_that_begins_with_a_proposal_is_opened_for_the_holder_only_once_it_is_confirmed(past_base: Standing, running: Any) -> None:
    """INVARIANT: nobody is told that their designation is to be taken away by one officer alone; what is sent back leaves no proceeding behind."""
    registry = past_base.registry
    registry.set_day("2025-03-03")
    assert ask_for_two(registry, "revoke", "examine").status_code == 201
    registry.set_day("2025-03-04")
    proven = {"ground_is_proven": {"is_met": True, "note": "处罚决定书"}}

    def told() -> list[str]:
        rows = running.store.rows.outbox.find({"kind": "proceeding", "type": {"$in": ["proceeding.opened", "proceeding.ended"]}, "data.process": "revoke"})
        return [row["data"]["proceeding"] for row in rows]

    sent_back = past_base.opens(registry.city(), "revoke", "examine", "propose", judged=proven)
    second(registry).acts(sent_back, "examine", "send_back", reason="事实不清")
    assert (registry.city().get(sent_back)["state"], told()) == ("withdrawn", [])
    confirmed = past_base.opens(registry.city(), "revoke", "examine", "propose", judged=proven)
    holder = registry.company(1)
    assert not any(name.startswith("proceedings/revoke") for name in holder.evidence(past_base.path))
    assert any(name.startswith("proceedings/revoke") for name in registry.city().evidence(past_base.path))
    assert (told(), [holder.http.get(path).status_code for path in (sent_back, confirmed)]) == ([], [404, 404])
    second(registry).acts(confirmed, "examine", "countersign")
    assert holder.get(confirmed)["state"] == "running"
    assert told() == [confirmed.rsplit("/", 1)[1]]


def test_a_choice_over_the_whole_list_waits_for_the_second_person_too(round_of_2026: Round, running: Any) -> None:
    registry = round_of_2026.registry
    assert ask_for_two(registry, "apply", "designate").status_code == 201
    to_the_choice(round_of_2026.begin())
    call, choice = f"/calls/{round_of_2026.call}", {"chosen": {round_of_2026.application: "base"}}
    first, other = registry.city(), second(registry)
    wrong = first.act(call, "designate", "choose", entry={"chosen": {round_of_2026.application: "none such"}}, **CHOICE)
    assert wrong.status_code == 422
    first.acts(call, "designate", "choose", entry=choice, **CHOICE)
    assert first.get("/designations")["items"] == []
    assert registry.company(1).get(round_of_2026.path)["chosen_for"] is None
    assert "proposal" not in registry.company(1).http.get(call).text
    assert registry.district().get(f"{call}/proposals")["steps"] == []
    waiting = other.get(f"{call}/proposals")["steps"]
    assert [(each["step"], each["words"], each["proposed"]["entry"]) for each in waiting] == [("designate", ["countersign", "send_back"], choice)]

    assert first.act(call, "designate", "countersign").json()["type"] == "/problems/second-person-needed"
    assert other.act(call, "designate", "choose", entry=choice, **CHOICE).json()["type"] == "/problems/second-person-awaited"
    other.acts(call, "designate", "send_back", reason="先核对文号")
    first.acts(call, "designate", "choose", entry=choice, **CHOICE)
    other.acts(call, "designate", "countersign")
    assert [each["number"] for each in first.get("/designations")["items"]] == [CHOICE["number"]]
    sent_back = other.get(f"{call}/proposals")["steps"][0]["sent_back"]
    assert [each["reason"] for each in sent_back] == ["先核对文号"]
    assert [outcome for *_, outcome in said_of_proposals(running)] == [None, "sent back", None, "confirmed"]


@pytest.mark.parametrize(("day", "is_proposed"), [("2026-03-02", False), ("2026-03-03", True), ("2026-03-04", True), ("2026-03-05", False)])
def test_a_second_person_is_needed_from_its_day_until_the_operator_says_otherwise(round_of_2026: Round, day: str, is_proposed: bool) -> None:
    """Nothing changes where no city asks, nor on the day before the setting; from its day on two are needed, until a later setting ends that."""
    registry = round_of_2026.registry
    assert ask_for_two(registry, "apply", "district", from_day="2026-03-03").status_code == 201
    assert ask_for_two(registry, "apply", "district", is_needed=False, from_day="2026-03-05").status_code == 201
    application = round_of_2026.begin("2026-03-02")
    application.submit()
    registry.set_day(day)
    returned = registry.district().acts(application.path, "district", "return", reason="请补正")
    assert (returned["stands_at"] == "district") is is_proposed


@pytest.mark.parametrize(
    ("content", "field"),
    [
        ({"process": "none such"}, "content.process"),
        ({"process": []}, "content.process"),
        ({"step": "apply"}, "content.step"),
        ({"step": "rubric"}, "content.step"),
        ({"is_needed": "yes"}, "content.is_needed"),
        ({"who": "officer-1"}, "content.who"),
    ],
)
def test_a_setting_that_names_no_office_s_step_is_refused(registry: Registry, content: dict[str, Any], field: str) -> None:
    registry.set_day("2026-02-01")
    told = {"programme": PROGRAMME, "process": "apply", "step": "city", "is_needed": True, **content}
    answer = registry.operator.post("/law-settings", {"kind": "second person", "content": told, "reason": "内控"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


def test_only_the_operator_asks_for_a_second_person(registry: Registry) -> None:
    content = {"programme": PROGRAMME, "process": "apply", "step": "city", "is_needed": True}
    assert registry.city().post("/law-settings", {"kind": "second person", "content": content, "reason": "内控"}).status_code == 403


def away(hear: Any, person: str, **changes: Any) -> None:
    """Let the notifier say that an officer is away from 2 to 3 March with officer-2 as deputy, changed as given."""
    roles = [{"actor": "city bureau", "office": OFFICE, "district": None, "organisation": None}]
    told = {"person": person, "deputy": "officer-2", "away_from": "2026-03-02", "away_until": "2026-03-03", "roles": roles, **changes}
    hear("absence.changed", person, told)


@pytest.mark.parametrize(("day", "is_deputy"), [("2026-03-01", False), ("2026-03-02", True), ("2026-03-03", True), ("2026-03-04", False)])
def test_a_deputy_acts_in_the_stead_of_the_absent_on_the_days_of_the_absence(registry: Registry, hear: Any, day: str, is_deputy: bool) -> None:
    """The first and the last day count (L1); what the deputy does then is marked with whom it was done for, on other days it is refused."""
    away(hear, "officer-1")
    registry.set_day(day)
    for name, absent in (("officer-2", "officer-1"), ("officer-3", "officer-1"), ("officer-2", "officer-4")):
        answer = second(registry, name).post("/experts", {"person": new_id(), "name": "某某"}, **{"Fuyu-In-Stead-Of": absent})
        if is_deputy and (name, absent) == ("officer-2", "officer-1"):
            assert answer.status_code == 201, answer.text
        else:
            assert (answer.status_code, answer.json()["type"]) == (403, "/problems/not-a-deputy")
    rows = registry.operator.get("/audit", by="officer-2")["items"]
    assert [row["in_stead_of"] for row in rows] == (["officer-1"] if is_deputy else [])


def test_a_deputy_acts_only_in_roles_that_the_absent_holds_and_for_nobody_after_the_absence_is_withdrawn(registry: Registry, hear: Any) -> None:
    registry.set_day("2026-03-02")
    away(hear, "officer-1", roles=[{"actor": "district bureau", "office": OFFICE, "district": "中原区", "organisation": None}])
    expert, stead = {"person": "expert-7", "name": "某某"}, {"Fuyu-In-Stead-Of": "officer-1"}
    assert second(registry).post("/experts", expert, **stead).json()["type"] == "/problems/not-a-deputy"
    away(hear, "officer-1")
    assert second(registry).post("/experts", expert, **stead).status_code == 201
    away(hear, "officer-1", deputy=None, away_from=None, away_until=None)
    assert second(registry).post("/experts", expert, **stead).json()["type"] == "/problems/not-a-deputy"
    own = second(registry).post("/experts", {"person": "expert-8", "name": "某某"})
    assert own.status_code == 201
    assert registry.operator.get("/audit", by="officer-2")["items"][-1]["in_stead_of"] is None


def test_a_deputy_cannot_confirm_in_the_stead_of_who_proposed_it(at_the_city: Round, hear: Any) -> None:
    """INVARIANT: an absence never turns the two people whom a city asks for into one and a stand-in of the same."""
    registry, path = at_the_city.registry, at_the_city.path
    registry.city().acts(path, "city", "admit", judged=at_the_city.judged("city"))
    away(hear, "officer-1")
    body, headers = {"step": "city", "does": "countersign"}, {"If-Match": second(registry).version(path)}
    refused = second(registry).post(f"{path}/acts", body, **headers, **{"Fuyu-In-Stead-Of": "officer-1"})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/second-person-needed")
    assert second(registry).post(f"{path}/acts", body, **headers).status_code == 201
