"""What incubatee-tracker keeps: bases, their years, enrolments, sessions, plans, liaisons. The only place that knows mongoengine."""

from incubatee_tracker.documents.base import Base
from incubatee_tracker.documents.base_year import BaseYear
from incubatee_tracker.documents.draw import Draw
from incubatee_tracker.documents.enrolment import Enrolment
from incubatee_tracker.documents.liaison import Liaison
from incubatee_tracker.documents.organisation import Organisation
from incubatee_tracker.documents.plan import Plan
from incubatee_tracker.documents.session import Session, who_came
from incubatee_tracker.documents.standing import Standing

ALL = (Draw, Base, BaseYear, Enrolment, Standing, Session, Plan, Liaison, Organisation)

__all__ = ["ALL", "Base", "BaseYear", "Draw", "Enrolment", "Liaison", "Organisation", "Plan", "Session", "Standing", "who_came"]
