"""Lists page by page: a cursor that names the last row seen, and only the filters and sorts that a list declares."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import marshmallow as ma
from flask import Response
from marshmallow import fields, validate
from mongoengine import QuerySet
from mongoengine.queryset.visitor import Q
from pymongo.collection import Collection
from webargs.fields import DelimitedList

from fuyu.web.answers import json_answer
from fuyu.web.cursor import Place, after, read_cursor, write_cursor
from fuyu.web.fields import Text
from fuyu.web.schemas import Schema, instance

Row = Mapping[str, Any]
MOST = 200
_OPERATORS = frozenset({"eq", "gte", "lte", "in", "ne", "regex"})


@dataclass(frozen=True)
class Filter:
    """One thing a list can be narrowed by: the query value's field, the row's path it is compared with, and how.

    `operator` is eq, ne, gte, lte, in or regex; with in, the value is a comma-separated list. `reads` turns the loaded value into what
    the row keeps, where these differ; for regex it must escape what was typed. `or_paths` are further paths of which any may be the one that fits.
    """

    field: fields.Field[Any]
    path: str = ""
    operator: str = "eq"
    reads: Callable[[Any], Any] = lambda value: value
    or_paths: tuple[str, ...] = ()


def by_name_or_code(organisation: str) -> dict[str, Filter]:
    """Return the filters by which an organisation in the rows' member `organisation` is found: a part of its name, or how its credit code begins."""
    part = Text(most=100, metadata={"description": "a part of the name"})
    beginning = Text(most=18, metadata={"description": "how the credit code begins"})
    return {
        "name": Filter(part, f"{organisation}.name", "regex", re.escape),
        "code": Filter(beginning, f"{organisation}.code", "regex", lambda typed: f"^{re.escape(typed.upper())}"),
    }


@dataclass(frozen=True)
class Asked:
    """What a caller asked of a list: a MongoDB condition, the order by name and by path, the size of a page, the row to go on after, and what to tell more."""

    where: Mapping[str, Any]
    sort: str
    path: str
    limit: int
    last: Place | None = None
    tells: frozenset[str] = frozenset()

    @property
    def condition(self) -> dict[str, Any]:
        """Return the whole condition on rows, the cursor's included."""
        parts = [self.where, after(self.last, self.path, self.sort.startswith("-")) if self.last else {}]
        given = [dict(part) for part in parts if part]
        return {"$and": given} if given else {}

    @property
    def order(self) -> list[tuple[str, int]]:
        """Return the sort keys; the id decides between equals, so that no row is shown twice or left out."""
        way = -1 if self.sort.startswith("-") else 1
        return [(self.path, way)] if self.path == "_id" else [(self.path, way), ("_id", way)]


