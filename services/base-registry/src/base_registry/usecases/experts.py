"""Keeping a city's pool of experts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from base_registry.documents import Expert
from fuyu.problems import AlreadyExists
from fuyu.store.transaction import Subject, Transaction


def register_expert(tx: Transaction, id: str, given: Mapping[str, Any]) -> Expert:
    """Take an expert into the pool, with titles and employer, by which an interest is found (L10)."""
    if Expert.objects(city=tx.city, person=given["person"]).first() is not None:
        raise AlreadyExists(f"The person {given['person']!r} is in the pool already.", field="person", found=given["person"])
    expert = Expert(id=id, city=tx.city, **given)
    expert.add()
    subject = Subject("expert", expert.id)
    tx.emit("expert.registered", subject, expert_data(expert))
    tx.audit("expert.registered", subject)
    return expert


def expert_data(expert: Expert) -> dict[str, Any]:
    """Return what expert.registered tells: whom the id speaks for, and what can bind them to an organisation; no name travels."""
    return {"expert": expert.id, **{name: getattr(expert, name) for name in ("person", "employer_code", "group_code")}}
