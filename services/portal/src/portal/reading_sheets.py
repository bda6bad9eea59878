"""Attendance from an Excel sheet: names or credit codes in a column; one bad row refuses the whole sheet and names itself."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import python_calamine

from fuyu.problems import InvalidInput
from portal.knowing import Document
from portal.texts import say

MOST_BYTES, MOST_ROWS = 5 * 1024 * 1024, 2_000
HEADS = ("企业", "名称", "企业名称", "单位", "单位名称", "统一社会信用代码", "信用代码", "name", "code")


class Unreadable(InvalidInput):
    """The sheet is no Excel file, or names somebody who is not an incubatee of the base."""

    slug, title = "unreadable-sheet", "The attendance sheet cannot be taken"


def attendance_of(content: bytes, enrolments: Sequence[Document]) -> list[str]:
    """Return the enrolments that a sheet names; raise Unreadable with every row that names nobody, so that nothing is half taken."""
    known = {row["incubatee"]["name"].strip(): row["id"] for row in enrolments} | {row["incubatee"]["code"]: row["id"] for row in enrolments}
    found, errors = [], []
    for number, row in enumerate(_rows(content), start=1):
        cells = [str(cell).strip() for cell in row if str(cell).strip()]
        if not cells or (number == 1 and any(cell in HEADS for cell in cells)):
            continue
        enrolment = next((known[cell] for cell in cells if cell in known), None)
        if enrolment is None:
            errors.append(_fault(say("第 {n} 行", n=number), say("没有名称或统一社会信用代码相符的在孵企业：{found}", found="，".join(cells)[:80])))
        elif enrolment not in found:
            found.append(enrolment)
    if errors:
        raise Unreadable.of_fields(errors)
    if not found:
        raise Unreadable.of_fields([_fault(say("表格"), say("没有任何企业，应有一列企业名称或统一社会信用代码"))])
    return found


def _fault(where: str, says: str) -> dict[str, str]:
    return {"field": where, "reason": says}


def _rows(content: bytes) -> list[list[Any]]:
    if len(content) > MOST_BYTES:
        raise Unreadable.of_fields([_fault(say("表格"), say("文件太大，应不超过 5 MB"))])
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = list(book.get_sheet_by_index(0).to_python(nrows=MOST_ROWS + 1))
    except Exception as fault:
        raise Unreadable.of_fields([_fault(say("表格"), say("无法读取，应为 Excel 文件（.xlsx）"))]) from fault
    if len(rows) > MOST_ROWS:
        raise Unreadable.of_fields([_fault(say("表格"), say("行数太多，应不超过 {n} 行", n=MOST_ROWS))])
    return rows
