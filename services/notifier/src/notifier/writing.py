"""Letters to people: a text in the person's language, filled in with the programme, the clause and the facts. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from fuyu.dates import read_date, written
from fuyu.law.registry import Loaded
from fuyu.law.translations import Words
from notifier.texts import LANGUAGES, Letter, Texts, one_line, texts

Citation = Mapping[str, Any]
BOTH = "\n\n— — —\n\n"
"""What stands between the Chinese letter and the English one beside it."""


@dataclass(frozen=True, slots=True)
class Written:
    """A letter ready to be sent; `headings` are what it is about in each language but Chinese, with the titles of the programme in that language."""

    subject: str
    body: str
    language: str
    headings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Owed:
    """What a reminder tells of a duty."""

    title: str
    about: str
    says: str | None
    clause: Citation
    due_on: date
    is_provisional: bool


def reminder(loaded: Loaded, owed: Owed, today: date, name: str, language: str, letter: str | None = None) -> Written:
    """Return the letter that brings a duty to mind: to who owes it, before or after its last day, or another `letter` to a level above."""
    letter = letter or ("duty-overdue" if today > owed.due_on else "duty-due")
    values = {"title": owed.title, "about": owed.about, "says": owed.says, "due_on": owed.due_on.isoformat()}

    def more(language: str) -> dict[str, str]:
        return {"provisional": texts().phrase("provisional", language) if owed.is_provisional else "", "when": _when(owed.due_on, today, language)}

    return _write(letter, loaded, owed.clause, values, name, language, more)


def notice(letter: str, loaded: Loaded, clause: Citation, values: Mapping[str, str | None], words: Iterable[str], name: str, language: str) -> Written:
    """Return the letter that tells of an event; those of the values that are `words` are said in the letter's language."""

    def more(language: str) -> dict[str, str]:
        return {each: texts().word(told, language) for each in words if (told := values[each])}

    return _write(letter, loaded, clause, values, name, language, more)


def _write(
    letter: str, loaded: Loaded, clause: Citation, values: Mapping[str, str | None], name: str, language: str, more: Callable[[str], dict[str, str]]
) -> Written:
    known = texts()

    def filled(language: str, words: Words) -> Letter:
        own = {
            "name": name,
            "programme": words.said(loaded.programme.title) or loaded.programme.title,
            "draft": known.phrase("draft", language) if loaded.regulation.is_draft else "",
            "clause": cite(known, clause, language),
        }
        plain = {key: _plain(words.said(value) or value, language) or known.phrase("nothing", language) for key, value in values.items()}
        return known.letters[letter][language].fill(own | plain | more(language))

    # Chinese first; another language stands beside it.
    parts = [filled(each, Words()) for each in (("zh",) if language == "zh" else ("zh", language))]
    headings = {each: filled(each, loaded.words.get(each, Words())).subject for each in LANGUAGES if each != "zh"}
    return Written(" / ".join(part.subject for part in parts), BOTH.join(part.body.strip() for part in parts) + "\n", language, headings)


def _plain(value: str | None, language: str) -> str:
    """Return a fact on one line, a day as people write it."""
    try:
        return written(read_date(value or ""), language)
    except ValueError:
        return one_line(value or "")


def cite(known: Texts, clause: Citation, language: str) -> str:
    """Return a citation as people read it: regulation and clause, or the software's own rule with its reason (L10), and how it is read (L5)."""
    if clause.get("clause"):
        said = known.phrase("clause", language, regulation=clause.get("regulation", ""), clause=clause["clause"])
    elif clause.get("rule"):
        said = known.phrase("own_rule", language, rule=clause["rule"], because=clause.get("because", ""))
    else:
        said = clause.get("regulation") or known.phrase("nothing", language)
    return said + (known.phrase("reading", language, reading=clause["reading"]) if clause.get("reading") else "")


def _when(due_on: date, today: date, language: str) -> str:
    days = (due_on - today).days
    phrase = "today" if days == 0 else "days_left" if days > 0 else "days_over"
    return texts().phrase(phrase, language, **({} if days == 0 else {"days": str(abs(days))}))
