"""Yearly reports: owed by 31 January for the year before, drafted from the records, handed in section by section."""

from __future__ import annotations

from typing import Any

import pytest

from fuyu.law.registry import Laws

from .world import PROGRAMME, REPORTS, Grant, World


@pytest.fixture
def base(world: World) -> Grant:
    """A base of March 2025 with ten incubatees and two sessions in that year."""
    world.set_day("2025-03-03")
    grant = world.grant(starts_on="2025-03-03", ends_on="2028-03-03")
    world.set_day("2025-11-20")
    world.log(grant, held_on="2025-05-12", came=4)
    world.log(grant, held_on="2025-11-20", came=3, kind="reception", hours="2")
    world.settle()
    return grant


def duties(world: World, grant: Grant) -> dict[str, tuple[str, str]]:
    """Return state and last day of each duty of a base."""
    rows = world.tracker.store.rows.duties.find({"about.id": grant.id})
    return {row["key"]: (row["state"], str(row["due_on"])) for row in rows}


def go_to(world: World, day: str) -> None:
    world.set_day(day)
    world.settle()


def written(report: str) -> dict[str, str]:
    declared = Laws.load().versions(PROGRAMME)[-1].programme.report(report)
    return {key: f"{title}：示范内容。" for key, title in declared.sections.items()}


def hand_in(world: World, grant: Grant, report: str = "work_summary", year: int = 2025, **changes: Any) -> Any:
    return world.base(grant).post(f"/bases/{grant.id}/reports", json={"report": report, "year": year, "sections": written(report)} | changes)


def grounds(world: World, grant: Grant) -> dict[str, str]:
    """Return the clause of each ground that a missed report became."""
    shown = world.office().get(f"/bases/{grant.id}").json()["grounds"]
    return {each["duty"]: each["findings"][0]["clause"] for each in shown if each["duty"].split("/")[0] in REPORTS}


@pytest.mark.requirement("ZB-18", "L3", "L5")
def test_each_report_of_a_year_is_owed_by_the_last_day_of_january_moved_from_a_saturday(world: World, base: Grant) -> None:
    """31 January 2026 is a Saturday, so the last day is Monday 2 February."""
    go_to(world, "2025-12-31")
    assert [key for key in duties(world, base) if key.split("/")[0] in REPORTS] == []
    go_to(world, "2026-01-01")

    assert {duties(world, base)[f"{report}/2025"] for report in REPORTS} == {("open", "2026-02-02")}


@pytest.mark.requirement("ZB-18", "ZB-27")
def test_a_report_is_in_time_on_its_last_day_and_a_ground_the_day_after_until_it_is_handed_in(world: World, base: Grant) -> None:
    go_to(world, "2026-02-02")
    assert hand_in(world, base, "work_report").status_code == 201
    world.settle()
    assert (duties(world, base)["work_report/2025"][0], grounds(world, base)) == ("done", {})

    go_to(world, "2026-02-03")
    assert grounds(world, base) == {"work_summary/2025": "第十七条（二）3", "self_assessment/2025": "第十七条（二）3"}

    for report in ("work_summary", "self_assessment"):
        assert hand_in(world, base, report).status_code == 201
    world.settle()
    assert grounds(world, base) == {}


@pytest.mark.requirement("ZB-18")
def test_a_draft_tells_what_the_records_know_and_leaves_the_rest_to_its_writer(world: World, base: Grant) -> None:
    world.set_day("2026-01-15")
    draft = world.base(base).get(f"/bases/{base.id}/reports/work_summary/2025/draft").json()
    texts = {each["key"]: each["text"] for each in draft["sections"]}

    # Two sessions of 3.5 and 2 hours with 4 and 3 attendances; ten incubatees since March.
    assert "实际开展2次（接访1次、培训1次），合计5.5学时，7家次参加，其中公益性教学或接访服务2批次" in texts["sessions"]
    assert "未提交教学计划" in texts["sessions"]
    assert texts["incubatees"] == "2025年新入孵10家；无企业结束孵化；年末在孵10家。"
    assert texts["outlook"] == ""
    assert draft["clause"] == "第十四条（五）"


@pytest.mark.requirement("ZB-18")
@pytest.mark.parametrize(
    ("changes", "field"),
    [({"year": 2024}, "year"), ({"year": 2027}, "year"), ({"sections": {}}, "sections.sessions"), ({"sections": {"weather": "晴"}}, "sections.weather")],
)
def test_a_report_that_cannot_be_is_refused_and_not_kept(world: World, base: Grant, changes: dict[str, Any], field: str) -> None:
    world.set_day("2026-01-15")
    answer = hand_in(world, base, **changes)

    assert (answer.status_code, field in [each["field"] for each in answer.json()["errors"]]) == (422, True)
    assert world.base(base).get(f"/bases/{base.id}/reports").json()["items"] == []


@pytest.mark.requirement("ZB-18")
def test_a_base_reports_for_itself_and_its_offices_read(world: World, base: Grant) -> None:
    world.set_day("2026-01-15")
    other = world.grant(companies=1, district="金水区")
    body = {"report": "work_summary", "year": 2025, "sections": written("work_summary")}
    assert world.base(other).post(f"/bases/{base.id}/reports", json=body).status_code == 404
    assert world.office().post(f"/bases/{base.id}/reports", json=body).status_code == 403
    assert world.base(base).post(f"/bases/{base.id}/reports", json=body | {"report": "weather_report"}).status_code == 404
    hand_in(world, base)

    def read(client: Any) -> int:
        answer = client.get(f"/bases/{base.id}/reports")
        return len(answer.json()["items"]) if answer.status_code == 200 else int(answer.status_code)

    assert (read(world.base(base)), read(world.district()), read(world.office())) == (1, 1, 1)
    assert (read(world.base(other)), read(world.district("金水区")), read(world.elsewhere())) == (404, 404, 404)
