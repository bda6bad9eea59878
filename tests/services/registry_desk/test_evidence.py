"""Evidence: all that a decision rested on, as it was known, in an archive that verifies without any server."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from fuyu.caller import Role
from fuyu.command import main
from fuyu.store.sealing import HEAD, seal_waiting

from .registry import CITY
from .standing import Standing

Members = dict[str, bytes]


@pytest.fixture
def sealed(past_base: Standing, running: Any) -> Standing:
    """The base of the past round, whose audit trail begins anew and is sealed."""
    running.store.rows.audit.update_many({}, {"$unset": {"seal": ""}})
    running.store.rows.state.update_one({"_id": HEAD}, {"$set": {"number": 0, "hash": "0" * 64}}, upsert=True)
    seal_waiting(running.store)
    return past_base


def read(members: Members, name: str) -> Any:
    return json.loads(members[name])


def decision(members: Members, does: str) -> dict[str, Any]:
    """Return the one decision of a kind."""
    [name] = [each for each in members if each.startswith("decisions/") and f"-{does}-" in each]
    return dict(read(members, name))


def write(members: Members, folder: Path) -> Path:
    path = folder / "evidence.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def verified(path: Path, *options: str) -> Result:
    """Run the command, which is given neither a server nor a folder of one."""
    return CliRunner().invoke(main, ["evidence", "verify", str(path), *options], env={"COLUMNS": "300", "FUYU_MONGODB_URI": "mongodb://127.0.0.1:1/"})


@pytest.fixture
def whole(sealed: Standing) -> Members:
    return sealed.registry.city().evidence(sealed.path)


def test_the_evidence_of_a_designation_holds_facts_findings_versions_sheets_lists_and_who_did_what(whole: Members, sealed: Standing) -> None:
    granted, chosen = decision(whole, "grant"), decision(whole, "choose")
    law = granted["parts"]["law"]["content"]
    assert (law["programme"], law["version"], law["plugin"], law["plugin_version"], law["judged_on"]) == (
        "zhengzhou.base", "2022-01-10", "fuyu-zhengzhou", "0.1.0", "2023-03-06",
    )  # fmt: skip
    assert len(law["digest"]) == 64
    assert law["parameters"]["minimum_commitment"]["unit"]
    assert granted["parts"]["facts.organisation"]["content"]["name"] == "示范企业001"
    assert granted["parts"]["facts.holdings"]["content"] == []
    sheets = granted["parts"]["facts.sheets"]["content"]["rubric"]
    assert {sheet["expert"]: sheet["points"]["item_1"] for sheet in sheets} == dict.fromkeys(("expert-1", "expert-2", "expert-3"), "18")
    assert [row["kind"] for row in chosen["parts"]["list"]["content"]] == ["base"]
    assert chosen["parts"]["act"]["content"]["number"] == "郑市监文〔2026〕9号"
    admitted = decision(whole, "admit")
    found = {each["key"]: each for each in admitted["parts"]["findings"]["content"]}
    assert found["commitment"]["outcome"] == "met"
    assert found["commitment"]["plugin"] == "fuyu-zhengzhou"
    [notice] = [each for each in read(whole, "notices.json")["lists"] if each["step"] == "designate"]
    assert notice["row"]["kind"] == "base"
    assert read(whole, "objections.json") == []
    assert read(whole, f"designations/base-{sealed.id}.json")["decision"]["plugin"] == "fuyu-zhengzhou"
    acts = {each["row"]["act"]: each for each in read(whole, "audit/rows.json")["rows"]}
    assert acts["designation.granted"]["row"]["details"]["evidence"] == granted["digest"]
    assert acts["application.admit"]["row"]["details"]["evidence"] == admitted["digest"]


def test_a_later_change_of_the_record_does_not_change_what_was_known(sealed: Standing, whole: Members) -> None:
    """INVARIANT: the form as it was when it was decided stands in the evidence, whatever becomes of the record."""
    from base_registry.documents import Application

    kept = decision(whole, "admit")["parts"]["facts.form"]
    Application._get_collection().update_many({}, {"$set": {"form.companies_committed": 99}})
    assert decision(sealed.registry.city().evidence(sealed.path), "admit")["parts"]["facts.form"] == kept


def test_an_untouched_archive_verifies_offline_and_against_a_head_that_was_noted(whole: Members, sealed: Standing, running: Any, tmp_path: Path) -> None:
    head = running.store.rows.state.find_one({"_id": HEAD})
    path = write(whole, tmp_path)
    for options in ((), ("--head", head["hash"]), ("--head", head["hash"].upper())):
        told = verified(path, *options)
        assert (told.exit_code, "are whole, the chain from number" in told.output, head["hash"] in told.output) == (0, True, True), told.output
    middle = running.store.rows.audit.find_one({"seal.number": head["number"] - 1})["seal"]["hash"]
    assert verified(path, "--head", middle).exit_code == 0
    other = verified(path, "--head", "f" * 64)
    assert (other.exit_code, "No row of its chain has the hash that was noted" in other.output) == (1, True), other.output
    assert verified(path, "--head", "f" * 63).exit_code == 2


def test_the_first_changed_member_is_named(whole: Members, tmp_path: Path) -> None:
    """INVARIANT: not one byte of any member can be changed, nor a member be left out or added, unseen."""
    for name in (each for each in whole if each != "manifest.json"):
        changed = {**whole, name: bytes([*whole[name][:-2], whole[name][-2] ^ 1, whole[name][-1]])}
        told = verified(write(changed, tmp_path))
        assert (told.exit_code, f"{name} was changed" in told.output) == (1, True), (name, told.output)
    without = {name: content for name, content in whole.items() if name != "notices.json"}
    assert "notices.json was left out" in verified(write(without, tmp_path)).output
    assert "more.json was added" in verified(write({**whole, "more.json": b"{}"}, tmp_path)).output


def _again(members: Members, name: str, change: Callable[[Any], None]) -> Members:
    """Return the archive as a forger makes it: one member changed, and the manifest made to fit."""
    from hashlib import sha256

    content = json.loads(members[name])
    change(content)
    forged = {**members, name: json.dumps(content).encode()}
    manifest = json.loads(members["manifest.json"])
    for each in manifest["members"]:
        each["sha256"] = sha256(forged[each["name"]]).hexdigest()
    return {**forged, "manifest.json": json.dumps(manifest).encode()}


def test_a_forger_who_mends_the_manifest_is_found_by_the_decision_the_row_or_the_chain(whole: Members, tmp_path: Path) -> None:
    admitted = next(each for each in whole if "-admit-" in each)

    def of_facts(content: Any) -> None:
        content["parts"]["facts.form"]["content"]["companies_committed"] = 99

    def of_row(content: Any) -> None:
        content["rows"][0]["row"]["by"] = "somebody else"

    def of_head(content: Any) -> None:
        content["head"]["hash"] = "0" * 64

    for name, change, says in (
        (admitted, of_facts, f"{admitted} was changed: its parts do not come to its digest"),
        ("audit/rows.json", of_row, "audit/rows.json was changed: row number"),
        ("audit/rows.json", of_head, "audit/chain.txt was changed: it does not lead to the head"),
    ):
        told = verified(write(_again(whole, name, change), tmp_path))
        assert (told.exit_code, says in told.output) == (1, True), told.output


@pytest.mark.parametrize("content", [b"", b"no zip at all", b"PK\x03\x04broken"])
def test_what_is_no_archive_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file.zip"
    path.write_bytes(content)
    told = verified(path)
    assert (told.exit_code, "is no archive of evidence" in told.output) == (1, True), told.output
    assert "holds no manifest.json" in verified(write({"other.json": b"{}"}, tmp_path)).output


def test_the_holder_is_given_its_own_without_anybodys_name_and_it_verifies_all_the_same(sealed: Standing, running: Any, tmp_path: Path) -> None:
    """Sheets, experts, what others filled in and their looks are withheld as digests, which count for the decision's digest as if they were shown."""
    own = sealed.registry.company(1).evidence(sealed.path)
    granted = decision(own, "grant")
    assert set(granted["parts"]["facts.sheets"]) == {"withheld"}
    assert granted["parts"]["facts.form"]["content"]["companies_committed"]
    everything = b"".join(own.values())
    for name in ("expert-1", "expert-2", "barred", "objections.json"):
        assert name.encode() not in everything
    assert "objections.json" not in own
    assert not any(each["row"]["act"].endswith(".seen") for each in read(own, "audit/rows.json")["rows"])
    head = running.store.rows.state.find_one({"_id": HEAD})["hash"]
    told = verified(write(own, tmp_path), "--head", head)
    assert told.exit_code == 0, told.output


def test_only_officers_the_operator_and_whom_it_is_about_are_given_evidence_and_each_time_is_noted(sealed: Standing) -> None:
    registry, application = sealed.registry, sealed.seen()["application"]
    people = (registry.city(), registry.district(), registry.operator, registry.company(1))
    others = (
        registry.company(2),
        registry.company(101),
        registry.expert("expert-1"),
        registry.district("金水区"),
        registry.person("o", Role("city bureau", CITY, office="x")),
    )
    for path in (sealed.path, f"/applications/{application}"):
        assert [person.http.get(f"{path}/evidence").status_code for person in people] == [200] * 4
        assert [person.http.get(f"{path}/evidence").status_code for person in others] == [404] * 5
    rows = registry.operator.get("/audit", subject=f"designation/{sealed.id}", act="evidence.given")["items"]
    assert [row["by"] for row in rows] == [person.id for person in people]
    assert all(len(row["details"]["manifest"]) == 64 for row in rows)
