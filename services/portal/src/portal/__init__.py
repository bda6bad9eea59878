"""The portal: accounts, web sessions and the pages; it calls the services as the person signed in and keeps no record of theirs."""

from __future__ import annotations

from fuyu.service import Service
from portal.api import blueprints
from portal.migrations import MIGRATIONS
from portal.pages import register
from portal.projections import HANDLERS
from portal.snapshots import SNAPSHOTS

SERVICE = Service(
    name="portal",
    title="The pages, and the accounts of those who use them",
    listens_to=frozenset({"succession"}),
    handlers=HANDLERS,
    blueprints=blueprints,
    migrations=MIGRATIONS,
    snapshots=SNAPSHOTS,
    pages=register,
)

__all__ = ["SERVICE"]
