"""A backup that is damaged, newer or not one, and a place that is not empty, are refused in words, and nothing is written."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bson import Decimal128, encode
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from click.testing import CliRunner, Result
from pymongo import MongoClient

from fuyu.command import main
from fuyu.running.mongod import Mongod

pytestmark = [pytest.mark.requirement("P-7")]
SERVICES = ("base-registry", "incubatee-tracker", "notifier", "portal")
NOW = datetime.now(UTC)
Members = dict[str, bytes]


class Place:
    """The databases of one prefix, and the command beside them."""

    def __init__(self, mongod: Mongod, prefix: str) -> None:
        self.settings = {"FUYU_MONGODB_URI": mongod.uri, "FUYU_DATABASE_PREFIX": prefix, "COLUMNS": "300"}
        self._prefix = prefix
        self.client: MongoClient[dict[str, Any]] = MongoClient(mongod.uri, tz_aware=True)

    def fuyu(self, *arguments: object) -> Result:
        """Run the command."""
        return CliRunner().invoke(main, [str(each) for each in arguments], env=self.settings)

    def migrate(self) -> str:
        """Make its databases or bring them up to date, in a process whose connections end with it, and return what that says."""
        command = [sys.executable, "-m", "fuyu.command", "migrate"]
        return subprocess.run(command, env=os.environ | self.settings, capture_output=True, text=True, check=True).stdout

    def database(self, service: str) -> Any:
        """Return a service's database."""
        return self.client[f"{self._prefix}{service.replace('-', '_')}"]

    def names(self) -> list[str]:
        """Return the names of its databases that hold anything."""
        return sorted(name for name in self.client.list_database_names() if name.startswith(self._prefix))

    def drop(self) -> None:
        """Leave nothing."""
        for name in self.names():
            self.client.drop_database(name)
        self.client.close()


@pytest.fixture(scope="module")
def here(mongod: Mongod) -> Any:
    """A place whose databases are made, with rows of every kind, more than are written at a time, and an act that no worker has sealed for hours."""
    place = Place(mongod, "backed_up_")
    place.migrate()
    place.database("notifier")["people"].insert_one({"_id": "person-1", "city": "somewhere", "person": "人员001", "name": "𬭎"})
    rows = [{"_id": f"event-{n}", "at": NOW, "hours": Decimal128("7.25"), "bytes": bytes([n % 256]), "within": [{"n": n}, None]} for n in range(2_500)]
    place.database("notifier")["inbox"].insert_many(rows)
    place.database("portal")["audit"].insert_one(
        {"_id": "act-1", "city": "somewhere", "at": NOW - timedelta(hours=3), "subject": {"kind": "account", "id": "1"}}
    )
    yield place
    place.drop()


@pytest.fixture
def there(mongod: Mongod) -> Any:
    """An empty place."""
    place = Place(mongod, "restored_")
    yield place
    place.drop()


