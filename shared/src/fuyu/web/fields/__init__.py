"""Fields of the edge: each refuses what the law or the database could not hold, and says in `needs` what it takes.

They are for what comes in and for what is shown alike, but for Text: its bound counts characters as a reader does, which JSON
Schema cannot say, so an answer shows a text by marshmallow's String.
"""

from __future__ import annotations

from fuyu.web.fields.numbers import Decimal, Flag, Money, Whole
from fuyu.web.fields.texts import Code, DocumentNumber, Identifier, Text
from fuyu.web.fields.times import Date, Instant, instant_text

__all__ = ["Code", "Date", "Decimal", "DocumentNumber", "Flag", "Identifier", "Instant", "Money", "Text", "Whole", "instant_text"]
