"""What an office plans at a base: exchanges with experts, visits between bases, guidance."""

from __future__ import annotations

from mongoengine import StringField

from fuyu.store.fields import DictField, ListField
from fuyu.store.record import Record, meta


class Activity(Record):
    """An activity; `bases` are all concerned, the host first, and `came` the designations of the guests that took part.

    `state` is planned, held or cancelled. `host` names the designation, empty where the office is the host itself; each of `bases` keeps designation,
    code, name and district as they were when it was planned. `run_by` is who runs the pool that they belong to, where that is not the programme's own
    office. `assigned` are experts of the city's pool, `findings` what the law found when it was planned, and `overrides` the reasons against warnings.
    """

    meta = meta(
        "incubatee-tracker",
        "activities",
        {"fields": ["city", "planned_on", "_id"]},
        {"fields": ["city", "programme", "programme_version", "planned_on", "_id"]},
        {"fields": ["city", "bases.code", "planned_on", "_id"]},
        {"fields": ["city", "bases.district", "planned_on", "_id"]},
        {"fields": ["city", "bases.designation", "planned_on", "_id"]},
    )

    programme = StringField(required=True)
    programme_version = StringField(required=True)
    office = StringField(required=True)
    kind = StringField(required=True)
    kind_title = StringField(required=True)
    clause = DictField(required=True)
    title = StringField(required=True)
    planned_on = StringField(required=True)
    host = StringField()
    run_by = StringField()
    bases = ListField(DictField())
    experts = StringField()
    assigned = ListField(StringField())
    findings = ListField(DictField())
    overrides = DictField()
    note = StringField()
    state = StringField(required=True, default="planned")
    entered_on = StringField(required=True)
    entered_by = StringField(required=True)
    held_on = StringField()
    outcome = StringField()
    came = ListField(StringField())
    files = ListField(StringField())
    recorded_on = StringField()
    recorded_by = StringField()
    cancelled_on = StringField()
    cancelled_by = StringField()
    reason = StringField()
