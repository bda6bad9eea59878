"""All that a certificate's template can be told: frozen when it is ordered, so that what is set later says what was true then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One organisation on the list of a circular."""

    name: str
    district: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Texts:
    """What a template finds in `data`; days are ISO dates, None stands for what this certificate does not have.

    `what` is the grant's title, `decision` the number (文号) of the act that it rests on, `base` the organisation that brought the holder up,
    `sessions` and `hours` what the holder attended there, `listed` the rows of a circular.
    """

    title: str
    number: str
    issuer: str
    city: str
    programme: str
    regulation: str
    regulation_number: str
    clause: str
    dated_on: str
    is_draft: bool
    holder: str | None = None
    holder_code: str | None = None
    what: str | None = None
    holds_class: str | None = None
    starts_on: str | None = None
    ends_on: str | None = None
    decision: str | None = None
    base: str | None = None
    sessions: int | None = None
    hours: str | None = None
    listed: tuple[Listed, ...] = ()

    def as_document(self) -> dict[str, Any]:
        """Return the texts as they are kept."""
        return asdict(self) | {"listed": [asdict(each) for each in self.listed]}


EXAMPLE = Texts(
    title="荣誉证书",
    number="示孵证〔2026〕0001号",
    issuer="示例市市场监督管理局",
    city="示例市",
    programme="示例项目",
    regulation="示例管理办法",
    regulation_number="示例〔2026〕1号",
    clause="第十条",
    dated_on="2026-02-28",
    is_draft=True,
    holder="示范企业001",
    holder_code="91410100MA00000001",
    what="示例基地",
    holds_class="A",
    starts_on="2026-02-28",
    ends_on="2029-02-28",
    decision="示例〔2026〕2号",
    base="示范企业002",
    sessions=6,
    hours="12.5",
    listed=(Listed(name="示范企业001", district="东区"), Listed(name="示范企业002")),
)


def letters_of(texts: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Go through all letters of texts with the field that holds each, such as ("listed.0.name", "示")."""
    for name, value in texts.items():
        where = f"{path}{name}"
        if isinstance(value, str):
            yield from ((where, letter) for letter in value)
        elif isinstance(value, list | tuple):
            for place, each in enumerate(value):
                yield from letters_of(each, f"{where}.{place}.")
