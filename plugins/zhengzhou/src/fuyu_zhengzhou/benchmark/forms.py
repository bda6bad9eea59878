"""Annex 1, the application form (质量标杆申报表), and annex 2's summary with its lengths; name, code and district are the organisation's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal as Number

from marshmallow import fields, validate

from fuyu.law import asked, form, schema_of
from fuyu.web.fields import Date, Decimal, Flag, Text, Whole

# 第五条（一）至（四）
DIRECTIONS = ("全面质量管理", "新一代信息技术", "新业态、新模式", "“专、精、特、新”")
# 第五条：围绕我市……等战略新兴产业；the list is open (等), so an industry outside it is none to be refused unless the year's notice names its own.
INDUSTRIES = (
    "电子信息", "汽车和装备制造", "新材料", "生物医药", "铝精深加工", "现代食品", "家居及服装制造", "新一代信息技术", "人工智能", "5G", "新能源", "节能环保",
)  # fmt: skip  # One name a line would take half a screen.
ACCIDENTS = ("质量责任事故", "安全责任事故", "环保责任事故")
GRADES = ("一般", "较大", "重大", "特别重大")


def long_text() -> Text:
    """Return a field for a text of several paragraphs; how long it may be is the law's to say (`at_most`)."""
    return Text(most=50_000, lines=True)


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class YearOfFigures:
    """One of the three years of the form (基本情况)."""

    year: int = asked(Whole(least=1990, most=2200), "年度", clause="附件1")
    total_assets: Number = asked(Decimal(), "资产总额（万元）", clause="附件1")
    revenue: Number = asked(Decimal(), "销售收入（万元）", clause="附件1")
    profit: Number = asked(Decimal(), "利润总额（万元）", clause="附件1", help="亏损填负数。")
    employees: int = asked(Whole(), "从业人员（人）", clause="附件1")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class BenchmarkApplication:
    """质量标杆申报表 with the summary of annex 2."""

    industry: str = asked(Text(), "所属行业", clause="附件1")
    direction: str = asked(Text(), "遴选方向", clause="第五条")
    name: str = asked(Text(most=500), "标杆名称", clause="附件2 一（一）", at_most="name_characters", help="（企业）+（典型方法技术）+（经验）")
    short_name: str = asked(Text(allow_none=True), "企业简称", clause="附件2 一（一）", default=None)
    introduction: str = asked(long_text(), "标杆简介", clause="附件1")
    address: str = asked(Text(), "通讯地址", clause="附件1")
    postcode: str = asked(Text(most=6), "邮编", clause="附件1")
    contact: str = asked(Text(), "联系人", clause="附件1")
    phone: str = asked(Text(), "电话", clause="附件1")
    mobile: str = asked(Text(), "手机", clause="附件1")
    fax: str = asked(Text(allow_none=True), "传真", clause="附件1", default=None)
    email: str = asked(fields.Email(), "E-mail", clause="附件1")
    years: Sequence[YearOfFigures] = asked(fields.List(fields.Nested(schema_of(YearOfFigures))), "基本情况", clause="附件1")
    is_independent_legal_person: bool = asked(Flag(), "是否独立法人企业", clause="第六条1")
    has_running_quality_system: bool = asked(Flag(), "是否有效运行质量管理体系", clause="第六条1")
    states_no_violation: bool = asked(Flag(), "在诚信、质量、安全、环保等方面无违法行为和不良记录，对材料真实性负责", clause="附件1 承诺")
    promises_to_share: bool = asked(Flag(), "承诺积极参与典型经验的分享交流活动", clause="第六条4")
    legal_representative: str = asked(Text(), "法人代表签字", clause="附件1 承诺")
    signed_on: date = asked(Date(), "签字日期", clause="附件1 承诺")
    abstract: str = asked(long_text(), "摘要", clause="附件2 一（二）", at_most="abstract_characters")
    profile: str = asked(long_text(), "企业概况", clause="附件2 一（三）", at_most="profile_characters")
    practice: str = asked(long_text(), "管理方法（技术）的推进实施与运行", clause="附件2 一（四）", at_most="practice_characters")
    results: str = asked(long_text(), "管理方法（技术）的实施效果", clause="附件2 一（五）", at_most="results_characters")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class YearNotice:
    """What the bureau says when it opens a year: whether it runs alongside the provincial recommendation, which the text makes the rule (原则上)."""

    alongside_province: bool = asked(Flag(), "是否与河南省质量标杆推荐申报工作同步进行", clause="第十一条")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class ProvincialRecommendation:
    """That the bureau recommends a recognised benchmark for the provincial one of a year."""

    year: int = asked(Whole(least=2000, most=2200), "河南省质量标杆申报年度", clause="第十一条")
    says: str = asked(Text(most=2000, lines=True), "推荐理由", clause="第十一条")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class SiteRecord:
    """What experts saw on the spot, or heard at the defence."""

    held_on: date = asked(Date(), "日期", clause="第九条")
    record: str = asked(Text(most=5000, lines=True), "情况记录", clause="第九条")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class HandedOver:
    """The plaque as it was handed over."""

    handed_over_on: date = asked(Date(), "授牌日期", clause="第十条")
    plaque_number: str | None = asked(Text(most=80, allow_none=True), "牌匾编号", clause="第十条", default=None)


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Revocation:
    """The accident for which a benchmark is withdrawn."""

    ground: str = asked(Text(validate=validate.OneOf(ACCIDENTS)), "撤销事由", clause="第十三条")
    grade: str = asked(Text(validate=validate.OneOf(GRADES)), "事故等级", clause="第十三条")
    happened_on: date = asked(Date(), "发生日期", clause="第十三条")
    facts: str = asked(Text(most=5000, lines=True), "事实和认定依据", clause="第十三条")
