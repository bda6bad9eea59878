"""The strict loader of declarations: YAML 1.2 without surprises, and errors that say where, why and what to write instead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from ruamel.yaml.reader import ReaderError

from fuyu.law.errors import DeclarationError
from fuyu.law.scalars import Unclear, read_plain, read_quoted

MOST_BYTES = 512 * 1024
MOST_LEVELS = 40


def load(path: Path) -> Any:
    """Return what a declaration file holds; raise DeclarationError naming file, line and column, the reason and the way out."""
    where = str(path)
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise DeclarationError(where, f"The file cannot be read: {error.strerror}.", "Name a file that is there and may be read.") from None
    _check_size(content, where)
    try:
        return load_text(content.decode("utf-8-sig"), where)
    except UnicodeDecodeError as error:
        raise DeclarationError(where, f"Byte {error.start} is not UTF-8.", "Save the file as UTF-8.") from None


def load_text(text: str, where: str) -> Any:
    """Return what a declaration's text holds: mappings, lists, texts, whole numbers, Decimals, dates, true, false and null.

    `where` is what errors call it. Refused are repeated keys, tags, anchors, aliases, merge keys, directives, a second document, and plain
    scalars that two readers could take for different things (010, 1_000, 1e3, an instant); `on`, `yes` and `no` are texts.
    """
    _check_size(text.encode("utf-8", "surrogatepass"), where)
    reader = _Reader(where, text)
    try:
        return reader.document()
    except MarkedYAMLError as error:
        reason = " ".join(str(part) for part in (error.context, error.problem) if part)
        raise reader.error(error.problem_mark, f"This is not YAML: {reason}.", "Mend the indentation, bracket, quote or colon there.") from None
    except ReaderError as error:
        place = f"{where}, line {text.count(chr(10), 0, error.position) + 1}, column {error.position - text.rfind(chr(10), 0, error.position)}"
        raise DeclarationError(place, f"The character U+{ord(text[error.position]):04X} is not allowed in YAML.", "Take it out.") from None


def _check_size(content: bytes, where: str) -> None:
    if len(content) > MOST_BYTES:
        raise DeclarationError(where, f"It is larger than {MOST_BYTES // 1024} KiB.", "Split it into several files.")


class _Reader:
    """Builds one document from the parser's events, so that nothing is resolved but what stands here."""

    def __init__(self, where: str, text: str) -> None:
        self.where = where
        yaml = YAML(typ="safe", pure=True)
        yaml.version = (1, 2)
        self.events: Iterator[Event] = iter(yaml.parse(text))

    def error(self, mark: StreamMark | None, reason: str, way_out: str) -> DeclarationError:
        """Return the error at a mark, with line and column counted from 1."""
        place = f"{self.where}, line {mark.line + 1}, column {mark.column + 1}" if mark else self.where
        return DeclarationError(place, reason, way_out)

    def document(self) -> Any:
        """Return the one document; there must be one, and no second."""
        next(self.events)
        start = next(self.events)
        if isinstance(start, StreamEndEvent):
            raise self.error(start.start_mark, "It is empty.", "Write at least one key.")
        self._check_start(start)
        value = self._value(next(self.events), 0)
        next(self.events)
        if not isinstance(end := next(self.events), StreamEndEvent):
            raise self.error(end.start_mark, "A second document begins here.", "Put it into a file of its own.")
        return value

    def _check_start(self, start: Event) -> None:
        if isinstance(start, DocumentStartEvent) and (start.version or start.tags):
            raise self.error(start.start_mark, "It begins with a directive (%).", "Take the line out; the text is always read as YAML 1.2.")

    def _value(self, event: Event, level: int) -> Any:
        self._check_plain(event)
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if level == MOST_LEVELS:
            raise self.error(event.start_mark, f"It is nested more than {MOST_LEVELS} levels deep.", "Write it flatter.")
        if isinstance(event, SequenceStartEvent):
            return list(self._items(level))
        return self._mapping(level)

    def _check_plain(self, event: Event) -> None:
        if isinstance(event, AliasEvent):
            raise self.error(event.start_mark, f"Aliases (*{event.anchor}) are not read.", "Write the value out.")
        if isinstance(event, ScalarEvent | SequenceStartEvent | MappingStartEvent):
            if event.anchor is not None:
                raise self.error(event.start_mark, f"Anchors (&{event.anchor}) are not read.", "Take it out, and write the value wherever it is needed.")
            if event.tag is not None or (isinstance(event, ScalarEvent) and event.style is None and not event.implicit[0]):
                raise self.error(event.start_mark, f"Tags ({event.tag or '!'}) are not read.", "Take it out; quote a value that is to be a text.")

    def _items(self, level: int) -> Iterator[Any]:
        while not isinstance(event := next(self.events), SequenceEndEvent):
            yield self._value(event, level + 1)

    def _mapping(self, level: int) -> dict[Any, Any]:
        content: dict[Any, Any] = {}
        lines: dict[str, int] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key = self._key(event)
            if str(key) in lines:
                raise self.error(event.start_mark, f"The key {str(key)!r} stands here again, after line {lines[str(key)]}.", "Keep one, or rename the other.")
            lines[str(key)] = event.start_mark.line + 1
            content[key] = self._value(next(self.events), level + 1)
        return content

    def _key(self, event: Event) -> str | int | date:
        self._check_plain(event)
        if not isinstance(event, ScalarEvent):
            raise self.error(event.start_mark, "A key is a list or a mapping.", "Write a word, a number or a date before the colon.")
        key = self._scalar(event)
        if key == "<<" and event.style is None:
            raise self.error(event.start_mark, "Merge keys (<<) are not read.", "Write the keys out.")
        if isinstance(key, bool) or not isinstance(key, str | int | date):
            raise self.error(event.start_mark, f"The key {event.value!r} is read as {key!r}.", "Quote it to make it a text.")
        return key

    def _scalar(self, event: ScalarEvent) -> Any:
        try:
            return read_plain(event.value) if event.style is None else read_quoted(event.value)
        except Unclear as unclear:
            raise self.error(event.start_mark, unclear.reason, unclear.way_out) from None
