"""What incubatee-tracker keeps: bases with years and profiles, enrolments, sessions, consultations, plans, liaisons. Only here is mongoengine known."""

from incubatee_tracker.documents.base import Base
from incubatee_tracker.documents.base_year import BaseYear
from incubatee_tracker.documents.consultation import Consultation
from incubatee_tracker.documents.draw import Draw
from incubatee_tracker.documents.enrolment import Enrolment
from incubatee_tracker.documents.liaison import Liaison
from incubatee_tracker.documents.organisation import Organisation
from incubatee_tracker.documents.plan import Plan
from incubatee_tracker.documents.profile import Profile
from incubatee_tracker.documents.session import EXCHANGE, Session, who_came
from incubatee_tracker.documents.standing import Standing

ALL = (Draw, Base, BaseYear, Enrolment, Standing, Session, Plan, Liaison, Organisation, Consultation, Profile)

__all__ = [
    "ALL", "EXCHANGE", "Base", "BaseYear", "Consultation", "Draw", "Enrolment", "Liaison", "Organisation", "Plan", "Profile", "Session", "Standing", "who_came",
]  # fmt: skip  # One name a line would take half a screen.
