"""The catalogue: every type declared once and whole, data held to it, older versions read."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import marshmallow as ma
import pytest

from fuyu.events import catalogue
from fuyu.events.catalogue import CATALOGUE, NewerVersion, NotInCatalogue, checked, event_type, jsonable, sample, upcast
from fuyu.events.declaring import EventType, data, maybe, text
from fuyu.events.envelope import Event, Subject, from_wire, to_wire

SAMPLES = Path(__file__).with_name("samples")
HOW = f"Write what is missing by `python {Path(__file__).relative_to(Path(__file__).parents[3])}`; never change one that was released."


def event(type: str, told: dict[str, Any], version: int = 1) -> Event:
    """Return an event with these data."""
    return Event("e-1", type, "alpha", "example", Subject(CATALOGUE[type].subject, "x"), 1, datetime(2026, 4, 15, tzinfo=UTC), told, schema_version=version)


def sample_file(type: EventType) -> Path:
    """Return where the sample of a type's version lies."""
    return SAMPLES / f"{type.name}.v{type.version}.json"


@pytest.mark.parametrize("type", CATALOGUE.values(), ids=CATALOGUE)
def test_every_type_says_who_tells_what_of_whom(type: EventType) -> None:
    """INVARIANT: an event that is only half declared cannot be documented, nor understood by who listens."""
    kind, _, past = type.name.partition(".")
    assert all((kind, past, type.owners, type.subject))
    assert type.says.endswith(".")
    assert checked(type, sample(type)) == sample(type)
    assert set(type.upcasts) == set(range(1, type.version)), "Each older version needs the function that leads to the next."


@pytest.mark.parametrize("type", CATALOGUE.values(), ids=CATALOGUE)
def test_a_sample_of_each_released_version_stays_and_is_read(type: EventType) -> None:
    """INVARIANT: what was sent under a released version is read for ever: within it members are only added, and never needed."""
    assert sample_file(type).exists(), HOW
    for file in SAMPLES.glob(f"{type.name}.v*.json"):
        version = int(file.stem.rpartition(".v")[2])
        read = upcast(from_wire(to_wire(event(type.name, json.loads(file.read_text()), version))))
        checked(type, read.data)


def test_no_sample_is_left_without_its_type() -> None:
    """INVARIANT: a type that was released does not vanish unnoticed: events of it lie in outboxes and queues."""
    assert {file.name.rpartition(".v")[0] for file in SAMPLES.glob("*.json")} == set(CATALOGUE), HOW


def test_data_become_json_with_dates_and_decimals_as_text() -> None:
    """INVARIANT: what is told is the same on every way: a date is a date and no digit of a decimal is lost."""
    told = sample(event_type("session.held")) | {"held_on": date(2026, 10, 12), "hours": Decimal("3.50")}
    plain = checked(event_type("session.held"), told)
    assert (plain["held_on"], plain["hours"]) == ("2026-10-12", "3.50")
    with pytest.raises(TypeError, match="set"):
        jsonable({"a": {1, 2}})


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"unheard_of": 1}, "unheard_of"),
        ({"hours": "many"}, "hours"),
        ({"days": 1.5}, "days"),
        ({"is_free": "yes"}, "is_free"),
        ({"attendance": [{}]}, "enrolment"),
        ({"attendance": [{"enrolment": 1, "hours": "3.5"}]}, "enrolment"),
        ({"attendance": [{"enrolment": "one", "hours": "3.5"}, {"enrolment": "two", "hours": "NaN"}]}, "hours"),
        ({"attendance": [{"enrolment": "one", "hours": "3.5", "unheard_of": 1}]}, "unheard_of"),
        ({"attendance": {"enrolment": "one", "hours": "3.5"}}, "attendance"),
    ],
)
def test_what_does_not_fit_is_named(change: dict[str, Any], named: str) -> None:
    """INVARIANT: a wrong event stops where it is made, with the member's name; its listeners could only bury it."""
    with pytest.raises(NotInCatalogue, match=named):
        checked(event_type("session.held"), sample(event_type("session.held")) | change)


def test_older_versions_are_led_to_the_present_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """INVARIANT: an event that waited through an upgrade is read in the new shape, step by step; a newer one is refused, not misread."""
    third = EventType(
        "desk.moved", ("alpha",), "desk", "A desk was moved.", data(room=text("3"), floor=maybe(text("1"))), version=3,
        upcasts={1: lambda old: {"place": old["where"]}, 2: lambda old: {"room": old["place"].upper()}},
    )  # fmt: skip
    monkeypatch.setattr(catalogue, "CATALOGUE", {"desk.moved": third})
    old = Event("e", "desk.moved", "alpha", "example", Subject("desk", "d"), 1, datetime.now(UTC), {"where": "b"}, schema_version=1)
    assert upcast(old).data == {"room": "B"}
    assert upcast(replace(old, schema_version=3, data={"room": "C"})).data == {"room": "C"}
    with pytest.raises(NewerVersion):
        upcast(replace(old, schema_version=4))
    assert upcast(replace(old, type="desk.painted")).data == {"where": "b"}


def test_schemas_refuse_what_they_do_not_know() -> None:
    """INVARIANT: strictness reaches into every part of every type."""

    def strict(schema: ma.Schema) -> bool:
        inner = [field.schema for field in schema.fields.values() if isinstance(field, ma.fields.Nested)]
        return schema.unknown == ma.RAISE and all(map(strict, inner))

    assert all(strict(type.data) for type in CATALOGUE.values())


if __name__ == "__main__":
    SAMPLES.mkdir(exist_ok=True)
    for each in CATALOGUE.values():
        if not sample_file(each).exists():
            sample_file(each).write_text(json.dumps(sample(each), ensure_ascii=False, indent=1) + "\n")
            sys.stdout.write(f"{sample_file(each).name}\n")
