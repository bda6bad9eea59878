"""What a single value in a declaration is: a text, a number, a date, true, false or null; what could be two things is refused."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from fuyu.dates import read_date

MOST_DIGITS = 30

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)?\.[0-9]+|[-+]?(0|[1-9][0-9]*)\.")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AMBIGUOUS = re.compile(
    r"""[-+]?0[0-9_]+(\.[0-9]*)?                                # a number with leading zeros, octal to YAML 1.1
    | [-+]?0[xob][0-9A-Fa-f_]+                                  # another base
    | [-+]?[0-9]+([_,][0-9]+)+(\.[0-9]*)?                       # grouped digits
    | [-+]?([0-9]+\.?|[0-9]*\.[0-9]+)[eE][-+]?[0-9]+            # an exponent
    | [-+]?\.(inf|Inf|INF) | \.(nan|NaN|NAN)
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt\s].*[0-9].*)?          # an instant, or a date without its zeros
    """,
    re.VERBOSE,
)
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}


class Unclear(Exception):
    """A value that two readers could take for different things, with the `reason` and the `way_out`."""

    def __init__(self, reason: str, way_out: str) -> None:
        super().__init__(f"{reason} {way_out}")
        self.reason = reason
        self.way_out = way_out


def read_plain(text: str) -> str | int | Decimal | date | bool | None:
    """Return what a value without quotes is by YAML 1.2, numbers with a point as Decimal with all their digits; raise Unclear."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return _integer(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    if _DATE.fullmatch(text):
        return _date(text)
    if _AMBIGUOUS.fullmatch(text):
        way_out = "Write a number in plain digits (1000, 0.30) or a date in full (2026-03-02), or quote it to make it a text."
        raise Unclear(f"{text!r} could be read in several ways.", way_out)
    return text


def read_quoted(text: str) -> str:
    """Return a text that stood in quotes or in a block; raise Unclear where an escape left half a character in it."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise Unclear("An escape (\\u) names half a character.", "Write the character itself.")
    return text


def _integer(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise Unclear(f"The number {text[:10]}… has {len(text)} digits.", "Quote it to make it a text.")
    return int(text)


def _date(text: str) -> date:
    try:
        return read_date(text)
    except ValueError as error:
        raise Unclear(str(error), "Write the day meant, or quote it to make it a text.") from None
