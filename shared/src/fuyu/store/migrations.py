"""Migrations: numbered steps, each done once and written down, by one process at a time; the kernel's come first."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

import pymongo
from mongoengine import Document
from pymongo import IndexModel, UpdateOne
from pymongo.errors import PyMongoError

from fuyu.store.leases import Alone, new_owner
from fuyu.store.rows import INDEXES

if TYPE_CHECKING:
    from fuyu.service import Running
    from fuyu.store.transaction import Store

LEASE_SECONDS = 15.0  # so long others wait when the one that migrates is killed; while it lives it renews
WAIT_SECONDS = 900
TOGETHER = 1_000


@dataclass(frozen=True)
class Migration:
    """One step of a service: its number, what it is called in the list, and what it does. Doing it again must change nothing."""

    number: int
    name: str
    run: Callable[[Store], None]


def migrate(store: Store, migrations: Sequence[Migration] = ()) -> list[str]:
    """Bring a database to the shape that this version needs and return the names of the steps done now.

    It is safe to run beside running services of the version before, twice, and in several places: one does it and the others wait.
    """
    alone = Alone(store.rows.leases, "migrate", new_owner(), LEASE_SECONDS)
    until = time.monotonic() + WAIT_SECONDS
    while not alone.take():
        if time.monotonic() > until:
            raise TimeoutError(f"Another process has been migrating {store.database.name} for {WAIT_SECONDS} s. Look at its log.")
        time.sleep(0.2)
    with _renewed(alone), pymongo.timeout(None):
        return _steps(store, migrations)


@contextmanager
def _renewed(alone: Alone) -> Iterator[None]:
    """Keep a lease while something takes long: an index over millions of rows takes minutes."""
    ending = threading.Event()

    def renew() -> None:
        while not ending.wait(LEASE_SECONDS / 5):
            with suppress(PyMongoError):
                alone.take()

    thread = threading.Thread(target=renew, name="migrate-lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()
        alone.give_up()


def migrate_running(running: Running) -> list[str]:
    """Bring the database of a service at work to the shape that its declaration needs."""
    return migrate(running.store, running.service.migrations)


def make_collections(store: Store, *documents: type[Document]) -> None:
    """Make the collections and indexes of a service's documents; a transaction would make them too, but slowly and without indexes."""
    existing = set(store.database.list_collection_names())
    for document in documents:
        if document._get_collection_name() not in existing:
            store.database.create_collection(document._get_collection_name())
        if declared := _indexes(document):
            document._get_collection().create_indexes(declared)  # All at once: one after another, as mongoengine does, takes MongoDB longer.


def _indexes(document: type[Document]) -> list[IndexModel]:
    """Return the indexes that a document declares, as mongoengine understands them."""
    specs = document._meta["index_specs"] or ()
    return [IndexModel(spec["fields"], **{name: value for name, value in spec.items() if name not in ("fields", "cls")}) for spec in specs]


def replace_indexes(store: Store, document: type[Document], *former: str) -> None:
    """Make the indexes of a document and only then drop those that they replace, by name: what is unique stays so meanwhile."""
    make_collections(store, document)
    kept = document._get_collection()
    for name in sorted(kept.index_information().keys() & set(former)):
        kept.drop_index(name)


def steps_of(service: str, migrations: Sequence[Migration]) -> list[Migration]:
    """Return the kernel's and a service's own migrations in their order, under the names by which a database remembers them."""
    kernel = [Migration(number, f"kernel {number}: {name}", run) for number, name, run in KERNEL]
    own = sorted(migrations, key=lambda each: each.number)
    if len({each.number for each in own}) != len(own):
        raise ValueError(f"Two migrations of {service} have the same number: {[each.number for each in own]}.")
    return [*kernel, *(Migration(each.number, f"{service} {each.number}: {each.name}", each.run) for each in own)]


def _steps(store: Store, migrations: Sequence[Migration]) -> list[str]:
    known = {row["step"] for row in _done(store).find({"what": "migration"}, {"step": 1})}
    return [_do(store, step) for step in steps_of(store.name, migrations) if step.name not in known]


def _do(store: Store, step: Migration) -> str:
    step.run(store)
    row = {"_id": f"migration {step.name}", "what": "migration", "step": step.name, "at": datetime.now(UTC)}
    _done(store).replace_one({"_id": row["_id"]}, row, upsert=True)
    return step.name


def _done(store: Store) -> Any:
    return store.rows.state


def _make_kernel_rows(store: Store) -> None:
    existing = set(store.database.list_collection_names())
    for name, indexes in INDEXES.items():
        if name not in existing:
            store.database.create_collection(name)
        if indexes:
            store.database[name].create_indexes(indexes)
    _make_file_rows(store, existing)


def _make_file_rows(store: Store, existing: set[str]) -> None:
    for name in ("content.files", "content.chunks"):
        if name not in existing:
            store.database.create_collection(name)
    store.database["content.chunks"].create_index([("files_id", 1), ("n", 1)], unique=True)
    store.database["content.files"].create_index([("filename", 1), ("uploadDate", 1)])


def _index_duties(store: Store) -> None:
    store.database["duties"].create_indexes(INDEXES["duties"])


def _begin_trail(store: Store) -> None:
    from fuyu.store.sealing import make_head  # It imports what imports this module.

    store.database["audit"].create_indexes(INDEXES["audit"])
    make_head(store)


def _make_certificates(store: Store) -> None:
    existing = set(store.database.list_collection_names())
    for name in ("certificates", "certificate_counts"):
        if name not in existing:
            store.database.create_collection(name)
        if INDEXES[name]:
            store.database[name].create_indexes(INDEXES[name])


def _make_decisions(store: Store) -> None:
    if "decisions" not in store.database.list_collection_names():
        store.database.create_collection("decisions")
    store.database["decisions"].create_indexes(INDEXES["decisions"])


def _know_who_sees_duties(store: Store) -> None:
    """Note on each duty the roles that its levels mean, by which it is found from now on."""
    from fuyu.store.duties import seen_by  # It imports what imports this module.

    _index_duties(store)
    rows = store.rows.duties.find({"seen_by": {"$exists": False}}, {"data.levels": 1})
    while batch := list(islice(rows, TOGETHER)):
        changes = [UpdateOne({"_id": row["_id"]}, {"$set": {"seen_by": seen_by(row["data"].get("levels") or ())}}) for row in batch]
        store.rows.duties.bulk_write(changes, ordered=False)


def _make_figures(store: Store) -> None:
    if "figures" not in store.database.list_collection_names():
        store.database.create_collection("figures")
    store.database["figures"].create_indexes(INDEXES["figures"])


KERNEL = (
    (1, "collections and indexes", _make_kernel_rows),
    (2, "the duties of a city by their last day", _index_duties),
    (3, "certificates", _make_certificates),
    (4, "the seals of the audit trail", _begin_trail),
    (5, "what was known at decisions", _make_decisions),
    (6, "who sees which duties", _know_who_sees_duties),
    (7, "figures", _make_figures),
)