@pytest.fixture(scope="module")
def backup(here: Place, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "fuyu.zip"
    told = here.fuyu("backup", file)
    assert told.exit_code == 0, told.output
    return file


def bytes_of(collection: Any) -> list[bytes]:
    """Return the rows of a collection as they are kept, but for what says how far the broker had come."""
    return sorted(row.raw for row in collection.with_options(CodecOptions(document_class=RawBSONDocument)).find({"_id": {"$ne": "settled"}}))


def test_what_was_backed_up_is_restored_with_its_rows_and_indexes(here: Place, there: Place, backup: Path) -> None:
    told = there.fuyu("restore", backup)
    assert told.exit_code == 0, told.output
    for service in SERVICES:
        before, after = here.database(service), there.database(service)
        names = sorted(before.list_collection_names())
        assert sorted(after.list_collection_names()) == names
        for name in names:
            assert after[name].index_information() == before[name].index_information(), name
            assert bytes_of(after[name]) == bytes_of(before[name]), name
    assert there.database("notifier")["people"].find_one()["name"] == "𬭎"
    assert there.migrate().count("up to date") == len(SERVICES)


def test_a_backup_overwrites_no_file(here: Place, backup: Path) -> None:
    before = backup.read_bytes()
    told = here.fuyu("backup", backup)
    assert (told.exit_code, "overwrites nothing" in told.output) == (1, True)
    assert backup.read_bytes() == before
    assert [each.name for each in backup.parent.iterdir()] == [backup.name]


def test_where_a_service_keeps_nothing_no_backup_is_taken(there: Place, tmp_path: Path) -> None:
    told = there.fuyu("backup", tmp_path / "none.zip")
    assert (told.exit_code, "There is nothing of base-registry" in told.output) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_where_it_cannot_be_written_no_backup_is_taken(here: Place, tmp_path: Path) -> None:
    told = here.fuyu("backup", tmp_path / "nowhere" / "fuyu.zip")
    assert (told.exit_code, "cannot be written: No such file or directory" in told.output) == (1, True), told.output


def test_no_service_starts_on_what_a_killed_restore_left(there: Place, backup: Path) -> None:
    """INVARIANT: half of the rows are no records; the place says what to do, and a second restore does not go on over the first."""
    assert there.fuyu("restore", backup).exit_code == 0
    there.database("portal").create_collection("half_restored")
    with pytest.raises(subprocess.CalledProcessError) as failed:
        there.migrate()
    assert "did not come to its end. Drop it" in failed.value.stderr
    assert "is not empty" in there.fuyu("restore", backup).output.replace("are not", "is not")


def test_where_nobody_knows_what_the_broker_holds_nothing_is_restored(there: Place, backup: Path) -> None:
    there.settings["FUYU_BROKER_URL"] = "amqp://127.0.0.1:1/"
    told = there.fuyu("restore", backup)
    assert (told.exit_code, "RabbitMQ does not answer" in told.output, there.names()) == (1, True, [])


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_in_a_folder_where_nothing_was_started_only_a_restore_begins(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FUYU_MONGODB_URI", raising=False)
    (tmp_path / "fuyu.zip").write_bytes(b"")
    told = CliRunner().invoke(main, ["--var", str(tmp_path / "var"), command, str(tmp_path / "fuyu.zip")])
    assert told.exit_code == 1
    assert ("Nothing was ever started" if command == "backup" else "cannot be read as a backup") in told.output
    assert not (tmp_path / "var" / "mongodb").exists()


def test_what_is_not_empty_is_not_written_over(there: Place, backup: Path) -> None:
    there.database("portal")["accounts"].insert_one({"_id": "account-1"})
    told = there.fuyu("restore", backup)
    assert (told.exit_code, "restored_portal is not empty" in told.output) == (1, True)
    assert there.names() == ["restored_portal"]
    assert [row["_id"] for row in there.database("portal")["accounts"].find()] == ["account-1"]


def told_anew(change: Callable[[dict[str, Any]], Any]) -> Callable[[Members], None]:
    def changed(members: Members) -> None:
        manifest = json.loads(members["manifest.json"])
        change(manifest)
        members["manifest.json"] = json.dumps(manifest).encode()

    return changed


def with_a_row_that_cannot_be(members: Members) -> None:
    """Two rows of one id, under a manifest that tells the truth of them: only the database finds it."""
    content = encode({"_id": "twice"}) * 2
    members["portal/accounts.bson"] = content
    manifest = json.loads(members["manifest.json"])
    [kept] = [each for each in manifest["collections"] if (each["service"], each["name"]) == ("portal", "accounts")]
    kept |= {"bytes": {"$numberInt": str(len(content))}, "rows": {"$numberInt": "2"}, "sha256": hashlib.sha256(content).hexdigest()}
    members["manifest.json"] = json.dumps(manifest).encode()


DAMAGE: Mapping[str, tuple[Callable[[Members], Any], str]] = {
    "a member with another byte": (
        lambda m: m.update({"notifier/people.bson": m["notifier/people.bson"][:-2] + b"\x01\x00"}),
        "people.bson is not as it was written",
    ),
    "a member cut short": (lambda m: m.update({"notifier/people.bson": m["notifier/people.bson"][:-1]}), "people.bson is not as it was written"),
    "a longer member": (lambda m: m.update({"notifier/people.bson": m["notifier/people.bson"] + encode({"_id": 1})}), "people.bson is not as it was written"),
    "a missing member": (lambda m: m.pop("notifier/people.bson"), "notifier/people.bson"),
    "one more member": (lambda m: m.update({"notifier/strangers.bson": b""}), "notifier/strangers.bson"),
    "no manifest": (lambda m: m.pop("manifest.json"), "no backup of Fuyu"),
    "a manifest that is no JSON": (lambda m: m.update({"manifest.json": b"{"}), "no backup of Fuyu"),
    "another format": (told_anew(lambda told: told.update(format="fuyu-backup/2")), "its format is"),
    "a newer release": (told_anew(lambda told: told["steps"]["portal"].append("portal 999: of tomorrow")), "portal 999: of tomorrow"),
    "a service that is not here": (told_anew(lambda told: told["steps"].update({"stranger": []})), "stranger"),
    "a row that stands twice": (with_a_row_that_cannot_be, "portal/accounts.bson holds rows that cannot stand together"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_backup_that_is_not_whole_is_refused_and_nothing_is_written(there: Place, backup: Path, tmp_path: Path, damage: str) -> None:
    """INVARIANT: it says what is wrong with it, before the first row is written, or takes all rows back."""
    change, says = DAMAGE[damage]
    with zipfile.ZipFile(backup) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    file = tmp_path / "damaged.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    told = there.fuyu("restore", file)
    assert (told.exit_code, says in told.output) == (1, True), told.output
    assert there.names() == []


@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_a_file_that_was_cut_off_is_no_backup(there: Place, backup: Path, tmp_path: Path, share: float) -> None:
    file = tmp_path / "cut.zip"
    content = backup.read_bytes()
    file.write_bytes(content[: int(len(content) * share)])
    for options in ([], ["--check"]):
        told = there.fuyu("restore", *options, file)
        assert (told.exit_code, "cannot be read as a backup" in told.output) == (1, True), told.output
    assert there.names() == []
    assert there.fuyu("restore", "--check", backup).exit_code == 0
