"""The certificate of a completed incubation (孵化培训合格证书): ordered with the base's pass, issued by the worker at work, checked by anyone."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from tests.declared import declared

from .world import CITY, Company, Grant, World

EXAMPLES = Path(__file__).resolve().parents[3] / "plugins/zhengzhou/src/fuyu_zhengzhou/base/examples.yaml"
RARE = "\U0002cb4e\U0002c029"  # 𬭎 and 𬀩, in names and in the fonts
UNSETTABLE = "\U0002a600"  # 𪘀, which Noto CJK lacks
SECONDS_TO_ISSUE = 10


def pass_assessment(world: World, grant: Grant, company: Company) -> httpx.Response:
    """Let the base assess an incubatee and find it passed, on the day that it is."""
    id = world.enrolments(grant)[company.code]["id"]
    entry = {**declared(EXAMPLES)["a_good_base"]["fills"]["assess"], "assessed_on": world.tracker.clock.today().isoformat()}
    visited = world.act(world.base(grant), id, "assess", "assess", "record", entry=entry)
    assert visited.status_code == 201, visited.text
    return world.act(world.base(grant), id, "assess", "assessment_result", "pass")


def issued(world: World, company: Company) -> dict[str, Any]:
    """Return an incubatee's certificate, once the worker has issued it."""
    until = time.monotonic() + SECONDS_TO_ISSUE
    while time.monotonic() < until:
        items = world.incubatee(company).get("/certificates", params={"state": "issued"}).json()["items"]
        if items:
            return dict(items[0])
        time.sleep(0.05)
    raise AssertionError(f"It was not issued within {SECONDS_TO_ISSUE} s: {list(world.tracker.store.rows.certificates.find())}")


@pytest.mark.requirement("ZB-21")
def test_a_pass_brings_a_numbered_certificate_that_anyone_can_check(world: World, on: Callable[[str], None], tmp_path: Path) -> None:
    """INVARIANT: 第十八条（一）：评估合格的企业……由孵化基地颁发《孵化培训合格证书》, with rare letters whole, to the incubatee and its base."""
    on("2025-03-03")
    company = Company(name=f"示范企业{RARE}")
    grant = world.grant(companies=[company])
    on("2026-03-03")
    world.log(grant, hours="3.5")
    world.settle()
    answer = pass_assessment(world, grant, company)
    assert (answer.status_code, answer.json()["state"]) == (201, "completed")
    certificate = issued(world, company)
    assert (certificate["number"], certificate["title"], certificate["dated_on"]) == ("郑孵培证〔2026〕0001号", "孵化培训合格证书", "2026-03-03")
    assert world.base(grant).get(f"/certificates/{certificate['id']}").json() == certificate
    assert world.base(world.grant(companies=1)).get(f"/certificates/{certificate['id']}").status_code == 404

    told = world.as_().get(f"/public/{CITY}/certificates/{quote(certificate['number'])}/{certificate['code']}").json()
    assert (told["holder"]["name"], told["base"], told["issuer"], told["state"]) == (company.name, grant.name, grant.name, "valid")
    pdf = world.incubatee(company).get(f"/files/{certificate['file']}").content
    assert world.as_().post(f"/public/{CITY}/certificates/check", files={"file": ("a.pdf", pdf)}).json()["file"] == "genuine"
    (tmp_path / "a.pdf").write_bytes(pdf)
    text = subprocess.run(["pdftotext", "-layout", tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True).stdout
    assert company.name in text
    assert "累计1次、3.5学时" in "".join(text.split())

    row = world.tracker.store.rows.outbox.find_one({"type": "certificate.issued", "subject": certificate["id"]})
    assert row is not None
    assert {(each["actor"], each["organisation"]) for each in row["audiences"]} == {("base", grant.code), ("incubatee", company.code)}


@pytest.mark.requirement("ZB-21")
def test_a_name_that_cannot_be_set_stops_the_certificate_and_the_pass(world: World, on: Callable[[str], None]) -> None:
    """INVARIANT: no box stands in a name: the pass is refused with letter and field, nothing of it is kept, and no number is lost."""
    on("2025-03-03")
    odd, plain = Company(name=f"示范{UNSETTABLE}企业"), Company()
    grant = world.grant(companies=[odd, plain])
    on("2026-03-04")
    counted = list(world.tracker.store.rows.certificate_counts.find())
    answer = pass_assessment(world, grant, odd)
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (422, "/problems/letter-missing")
    assert [(each["field"], each["letter"]) for each in problem["errors"]] == [("holder", UNSETTABLE)]
    assert world.enrolments(grant)[odd.code]["state"] == "running"
    assert world.incubatee(odd).get("/certificates").json()["items"] == []
    assert list(world.tracker.store.rows.certificate_counts.find()) == counted
    before = sum(row["count"] for row in counted)
    assert pass_assessment(world, grant, plain).status_code == 201
    assert issued(world, plain)["number"] == f"郑孵培证〔2026〕{before + 1:04}号"


def test_one_that_is_missing_is_asked_for_by_the_base_alone(world: World, on: Callable[[str], None]) -> None:
    """INVARIANT: only a completed incubation has a certificate to ask for, and only who issues it asks."""
    on("2025-03-03")
    company = Company()
    grant = world.grant(companies=[company])
    id = world.enrolments(grant)[company.code]["id"]
    wanted = {"kind": "enrolment", "subject": id}
    early = world.base(grant).post("/certificates", json=wanted)
    assert (early.status_code, early.json()["found"]) == (409, "running")
    on("2026-03-05")
    pass_assessment(world, grant, company)
    assert world.base(grant).post("/certificates", json=wanted).json()["type"] == "/problems/already-exists"
    world.tracker.store.rows.certificates.delete_many({"about.id": id})  # as if its letters could not be set when it was completed
    assert world.incubatee(company).post("/certificates", json=wanted).status_code == 403
    made = world.base(grant).post("/certificates", json=wanted)
    assert (made.status_code, made.json()["state"]) == (201, "ordered")
    assert issued(world, company)["id"] == made.json()["id"]
