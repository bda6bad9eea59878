"""The envelope: CloudEvents that others can read, and strangers' messages told from ours."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from cloudevents.core.formats.json import JSONFormat
from hypothesis import given
from hypothesis import strategies as st

from fuyu.events.envelope import Event, Subject, Unreadable, from_wire, to_wire

AUDIENCE = {"actor": "applicant", "programme": "example.base", "organisation": "91410100MA00000001"}
EVENT = Event(
    "0197a3c2", "designation.granted", "base-registry", "example", Subject("designation", "d/1"), 7, datetime(2026, 4, 15, 8, 30, tzinfo=UTC),
    {"designation": "d/1", "名称": "示范企业001"}, audiences=({**AUDIENCE},), law=3, schema_version=2, is_snapshot=True,
)  # fmt: skip
KEYS = st.text(st.characters(codec="ascii", categories=("Ll",)), min_size=1, max_size=8)
VALUES = st.recursive(st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


def test_an_event_comes_back_as_it_was() -> None:
    """INVARIANT: nothing of an event is lost on the wire."""
    assert from_wire(to_wire(EVENT)) == EVENT
    assert from_wire(to_wire(EVENT).decode()) == EVENT
    plain = replace(EVENT, audiences=(), law=0, is_snapshot=False)
    assert from_wire(to_wire(plain)) == plain


@given(data=st.dictionaries(KEYS, VALUES), sequence=st.integers(1, 2**31 - 1), id=st.text("abc-/é", min_size=1))
def test_whatever_it_holds_it_comes_back(data: dict[str, Any], sequence: int, id: str) -> None:
    """INVARIANT: no text, number or nesting in the data changes on its way."""
    event = replace(EVENT, data=data, sequence=sequence, subject=Subject("designation", id))
    assert from_wire(to_wire(event)) == event


def test_others_read_it_as_a_cloudevent() -> None:
    """INVARIANT: the document is a CloudEvent 1.0 by the letter: known attributes, extension attributes of its few types, names of lower-case letters."""
    read = JSONFormat().read(None, to_wire(EVENT))
    attributes = dict(read.get_attributes())
    assert (attributes["specversion"], attributes["type"], attributes["source"]) == ("1.0", "cn.fuyu.designation.granted.v2", "/base-registry")
    assert (attributes["subject"], attributes["datacontenttype"], attributes["time"]) == ("designation/d/1", "application/json", EVENT.time)
    extensions = {name: attributes[name] for name in ("city", "sequence", "law", "audiences", "snapshot")}
    assert extensions == {"city": "example", "sequence": 7, "law": 3, "audiences": json.dumps([AUDIENCE], ensure_ascii=False), "snapshot": True}
    assert all(name.isalnum() and name.islower() and len(name) <= 20 for name in attributes)
    assert all(isinstance(value, str | int | bool | datetime) for value in attributes.values())


def test_its_routing_key_names_city_kind_and_past() -> None:
    """INVARIANT: a queue finds an event by the kind of its subject, whatever the type's own first word."""
    assert EVENT.routing_key == "example.designation.granted"
    assert replace(EVENT, type="notice.published", subject=Subject("call", "c")).routing_key == "example.call.published"


BROKEN: dict[str, Any] = {
    "no version": {"specversion": None},
    "other version": {"specversion": "9.9"},
    "no id": {"id": ""},
    "foreign type": {"type": "com.example.thing"},
    "no major version": {"type": "cn.fuyu.designation.granted"},
    "no subject": {"subject": "designation"},
    "no city": {"city": ""},
    "no sequence": {"sequence": None},
    "sequence of words": {"sequence": "seven"},
    "sequence zero": {"sequence": 0},
    "law below zero": {"law": -1},
    "data a list": {"data": [1]},
    "data a text": {"data": "x"},
    "audiences no JSON": {"audiences": "["},
    "time nonsense": {"time": "yesterday"},
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_what_is_no_event_of_ours_is_unreadable(change: dict[str, Any]) -> None:
    """INVARIANT: one kind of error says that a message cannot be read, whatever is wrong with it; anything else would end the loop."""
    document = json.loads(to_wire(EVENT)) | change
    with pytest.raises(Unreadable):
        from_wire(json.dumps({name: value for name, value in document.items() if value is not None}))


@given(st.binary() | st.text() | VALUES.map(json.dumps))
def test_garbage_is_unreadable(garbage: bytes | str) -> None:
    """INVARIANT: nothing that comes over the wire can raise anything but Unreadable."""
    with pytest.raises(Unreadable):
        from_wire(garbage)
