"""The steps that bring the notifier's database to the shape that this version needs."""

from __future__ import annotations

from itertools import islice

from pymongo import UpdateOne

from fuyu.store.migrations import Migration, make_collections, replace_indexes
from fuyu.store.transaction import Store
from notifier.documents import ALL, Delivery, Duty, Person, Telling
from notifier.documents.duty import OPEN
from notifier.usecases.duties import owed_by

BATCH = 1_000


def make_records(store: Store) -> None:
    """Make the collections of the notifier's documents with their indexes."""
    make_collections(store, *ALL)


def make_proofs(store: Store) -> None:
    """Make what proofs need: the records of officers, and the index by which accepted mails become proofs."""
    make_collections(store, Telling, Delivery)


def make_successions(store: Store) -> None:
    """Make the index by which people are found whose last day is over."""
    make_collections(store, Person)


def make_proposals(store: Store) -> None:
    """Make the index by which is found who was told of a proposal that waits for nobody any more."""
    make_collections(store, Delivery)


def find_proofs(store: Store) -> None:
    """Make an index by which accepted mails are found in place of one by which MongoDB found nothing."""
    replace_indexes(store, Delivery, "city_1_proves_on_1")


def find_owners(store: Store) -> None:
    """Note whom each open duty is owed by, and make the index by which a person's are found; one that is owed again tells it anew."""
    make_collections(store, Duty)
    duties = store.database["known_duties"]
    rows = duties.find({"state": {"$in": list(OPEN)}, "owed_by": None}, ["levels"])
    changes = (UpdateOne({"_id": row["_id"]}, {"$set": {"owed_by": owed_by(row.get("levels") or [])}}) for row in rows)
    while batch := list(islice(changes, BATCH)):
        duties.bulk_write(batch, ordered=False)


def find_deputies(store: Store) -> None:
    """Make the index by which is found for whom a person stands in."""
    make_collections(store, Person)


MIGRATIONS = (
    Migration(1, "collections and indexes", make_records),
    Migration(2, "proofs that someone was told", make_proofs),
    Migration(3, "people who are replaced", make_successions),
    Migration(4, "proposals that wait no more", make_proposals),
    Migration(5, "proofs are found by their day", find_proofs),
    Migration(6, "duties are found by who owes them", find_owners),
    Migration(7, "people are found by who stands in for them", find_deputies),
)
