"""The resources of base-registry: a schema in, one use-case, a schema out."""

from __future__ import annotations

from collections.abc import Sequence

from base_registry.api.applications import blueprint as applications
from base_registry.api.calls import blueprint as calls
from base_registry.api.designations import blueprint as designations
from base_registry.api.evidence import blueprint as evidence
from base_registry.api.experts import blueprint as experts
from base_registry.api.grounds import blueprint as grounds
from base_registry.api.law_settings import blueprint as law_settings
from base_registry.api.objections import blueprint as objections
from base_registry.api.organisations import blueprint as organisations
from base_registry.api.proceedings import blueprint as proceedings
from base_registry.api.programmes import blueprint as programmes
from base_registry.api.public import blueprint as public
from base_registry.api.recommendations import blueprint as recommendations
from base_registry.api.simulations import blueprint as simulations
from fuyu.web.audit import blueprint as audit
from fuyu.web.blueprint import Blueprint
from fuyu.web.certificates import blueprint as certificates
from fuyu.web.changes import blueprint as changes
from fuyu.web.duties import blueprint as duties


def blueprints() -> Sequence[Blueprint]:
    """Return the service's resources."""
    own = (organisations, experts, programmes, calls, applications, objections, designations, proceedings, grounds, recommendations, law_settings, public)
    return (*own, evidence, simulations, duties, changes, audit, certificates)
