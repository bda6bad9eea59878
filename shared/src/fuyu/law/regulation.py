"""A published text: who issued it, under which number, its status, its dates in force and the sentences of its articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from fuyu.law.errors import DeclarationError
from fuyu.law.strict_yaml import load


class Status(StrEnum):
    """What the text is on its own paper; whether a draft runs is decided by its adoption (L6)."""

    DRAFT = "draft"
    TRIAL = "trial"
    IN_FORCE = "in force"
    LAPSED = "lapsed"
    REPEALED = "repealed"


@dataclass(frozen=True, slots=True)
class Regulation:
    """One regulation; `in_force_until` is its last day in force, None where the text names no end."""

    title: str
    issuer: str
    number: str | None
    status: Status
    published_on: date | None
    in_force_from: date | None
    in_force_until: date | None
    articles: Mapping[str, str]
    note: str | None = None

    @property
    def name(self) -> str:
        """Return the short name that a citation begins with: the document number, else the title."""
        return self.number or f"《{self.title}》"

    @property
    def is_draft(self) -> bool:
        """Claim that the text is a draft for comment, which runs only where an operator adopts it (L6)."""
        return self.status is Status.DRAFT

    def is_in_force(self, on: date, adopted_from: date | None = None) -> bool:
        """Claim that the text is in force on a day; a draft is from the day of its adoption (L6)."""
        return self.has_begun(on, adopted_from) and (self.in_force_until is None or on <= self.in_force_until)

    def has_begun(self, on: date, adopted_from: date | None = None) -> bool:
        """Claim that the text is or was in force on a day; a draft is from the day of its adoption (L6)."""
        begins = adopted_from if self.is_draft else self.in_force_from
        return begins is not None and begins <= on

    def has(self, clause: str) -> bool:
        """Claim that a clause is one of the articles, a part of one, or holds one."""
        return any(clause.startswith(article) or article.startswith(clause) for article in self.articles)


_NEEDED = {"title", "issuer", "number", "status", "published_on", "in_force_from", "in_force_until", "articles"}
_ALLOWED = _NEEDED | {"note"}


def load_regulation(path: Path) -> Regulation:
    """Return the regulation of a `regulation.yaml`; raise DeclarationError naming what is missing, unknown or of a wrong kind."""
    content = load(path)
    where = str(path)
    if not isinstance(content, dict):
        raise DeclarationError(where, "The file is not a mapping.", "Begin it with `title:`.")
    _check_keys(where, content)
    return Regulation(
        title=_text(where, content, "title"),
        issuer=_text(where, content, "issuer"),
        number=content["number"],
        status=_status(where, content["status"]),
        published_on=_day(where, content, "published_on"),
        in_force_from=_day(where, content, "in_force_from"),
        in_force_until=_day(where, content, "in_force_until"),
        articles=_articles(where, content["articles"]),
        note=content.get("note"),
    )


def _check_keys(where: str, content: dict[str, Any]) -> None:
    if missing := sorted(_NEEDED - content.keys()):
        raise DeclarationError(where, f"It lacks {', '.join(missing)}.", "Write null where the text names none.")
    if unknown := sorted(content.keys() - _ALLOWED):
        raise DeclarationError(where, f"It has unknown keys: {', '.join(unknown)}.", f"Known are {', '.join(sorted(_ALLOWED))}.")


def _text(where: str, content: dict[str, Any], key: str) -> str:
    if not isinstance(content[key], str) or not content[key].strip():
        raise DeclarationError(where, f"`{key}` is {content[key]!r}.", "It must be a text.")
    return str(content[key])


def _day(where: str, content: dict[str, Any], key: str) -> date | None:
    value = content[key]
    if value is not None and type(value) is not date:
        raise DeclarationError(where, f"`{key}` is {value!r}.", "It must be a date such as 2022-01-10, or null.")
    return value


def _status(where: str, value: Any) -> Status:
    try:
        return Status(value)
    except ValueError:
        raise DeclarationError(where, f"`status` is {value!r}.", f"It must be one of {', '.join(Status)}.") from None


def _articles(where: str, value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or not value or not all(isinstance(k, str) and isinstance(v, str) for k, v in value.items()):
        raise DeclarationError(
            where, "`articles` is not a mapping of clauses to sentences.", "Write `第六条（四）: the sentence` for each clause that is cited."
        )
    return MappingProxyType(dict(value))
