"""Whether translations are whole: every text that pages show has one in each language that a programme offers, and nothing else has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from fuyu.law.programme import Programme
from fuyu.law.translations import FOLDER, texts_of, translations_of

PLACE = re.compile(r"\{\w+\}")


def untranslated(programme: Programme) -> Iterator[str]:
    """Yield what is missing or left over in each language."""
    shown = texts_of(programme)
    for language, told in translations_of(programme).items():
        yield from _of(f"{FOLDER}/{language}.yaml", shown, told)


def _of(file: str, shown: list[str], told: Mapping[str, str]) -> Iterator[str]:
    for text in shown:
        if not told.get(text, "").strip():
            yield f"{file} has no line for {text!r}, which pages show."
        elif sorted(PLACE.findall(text)) != sorted(PLACE.findall(told[text])):
            yield f"{file} has other words in braces for {text!r}: {told[text]!r}. Write the same, each where its value is to stand."
    for text in told:
        if text not in shown:
            yield f"{file} translates {text!r}, which nothing shows any more. Take the line out."
