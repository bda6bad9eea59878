"""Certificates of designations over HTTP: ordered when the naming is concluded, issued by the worker, checked by anyone without a token."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from base_registry import SERVICE
from fuyu.caller import Role
from fuyu.certificates.issuing import issue_ordered
from fuyu.certificates.signing import signature_of
from fuyu.evidence.verifying import verify
from fuyu.http import request
from fuyu.running.keys import Keys
from fuyu.service import Running

from .conftest import empty
from .registry import CITY, Registry, Round, code, name
from .whole_way import designated

UNSETTABLE = "\U0002a600"  # 𪘀, a letter that Noto CJK lacks
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@dataclass
class Town:
    """A base that was named on 2 June 2026, with the certificate of its designation."""

    registry: Registry
    running: Running
    designation: str
    call: str

    def certificate(self, **where: str) -> dict[str, Any]:
        """Return its certificate as the company sees it."""
        items = self.registry.company(1).get("/certificates", **{"name": "honour", **where})["items"]
        assert len(items) == 1
        return dict(items[0])

    def pdf(self) -> bytes:
        """Return its file as the company fetches it."""
        answer = self.registry.company(1).http.get(f"/files/{self.certificate()['file']}")
        assert answer.status_code == 200
        return answer.content

    def tick(self) -> None:
        """Let the worker look at all that is due, certificates too."""
        for sweep in SERVICE.sweeps:
            sweep.run(self.running)
        issue_ordered(self.running)

    def anyone(self, path: str, **headers: str) -> httpx.Response:
        """Ask a public address without a token."""
        return request("GET", f"{self.registry.url}/public/{CITY}/certificates{path}", headers=headers, timeout=30)

    def send(self, content: bytes, **headers: str) -> httpx.Response:
        """Send a file to the public check."""
        address = f"{self.registry.url}/public/{CITY}/certificates/check"
        return request("POST", address, files={"file": ("证书.pdf", content, "application/pdf")}, headers=headers, timeout=30)


@pytest.fixture(scope="module")
def town(running: Running, address: str) -> Town:
    empty(running)
    keys = Keys(Path(running.settings.jwks).parent)

    def mint(person: str, roles: tuple[Role, ...]) -> str:
        bound = [{k: v for k in ("actor", "city", "office", "district", "organisation") if (v := getattr(role, k))} for role in roles]
        return keys.mint(person, bound, datetime.now(UTC))

    application = Round(Registry(address, mint)).open()
    made = Town(application.registry, running, designated(application), application.call)
    _refused_for_a_letter(made)
    made.registry.city().acts(f"/calls/{made.call}", "naming", "publish", number="郑市监〔2026〕31号")
    made.tick()
    _no_certificate_yet(made)
    made.registry.set_day("2026-06-10")  # five working days of publication from 2 June end on 9 June
    made.tick()
    return made


def _refused_for_a_letter(town: Town) -> None:
    """Publish while the company's name holds a letter that the fonts lack: refused, and nothing of it is kept."""
    rows = town.running.store.database
    before = rows["calls"].find_one({"_id": town.call})
    for collection in ("applications", "designations"):
        rows[collection].update_many({}, {"$set": {"organisation.name": f"示范{UNSETTABLE}企业"}})
    answer = town.registry.city().act(f"/calls/{town.call}", "naming", "publish", number="郑市监〔2026〕31号")
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert problem["type"] == "/problems/letter-missing"
    assert {(each["field"], each["letter"], each["code_point"]) for each in problem["errors"]} == {("holder", UNSETTABLE, "U+2A600")}
    assert "FUYU_FONTS" in problem["detail"]
    assert rows["calls"].find_one({"_id": town.call}) == before
    assert [rows[kept].count_documents({}) for kept in ("certificates", "certificate_counts")] == [0, 0]
    for collection in ("applications", "designations"):
        rows[collection].update_many({}, {"$set": {"organisation.name": name(1)}})


def _no_certificate_yet(town: Town) -> None:
    """While the naming can be objected to there is the circular and no certificate, and none can be asked for."""
    assert town.registry.company(1).get("/certificates", name="honour")["items"] == []
    early = town.registry.city().post("/certificates", {"kind": "designation", "subject": town.designation})
    assert (early.status_code, early.json()["type"]) == (409, "/problems/step-not-open")


def test_the_evidence_of_a_designation_holds_its_certificate_as_it_was_issued(town: Town, tmp_path: Path) -> None:
    """第九条 names and certifies: the archive holds what the certificate says and the file that was signed, and verifies with it."""
    answer = town.registry.city().http.get(f"/designations/{town.designation}/evidence")
    path = tmp_path / "evidence.zip"
    path.write_bytes(answer.content)
    with zipfile.ZipFile(path) as archive:
        assert archive.read(f"certificates/{town.certificate()['id']}.pdf") == town.pdf()
        assert json.loads(archive.read(f"certificates/{town.certificate()['id']}.json"))["number"] == town.certificate()["number"]
    assert verify(path).fault is None


