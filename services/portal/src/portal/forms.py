"""Forms from their schemas: what a page asks, and what was typed as the JSON that the services take."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from portal.knowing import HELP
from portal.telling import reason

LONG = 300
"""From so many characters on, a text is asked for in a box of several lines."""
MOST_ROWS = 500
Schema = Mapping[str, Any]


@dataclass
class Field:
    """One thing that a page asks; `name` is what the browser posts it under, `kind` how it is asked."""

    name: str
    title: str
    kind: str
    value: Any = None
    help: str | None = None
    clause: str | None = None
    is_needed: bool = False
    options: Sequence[str] = ()
    picks: str = ""
    most: int | None = None
    fields: list[Field] = field(default_factory=list)
    rows: list[list[Field]] = field(default_factory=list)
    template: list[Field] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    findings: list[Any] = field(default_factory=list)

    @property
    def id(self) -> str:
        """Return an id for the page, where a label and an error find it."""
        return re.sub(r"[^A-Za-z0-9_-]", "-", self.name)


def ask(schema: Schema, value: Any, prefix: str, errors: Mapping[str, list[str]] | None = None) -> list[Field]:
    """Return the fields of an object's schema, filled with what is known; `errors` are by the names that are posted."""
    needed, known = set(schema.get("required", ())), value if isinstance(value, Mapping) else {}
    return [_field(each, known.get(name), f"{prefix}.{name}", errors or {}, is_needed=name in needed) for name, each in schema.get("properties", {}).items()]


def _field(schema: Schema, value: Any, name: str, errors: Mapping[str, list[str]], *, is_needed: bool) -> Field:
    made = Field(name, str(schema.get("title", name.rpartition(".")[2])), _kind(schema), value, is_needed=is_needed and not _may_be_null(schema))
    made.clause, made.errors = schema.get("x-clause"), list(errors.get(name, ()))
    made.help = schema.get(HELP) or (None if _is_technical(schema.get("description")) else schema.get("description"))
    made.most, made.picks = schema.get("x-max-characters"), schema.get("x-refers-to", "")
    made.options = [each for each in schema.get("enum", ()) if each is not None]
    if made.kind == "group":
        made.fields = ask(schema, value, name, errors)
    if made.kind == "choices":
        made.options = list(schema["items"].get("enum", ()))
        made.value = value or []
    if made.kind == "rows":
        kept = value if isinstance(value, Sequence) and not isinstance(value, str) else []
        made.rows = [_row(schema["items"], each, f"{name}.{number}", errors) for number, each in enumerate(kept)]
        made.template = _row(schema["items"], None, f"{name}.__row__", {})
    return made


def _row(schema: Schema, value: Any, name: str, errors: Mapping[str, list[str]]) -> list[Field]:
    if _type(schema) == "object":
        return ask(schema, value, name, errors)
    return [_field(schema, value, f"{name}.value", errors, is_needed=False)]


def _kind(schema: Schema) -> str:
    type, shape = _type(schema), schema.get("format")
    if type == "object":
        return "group"
    if type == "array":
        return "choices" if schema["items"].get("enum") else "rows"
    if type == "boolean":
        return "flag"
    if schema.get("enum"):
        return "choice"
    if schema.get("x-refers-to"):
        return "pick"
    if type == "integer":
        return "whole"
    if type == "number" or ((schema.get("pattern") or "").startswith(("^[0-9]", "^-?[0-9]")) and shape is None):
        return "decimal"
    if shape == "date":
        return "day"
    if shape == "email":
        return "email"
    if shape == "uuid":
        return "file" if _is_file(schema) else "text"
    most = schema.get("x-max-characters") or schema.get("maxLength") or 0
    return "long" if most > LONG else "text"


def _is_file(schema: Schema) -> bool:
    return bool(re.search(r"文件|\bfiles?\b", f"{schema.get('title', '')} {schema.get('description', '')}", re.IGNORECASE))


