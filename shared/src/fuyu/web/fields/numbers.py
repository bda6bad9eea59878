"""Numbers: those of the law as text, so that no reader turns them into floats; counts and flags as JSON has them."""

from __future__ import annotations

from decimal import Decimal as Number
from typing import Any

from bson import Decimal128
from marshmallow import fields

from fuyu.web.fields.told import Told


class Decimal(Told):
    """A number of the law as text: `549.995`; loads as `Decimal`, unrounded."""

    needs = 'a decimal number as a text, such as "549.995"'

    def __init__(self, *, places: int = 6, least: Number | None = None, most: Number | None = None, **kwargs: Any) -> None:
        self.least, self.most = least, most
        sign = "" if least is not None and least >= 0 else "-?"
        refusals = {"invalid": "is not a decimal number in a text", "range": "lies outside what is taken"}
        super().__init__(refusals, pattern=rf"^{sign}[0-9]{{1,15}}(\.[0-9]{{1,{places}}})?$", **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        found = Number(self._read(value))
        if (self.least is not None and found < self.least) or (self.most is not None and found > self.most):
            raise self.make_error("range")
        return found

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        plain = value.to_decimal() if isinstance(value, Decimal128) else value
        return f"{plain:f}" if isinstance(plain, Number) else None if plain is None else str(plain)


class Money(Decimal):
    """An amount in yuan as text with at most two decimal places: `500000.00`; loads as `Decimal`."""

    needs = 'an amount in yuan as a text, such as "500000.00"'

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(places=2, least=Number(0), **kwargs)


class Whole(fields.Integer):
    """A whole number within bounds; a text, a fraction or true is none."""

    def __init__(self, *, least: int = 0, most: int = 2**31 - 1, **kwargs: Any) -> None:
        self.least, self.most = least, most
        self.needs = f"a whole number from {least} to {most}"
        refusals = {"invalid": "is not a whole number", "range": "lies outside what is taken"}
        super().__init__(error_messages={**refusals}, metadata={"minimum": least, "maximum": most, **kwargs.pop("metadata", {})}, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        # JSON knows only numbers: 3.0 is the whole number 3.
        if isinstance(value, bool) or not isinstance(value, int | float) or (isinstance(value, float) and not value.is_integer()):
            raise self.make_error("invalid")
        if not self.least <= value <= self.most:
            raise self.make_error("range")
        return int(value)


class Flag(fields.Boolean):
    """true or false, and no word or number for them."""

    needs = "true or false"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(error_messages={"invalid": "is neither true nor false"}, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value
