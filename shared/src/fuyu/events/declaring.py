"""The words in which event types are declared: small fields with an example each, from which docs and samples are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

Upcast = Callable[[dict[str, Any]], dict[str, Any]]


class Data(ma.Schema):
    """The data of an event; what is not declared is refused."""

    class Meta:
        unknown = ma.RAISE


class Rows(fields.Nested):
    """Many objects, nearly always as declared. Then each value is looked at once, however many have it: reading thirty by a schema costs five times more."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, partial: Any = None, **kwargs: Any) -> Any:
        """Return rows that are as declared as they are; what is not goes by the schema, which takes it or says what is wrong where."""
        return value if _are_as_declared(value, self.schema.fields) else super()._deserialize(value, attr, data, partial=partial, **kwargs)


def _are_as_declared(rows: Any, members: Mapping[str, fields.Field[Any]]) -> bool:
    """Claim that rows are beyond doubt: each has all members, and every value is taken."""
    if not isinstance(rows, list) or not all(isinstance(row, dict) and row.keys() == members.keys() for row in rows):
        return False
    return all(_are_taken([row[name] for row in rows], declared) for name, declared in members.items())


def _are_taken(values: list[Any], declared: fields.Field[Any]) -> bool:
    if not all(type(value) is str for value in values):  # Others may be equal and yet not the same, as 1 and true are.
        return False
    if type(declared) is fields.String and not declared.validators:
        return True
    try:
        for value in set(values):
            declared.deserialize(value)
    except ma.ValidationError:
        return False
    return True


@dataclass(frozen=True)
class EventType:
    """One type of event: its name in the past tense, who emits it, the kind of subject whose number it moves, and one sentence.

    `version` is the major version, in the type's name on the wire; within it a release may only add optional members. `upcasts` maps an older
    version to the function that turns its data into those of the next one.
    """

    name: str
    owners: tuple[str, ...]
    subject: str
    says: str
    data: ma.Schema
    version: int = 1
    upcasts: Mapping[int, Upcast] = field(default_factory=dict)


def data(**members: Any) -> ma.Schema:
    """Return the schema of an event's data."""
    return Data.from_dict(members, name="Data")()


def text(example: str) -> Any:
    """Declare a text: an id, a name, a word."""
    return fields.String(required=True, metadata={"example": example})


def word(*choices: str) -> Any:
    """Declare one of a few words."""
    return fields.String(required=True, validate=validate.OneOf(choices), metadata={"example": choices[0]})


def texts(*examples: str) -> Any:
    """Declare a list of texts."""
    return fields.List(fields.String(), required=True, metadata={"example": list(examples)})


def day(example: str) -> Any:
    """Declare a day of the law (ISO date)."""
    return fields.Date(required=True, metadata={"example": example})


def number(example: int) -> Any:
    """Declare a whole number."""
    return fields.Integer(required=True, strict=True, metadata={"example": example})


def decimal(example: str) -> Any:
    """Declare a decimal number; it travels as text so that no digit is lost."""
    return fields.Decimal(required=True, allow_nan=False, metadata={"example": example})


def claim(example: bool = True) -> Any:
    """Declare a yes or no."""
    return fields.Boolean(required=True, truthy={True}, falsy={False}, metadata={"example": example})


def part(**members: Any) -> Any:
    """Declare an object with members of its own."""
    return fields.Nested(Data.from_dict(members, name="Part"), required=True)


def rows(**members: Any) -> Any:
    """Declare a list of objects."""
    return Rows(Data.from_dict(members, name="Row"), many=True, required=True)


def anything(example: Any) -> Any:
    """Declare a JSON value that is passed on as it is (a citation, a setting's content)."""
    return fields.Raw(required=True, allow_none=True, metadata={"example": example})


def maybe(declared: Any) -> Any:
    """Let a member be null or missing; what is added to a released version must be this."""
    declared.required, declared.allow_none = False, True
    return declared


def sample(schema: ma.Schema) -> dict[str, Any]:
    """Return data of a schema made of the examples; optional members are there too."""
    return {name: _example(each) for name, each in schema.fields.items()}


def _example(declared: Any) -> Any:
    if isinstance(declared, fields.Nested):
        made = sample(declared.schema)
        return [made] if declared.many else made
    return declared.metadata["example"]
