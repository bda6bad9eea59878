"""The shape of base-registry's database, step by step."""

from __future__ import annotations

from collections import Counter
from typing import Any

from base_registry.documents import ALL, Application, Call, KnownEnrolment, Proceeding, SheetDraft
from fuyu.ids import derived_id
from fuyu.law.steps import DESIGNATION
from fuyu.store.migrations import Migration, make_collections, replace_indexes
from fuyu.store.transaction import Store


def _walks_become_proceedings(store: Store) -> None:
    """Take the walks that designations of 0.1 kept within themselves out into proceedings; their ids are derived, so a repeat makes no second."""
    make_collections(store, Proceeding, KnownEnrolment)
    designations, proceedings = store.database["designations"], store.database["proceedings"]
    for row in designations.find({"$or": [{"walks": {"$exists": True}}, {"past_walks": {"$exists": True}}]}):
        for walk in [*row.get("past_walks", []), *row.get("walks", {}).values()]:
            made = _proceeding(row, walk)
            proceedings.replace_one({"_id": made["_id"]}, made, upsert=True)
        designations.update_one({"_id": row["_id"]}, {"$unset": {"walks": "", "past_walks": ""}})


def _proceeding(designation: dict[str, Any], walk: dict[str, Any]) -> dict[str, Any]:
    acts, outcome = walk["acts"], walk["outcome"]
    by = {"actor": acts[0]["actor"], "person": acts[0]["by"], "organisation": acts[0]["organisation"]} if acts else {"actor": "system"}
    stands_at = next((name for name, place in walk["places"].items() if place["state"] == "open"), None)
    row = {
        "_id": derived_id(designation["_id"], walk["process"], walk["opened_on"]),
        "version": 1,
        "key": walk["opened_on"],
        "designation": designation["_id"],
        "opened_on": walk["opened_on"],
        "opened_by": by,
        "organisation": {name: designation["organisation"][name] for name in ("id", "code", "name", "district")},
        "process": walk["process"],
        "walk": walk,
        "stands_at": stands_at if outcome is None else None,
        "waits_since": walk["opened_on"],
        "state": outcome or "running",
    }
    sole = {} if outcome else {"sole": f"{designation['_id']} {walk['process']}"}
    return {name: designation[name] for name in ("city", "programme", "programme_version")} | row | sole


def _look_at_all(store: Store) -> None:
    """Make what is new, know the duties about designations that are kept here, and let every designation of before be looked at once."""
    make_collections(store, *ALL)
    store.database["designations"].update_many({"look_on": {"$exists": False}}, {"$set": {"look_on": "2000-01-01"}})
    for row in store.rows.duties.find({"about.kind": DESIGNATION}):
        known = {"designation": row["about"]["id"], "title": row["data"]["title"]} | {name: row[name] for name in ("city", "key", "due_on", "state")}
        store.database["known_duties"].replace_one({"_id": row["_id"]}, known | {"version": 1}, upsert=True)


def _await_what_was_never_heard_of(store: Store) -> None:
    """Await the lists of designations of which no enrolment was heard of before, so that nothing follows from a count that has not arrived."""
    heard = store.database["known_enrolments"].distinct("designation")
    for row in store.database["designations"].find({"awaited": {"$exists": False}, "_id": {"$nin": heard}}, {"companies": 1}):
        awaited = sorted({company["code"] for company in row.get("companies", [])})
        store.database["designations"].update_one({"_id": row["_id"]}, {"$set": {"awaited": awaited}})


def _reckon_once(store: Store) -> None:
    """Let what was to be reckoned at each tick before be reckoned once more, and only after a setting from now on."""
    make_collections(store, Application, Call, Proceeding)
    for name in ("applications", "calls", "proceedings"):
        change = {"$set": {"is_to_reckon": True}, "$unset": {"has_provisional_limit": ""}}
        store.database[name].update_many({"has_provisional_limit": {"$exists": True}}, change)
        for index in [each for each, told in store.database[name].index_information().items() if told["key"] == [("has_provisional_limit", 1)]]:
            store.database[name].drop_index(index)


def _name_the_barred(store: Store) -> None:
    """Name on each application of before whom an interest keeps from its file: lists and files look there."""
    applications = store.database["applications"]
    for row in applications.find({"barred": {"$exists": False}}, {"walk.recused": 1}):
        barred = sorted({person for people in row["walk"].get("recused", {}).values() for person in people})
        applications.update_one({"_id": row["_id"]}, {"$set": {"barred": barred}})


