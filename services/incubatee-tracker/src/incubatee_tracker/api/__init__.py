"""The resources of incubatee-tracker: a schema in, one use-case, a schema out."""

from __future__ import annotations

from collections.abc import Sequence

from fuyu.web.blueprint import Blueprint
from fuyu.web.certificates import blueprint as certificates
from fuyu.web.changes import blueprint as changes
from fuyu.web.duties import blueprint as duties
from incubatee_tracker.api.activities import blueprint as activities
from incubatee_tracker.api.bases import blueprint as bases
from incubatee_tracker.api.consultations import blueprint as consultations
from incubatee_tracker.api.district_reports import blueprint as district_reports
from incubatee_tracker.api.draws import blueprint as draws
from incubatee_tracker.api.enrolments import blueprint as enrolments
from incubatee_tracker.api.news import blueprint as news
from incubatee_tracker.api.priorities import blueprint as priorities
from incubatee_tracker.api.profiles import blueprint as profiles
from incubatee_tracker.api.reports import blueprint as reports
from incubatee_tracker.api.sessions import blueprint as sessions
from incubatee_tracker.api.simulations import blueprint as simulations
from incubatee_tracker.api.watch import blueprint as watch


def blueprints() -> Sequence[Blueprint]:
    """Return the service's resources."""
    own = (bases, profiles, sessions, enrolments, consultations, news, activities, draws, priorities, reports, district_reports, watch)
    return (*own, simulations, duties, changes, certificates)
