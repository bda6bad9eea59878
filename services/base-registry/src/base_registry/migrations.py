"""The shape of base-registry's database, step by step."""

from __future__ import annotations

from base_registry.documents import ALL
from fuyu.store.migrations import Migration, make_collections

MIGRATIONS = (Migration(1, "collections and indexes", lambda store: make_collections(store, *ALL)),)
