"""How long a text is to its reader (L12)."""

from __future__ import annotations

import regex

_GRAPHEME = regex.compile(r"\X")
_UNSEEN = regex.compile(r"[\p{White_Space}\p{Cc}\p{Default_Ignorable_Code_Point}]+")


def count_characters(text: str) -> int:
    """Return the number of characters as a reader sees them (graphemes), without spaces, line ends and what has no form of its own (字数, L12).

    A page counts alike with `Intl.Segmenter` (granularity "grapheme"), leaving out segments that match
    `^[\\p{White_Space}\\p{Cc}\\p{Default_Ignorable_Code_Point}]+$` with the flag u.
    """
    return sum(1 for match in _GRAPHEME.finditer(text) if not _UNSEEN.fullmatch(match.group()))
