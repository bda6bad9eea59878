"""base-registry: who may apply, who was designated, and on which clause each of these rests."""

from base_registry.agenda import AGENDA
from base_registry.api import blueprints
from base_registry.figures import DESIGNATIONS
from base_registry.migrations import MIGRATIONS
from base_registry.projections import HANDLERS
from base_registry.snapshots import SNAPSHOTS
from base_registry.sweeps import SWEEPS
from base_registry.usecases.certifying import CERTIFIES
from base_registry.usecases.changing import SHOWS_CHANGES
from base_registry.usecases.identity_papers import SHOWS_IDENTITY_PAPERS
from base_registry.usecases.seeing import SHOWS_FILES
from fuyu.service import Service
from fuyu.web.certificates import SHOWS_CERTIFICATES

SERVICE = Service(
    name="base-registry",
    title="Organisations, calls, applications, designations",
    listens_to=frozenset({"enrolment", "session", "duty", "notice", "law", "absence", "succession"}),
    handlers=HANDLERS,
    blueprints=blueprints,
    sweeps=SWEEPS,
    migrations=MIGRATIONS,
    snapshots=SNAPSHOTS,
    agenda=AGENDA,
    shows_files={**SHOWS_FILES, **SHOWS_CERTIFICATES},
    shows_identity_papers=SHOWS_IDENTITY_PAPERS,
    certifies=CERTIFIES,
    shows_changes=SHOWS_CHANGES,
    figures=(DESIGNATIONS,),
)

__all__ = ["SERVICE"]
