"""Attendance from an Excel sheet: names or credit codes in a column; one bad row refuses the whole sheet and names itself."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any
from zipfile import ZipFile

import python_calamine

from fuyu.problems import InvalidInput, UnsafeFile
from fuyu.store.contents import XLSX, kind_of
from fuyu.web.uploads import shown_name
from portal.knowing import Document
from portal.texts import say

MOST_BYTES, MOST_UNPACKED_BYTES = 5 * 1024 * 1024, 64 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 2_000, 500
_TAG = re.compile(rb"<(?:\w+:)?(row|c)(?=[\s/>])([^>]*)>")
_ROW = re.compile(rb"""(?<!\w)r\s*=\s*["']([0-9]{1,9})["']""")
_CELL = re.compile(rb"""(?<!\w)r\s*=\s*["']([A-Za-z]{1,4})([0-9]{1,9})["']""")
HEADS = ("企业", "名称", "企业名称", "单位", "单位名称", "统一社会信用代码", "信用代码", "name", "code")


class Unreadable(InvalidInput):
    """The sheet is no Excel file, or names somebody who is not an incubatee of the base."""

    slug, title = "unreadable-sheet", "The attendance sheet cannot be taken"


def attendance_of(name: str, content: bytes, enrolments: Sequence[Document]) -> list[str]:
    """Return the enrolments that a sheet names; raise Unreadable with every row that names nobody, so that nothing is half taken.

    `name` is what its sender calls the file. Its content is looked at first as that of every other file; UnsafeFile says what is wrong with it.
    """
    known = {row["incubatee"]["name"].strip(): row["id"] for row in enrolments} | {row["incubatee"]["code"]: row["id"] for row in enrolments}
    name, found, errors = shown_name(name), [], []
    for number, row in enumerate(_rows(name, content), start=1):
        cells = [str(cell).strip() for cell in row if str(cell).strip()]
        if not cells or (number == 1 and any(cell in HEADS for cell in cells)):
            continue
        enrolment = next((known[cell] for cell in cells if cell in known), None)
        if enrolment is None:
            errors.append(_fault(f"{name} {say('第 {n} 行', n=number)}", say("没有名称或统一社会信用代码相符的在孵企业：{found}", found="，".join(cells)[:80])))
        elif enrolment not in found:
            found.append(enrolment)
    if errors:
        raise Unreadable.of_fields(errors)
    if not found:
        raise Unreadable.of_fields([_fault(name, say("没有任何企业，应有一列企业名称或统一社会信用代码"))])
    return found


def _fault(where: str, says: str) -> dict[str, str]:
    return {"field": where, "reason": says}


def _rows(name: str, content: bytes) -> list[list[Any]]:
    if len(content) > MOST_BYTES:
        raise Unreadable.of_fields([_fault(name, say("文件太大，应不超过 5 MB"))])
    _check_content(name, content)
    try:
        _check_extent(name, content)
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return list(book.get_sheet_by_index(0).to_python())
    except Unreadable:
        raise
    except Exception as fault:
        raise Unreadable.of_fields([_fault(name, say("无法读取，应为 Excel 文件（.xlsx）"))]) from fault


def _check_content(name: str, content: bytes) -> None:
    """Raise UnsafeFile or Unreadable unless a content is that of a harmless Excel file."""
    try:
        kind = kind_of(io.BytesIO(content))
    except UnsafeFile as problem:
        if problem.members.get("because") == "kind":
            raise Unreadable.of_fields([_fault(name, say("无法读取，应为 Excel 文件（.xlsx）"))]) from problem
        problem.members["file"] = name
        raise
    if kind is not XLSX:
        raise Unreadable.of_fields([_fault(name, say("无法读取，应为 Excel 文件（.xlsx）"))])


def _check_extent(name: str, content: bytes) -> None:
    """Raise Unreadable where a cell lies so far out that a table up to it would fill the memory: whoever reads the sheet makes that table first."""
    with ZipFile(io.BytesIO(content)) as archive:
        if sum(each.file_size for each in archive.infolist()) > MOST_UNPACKED_BYTES:
            raise Unreadable.of_fields([_fault(name, say("表格太大，应不超过 {n} 行。请只保留签到的企业，另存后再上传", n=MOST_ROWS))])
        for member in archive.infolist():
            if member.filename.lower().startswith("xl/worksheets/") and any(_is_far(*place) for place in _places(archive.read(member))):
                raise Unreadable.of_fields([_fault(name, say("表格太大，应不超过 {n} 行。请只保留签到的企业，另存后再上传", n=MOST_ROWS))])


def _places(sheet: bytes) -> Iterator[tuple[int, int]]:
    """Go through the rows and columns of a sheet's filled cells; one that names no place comes behind the one before it."""
    row, column = 0, 0
    for found in _TAG.finditer(sheet):
        tag, attributes = found.groups()
        named = _ROW.search(attributes) if tag == b"row" else _CELL.search(attributes)
        if tag == b"row":
            row, column = int(named.group(1)) if named else row + 1, 0
            continue
        row, column = (int(named.group(2)), _number(named.group(1))) if named else (row, column + 1)
        if not attributes.endswith(b"/"):
            yield row, column


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _is_far(row: int, column: int) -> bool:
    return row > MOST_ROWS or column > MOST_COLUMNS
