"""One organisation in one call: its form, its materials, and its way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any, cast

from mongoengine import BooleanField, StringField

from fuyu.store.fields import DictField, ListField
from fuyu.store.record import Record, meta


class Application(Record):
    """An application; `walk` is its way, `stands_at` the step it has come to, `judged_by` the version in force on its date (L6).

    `until` is the last day of what it is chosen for, where who decided set another than the usual one. `corrections` say who corrected the day of
    its receipt, when, why, what stood there before, and what the rules then found on its date. `assigned_people` are those whom its walk assigns
    by name, `barred` those whom an interest keeps from its file, `misconduct` what an office found that the applicant did wrong in this call.
    `host` runs the call, where that is not the programme's own office; `taken_by` says, of each step that any organisation of the city may take,
    which took it and at which instant.
    `identity_papers` are all files that it ever named as such: for which material, with their SHA-256, and the day on which each was deleted.
    """

    meta = meta(
        "base-registry",
        "applications",
        {"fields": ["city", "call", "organisation.code"], "unique": True},
        {"fields": ["city", "call", "state", "stands_at"]},
        {"fields": ["city", "programme", "state", "stands_at", "waits_since", "_id"]},
        {"fields": ["city", "state", "waits_since", "_id"]},
        {"fields": ["city", "organisation.code", "_id"]},
        {"fields": ["city", "named.code", "call"]},
        {"fields": ["city", "assigned_people", "_id"]},
        {"fields": ["is_to_reckon"], "sparse": True},
        {"fields": ["papers_kept_since"], "sparse": True},
    )

    programme = StringField(required=True)
    programme_version = StringField(required=True)
    judged_by = StringField(required=True)
    call = StringField(required=True)
    host = StringField()
    organisation = DictField(required=True)
    form = DictField()
    materials = DictField()
    applied_on = StringField()
    receipt = DictField(null=True)
    named = ListField(DictField())
    taken_by = DictField()
    walk = DictField(required=True)
    stands_at = StringField()
    waits_since = StringField()
    state = StringField(required=True, default="draft")
    chosen_for = StringField()
    until = StringField()
    corrections = ListField(DictField())
    scores = DictField()
    assigned_people = ListField(StringField())
    barred = ListField(StringField())
    misconduct = ListField(DictField())
    identity_papers = ListField(DictField())
    papers_kept_since = StringField()  # The day on which it ended, while its identity papers are still there.
    is_to_reckon = BooleanField()  # A setting that may move its days was made since they were reckoned.

    @classmethod
    def read_alone(cls, where: Mapping[str, Any], at_once: int = 0) -> Iterator[Application]:
        """Go through applications with the members of records, to be read and never kept: thirty times cheaper, which a call of thousands needs.

        So many are held `at_once`; 0 leaves that to MongoDB, which sends thousands.
        """
        without = {name: field.default() if callable(field.default) else field.default for name, field in cls._fields.items()}
        for row in cls._get_collection().find(where, batch_size=at_once):
            yield cast("Application", SimpleNamespace(**{**without, **row, "id": row["_id"]}))
