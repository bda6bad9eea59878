"""What was written down wrongly is corrected by a new act: with its reason and author, the old beside it, and the counts follow."""

from __future__ import annotations

from typing import Any

import pytest

from .registry import Person, Round, enrolled, example
from .standing import Standing

NUMBER, RIGHT = "郑市监文〔2026〕9号", "郑市监文〔2026〕19号"


@pytest.mark.requirement("ZB-17")
def test_a_corrected_session_counts_in_the_year_in_which_it_was_held(past_base: Standing, hear: Any) -> None:
    session = {"session": "session-1", "designation": past_base.id, "held_on": "2024-01-02", "hours": "3.5", "counts_for_year": 2024}
    hear("session.held", "session-1", session)
    assert past_base.seen()["years"]["2024"] == {"batches": 1, "sessions": 1, "hours": "3.5"}
    told = {**session, "held_on": "2023-12-30", "hours": "2", "counts_for_year": None, "before": session, "because": "日期误录", "on": "2024-01-03"}
    hear("session.corrected", "session-1", told)
    years = past_base.seen()["years"]
    assert (years["2024"]["sessions"], years["2024"]["batches"], float(years["2024"]["hours"])) == (0, 0, 0)
    assert years["2023"] == {"batches": 0, "sessions": 1, "hours": "2"}


def test_a_corrected_company_is_the_incubatee_from_now_on(past_base: Standing, hear: Any) -> None:
    """第十四条: a base's incubatee may complain of it; who was only entered by mistake is none."""
    told = {**enrolled(past_base.id, 101), "incubatee": enrolled(past_base.id, 150)["incubatee"], "before": {}, "after": {}}
    hear("enrolment.corrected", "enrolment-101", told)
    assert past_base.complain(150).startswith("/proceedings/")
    stranger = past_base.open(past_base.registry.company(101), "complain", "complaint", entry=example("complaint"))
    assert (stranger.status_code, stranger.json()["type"]) == (403, "/problems/not-your-step")
    assert past_base.seen()["running_enrolments"] == 10


def test_the_number_of_a_decision_is_corrected_with_a_reason_and_the_old_one_stays(past_base: Standing, running: Any) -> None:
    city, district = past_base.registry.city(), past_base.registry.district()
    path = f"{past_base.path}/corrections"

    def correct(who: Any, **told: Any) -> Any:
        return who.post(path, {"number": RIGHT, "reason": "文号误录", **told}, **{"If-Match": city.version(past_base.path)})

    assert correct(district).status_code == 403
    assert [who.get(past_base.path)["offers"] for who in (district, city)] == [[], [{"at": "corrections"}]]
    assert get_again(city, past_base.path).json()["offers"] == [{"at": "corrections"}]
    silent = correct(city, reason="")
    assert (silent.status_code, silent.json()["errors"][0]["field"]) == (422, "reason")
    same = correct(city, number=NUMBER)
    assert (same.status_code, same.json()["errors"][0]["field"]) == (422, "number")
    answer = correct(city)
    assert answer.status_code == 201, answer.text
    shown = past_base.seen()
    [correction] = shown["corrections"]
    who = {"by": "officer-1", "actor": "city bureau"}
    assert (shown["number"], correction) == (RIGHT, {"on": "2023-06-02", **who, "reason": "文号误录", "before": NUMBER, "after": RIGHT})
    [row] = past_base.registry.operator.get("/audit", act="designation.corrected")["items"]
    assert (row["by"], row["details"]) == ("officer-1", {"reason": "文号误录", "number": {"before": NUMBER, "after": RIGHT}})
    said = running.store.rows.outbox.find_one({"type": "designation.changed"})
    assert said["data"]["because"] == f"文号更正：{NUMBER} → {RIGHT}。文号误录"


RECEIPT = {"received_on": "2026-05-29", "number": "收〔2026〕1号", "reason": "纸质材料先行送达"}


def correct_receipt(who: Person, application: Round, **told: Any) -> Any:
    """Correct the day of receipt as a person, with the version that stands."""
    body = {"received_on": "2026-06-01", "reason": "收文日期误录", **told}
    return who.post(f"{application.path}/receipt/corrections", body, **{"If-Match": who.version(application.path)})


def get_again(who: Person, path: str) -> Any:
    """Ask for a record with the version of another caller, to whom the same version offers something else: it is told whole."""
    return who.http.get(path, headers={"If-None-Match": who.registry.operator.version(path)})


@pytest.fixture
def received(round_of_2026: Round) -> Round:
    """An application handed in on 8 June 2026 that, by its receipt, had come in on 29 May; the last day was 1 June, since 31 May is a Sunday."""
    application = round_of_2026.begin("2026-05-29")
    application.registry.set_day("2026-06-08")
    district = application.registry.district()
    body = {**RECEIPT, "file": district.upload()}
    assert district.post(f"{application.path}/receipt", body, **{"If-Match": district.version(application.path)}).status_code == 201
    assert application.submit().status_code == 201
    return application