class Listing:
    """What a list declares: its filters by query name, the fields it can be sorted by, its order when nobody asks, and what it tells only on request.

    Sort names map to paths in the row; `-name` turns an order round. Every pair of path and `_id` needs an index. `tells` says by query name what
    the rows hold more where that name is true.
    """

    def __init__(
        self,
        *,
        filters: Mapping[str, Filter] | None = None,
        sorts: Mapping[str, str] | None = None,
        default: str = "-id",
        tells: Mapping[str, str] | None = None,
    ) -> None:
        self.filters, self.sorts, self.default, self.tells = dict(filters or {}), {"id": "_id", **(sorts or {})}, default, dict(tells or {})
        unknown = {one.operator for one in self.filters.values()} - _OPERATORS
        if unknown or default.removeprefix("-") not in self.sorts:
            raise ValueError(f"A listing knows the operators {sorted(_OPERATORS)} and sorts by what it declares; not {sorted(unknown) or default}")
        self.schema = self._make_schema()

    def asked(self, values: Mapping[str, Any]) -> Asked:
        """Return what loaded query values ask; raise ValidationError for a cursor that is not of this list and order."""
        sort = values["sort"]
        where: dict[str, Any] = {}
        for name, one in self.filters.items():
            if name in values:
                condition = [one.reads(value) for value in values[name]] if one.operator == "in" else one.reads(values[name])
                if one.or_paths:
                    where.setdefault("$and", []).append({"$or": [{path: {f"${one.operator}": condition}} for path in (one.path or name, *one.or_paths)]})
                else:
                    where.setdefault(one.path or name, {})[f"${one.operator}"] = condition
        last = read_cursor(values["cursor"], sort) if "cursor" in values else None
        return Asked(where, sort, self.sorts[sort.removeprefix("-")], values["limit"], last, frozenset(name for name in self.tells if values.get(name)))

    def _make_schema(self) -> ma.Schema:
        ways = [way + name for name in self.sorts for way in ("", "-")]
        members: dict[str, Any] = {name: self._query_field(one) for name, one in self.filters.items()}
        members["sort"] = fields.String(load_default=self.default, validate=validate.OneOf(ways), metadata={"description": "- before a name turns it round"})
        members["limit"] = QueryWhole(load_default=50, validate=validate.Range(1, MOST), metadata={"description": "rows on a page"})
        members["cursor"] = fields.String(validate=validate.Length(1, 1000), metadata={"description": "the next of the page before", "format": "cursor"})
        for name, says in self.tells.items():
            members[name] = fields.Boolean(truthy={"true"}, falsy={"false"}, metadata={"description": says})
        listing = self

        class Query(Schema):
            @ma.post_load
            def _ask(self, values: dict[str, Any], **kwargs: Any) -> Asked:
                return listing.asked(values)

        made: type[Query] = type("Query", (Query,), members)
        return made()

    def _query_field(self, one: Filter) -> Any:
        return DelimitedList(one.field, validate=validate.Length(1, 50)) if one.operator == "in" else one.field


class QueryWhole(fields.Integer):
    """A whole number in a query, where everything is text."""

    needs = "a whole number"

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str) or not value.isascii() or not value.isdigit() or len(value) > 18:
            raise self.make_error("invalid")
        return int(value)


def page(
    source: QuerySet | Collection[Any],
    asked: Asked,
    shows: type[ma.Schema],
    *,
    where: Mapping[str, Any] | None = None,
    tell: Callable[[Row], Mapping[str, Any]] | None = None,
    tell_all: Callable[[Sequence[Row]], Sequence[Mapping[str, Any]]] | None = None,
) -> Response:
    """Answer one page of `source`: a query set (already narrowed to the city), or a collection with `where` for that.

    `tell` turns a row into what is shown of it, where that is more than the row itself, `tell_all` all rows of the page at once, where each alone would
    ask the database. Rows are read raw, not as documents: 35 times faster for what is
    only shown.
    """
    rows = list(_rows(source, asked, where or {}))
    shown = rows[: asked.limit]
    following = write_cursor(shown[-1], asked.path, asked.sort) if len(rows) > asked.limit else None
    items = tell_all(shown) if tell_all else [tell(row) for row in shown] if tell else shown
    return json_answer({"items": instance(shows).dump(items, many=True), "next": following})


def _narrowed(source: QuerySet, condition: Mapping[str, Any]) -> QuerySet:
    """Return a query set under a further condition.

    Where it is one of several ways of seeing a row, each way is given the condition: MongoDB then plans each by itself, and finds one base's rows among
    those of a thousand; with the condition beside them it went through all rows of a city.
    """
    query: Mapping[str, Any] = source._query
    if set(query) != {"$or"}:
        return source.filter(Q(__raw__=condition))
    return source._document.objects(__raw__={"$or": [{"$and": [way, condition]} for way in query["$or"]]})


def _rows(source: QuerySet | Collection[Any], asked: Asked, where: Mapping[str, Any]) -> Iterable[Row]:
    if isinstance(source, Collection):
        condition = {"$and": [dict(where), asked.condition]} if asked.condition else dict(where)
        return source.find(condition).sort(asked.order).limit(asked.limit + 1)
    narrowed = _narrowed(source, asked.condition) if asked.condition else source
    keys = [f"-{path}" if way < 0 else path for path, way in asked.order]
    rows: Iterable[Row] = narrowed.order_by(*keys).limit(asked.limit + 1).as_pymongo()
    return rows
