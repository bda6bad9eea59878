"""What `fuyu resend` publishes of this service: each organisation, each designation and each expert as it stands."""

from __future__ import annotations

from collections.abc import Iterable

from base_registry.documents import Designation, Expert, Organisation
from base_registry.usecases.experts import expert_data
from base_registry.usecases.granting import granted_data
from base_registry.usecases.organisations import organisation_data
from fuyu.service import Running, Snapshot
from fuyu.store.transaction import Subject


def organisations(running: Running, city: str | None) -> Iterable[Snapshot]:
    """Go through the organisations of one city or of all."""
    for each in Organisation.objects(**_of(city)):
        yield Snapshot("organisation.changed", Subject("organisation", each.id), each.city, organisation_data(each))


def designations(running: Running, city: str | None) -> Iterable[Snapshot]:
    """Go through the designations of one city or of all."""
    for each in Designation.objects(**_of(city)):
        yield Snapshot("designation.granted", Subject("designation", each.id), each.city, granted_data(each) | {"foreseen": each.foreseen})


def experts(running: Running, city: str | None) -> Iterable[Snapshot]:
    """Go through the experts of one city's pool or of all."""
    for each in Expert.objects(**_of(city)):
        yield Snapshot("expert.registered", Subject("expert", each.id), each.city, expert_data(each))


SNAPSHOTS = {"organisation": organisations, "designation": designations, "expert": experts}


def _of(city: str | None) -> dict[str, str]:
    return {"city": city} if city else {}
