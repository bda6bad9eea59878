"""What people read, as texts.yaml has it: letters in Chinese and English, whose placeholders are checked when they are loaded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from fuyu.law.errors import DeclarationError
from fuyu.law.strict_yaml import load

FILE = Path(__file__).with_name("texts.yaml")
LANGUAGES = ("zh", "en")
EVERYWHERE = frozenset({"name", "draft", "programme", "clause"})
REMINDERS = ("duty-due", "duty-overdue", "duty-above", "duty-unreached", "duty-in-calendar")
OF_REMINDERS = EVERYWHERE | {"title", "about", "due_on", "provisional", "when", "says"}
PHRASES: Mapping[str, frozenset[str]] = {
    "draft": frozenset(),
    "provisional": frozenset(),
    "days_left": frozenset({"days"}),
    "today": frozenset(),
    "days_over": frozenset({"days"}),
    "clause": frozenset({"regulation", "clause"}),
    "own_rule": frozenset({"rule", "because"}),
    "reading": frozenset({"reading"}),
    "nothing": frozenset(),
}
_PLAIN = re.compile(r"[a-z_]+")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter in one language."""

    subject: str
    body: str

    @property
    def placeholders(self) -> frozenset[str]:
        """Return the names in braces of subject and body."""
        return _names(self.subject) | _names(self.body)

    def fill(self, values: Mapping[str, str]) -> Letter:
        """Return the letter with its placeholders filled in, each on one line."""
        return Letter(_fill(self.subject, values), _fill(self.body, values))


@dataclass(frozen=True, slots=True)
class Texts:
    """All letters and phrases, by name and language."""

    phrases: Mapping[str, Mapping[str, str]]
    words: Mapping[str, Mapping[str, str]]
    letters: Mapping[str, Mapping[str, Letter]]

    def phrase(self, name: str, language: str, **values: str) -> str:
        """Return a phrase in a language, filled in."""
        return _fill(self.phrases[name][language], values)

    def word(self, word: str, language: str) -> str:
        """Return a word of events in a language; one that is not known stays as it is."""
        return self.words[word][language] if word in self.words else word

    def check(self, letter: str, offered: Iterable[str], where: str) -> None:
        """Raise DeclarationError where there is no such letter, or where it asks for more than it is offered."""
        if letter not in self.letters:
            raise DeclarationError(where, f"There is no letter {letter!r}.", f"Write it into {FILE.name}, or name one of {', '.join(sorted(self.letters))}.")
        if missing := sorted(self.letters[letter]["zh"].placeholders - set(offered)):
            raise DeclarationError(f"{FILE.name}, {letter}", f"Nothing fills {{{missing[0]}}}.", f"It is offered {', '.join(sorted(offered))}.")


def one_line(value: str) -> str:
    """Return a value as one line without control characters, so that no name can forge a header, a line of a letter or the direction of writing."""
    return " ".join(_UNPRINTABLE.sub(" ", value).split())


@cache
def texts() -> Texts:
    """Return the texts of texts.yaml, read and checked once."""
    return read_texts(load(FILE), FILE.name)


def read_texts(content: Any, where: str) -> Texts:
    """Return the texts that a file's content describes; raise DeclarationError for whatever is missing, unknown or differs between the languages."""
    _check_keys(where, content, {"phrases", "words", "letters"})
    _check_keys(f"{where}, phrases", content["phrases"], set(PHRASES))
    phrases = {name: _phrase(f"{where}, {name}", each, PHRASES[name]) for name, each in content["phrases"].items()}
    for part in ("words", "letters"):
        if not isinstance(content[part], dict):
            raise DeclarationError(where, f"`{part}` is not a mapping.", "Write each under its name.")
    words = {word: _phrase(f"{where}, {word}", each, frozenset()) for word, each in content["words"].items()}
    letters = {name: _letter(f"{where}, {name}", each) for name, each in content["letters"].items()}
    found = Texts(phrases, words, letters)
    for letter in REMINDERS:
        found.check(letter, OF_REMINDERS, where)
    return found


def _phrase(where: str, content: Any, offered: frozenset[str]) -> dict[str, str]:
    _check_keys(where, content, set(LANGUAGES))
    for language in LANGUAGES:
        if _checked_names(f"{where}, {language}", content[language]) != offered:
            raise DeclarationError(f"{where}, {language}", "Its placeholders are not the ones it is given.", f"Use {', '.join(sorted(offered)) or 'none'}.")
    return dict(content)


def _letter(where: str, content: Any) -> dict[str, Letter]:
    _check_keys(where, content, set(LANGUAGES))
    letters = {language: _in_language(f"{where}, {language}", content[language]) for language in LANGUAGES}
    if odd := sorted(letters["zh"].placeholders ^ letters["en"].placeholders):
        raise DeclarationError(where, f"{{{odd[0]}}} stands in one language only.", "Say the same in both.")
    return letters


def _in_language(where: str, content: Any) -> Letter:
    _check_keys(where, content, {"subject", "body"})
    for part in ("subject", "body"):
        _checked_names(f"{where}, {part}", content[part])
    if "\n" in content["subject"]:
        raise DeclarationError(where, "The subject has several lines.", "Write it on one.")
    return Letter(content["subject"], content["body"])


def _check_keys(where: str, content: Any, needed: set[str]) -> None:
    found = set(content) if isinstance(content, dict) else set()
    if found != needed:
        odd = ", ".join(sorted(map(str, found ^ needed)))
        raise DeclarationError(where, f"Missing or unknown here: {odd}.", f"Write {', '.join(sorted(needed))}, and nothing else.")


def _checked_names(where: str, text: Any) -> frozenset[str]:
    if not isinstance(text, str) or not text.strip():
        raise DeclarationError(where, f"It is {text!r}.", "Write a text.")
    try:
        names = _names(text)
    except ValueError as error:
        raise DeclarationError(where, f"Its braces are not paired: {error}.", "Close each, and double those that are meant as they are.") from None
    if odd := sorted(name for name in names if not _PLAIN.fullmatch(name)):
        raise DeclarationError(where, f"{{{odd[0]}}} is no plain name.", "Write small letters between braces, without dots, marks or numbers.")
    return names


def _names(text: str) -> frozenset[str]:
    parts = Formatter().parse(text)
    return frozenset(f"{name}{f'!{conversion}' if conversion else ''}{f':{form}' if form else ''}" for _, name, form, conversion in parts if name is not None)


def _fill(text: str, values: Mapping[str, str]) -> str:
    return text.format_map({name: _UNPRINTABLE.sub(" ", value) for name, value in values.items()})
