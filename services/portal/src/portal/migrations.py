"""The steps that bring the portal's database to the shape that this version needs."""

from __future__ import annotations

from fuyu.store.migrations import Migration, make_collections
from fuyu.store.transaction import Store
from portal.documents import ALL, Stack


def make_records(store: Store) -> None:
    """Make the collections of the portal's documents with their indexes."""
    make_collections(store, *ALL)


MIGRATIONS = (
    Migration(1, "collections and indexes", make_records),
    Migration(2, "stacks of files that are acted on together", lambda store: make_collections(store, Stack)),
)
