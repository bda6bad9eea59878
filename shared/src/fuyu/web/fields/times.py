"""Dates of the law and instants."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from fuyu.dates.bounds import FIRST_YEAR, LAST_YEAR, read_date
from fuyu.web.fields.told import Told

YEARS = "^((19|20|21)[0-9]{2}|2200)-"
INSTANT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})$"


class Date(Told):
    """A date of the law, Asia/Shanghai: `2026-03-02`, from 1900 to 2200; loads as `date`."""

    needs = f"a date such as 2026-03-02, from {FIRST_YEAR} to {LAST_YEAR}"

    def __init__(self, **kwargs: Any) -> None:
        refusals = {"invalid": f"is not a day of the calendar from {FIRST_YEAR} to {LAST_YEAR}"}
        super().__init__(refusals, described={"format": "date", "pattern": YEARS}, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        try:
            return read_date(value)
        except ValueError:
            raise self.make_error("invalid") from None

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        # MongoDB keeps a date as the midnight that begins it, in UTC.
        day = value.date() if isinstance(value, datetime) else value
        return day.isoformat() if isinstance(day, date) else day


class Instant(Told):
    """An instant as RFC 3339: `2026-03-02T08:00:00Z`; loads as an aware `datetime` in UTC."""

    needs = f"an instant such as 2026-03-02T08:00:00Z, from {FIRST_YEAR} to {LAST_YEAR}"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__({"invalid": "is not an instant"}, pattern=INSTANT, described={"format": "date-time", "pattern": YEARS}, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        try:
            found = datetime.fromisoformat(self._read(value)).astimezone(UTC)
        except (ValueError, OverflowError):  # marshmallow's refusals are ValueErrors too, and say the same.
            raise self.make_error("invalid") from None
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise self.make_error("invalid")
        return found

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return instant_text(value) if isinstance(value, datetime) else value


def instant_text(instant: datetime) -> str:
    """Return an instant as RFC 3339 in UTC; one without a zone is taken as UTC, as MongoDB keeps it."""
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat().replace("+00:00", "Z")
