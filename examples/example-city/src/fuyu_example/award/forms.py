"""What the applicant hands in, and what is recorded about a winner (第四条, 第十条)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from marshmallow import fields, validate

from fuyu.law import asked, form

LARGE = "大型"
SIZES = (LARGE, "中型", "小型", "微型")


def said() -> fields.String:
    """Return a text that may not be left empty; its upper bound is technical, what the law bounds is asked when it is handed in."""
    return fields.String(validate=validate.Length(min=1, max=100_000))


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class AwardApplication:
    """申报书."""

    name: str = asked(said(), "组织名称", clause="第四条")
    contact: str = asked(said(), "联系人", clause="第四条")
    phone: str = asked(said(), "联系电话", clause="第四条")
    size: str = asked(fields.String(validate=validate.OneOf(SIZES)), "企业规模", clause="第五条")
    in_business_since: date = asked(fields.Date(), "登记经营起始日期", clause="第三条（一）")
    method: str = asked(said(), "实施的先进质量管理方法", clause="第三条（二）")
    method_since: date = asked(fields.Date(), "实施起始日期", clause="第三条（二）")
    had_major_accident: bool = asked(fields.Boolean(), "近三年内有无重大质量、安全事故", clause="第三条（三）")
    innovation: str = asked(said(), "创新点", clause="第六条")
    self_assessment: str = asked(said(), "自我评价", clause="第四条", at_most="self_assessment_characters")

    @property
    def is_small_or_medium(self) -> bool:
        """Claim that the reserved places of 第五条 are meant for it."""
        return self.size != LARGE


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class YearlyReport:
    """上年度质量报告."""

    year: int = asked(fields.Integer(strict=True), "年度", clause="第十条", help="报告所属年度。")
    says: str = asked(said(), "质量状况和改进", clause="第十条")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class YearlyCheck:
    """年度考核: the office's conclusion on the report for a year."""

    year: int = asked(fields.Integer(strict=True), "年度", clause="第十条", help="报告所属年度。")
    is_passed: bool = asked(fields.Boolean(), "是否合格", clause="第十条")
    because: str = asked(said(), "理由", clause="第十条")
