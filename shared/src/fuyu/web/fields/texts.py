"""Texts: what people write, and the signs by which things are known."""

from __future__ import annotations

import re
import uuid
from typing import Any

import regex
from stdnum.cn import uscc

from fuyu.web.fields.told import Told

GRAPHEME = regex.compile(r"\X")
# Marks that turn the direction of writing: with them a name can be shown as another one.
TURNING = r"\u202a-\u202e\u2066-\u2069"
ON_ONE_LINE = r"\x00-\x1f\x7f-\x9f\u2028\u2029" + TURNING
ON_LINES = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f" + TURNING
SIGNS = "0-9A-HJ-NP-RT-UW-Y"  # of GB 32100, which leaves out what is easily misread


class Text(Told):
    """What people write: no control characters, not blank, at most `most` characters as a reader counts them (graphemes).

    Blanks around it are cut off. `lines=True` lets it hold line breaks and tabs.
    """

    def __init__(self, *, most: int = 200, lines: bool = False, **kwargs: Any) -> None:
        self.most = most
        self.needs = f"a text of 1 to {most} characters" + (", line breaks included" if lines else " on one line")
        bad = ON_LINES if lines else ON_ONE_LINE
        refusals = {"invalid": "is not a text, or holds a control character", "blank": "is blank", "long": "is too long"}
        # Without the group a program that makes requests up from this writes the length into each star, and compiles tens of thousands of states for it.
        described = {"minLength": 1, "maxLength": 10 * most, "x-max-characters": most, "pattern": rf"^([^{bad}]*[^\s{bad}][^{bad}]*)$"}
        super().__init__(refusals, described=described, **kwargs)
        self._bad = re.compile(f"[{bad}]")

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, str) or self._bad.search(value):
            raise self.make_error("invalid")
        found = value.strip()
        if not found:
            raise self.make_error("blank")
        # Ten marks on one letter are one grapheme; a hundred are an attack on whoever draws it.
        if len(found) > self.most and (len(found) > 10 * self.most or len(GRAPHEME.findall(found)) > self.most):
            raise self.make_error("long")
        return found


class Identifier(Told):
    """An id: a UUID as text, loaded in small letters."""

    needs = "an id, a UUID such as 0198c0de-0000-7000-8000-000000000000"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__({"invalid": "is not an id"}, described={"format": "uuid"}, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        try:
            found = str(uuid.UUID(value))
        except (ValueError, AttributeError, TypeError):
            raise self.make_error("invalid") from None
        if found != value.lower():
            raise self.make_error("invalid")
        return found


class Code(Told):
    """统一社会信用代码: eighteen digits and letters, the last of which checks the others (GB 32100)."""

    needs = "a 统一社会信用代码 of 18 characters with a right check character, such as 91110000600037341L"

    def __init__(self, **kwargs: Any) -> None:
        refusals = {"invalid": "is not a 统一社会信用代码", "check": "has a wrong check character"}
        super().__init__(refusals, pattern=f"^[{SIGNS}]{{2}}[0-9]{{6}}[{SIGNS}]{{10}}$", described={"format": "uscc"}, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        found = self._read(value)
        if uscc.calc_check_digit(found[:-1]) != found[-1]:
            raise self.make_error("check")
        return found


class DocumentNumber(Told):
    """文号: the issuer's sign, the year in brackets, the number: 国市监质〔2020〕1号. Any brackets are taken, 〔〕 are kept."""

    needs = "a 文号 such as 国市监质〔2020〕1号"

    def __init__(self, **kwargs: Any) -> None:
        pattern = r"^[\u4e00-\u9fffA-Za-z·、]{1,40}[〔\[\(（【][12][0-9]{3}[〕\]\)）】]第?[0-9]{1,5}号$"
        super().__init__({"invalid": "is not a 文号"}, pattern=pattern, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        return re.sub(r"[\[(（【](\d{4})[\])）】]", r"〔\1〕", self._read(value))