def _count_classes(store: Store) -> None:
    """Count, of each call, how many hold each class; a repeat counts anew."""
    make_collections(store, *ALL)
    counts: dict[tuple[str, str], Counter[str]] = {}
    for row in store.database["designations"].find({"state": "held", "holds_class": {"$type": "string"}}):
        counts.setdefault((row["city"], row["call"]), Counter())[row["holds_class"]] += 1
    for (city, call), classes in counts.items():
        store.database["class_counts"].replace_one({"_id": call}, {"city": city, "version": 1, "classes": dict(classes)}, upsert=True)


def _terms_were_reviewed(store: Store) -> None:
    """Take every earlier term for one that a review followed, as nearly all were: the next look within a term counts from its end."""
    change = {"$set": {"terms.$[term].reviewed": True}}
    store.database["designations"].update_many({"terms.0": {"$exists": True}}, change, array_filters=[{"term.reviewed": {"$exists": False}}])


def _know_identity_papers(store: Store) -> None:
    """Note which files of applications of before are identity papers, and since when those are kept whose way has ended; needs the plugins."""
    make_collections(store, Application)
    for (programme, version), loaded in store.laws.programmes.items():
        for key in [material.key for material in loaded.programme.materials if material.is_identity_paper]:
            named = {"programme": programme, "programme_version": version, f"materials.{key}.0": {"$exists": True}}
            for row in store.database["applications"].find(named):
                _know_papers_of(store, row, key)


def _know_papers_of(store: Store, row: dict[str, Any], key: str) -> None:
    known = {paper["file"] for paper in row.get("identity_papers", [])}
    fresh = [file for file in row["materials"][key] if file not in known]
    kept = store.rows.files.find({"_id": {"$in": fresh}}, {"sha256": 1})
    papers = [{"material": key, "file": file["_id"], "sha256": file["sha256"]} for file in kept]
    if papers:
        store.rows.files.update_many({"_id": {"$in": fresh}}, {"$set": {"is_identity_paper": True}})
        since = {"$set": {"papers_kept_since": row["walk"]["ended_on"]}} if row["walk"].get("ended_on") else {}
        store.database["applications"].update_one({"_id": row["_id"]}, {"$push": {"identity_papers": {"$each": papers}}, **since})


def _find_what_waits_at_a_step(store: Store) -> None:
    """Make the indexes by which is found what waits longest at a person's steps, in place of those that led past all that waits for others."""
    for document in (Application, Proceeding):
        replace_indexes(store, document, "city_1_programme_1_state_1_waits_since_1__id_1")


def _name_the_assigned(store: Store) -> None:
    """Name on each application of before whom its walk assigned: the files of one expert are found by that."""
    make_collections(store, Application)
    people = {"$reduce": {"input": {"$objectToArray": {"$ifNull": ["$walk.assigned", {}]}}, "initialValue": [], "in": {"$setUnion": ["$$value", "$$this.v"]}}}
    store.database["applications"].update_many({"assigned_people": {"$exists": False}}, [{"$set": {"assigned_people": people}}])


MIGRATIONS = (
    Migration(1, "collections and indexes", lambda store: make_collections(store, *ALL)),
    Migration(2, "walks of designations become proceedings", _walks_become_proceedings),
    Migration(3, "grounds, known duties, and days to look on", _look_at_all),
    Migration(4, "enrolments that are awaited", _await_what_was_never_heard_of),
    Migration(5, "days that are reckoned once after a setting", _reckon_once),
    Migration(6, "proceedings beside an application's own way", lambda store: make_collections(store, Proceeding)),
    Migration(7, "who is kept from an application's file", _name_the_barred),
    Migration(8, "how many hold each class of a call, and cycles", _count_classes),
    Migration(9, "whether a review followed a term", _terms_were_reviewed),
    Migration(10, "what waits longest in a city", lambda store: make_collections(store, Application, Proceeding)),
    Migration(11, "what somebody opened", lambda store: make_collections(store, Proceeding)),
    Migration(12, "drafts of sheets", lambda store: make_collections(store, SheetDraft)),
    Migration(13, "identity papers, and until when they are kept", _know_identity_papers),
    Migration(14, "what waits longest at a step", _find_what_waits_at_a_step),
    Migration(15, "who is assigned to an application", _name_the_assigned),
)
