"""incubatee-tracker: whom each base brings up, for how long, and what it did for them."""

from fuyu.service import Service
from fuyu.web.certificates import SHOWS_CERTIFICATES
from incubatee_tracker.api import blueprints
from incubatee_tracker.migrations import MIGRATIONS
from incubatee_tracker.projections import HANDLERS
from incubatee_tracker.snapshots import SNAPSHOTS
from incubatee_tracker.sweeps import AGENDA, SWEEPS
from incubatee_tracker.usecases.certifying import CERTIFIES
from incubatee_tracker.usecases.changing import SHOWS_CHANGES
from incubatee_tracker.usecases.seeing import SHOWS_FILES

SERVICE = Service(
    name="incubatee-tracker",
    title="Enrolments, sessions, plans",
    listens_to=frozenset({"designation", "organisation", "expert", "law", "session", "plan", "report", "liaison", "enrolment", "absence"}),
    handlers=HANDLERS,
    blueprints=blueprints,
    sweeps=SWEEPS,
    migrations=MIGRATIONS,
    snapshots=SNAPSHOTS,
    agenda=AGENDA,
    shows_files={**SHOWS_FILES, **SHOWS_CERTIFICATES},
    certifies=CERTIFIES,
    shows_changes=SHOWS_CHANGES,
)

__all__ = ["SERVICE"]
