"""What incubatee-tracker keeps: bases with years and profiles, enrolments, sessions, consultations, plans, liaisons, news, activities.

Only here is mongoengine known.
"""

from incubatee_tracker.documents.activity import Activity
from incubatee_tracker.documents.base import Base
from incubatee_tracker.documents.base_year import BaseYear
from incubatee_tracker.documents.consultation import Consultation
from incubatee_tracker.documents.district_report import DistrictReport
from incubatee_tracker.documents.draw import Draw
from incubatee_tracker.documents.enrolment import Enrolment
from incubatee_tracker.documents.expert import KnownExpert
from incubatee_tracker.documents.liaison import Liaison
from incubatee_tracker.documents.news import NewsItem
from incubatee_tracker.documents.organisation import Organisation
from incubatee_tracker.documents.plan import Plan
from incubatee_tracker.documents.profile import Profile
from incubatee_tracker.documents.report import Report
from incubatee_tracker.documents.session import EXCHANGE, Session, who_came
from incubatee_tracker.documents.standing import Standing
from incubatee_tracker.documents.watched import Watched

ALL = (
    Base,
    BaseYear,
    Enrolment,
    Standing,
    Session,
    Plan,
    Report,
    DistrictReport,
    Draw,
    Liaison,
    Organisation,
    Consultation,
    Profile,
    NewsItem,
    Activity,
    KnownExpert,
    Watched,
)

__all__ = [
    "ALL",
    "EXCHANGE",
    "Activity",
    "Base",
    "BaseYear",
    "Consultation",
    "DistrictReport",
    "Draw",
    "Enrolment",
    "KnownExpert",
    "Liaison",
    "NewsItem",
    "Organisation",
    "Plan",
    "Profile",
    "Report",
    "Session",
    "Standing",
    "Watched",
    "who_came",
]
