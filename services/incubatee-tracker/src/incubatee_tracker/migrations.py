"""The shape of incubatee-tracker's database, step by step."""

from __future__ import annotations

from fuyu.store.migrations import Migration, make_collections
from incubatee_tracker.documents import ALL, Draw

MIGRATIONS = (
    Migration(1, "collections and indexes", lambda store: make_collections(store, *ALL)),
    Migration(2, "draws", lambda store: make_collections(store, Draw)),
)
