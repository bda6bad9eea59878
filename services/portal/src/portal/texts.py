"""What the pages say: Chinese as it stands in the templates, English from english.yaml."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path

from flask import g

from fuyu.dates import written
from fuyu.law.strict_yaml import load

CHINA = timezone(timedelta(hours=8))
ENGLISH = Path(__file__).with_name("english.yaml")


@cache
def english() -> dict[str, str]:
    """Return the English words by the Chinese ones."""
    return {str(name): str(value) for name, value in load(ENGLISH).items()}


def is_english() -> bool:
    """Claim that the reader chose English."""
    return bool(g.get("portal_language") == "en")


def say(text: str, **values: object) -> str:
    """Return a text in the reader's language, with values put in; what English lacks stays Chinese."""
    told = english().get(text, text) if is_english() else text
    return told.format(**values) if values else told


def day(value: object) -> str:
    """Return a day as people in China write it: 2026年4月15日; in English 15 April 2026."""
    if not value:
        return "—"
    known = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
    return written(known, g.get("portal_language", "zh"))


def moment(value: object) -> str:
    """Return an instant as the clock in China shows it."""
    if not value:
        return "—"
    known = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    return known.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