@pytest.mark.requirement("ZB-14")
def test_a_base_named_gets_a_numbered_certificate_with_a_plaque(town: Town) -> None:
    """INVARIANT: 第十条：颁发荣誉证书和牌匾, once the naming is concluded: numbered, signed, for the holder to fetch, and said once."""
    certificate = town.certificate(state="issued")
    assert (certificate["number"], certificate["title"]) == ("郑孵证〔2026〕0001号", "荣誉证书")
    assert certificate["plaque"] == "郑州市企业卓越绩效管理孵化基地"
    assert certificate["clause"] == {"regulation": "郑市监文〔2022〕4号", "clause": "第十条"}
    assert (certificate["dated_on"], certificate["starts_on"], certificate["ends_on"]) == ("2026-06-10", "2026-06-02", "2029-06-02")
    pdf = town.pdf()
    signature = signature_of(pdf)
    assert pdf.startswith(b"%PDF-1.7")
    assert pdf.count(b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>") == pdf.count(b"pdfaid:part>2") == 1
    assert signature is not None
    assert signature.is_whole
    said = list(town.running.store.rows.outbox.find({"type": "certificate.issued", "data.name": "honour"}))
    assert [(row["subject"], row["audiences"]) for row in said] == [
        (certificate["id"], [{"actor": "applicant", "programme": "zhengzhou.base", "organisation": code(1)}])
    ]


@pytest.mark.requirement("ZB-14")
def test_the_naming_is_made_known_by_a_circular(town: Town) -> None:
    """INVARIANT: 第三条：以文件通报形式命名: the circular is made of the list when that is published, and bears the act's 文号."""
    (circular,) = town.registry.city().get("/certificates", name="circular")["items"]
    assert (circular["number"], circular["dated_on"], circular["state"]) == ("郑市监〔2026〕31号", "2026-06-02", "issued")
    told = town.anyone(f"/{quote(circular['number'])}/{circular['code']}").json()
    assert (told["listed"], told["state"]) == ([{"name": name(1), "district": "中原区"}], "valid")


def test_only_those_whom_it_concerns_see_it(town: Town) -> None:
    """INVARIANT: a certificate's code opens its page, so nobody but holder, district, office and operator reads it; nor its file."""
    id, file = town.certificate()["id"], town.certificate()["file"]
    registry = town.registry
    for person in (registry.company(1), registry.district(), registry.city(), registry.operator):
        assert person.get(f"/certificates/{id}")["id"] == id
    others = [registry.company(2), registry.district("二七区"), registry.expert("expert-1"), registry.person("x", Role("city bureau", "example", office="o"))]
    for person in others:
        assert person.http.get(f"/certificates/{id}").status_code == 404
        assert person.http.get(f"/files/{file}").status_code == 404


def test_anyone_checks_it_by_number_and_code(town: Town) -> None:
    """INVARIANT: who has the paper learns whether it stands; the code may be written as people write it, the page works in any browser offline."""
    certificate = town.certificate()
    path = f"/{quote(certificate['number'])}/{certificate['code'].lower()}"
    told = town.anyone(path).json()
    assert (told["holder"], told["state"], told["since"]) == ({"code": code(1), "name": name(1)}, "valid", None)
    page = town.anyone(path, **BROWSER)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "有效" in page.text
    assert name(1) in page.text
    assert "<script" not in page.text
    assert "http" not in page.text
    form = town.anyone("", **BROWSER)
    assert 'action="/public/zhengzhou/certificates"' in form.text
    asked = request(
        "GET",
        f"{town.registry.url}/public/{CITY}/certificates",
        params={"number": certificate["number"], "code": certificate["code"]},
        headers=BROWSER,
    )
    assert "有效" in asked.text
    typed = town.anyone(f"/{quote('郑孵证[2026]0001号')}/{certificate['code']}")
    assert typed.json()["number"] == certificate["number"]
    missing = town.anyone("?number=x")
    assert (missing.status_code, missing.json()["errors"][0]["field"]) == (422, "code")


def test_a_wrong_code_answers_as_an_unknown_number_does(town: Town) -> None:
    """INVARIANT: nobody finds out by asking which numbers there are; another city has none of them."""
    certificate = town.certificate()
    number = quote(certificate["number"])
    wrong, unknown = town.anyone(f"/{number}/2222-2222-2222"), town.anyone(f"/{quote('郑孵证〔2026〕9999号')}/{certificate['code']}")
    elsewhere = request("GET", f"{town.registry.url}/public/example/certificates/{number}/{certificate['code']}")
    assert [answer.status_code for answer in (wrong, unknown, elsewhere)] == [404, 404, 404]
    assert wrong.json() == unknown.json() == elsewhere.json()
    page = town.anyone(f"/{quote('<b>x', safe='')}/2222-2222-2222", **BROWSER)
    assert (page.status_code, "查无此证书" in page.text, "<b>x" in page.text) == (404, True, False)


def test_one_changed_byte_of_its_file_is_found(town: Town) -> None:
    """INVARIANT: the file is genuine to the byte or it is not: wherever one bit is turned, and also where something is only added."""
    pdf = town.pdf()
    genuine = town.send(pdf).json()
    assert (genuine["file"], genuine["is_signature_whole"], genuine["certificate"]["number"]) == ("genuine", True, "郑孵证〔2026〕0001号")
    for place in (10, len(pdf) // 3, len(pdf) // 2, len(pdf) - 3000, len(pdf) - 10):
        changed = bytearray(pdf)
        changed[place] ^= 1
        told = town.send(bytes(changed)).json()
        assert told["file"] == "changed", place
        assert told["certificate"]["state"] == "valid"
    assert town.send(pdf + b"\n%%EOF\n").json()["file"] == "changed"
    assert town.send(b"%PDF-1.7\n%%EOF\n").json() == {"file": "foreign", "is_signature_whole": None, "certificate": None}
    assert "文件真实、完整" in town.send(pdf, **BROWSER).text
    assert "已被改动" in town.send(pdf + b" ", **BROWSER).text


def test_what_is_there_is_not_ordered_again(town: Town) -> None:
    """INVARIANT: one term has one certificate and one number, however often somebody asks; who does not issue it cannot ask."""
    again = town.registry.city().post("/certificates", {"kind": "designation", "subject": town.designation})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-exists")
    assert town.registry.company(1).post("/certificates", {"kind": "designation", "subject": town.designation}).status_code == 403
    assert town.registry.city().post("/certificates", {"kind": "call", "subject": town.call}).json()["errors"][0]["needed"] == ["designation"]


def test_a_number_that_was_corrected_since_is_told_beside_the_old_one(town: Town) -> None:
    """INVARIANT: the paper bears the old number for ever, so whoever checks it is told both, and from which day; the file itself stays genuine."""
    certificate, registry = town.certificate(), town.registry
    path, address = f"/designations/{town.designation}", f"/{quote(certificate['number'])}/{certificate['code']}"
    before, after = "郑市监文〔2026〕9号", "郑市监文〔2026〕19号"
    assert [town.anyone(address).json()[name] for name in ("decision", "decision_corrected")] == [before, None]
    city = registry.city()
    assert city.post(f"{path}/corrections", {"number": after, "reason": "文号误录"}, **{"If-Match": city.version(path)}).status_code == 201
    told = {"before": before, "after": after, "on": "2026-06-10"}
    assert [town.anyone(address).json()[name] for name in ("decision", "decision_corrected")] == [before, told]
    assert f"证书所载{before}有误，已于2026-06-10更正为{after}" in town.anyone(address, **BROWSER).text
    checked = town.send(town.pdf()).json()
    assert (checked["file"], checked["certificate"]["decision_corrected"]) == ("genuine", told)
    [shown] = request("GET", f"{registry.url}/public/{CITY}/designations", timeout=30).json()["items"]
    assert (shown["number"], shown["corrected_numbers"]) == (after, [told])
    # Corrected back to what the paper says, there is nothing to tell on it any more.
    assert city.post(f"{path}/corrections", {"number": before, "reason": "更正有误"}, **{"If-Match": city.version(path)}).status_code == 201
    assert town.anyone(address).json()["decision_corrected"] is None


@pytest.mark.parametrize(("day", "state", "since"), [("2029-06-01", "valid", None), ("2029-06-02", "valid", None), ("2029-06-03", "lapsed", "2029-06-03")])
def test_it_lapses_on_the_day_after_its_term(town: Town, day: str, state: str, since: str | None) -> None:
    """INVARIANT: its page says that the term is over from the day after the last one, whether or not a worker has looked by then."""
    certificate = town.certificate()
    try:
        town.registry.set_day(day)
        told = town.anyone(f"/{quote(certificate['number'])}/{certificate['code']}").json()
        assert (told["state"], told["since"]) == (state, since)
    finally:
        town.registry.set_day("2026-06-10")


@pytest.mark.requirement("ZB-29")
def test_revoked_its_page_says_since_when_and_why(town: Town) -> None:
    """INVARIANT: 第十七条（二）：取消其孵化基地资格，收回荣誉证书和牌匾; nobody who looks is told that it stands."""
    registry, certificate, pdf = town.registry, town.certificate(), town.pdf()
    registry.set_day("2027-03-15")
    city = registry.city()
    opened = city.make(
        f"/designations/{town.designation}/proceedings",
        {"process": "revoke", "step": "examine", "does": "propose", "judged": {"ground_is_proven": {"is_met": True, "note": "已查证"}}},
    )
    entry = {"ground": "违法违规经营", "facts": "已由执法机关查实。"}
    city.acts(f"/proceedings/{opened['id']}", "revoke", "revoke", entry=entry, number="郑市监〔2027〕3号")
    told = town.anyone(f"/{quote(certificate['number'])}/{certificate['code']}").json()
    assert (told["state"], told["since"], told["because"]) == ("revoked", "2027-03-15", "违法违规经营")
    assert told["revoked_by"]["clause"] == "第十七条（二）"
    page = town.anyone(f"/{quote(certificate['number'])}/{certificate['code']}", **BROWSER).text
    assert "已撤销" in page
    assert "自 2027-03-15 起，事由：违法违规经营" in page
    checked = town.send(pdf).json()
    assert (checked["file"], checked["certificate"]["state"]) == ("genuine", "revoked")