def _type(schema: Schema) -> str:
    type = schema.get("type", "object" if "properties" in schema else "string")
    return next((each for each in type if each != "null"), "string") if isinstance(type, list) else str(type)


def _may_be_null(schema: Schema) -> bool:
    return isinstance(schema.get("type"), list) and "null" in schema["type"]


def _is_technical(told: Any) -> bool:
    """Claim that a description tells a programmer about the value's form, in English, and not a reader what is asked."""
    return not told or not re.search(r"[\u4e00-\u9fff]", str(told))


def put_beside(fields: Sequence[Field], findings: Iterable[Mapping[str, Any]], prefix: str) -> list[Mapping[str, Any]]:
    """Put each finding beside the field that it is about; return those that are about none of them."""
    known, left = {each.name: each for each in fields}, []
    for each in findings:
        about = known.get(f"{prefix}.{str(each.get('fact', '')).removeprefix(f'{prefix}.').split('.')[0]}")
        if about is not None and str(each.get("fact", "")).startswith(f"{prefix}."):
            about.findings.append(each)
        else:
            left.append(each)
    return left


# --- reading what was posted -----------------------------------------------------------------------------------------------------------------


def read(schema: Schema, posted: MultiDict[str, str], prefix: str) -> dict[str, Any]:
    """Return what was typed in the fields of an object's schema; what was left empty is left out."""
    found = {name: _read(each, posted, f"{prefix}.{name}") for name, each in schema.get("properties", {}).items()}
    return {name: value for name, value in found.items() if value is not None}


def _read(schema: Schema, posted: MultiDict[str, str], name: str) -> Any:
    kind = _kind(schema)
    if kind == "group":
        return read(schema, posted, name) or None
    if kind == "choices":
        given = [each for each in posted.getlist(name) if each]
        return given if f"{name}.asked" in posted else None
    if kind == "rows":
        return [row for row in _rows(schema["items"], posted, name) if row not in ({}, None)] if f"{name}.asked" in posted else None
    typed: str = (posted.get(name) or "").strip()
    return _value(schema, kind, typed) if typed else None


def _value(schema: Schema, kind: str, given: str) -> Any:
    if kind == "flag":
        return given == "true"
    if kind == "whole":
        return whole(given)
    if _type(schema) == "number":
        return float(given) if re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{1,9})?", given) else given
    return given


def whole(typed: str) -> int | str:
    """Return the whole number that was typed; what is none, or far too long, as it was typed, for the service to refuse."""
    return int(typed) if re.fullmatch(r"[+-]?[0-9]{1,15}", typed) else typed


def _rows(schema: Schema, posted: MultiDict[str, str], name: str) -> Iterable[Any]:
    numbers = {match.group(1) for key in posted if (match := re.match(rf"{re.escape(name)}\.([0-9]{{1,4}})\.", key))}
    for number in sorted(numbers, key=int)[:MOST_ROWS]:
        if _type(schema) == "object":
            yield read(schema, posted, f"{name}.{number}")
        else:
            yield _read(schema, posted, f"{name}.{number}.value")


def faults_by_name(problem: Any, prefix: str, under: str = "") -> dict[str, list[str]]:
    """Return what a service found wrong in a body by the names under which this page posted it; `under` is the member of the body that was the form."""
    found: dict[str, list[str]] = {}
    for each in problem.members.get("errors", ()):
        path = str(each.get("field", "")).removeprefix("/").replace("/", ".")
        if under and path.startswith(f"{under}."):
            path = path.removeprefix(f"{under}.")
        found.setdefault(f"{prefix}.{path}", []).append(reason(each))
    return found


def titles_by_name(schema: Schema, prefix: str) -> dict[str, str]:
    """Return what the fields of a schema are called, by the names under which they are posted; those within another come before it."""
    found: dict[str, str] = {}
    for name, each in schema.get("properties", {}).items():
        found |= titles_by_name(each.get("items", each), f"{prefix}.{name}")
        found[f"{prefix}.{name}"] = str(each.get("title", name))
    return found
