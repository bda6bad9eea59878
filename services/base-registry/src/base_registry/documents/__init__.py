"""What base-registry keeps: organisations, experts, calls, applications, designations and what follows them. The only place that knows mongoengine."""

from base_registry.documents.application import Application
from base_registry.documents.call import Call
from base_registry.documents.class_count import ClassCount
from base_registry.documents.designation import Designation
from base_registry.documents.expert import Expert
from base_registry.documents.ground import Ground
from base_registry.documents.known import KnownDuty, KnownEnrolment, KnownSession
from base_registry.documents.lapse import LapseWarning
from base_registry.documents.objection import Objection
from base_registry.documents.organisation import Organisation
from base_registry.documents.proceeding import Proceeding
from base_registry.documents.sheet_draft import SheetDraft

RECORDS = (Organisation, Expert, Call, Application, SheetDraft, Objection, Designation, Proceeding, Ground)
ALL = (*RECORDS, KnownEnrolment, KnownSession, KnownDuty, LapseWarning, ClassCount)

__all__ = [
    "ALL",
    "Application",
    "Call",
    "ClassCount",
    "Designation",
    "Expert",
    "Ground",
    "KnownDuty",
    "KnownEnrolment",
    "KnownSession",
    "LapseWarning",
    "Objection",
    "Organisation",
    "Proceeding",
    "SheetDraft",
]