@pytest.mark.requirement("ZB-3")
@pytest.mark.parametrize(("received_on", "is_late"), [("2026-05-31", False), ("2026-06-01", False), ("2026-06-02", True)])
def test_a_corrected_day_of_receipt_is_judged_anew(received: Round, received_on: str, is_late: bool) -> None:
    answer = correct_receipt(received.registry.district(), received, received_on=received_on)
    assert answer.status_code == 201, answer.text
    [correction], shown = answer.json()["corrections"], answer.json()
    assert (shown["applied_on"], correction["before"]["received_on"], correction["after"]["received_on"]) == (received_on, "2026-05-29", received_on)
    outcomes = {each["key"]: each["outcome"] for each in correction["findings"]}
    assert outcomes["application_window"] == ("not met" if is_late else "met")


def test_the_receiving_office_alone_corrects_the_day_of_receipt_and_the_old_one_stays(received: Round, running: Any) -> None:
    registry, district = received.registry, received.registry.district()
    for stranger in (registry.city(), registry.company(1), registry.district("二七区")):
        assert correct_receipt(stranger, received).json()["type"] == "/problems/not-your-step"
    offers = [who.get(received.path)["offers"] for who in (district, registry.city(), registry.company(1))]
    assert offers == [[{"at": "receipt/corrections"}], [{"at": "misconduct"}], []]
    assert get_again(district, received.path).json()["offers"] == offers[0]
    faults = ({"reason": ""}, {"received_on": "2026-06-09"}, {"received_on": "2026-02-01"}, {"received_on": "2026-05-29"})
    for told in faults:
        answer = correct_receipt(district, received, **told)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "reason" if "reason" in told else "received_on")
    again = district.post(f"{received.path}/receipt", {**RECEIPT, "file": district.upload()}, **{"If-Match": district.version(received.path)})
    assert again.json()["type"] == "/problems/step-not-open"
    assert correct_receipt(district, received, number="收〔2026〕2号").status_code == 201
    [row] = registry.operator.get("/audit", act="application.receipt_corrected")["items"]
    assert (row["details"]["reason"], row["details"]["before"]["received_on"], row["details"]["after"]["received_on"]) == (
        "收文日期误录",
        "2026-05-29",
        "2026-06-01",
    )
    said = running.store.rows.outbox.find_one({"type": "application.corrected"})
    assert said["data"]["before"] == {"received_on": "2026-05-29", "number": "收〔2026〕1号", "applied_on": "2026-05-29"}
    assert said["data"]["after"] == {"received_on": "2026-06-01", "number": "收〔2026〕2号", "applied_on": "2026-06-01"}
    assert {each["actor"] for each in said["audiences"]} == {"applicant", "district bureau", "city bureau"}


def test_what_came_in_late_after_all_goes_no_further_and_once_the_last_office_has_decided_the_day_stays(received: Round) -> None:
    """INVARIANT: a day is corrected while an office is still to judge by it; after that nobody would look at it again."""
    registry = received.registry
    received.list_companies(10)
    assert correct_receipt(registry.district(), received, received_on="2026-06-02").status_code == 201
    late = received.recommend()
    assert (late.status_code, late.json()["type"]) == (409, "/problems/conditions-not-met"), late.text
    assert [late.json()[name] for name in ("clause", "found", "needed")] == ["第五条", "2026-06-02", "2026-06-01"]
    assert correct_receipt(registry.district(), received).status_code == 201
    assert received.recommend().status_code == 201
    assert correct_receipt(registry.district(), received, received_on="2026-05-29").status_code == 201
    registry.city().acts(received.path, "city", "admit", judged=received.judged("city"))
    answer = correct_receipt(registry.district(), received, received_on="2026-05-30")
    assert (answer.status_code, answer.json()["type"], answer.json()["found"]) == (409, "/problems/correction-too-late", "on_site")
    assert registry.district().get(received.path)["offers"] == []


def test_a_receipt_that_was_forgotten_is_recorded_by_a_correction_with_number_and_scan(round_of_2026: Round) -> None:
    application = round_of_2026.begin("2026-05-29")
    application.registry.set_day("2026-06-01")
    assert application.submit().status_code == 201
    district = application.registry.district()
    bare = correct_receipt(district, application, received_on="2026-05-29")
    assert [each["field"] for each in bare.json()["errors"]] == ["number", "file"]
    shown = correct_receipt(district, application, received_on="2026-05-29", number="收〔2026〕1号", file=district.upload()).json()
    assert (shown["applied_on"], shown["receipt"]["number"], shown["corrections"][0]["before"]["received_on"]) == ("2026-05-29", "收〔2026〕1号", None)
