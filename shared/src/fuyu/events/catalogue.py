"""Every type of event there is: what may be emitted, what its data must be, and how an older version is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from marshmallow import ValidationError

from fuyu.events import declaring
from fuyu.events.declaring import EventType
from fuyu.events.envelope import Event
from fuyu.events.types import base_registry, incubatee_tracker, kernel, notifier

CATALOGUE: Mapping[str, EventType] = {each.name: each for module in (base_registry, incubatee_tracker, kernel, notifier) for each in module.TYPES}


class NotInCatalogue(Exception):
    """An event cannot be emitted: its type is not declared, or its data or subject are not as declared."""


class NewerVersion(Exception):
    """An event is of a later major version than this installation reads; it can be replayed once a newer one runs."""


def event_type(name: str) -> EventType:
    """Return a type of event; raise NotInCatalogue where there is none of that name."""
    found = CATALOGUE.get(name)
    if found is None:
        raise NotInCatalogue(f"There is no event type {name!r}. Declare it in fuyu.events.types.")
    return found


def checked(type: EventType, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return `data` as JSON values (dates as ISO text, decimals as text); raise NotInCatalogue naming each member that is not as declared."""
    plain: dict[str, Any] = jsonable(data)
    try:
        type.data.load(plain)
    except ValidationError as error:
        raise NotInCatalogue(f"The data of {type.name} are not as declared: {error.messages}") from None
    return plain


def upcast(event: Event) -> Event:
    """Return the event with its data in the version that this installation reads; one of an unknown type is returned as it is."""
    type = CATALOGUE.get(event.type)
    if type is None or event.schema_version == type.version:
        return event
    if event.schema_version > type.version:
        raise NewerVersion(f"{event.type} came in version {event.schema_version}; this installation reads up to {type.version}.")
    data = dict(event.data)
    for version in range(event.schema_version, type.version):
        data = type.upcasts[version](data)
    return replace(event, data=data, schema_version=type.version)


def sample(type: EventType) -> dict[str, Any]:
    """Return data of a type made of its declared examples, optional members included; docs show it and tests keep one of each released version."""
    return declaring.sample(type.data)


def jsonable(value: Any) -> Any:
    """Return a value as JSON has it; raise TypeError for what it has no form for."""
    if value is None or isinstance(value, str | bool | int | float):
        return value.value if isinstance(value, Enum) else value
    if isinstance(value, Mapping):
        return {str(name): jsonable(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(inner) for inner in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(f"{type(value).__name__} has no form in an event's data")
