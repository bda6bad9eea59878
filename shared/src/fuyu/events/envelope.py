"""An event in code, and the same event on the wire: a CloudEvents 1.0 document in structured mode (JSON)."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from cloudevents.core.exceptions import BaseCloudEventException
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

CONTENT_TYPE = "application/cloudevents+json"
NO_CITY = "-"  # of what belongs to the deployment and to no city; a routing key has no empty word
_TYPE = re.compile(r"cn\.fuyu\.([a-z_]+\.[a-z_]+)\.v([1-9][0-9]*)")
_FORMAT = JSONFormat()

Audience = Mapping[str, str | None]


class Subject(NamedTuple):
    """What an event, a duty or an audit row is about."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to one subject; `sequence` counts the subject's events at its source, from 1.

    `type` is the short name, such as `designation.granted`; `law` is the position of the city's law settings under which it was made, 0 where none
    was asked. A snapshot tells how its subject stands after event number `sequence`. `audiences` name whom it concerns by actor and scope.
    """

    id: str
    type: str
    source: str
    city: str
    subject: Subject
    sequence: int
    time: datetime
    data: Mapping[str, Any]
    audiences: Sequence[Audience] = ()
    law: int = 0
    schema_version: int = 1
    is_snapshot: bool = field(default=False)

    @property
    def routing_key(self) -> str:
        """Return the words by which the broker finds its queues: city, kind of subject, name."""
        return f"{self.city}.{self.subject.kind}.{self.type.partition('.')[2]}"


class Unreadable(ValueError):
    """A message is no event of ours; the text says what is wrong with it."""


def to_wire(event: Event) -> bytes:
    """Return the event as a CloudEvents document."""
    attributes: dict[str, Any] = {
        "specversion": "1.0",
        "id": event.id,
        "source": f"/{event.source}",
        "type": f"cn.fuyu.{event.type}.v{event.schema_version}",
        "subject": f"{event.subject.kind}/{event.subject.id}",
        "time": event.time,
        "datacontenttype": "application/json",
        "city": event.city,
        "sequence": event.sequence,
        "law": event.law,
    }
    if event.audiences:
        attributes["audiences"] = json.dumps([dict(audience) for audience in event.audiences], ensure_ascii=False)  # an attribute holds no list
    if event.is_snapshot:
        attributes["snapshot"] = True
    return _FORMAT.write(CloudEvent(attributes, dict(event.data)))


def from_wire(document: bytes | str) -> Event:
    """Return the event that a CloudEvents document tells; raise Unreadable where it is none, or none of ours."""
    try:
        read = _FORMAT.read(_of_version, document)
        return _event(read.get_attributes(), read.get_data())
    except (BaseCloudEventException, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}"[:500]) from error


def _of_version(given: dict[str, Any], data: Any) -> CloudEvent:
    """Return the event where the document says its version, which the library would otherwise assume."""
    if given.get("specversion") != "1.0":
        raise ValueError(f"its specversion is {given.get('specversion')!r}, not '1.0'")
    return CloudEvent(given, data)


def _event(given: Mapping[str, Any], data: Any) -> Event:
    named = _TYPE.fullmatch(given["type"])
    kind, _, subject = str(given["subject"]).partition("/")
    if named is None or not subject or not isinstance(data, dict):
        raise ValueError("its type is not cn.fuyu.<kind>.<past>.v<n>, its subject not <kind>/<id>, or its data no object")
    return Event(
        id=_text(given["id"]),
        type=named[1],
        source=_text(given["source"]).removeprefix("/"),
        city=_text(given["city"]),
        subject=Subject(kind, subject),
        sequence=_count(given["sequence"], 1),
        time=given["time"],
        data=data,
        audiences=tuple(json.loads(given.get("audiences", "[]"))),
        law=_count(given.get("law", 0), 0),
        schema_version=int(named[2]),
        is_snapshot=given.get("snapshot", False) is True,
    )


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{value!r} is no text")
    return value


def _count(value: Any, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise ValueError(f"{value!r} is no number from {least}")
    return value
