"""What base-registry has counted of incubatee-tracker's records, so that hearing of one again counts nothing twice."""

from __future__ import annotations

from mongoengine import BooleanField, IntField, StringField

from fuyu.store.record import Record, meta


class KnownEnrolment(Record):
    """An enrolment as it was last heard of; `incubatee` is its company's code."""

    meta = meta("base-registry", "known_enrolments", {"fields": ["city", "designation", "incubatee"]})

    designation = StringField(required=True)
    incubatee = StringField()
    state = StringField(required=True)


class KnownSession(Record):
    """A session that was counted, in which year and whether as a batch."""

    meta = meta("base-registry", "known_sessions")

    designation = StringField(required=True)
    year = IntField(required=True)
    is_batch = BooleanField(required=True)


class KnownDuty(Record):
    """A duty about a designation, of whichever service, as it was last heard of; `proven_for` is the last day of which whoever owes it was told, with proof."""

    meta = meta("base-registry", "known_duties", {"fields": ["city", "designation", "state"]})

    designation = StringField(required=True)
    key = StringField(required=True)
    title = StringField()
    due_on = StringField()
    proven_for = StringField()
    state = StringField(required=True)
