"""Annex 2: the station's survey of an applicant on nine headings, and how the office classifies on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from marshmallow import ValidationError, fields, validate

from fuyu.law import asked, form, schema_of
from fuyu_wuhu.pool.classes import ALL, BELOW_A
from fuyu_wuhu.pool.forms import CLASSES, one_of, said

SOURCES = ("组织自我分析评价", "第三方实施的分析评价", "服务站点开展的分析评价", "其他")
NO_INFORMATION = ("无", "无相关信息", "暂无")


def _not_left_open(text: str) -> None:
    if text.strip().rstrip("。") in NO_INFORMATION:
        raise ValidationError("Only headings 四 to 六 may say that there is no information (附件2).")


def told() -> fields.String:
    """Return a heading that must be filled with what was found; 四 to 六 take `said`, for they may say 无相关信息."""
    return fields.String(validate=[validate.Length(min=1), _not_left_open])


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Revenue:
    """One completed financial year's revenue."""

    year: int = asked(fields.Integer(strict=True), "年度", clause="附件2 一")
    amount: Decimal = asked(fields.Decimal(as_string=True), "营业收入（万元）", clause="附件2 一")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """Heading 一."""

    business: str = asked(told(), "主营业务及产品/服务的性能、特色", clause="附件2 一")
    registered_on: date = asked(fields.Date(), "注册时间", clause="附件2 一")
    registered_capital: Decimal = asked(fields.Decimal(as_string=True), "注册资本（万元）", clause="附件2 一")
    scale: str = asked(told(), "生产规模和效益", clause="附件2 一")
    sales: str = asked(told(), "销售业绩及销售网络", clause="附件2 一")
    market_position: str = asked(told(), "在行业中的市场地位", clause="附件2 一")
    staff: int = asked(fields.Integer(strict=True, validate=validate.Range(min=0)), "员工总数", clause="附件2 一")
    revenues: Sequence[Revenue] = asked(fields.List(fields.Nested(schema_of(Revenue))), "近3年营收情况", clause="附件2 一")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Capability:
    """Heading 三, by the four aspects that the annex proposes."""

    systems: str = asked(told(), "建立质量管理体系（模式）及运行情况", clause="附件2 三")
    institutions: str = asked(told(), "质量领域重要管理制度建立及实施情况", clause="附件2 三")
    improvements: str = asked(told(), "改进、创新产品质量性能或推动质量管理水平提升的主要做法、亮点", clause="附件2 三")
    digital: str = asked(told(), "生产制造过程中的智能化和信息化水平", clause="附件2 三")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Strengths:
    """Heading 八, which must name where it comes from."""

    strengths: str = asked(told(), "主要优势", clause="附件2 八")
    weaknesses: str = asked(told(), "主要不足", clause="附件2 八")
    sources: Sequence[str] = asked(fields.List(one_of(SOURCES), validate=validate.Length(min=1)), "信息提供来源", clause="附件2 八")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Conclusion:
    """Heading 九: a class, or that A is not reached."""

    proposed_class: str = asked(one_of((*CLASSES, BELOW_A)), "孵化分类建议", clause="附件2 九")
    because: str = asked(told(), "理由", clause="附件2 九")
    other: str = asked(fields.String(), "调查过程中了解到的其他关键信息", clause="附件2 九", default="")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Survey:
    """Annex 2: 孵化组织基本情况调查, nine headings."""

    surveyed_on: date = asked(fields.Date(), "调查日期", clause="四（一）")
    overview: Overview = asked(fields.Nested(schema_of(Overview)), "一、基本概况", clause="附件2 一")
    quality_officer: str = asked(told(), "二、首席质量官任职情况，导入卓越绩效模式的总体策划、当前成效", clause="附件2 二")
    capability: Capability = asked(fields.Nested(schema_of(Capability)), "三、质量管理能力情况", clause="附件2 三")
    quality_model: str = asked(said(), "四、质量管理模式概况（如无相关信息应明确）", clause="附件2 四")
    assessors: str = asked(said(), "五、自评师团队建设情况及自评开展情况（如无相关信息应明确）", clause="附件2 五")
    local_awards: str = asked(said(), "六、获得市县两级人民政府质量奖情况（如无相关信息应明确）", clause="附件2 六")
    higher_awards: str = asked(told(), "七、近三年获得省级及以上质量品牌类、科技创新类奖项（荣誉）情况", clause="附件2 七")
    strengths: Strengths = asked(fields.Nested(schema_of(Strengths)), "八、主要优势和不足", clause="附件2 八")
    conclusion: Conclusion = asked(fields.Nested(schema_of(Conclusion)), "九、调查结论", clause="附件2 九")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class ExpertAdvice:
    """What an expert who guides the survey notes for the station."""

    advice: str = asked(told(), "指导意见", clause="四（五）1")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Classification:
    """The office's class with what it found on each of the text's conditions, or that A is not reached."""

    holds_class: str = asked(one_of((*CLASSES, BELOW_A)), "分类", clause="四（二）1 首段")
    found: Sequence[str] = asked(fields.List(one_of(ALL)), "经认定符合的分类条件", clause="四（二）1 首段")
    because: str = asked(told(), "理由", clause="四（二）1 首段")
