"""The one file of a multipart body, read as it comes: nothing of it is written anywhere before the store takes it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask import Request
from werkzeug.sansio.multipart import Data, Epilogue, Event, Field, File, MultipartDecoder, NeedData

from fuyu.problems import InvalidInput, Malformed, WrongMediaType

PIECE = 64 * 1024
PARTS = 8  # more than one is refused, but told from a flood
_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


class FilePart:
    """A stream over the part called `file`; `name` is what the sender's machine called it, made harmless."""

    def __init__(self, request: Request) -> None:
        self._stream = request.stream
        self._decoder = MultipartDecoder(_boundary(request), max_parts=PARTS, max_form_memory_size=PIECE)
        self._events = self._read()
        self._rest: bytes = b""
        self.name = _name_of(next(self._events, None))

    def read(self, size: int, /) -> bytes:
        """Return the next bytes, at most `size`; none at the end, which must be the body's end too."""
        while not self._rest:
            event = next(self._events, None)
            if event is None:
                return b""
            if not isinstance(event, Data):
                raise _not_one_file("holds more than the one part")
            self._rest = bytes(event.data)
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece

    def _read(self) -> Iterator[Event]:
        """Yield the parts' events; an empty piece of data says nothing and is left out."""
        while True:
            piece = self._stream.read(PIECE)
            try:
                self._decoder.receive_data(piece or None)
                while not isinstance(event := self._decoder.next_event(), NeedData | Epilogue):
                    if isinstance(event, Field | File) or (isinstance(event, Data) and event.data):
                        yield event
            except ValueError as error:
                raise Malformed(f"The form cannot be read: {error}.", needed="multipart/form-data with one part called file") from None
            if isinstance(event, Epilogue):
                return
            if not piece:
                raise Malformed("The form breaks off before its end.", needed="multipart/form-data with one part called file")


def _boundary(request: Request) -> bytes:
    boundary = request.mimetype_params.get("boundary", "")
    if request.mimetype != "multipart/form-data" or not boundary.isascii() or not 0 < len(boundary) <= 70:
        found = (request.content_type or "no Content-Type")[:100]
        raise WrongMediaType("Send the file as multipart/form-data with one part called file.", found=found, needed="multipart/form-data")
    return boundary.encode()


def _name_of(event: Event | None) -> str:
    if not isinstance(event, File) or event.name != "file":
        raise _not_one_file("is not a file, or is missing")
    return shown_name(event.filename)


def shown_name(given: str) -> str:
    """Return what a file is called, as it can be shown: without folders and without letters that hide or turn others, at most 200 long."""
    return _UNSHOWABLE.sub("", re.split(r"[/\\]", given)[-1]).strip()[-200:] or "file"


def _not_one_file(reason: str) -> InvalidInput:
    return InvalidInput.of_fields([{"field": "file", "in": "body", "reason": reason, "needed": "one file, in a part called file"}])
