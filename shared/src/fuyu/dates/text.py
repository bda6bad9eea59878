"""What a reader sees: how long a text is (L12), and how a day is written."""

from __future__ import annotations

from datetime import date

import regex

_GRAPHEME = regex.compile(r"\X")
_UNSEEN = regex.compile(r"[\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}]+")


def count_characters(text: str) -> int:
    """Return the number of characters as a reader sees them (graphemes), without spaces, line ends and what has no form of its own (字数, L12).

    A page counts alike with `Intl.Segmenter` (granularity "grapheme"), leaving out segments that match
    `^[\\p{White_Space}\\p{Cc}\\p{Default_Ignorable_Code_Point}]+$` with the flag u.
    """
    return sum(1 for match in _GRAPHEME.finditer(text) if not _UNSEEN.fullmatch(match.group()))


def written(day: date, language: str) -> str:
    """Return a day as people write it: 2026年4月15日; where the language is `en`, 15 April 2026."""
    if language == "en":
        return f"{day.day} {day:%B} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"
