"""The shape of incubatee-tracker's database, step by step."""

from __future__ import annotations

from fuyu.store.migrations import Migration, make_collections, replace_indexes
from fuyu.store.transaction import Store
from incubatee_tracker.documents import ALL, Activity, Draw, Enrolment, NewsItem, Watched
from incubatee_tracker.documents.enrolment import waiting

LONG_AGO = "2000-01-01"
OF_TEXTS_ALONE = ("city_1_sole_1", "city_1_taker.code_1__id_1", "city_1_taker.designation_1", "city_1_look_on_1")
"""Indexes of enrolments by which MongoDB found nothing."""


def _look_at_periods(store: Store) -> None:
    """Let the sweep look at every incubation that runs: it notes on each when its period may end."""
    make_collections(store, *ALL)
    store.database["enrolments"].update_many({"is_key": {"$exists": False}}, {"$set": {"is_key": False}})
    store.database["enrolments"].update_many({"state": "running", "look_on": {"$exists": False}}, {"$set": {"look_on": LONG_AGO}})


def _know_first_days(store: Store) -> None:
    """Know the first day of each base; terms that a late renewal had overwritten come with `fuyu resend`."""
    store.database["bases"].update_many({"first_on": {"$exists": False}}, [{"$set": {"first_on": "$starts_on", "earlier_terms": []}}])


def _know_what_waits(store: Store) -> None:
    """Note on each enrolment the steps that wait for somebody."""
    make_collections(store, Enrolment)
    enrolments = store.database["enrolments"]
    for row in enrolments.find({"stands_at": {"$exists": False}}, {"walks": 1}):
        stands_at, since = waiting(row.get("walks") or {})
        enrolments.update_one({"_id": row["_id"]}, {"$set": {"stands_at": stands_at} | ({"waits_since": since} if since else {})})


MIGRATIONS = (
    Migration(1, "collections and indexes", lambda store: make_collections(store, *ALL)),
    Migration(2, "draws", lambda store: make_collections(store, Draw)),
    Migration(3, "periods that end by themselves, moves, key list, reports, consultations, profiles", _look_at_periods),
    Migration(4, "news and activities", lambda store: make_collections(store, NewsItem, Activity)),
    Migration(5, "first days of bases", _know_first_days),
    Migration(6, "experts and cycles", lambda store: make_collections(store, *ALL)),
    Migration(7, "indexes by which enrolments are found", lambda store: replace_indexes(store, Enrolment, *OF_TEXTS_ALONE)),
    Migration(8, "how bases stand, as last reckoned", lambda store: make_collections(store, Watched)),
    Migration(9, "enrolments of a programme by their state", lambda store: make_collections(store, Enrolment)),
    Migration(10, "what waits at enrolments", _know_what_waits),
)
