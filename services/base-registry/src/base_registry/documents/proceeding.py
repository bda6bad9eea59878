"""One run of a process over a designation, or beside an application's own way: a review, a complaint, a revocation, a payment, a report of change."""

from __future__ import annotations

from mongoengine import BooleanField, StringField

from fuyu.law.steps import Process
from fuyu.store.fields import DictField, ListField
from fuyu.store.record import Record, meta


class Proceeding(Record):
    """A proceeding; `key` tells the runs of one process apart, `opened_by` says who or what opened it, `walk` is its way.

    It is about a `designation` or an `application`, never both. `grounds` are the grounds that it was opened from.

    `sole` holds that subject and process while the process lets one run go at a time: a unique index lets only one proceeding hold a value.
    """

    meta = meta(
        "base-registry",
        "proceedings",
        {"fields": ["city", "sole"], "unique": True, "partialFilterExpression": {"sole": {"$type": "string"}}},
        {"fields": ["city", "designation", "process", "_id"]},
        {"fields": ["city", "application", "process", "_id"]},
        {"fields": ["city", "organisation.code", "_id"]},
        {"fields": ["city", "opened_by.organisation", "_id"]},
        {"fields": ["city", "opened_by.person", "_id"]},
        {"fields": ["city", "opened_by.person", "state", "waits_since", "_id"]},
        {"fields": ["city", "programme", "state", "stands_at", "waits_since", "_id"]},
        {"fields": ["city", "state", "waits_since", "_id"]},
        {"fields": ["is_to_reckon"], "sparse": True},
    )

    programme = StringField(required=True)
    programme_version = StringField(required=True)
    process = StringField(required=True)
    key = StringField(default="")
    designation = StringField()
    application = StringField()
    organisation = DictField(required=True)
    host = StringField()
    opened_on = StringField(required=True)
    opened_by = DictField(required=True)
    grounds = ListField(StringField())
    walk = DictField(required=True)
    stands_at = StringField()
    waits_since = StringField()
    state = StringField(required=True, default="running")
    sole = StringField()
    is_to_reckon = BooleanField()  # A setting that may move its days was made since they were reckoned.

    def run_of(self, process: Process) -> str:
        """Return by what its duties are told apart from those of other runs: its day, and its id where several may begin on one day."""
        return f"{self.opened_on}/{self.id}" if process.many else str(self.opened_on)
