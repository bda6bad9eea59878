"""Rules tried over base-registry's live records before they are law: by the real rules, and without a trace."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from fuyu.caller import Role
from fuyu.command import main
from fuyu.running.folders import Folders
from fuyu.running.state import Hold, State

from .example_city import application_received_on
from .registry import CITY, PROGRAMME, Person, Registry, Round, _json
from .standing import Standing


def tried(person: Person, part: str, *values: str, **more: str) -> httpx.Response:
    """Ask for a report of a part."""
    return person.http.get(f"/simulations/{part}", params={"programme": PROGRAMME, "set": list(values), **more})


def reported(person: Person, part: str, *values: str, **more: str) -> dict[str, Any]:
    """Return a report of a part; it must not be refused."""
    answer = tried(person, part, *values, **more)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def fault(answer: httpx.Response) -> tuple[str, Any]:
    """Return the field and what was found of the one fault for which a simulation was refused."""
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-input"), answer.text
    [error] = answer.json()["errors"]
    assert error["reason"]
    return error["field"], error.get("found")


def everything(running: Any) -> dict[str, list[Any]]:
    """Return every row of every collection of the service."""
    database = running.store.database
    return {name: list(database[name].find().sort("_id")) for name in sorted(database.list_collection_names())}


@pytest.mark.parametrize(("least", "is_put_out"), [(9, False), (10, False), (11, True)])
def test_a_higher_least_number_of_incubatees_would_put_out_a_base_with_ten(past_base: Standing, least: int, is_put_out: bool) -> None:
    """带动不低于10家企业: it has ten, so it stands at ten and below, and falls short at eleven."""
    report = reported(past_base.registry.city(), "designations", f"minimum_incubatees={least}")
    assert (report["counts"]["looked_at"], report["counts"]["failing_before"], report["counts"]["would_fail"]) == (1, 0, int(is_put_out))
    assert [item["verdict"] for item in report["items"]] == ["would fail"] * is_put_out
    if is_put_out:
        [item] = report["items"]
        [kept] = [each for each in item["findings"] if each["key"] == "incubatees_kept"]
        assert (item["id"], kept["before"]["outcome"], kept["after"]["outcome"]) == (past_base.id, "met", "not met")
        assert (kept["after"]["needed"], kept["after"]["found"], kept["citation"]["clause"]) == (11, 10, "第十七条（二）")


def test_a_simulation_writes_nothing(past_base: Standing, running: Any) -> None:
    """INVARIANT: not a row of any collection differs after a simulation, outbox and audit trail included."""
    registry = past_base.registry
    before = everything(running)
    for part in ("designations", "applications", "calls"):
        reported(registry.city(), part, "minimum_incubatees=11", "validity_years=4", "designations_most=0")
        reported(registry.operator, part, version="2022-01-10")
    assert everything(running) == before


def test_whatever_is_written_while_one_reads_is_rolled_back(registry: Registry, running: Any) -> None:
    """INVARIANT: what a simulation is given to work in keeps nothing, even where code that is lent to it would write."""
    state = running.store.rows.state
    assert running.store.read(lambda: state.insert_one({"_id": "simulated"}).inserted_id) == "simulated"
    assert state.find_one({"_id": "simulated"}) is None


def test_a_longer_term_moves_what_a_grant_of_that_day_would_have_and_a_later_review_its_opening(past_base: Standing) -> None:
    """The term that was granted stays; the re-review opens six months before it ends, so with three it opens on 2 March 2026."""
    past_base.registry.set_day("2025-06-02")
    report = reported(past_base.registry.city(), "designations", "validity_years=4 years", "re_review_opens=3")
    [item] = report["items"]
    dates = {each["what"]: (each["before"], each["after"]) for each in item["dates"]}
    assert dates.pop("a term granted that day") == ("2026-06-02", "2027-06-02")
    assert list(dates.values()) == [("2025-12-02", "2026-03-02")]
    assert past_base.seen()["ends_on"] == item["ends_on"] == "2026-06-02"


@pytest.mark.parametrize(("day", "looked_at"), [("2026-06-01", 1), ("2026-06-02", 1), ("2026-06-03", 0)])
def test_a_designation_is_tried_up_to_its_last_day(past_base: Standing, day: str, looked_at: int) -> None:
    assert reported(past_base.registry.city(), "designations", "minimum_incubatees=11", **{"from": day})["counts"]["looked_at"] == looked_at


@pytest.mark.parametrize(("least", "verdicts"), [(8, ["would pass"]), (9, ["would pass"]), (10, [])])
def test_who_commits_to_nine_companies_would_pass_once_nine_are_enough(round_of_2026: Round, least: int, verdicts: list[str]) -> None:
    """自愿承担不低于10家企业: nine are too few by the law as it stands."""
    applicant = round_of_2026.begin(companies_committed=9)
    report = reported(applicant.registry.city(), "applications", f"minimum_commitment={least}")
    assert report["counts"]["looked_at"] == 1
    assert [item["verdict"] for item in report["items"]] == verdicts
    for item in report["items"]:
        assert [(each["before"]["outcome"], each["after"]["outcome"]) for each in item["findings"]] == [("not met", "met")]


def test_with_no_place_left_who_would_be_chosen_is_not(round_of_2026: Round) -> None:
    """每次评出代表性孵化基地5~10个: one application has a place where there is one or more, as if the list were drawn up now."""
    application = round_of_2026.begin()
    assert application.submit().status_code == 201
    chosen = {}
    for most in (2, 1, 0):
        items = reported(application.registry.city(), "calls", f"designations_most={most}")["items"]
        chosen[most] = [each["after"] for item in items for each in item["values"]]
    assert chosen == {2: [], 1: [], 0: ["not chosen"]}


def test_a_quota_binds_where_another_would_be_chosen_with_one_place_more(registry: Registry) -> None:
    """每届获奖组织不超过八个: with one organisation in the edition one place is enough, and none binds."""
    application_received_on(registry, "2025-12-31")
    office = registry.person("office-1", Role("award office", "example", office="award-office"))
    for places, binds, place in ((2, None, None), (1, None, None), (0, True, "not chosen")):
        asked = {"programme": "example.award", "set": [f"places={places}", "reserved_places=0"]}
        [item] = _json(office.http.get("/simulations/calls", params=asked))["items"]
        values = {each["what"]: each["after"] for each in item["values"]}
        assert values.pop("places for award") == places
        assert values.pop("the places for award bind", None) is binds
        assert list(values.values()) == ([place] if place else [])


def test_a_version_that_is_not_in_force_yet_is_tried_over_what_the_old_one_judges(registry: Registry) -> None:
    """The text of 2026 asks for green measures in its form: what was handed in under the old text cannot be asked by it, or is judged by its numbers."""
    application_received_on(registry, "2025-12-31")
    office = registry.person("office-1", Role("award office", "example", office="award-office"))
    answer = office.http.get("/simulations/applications", params={"programme": "example.award", "version": "2026-01-01"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["counts"]["looked_at"] == 1
    calls = office.http.get("/simulations/calls", params={"programme": "example.award", "version": "2026-01-01"}).json()
    assert (calls["tried"]["version"], calls["counts"]["looked_at"]) == ("2026-01-01", 1)
    unknown = office.http.get("/simulations/calls", params={"programme": "example.award", "version": "2031-01-01"})
    assert fault(unknown) == ("version", "2031-01-01")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("least_incubatees=9", "least_incubatees"),
        ("validity_years=4 months", "4 months"),
        ("validity_years=0", "0"),
        ("validity_years=2.5", "2.5"),
        ("validity_years=many", "many"),
        ("minimum_success_rate=30%", "30%"),
        ("minimum_success_rate=1.01", "1.01"),
        ("application_window=02-30", "02-30"),
        ("application_window=31", "31"),
        ("completed_still_count=1", "1"),
        ("validity_years", "validity_years"),
        ("validity_years=", "validity_years="),
    ],
)
def test_what_no_parameter_could_be_is_refused(registry: Registry, value: str, found: str) -> None:
    """An unknown name, another unit, no number of that unit, no day of the year."""
    registry.set_day("2026-02-02")
    assert fault(tried(registry.city(), "designations", value)) == ("set", found)


@pytest.mark.parametrize(("day", "is_taken"), [("2026-02-01", False), ("2026-02-02", True), ("2026-02-03", True), ("2026-02-30", False), ("2036-12-31", True)])
def test_a_day_that_has_passed_or_does_not_exist_is_refused(registry: Registry, day: str, is_taken: bool) -> None:
    registry.set_day("2026-02-02")
    answer = tried(registry.city(), "designations", "validity_years=4", **{"from": day})
    assert answer.status_code == 200 if is_taken else fault(answer) == ("from", day)
    assert fault(tried(registry.city(), "designations", "validity_years=4", **{"from": "2037-01-01"})) == ("from", "2037-01-01")


def test_nothing_the_same_twice_and_no_programme_of_elsewhere_is_tried(registry: Registry) -> None:
    registry.set_day("2026-02-02")
    city = registry.city()
    assert fault(tried(city, "designations")) == ("set", None)
    assert fault(tried(city, "designations", "validity_years=4", "validity_years=5"))[0] == "set"
    for programme, status in (("example.award", 403), ("zhengzhou.nothing", 404)):
        assert city.http.get("/simulations/calls", params={"programme": programme, "set": "places=3"}).status_code == status


def test_only_the_programmes_office_and_the_operator_try_rules(registry: Registry) -> None:
    registry.set_day("2026-02-02")
    other_office = registry.person("o", Role("city bureau", CITY, office="industry_bureau"))
    people = (registry.city(), registry.operator, registry.district(), registry.company(1), registry.expert("expert-1"), other_office)
    assert [tried(person, "designations", "validity_years=4").status_code for person in people] == [200, 200, 403, 403, 403, 403]


def test_a_report_is_read_page_by_page(round_of_2026: Round) -> None:
    first = round_of_2026.begin(companies_committed=9)
    Round(first.registry, call=first.call, number=2).begin(companies_committed=9)
    city, seen, cursor = first.registry.city(), [], {}
    for _ in range(2):
        page = reported(city, "applications", "minimum_commitment=9", limit="1", **cursor)
        seen += [item["id"] for item in page["items"]]
        cursor = {"cursor": page["next"]}
    assert (len(set(seen)), page["next"]) == (2, None)


@pytest.fixture
def folder(running: Any, address: str) -> Iterator[Path]:
    """The folder of a launcher that runs this service."""
    folders = Folders(Path(running.settings.jwks).parent.parent)
    hold = Hold(folders)
    hold.take()
    State(os.getpid(), {"base-registry": address}, {}).write(folders)
    yield folders.root
    hold.release()


def test_the_command_asks_the_running_system_and_prints_whom_it_would_put_out_and_which_dates_move(past_base: Standing, folder: Path) -> None:
    past_base.registry.set_day("2025-06-02")
    asked = ["--set", "minimum_incubatees=11", "--set", "re_review_opens=3 months", "--from", "2025-06-03"]
    told = CliRunner().invoke(main, ["--var", str(folder), "simulate", PROGRAMME, *asked])
    assert told.exit_code == 0, told.output
    for part in (
        "zhengzhou.base, tried from 2025-06-03",
        "示范企业001",
        "would fail",
        "incubatees_kept (第十七条（二）): met → not met",
        "2025-12-02 → 2026-03-02",
        "+90",
    ):
        assert part in told.output, told.output


def test_the_command_says_what_cannot_be_tried_and_how_to_mend_it(registry: Registry, folder: Path) -> None:
    registry.set_day("2026-02-02")
    for asked, says in (
        (["--set", "validity_years=4 months"], "It is in 'years', not in 'months'."),
        (["--from", "2026-02-30", "--set", "validity_years=4"], "from"),
        (["--version", "2031-01-01"], "needed: 2022-01-10"),
    ):
        told = CliRunner().invoke(main, ["--var", str(folder), "simulate", PROGRAMME, *asked])
        assert (told.exit_code, says in told.output) == (1, True), told.output
    unknown = CliRunner().invoke(main, ["--var", str(folder), "simulate", "nowhere.base", "--set", "validity_years=4"])
    assert (unknown.exit_code, "There is no programme 'nowhere.base'; there are " in unknown.output, PROGRAMME in unknown.output) == (1, True, True)
