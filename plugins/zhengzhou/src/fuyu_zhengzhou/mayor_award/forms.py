"""The application for the mayor's quality award; the draft prints no form, so these are the data that 第十三条 and 第十四条 ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal as Number

from marshmallow import fields, validate

from fuyu.law import asked, form, schema_of
from fuyu.web.fields import Date, Decimal, Flag, Money, Text, Whole

SAMPLE, EXPORT, SERVICE = "监督抽查不合格", "出口产品索赔、退货、通报调查", "严重服务质量问题"
FRAUD = "评定活动弄虚作假"
ACCIDENT = "重大质量、安全、环境污染等责任事故"
HONOURS = ("商标荣誉", "品牌荣誉", "创新荣誉", "高新技术企业", "工程质量奖", "县（市、区）质量奖", "其他")
PURPOSES = ("质量宣传", "品牌建设", "先进质量管理方法的推广与分享", "质量管理人员的培训和奖励", "质量攻关", "质量检验机构和实验室建设", "质量公益活动")
BY_ACCIDENT = "较大以上责任事故"
GROUNDS = ("弄虚作假", BY_ACCIDENT, "严重不良社会影响", "其他违法违规行为")
# 按照国家有关规定认定：《生产安全事故报告和调查处理条例》等将事故由轻到重分为四级。
GRADES = ("一般", "较大", "重大", "特别重大")
# 第十九条：重点行业、新兴产业、现代服务业以及医疗卫生、教育等公共服务领域。
PUBLIC_SERVICES = ("医疗卫生", "教育", "其他公共服务")
CATEGORIES = ("制造业", "工程建设", "服务业", *PUBLIC_SERVICES, "其他")


def one_of(choices: Sequence[str]) -> Text:
    """Return a field that takes one of the words given."""
    return Text(validate=validate.OneOf(choices))


def long_text() -> Text:
    """Return a field for a text of several paragraphs."""
    return Text(most=5000, lines=True)


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class YearOfFigures:
    """One completed financial year of the self-assessment report."""

    year: int = asked(Whole(least=1990, most=2200), "年度", clause="第十三条（二）")
    revenue: Number = asked(Decimal(), "经营收入（万元）", clause="第十三条（三）")
    profit: Number = asked(Decimal(), "利润总额（万元）", clause="第十四条（五）", help="亏损填负数。")
    profit_and_tax: Number = asked(Decimal(), "利税总额（万元）", clause="第十三条（三）")
    asset_contribution: Number = asked(Decimal(), "总资产贡献率（%）", clause="第十三条（三）")
    social_contribution: str = asked(Text(most=1000, lines=True), "社会贡献", clause="第十三条（三）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """Something that bars an application for some years, disclosed by the applicant."""

    kind: str = asked(one_of((SAMPLE, EXPORT, SERVICE, FRAUD, ACCIDENT)), "情形", clause="第十四条")
    happened_on: date = asked(Date(), "发生日期", clause="第十四条")
    says: str = asked(Text(most=1000, lines=True), "情况说明", clause="第十四条")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Honour:
    """An honour that gives priority in recommendation."""

    kind: str = asked(one_of(HONOURS), "荣誉类别", clause="第十三条（四）")
    name: str = asked(Text(), "荣誉名称", clause="第十三条（四）")
    granted_on: date = asked(Date(), "获得日期", clause="第十三条（四）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class AwardApplication:
    """郑州市市长质量奖申报书."""

    address: str = asked(Text(), "通讯地址", clause="第十七条（二）")
    email: str = asked(fields.Email(), "电子邮箱", clause="第十七条（二）")
    industry: str = asked(Text(), "所属行业", clause="第十六条")
    category: str = asked(one_of(CATEGORIES), "行业类别", clause="第十六条", help="按行业类别适用评审标准和实施细则。")
    legal_representative: str = asked(Text(), "法定代表人", clause="第十三条（一）")
    contact: str = asked(Text(), "联系人", clause="第十七条（二）")
    contact_phone: str = asked(Text(), "联系电话", clause="第十七条（二）")
    employees: int = asked(Whole(), "职工人数", clause="第十七条（二）")
    is_legal_person: bool = asked(Flag(), "是否具备法人资格", clause="第十三条（一）")
    is_nonprofit: bool = asked(Flag(), "是否从事非盈利性业务", clause="第十三条（三）")
    operates_since: date = asked(Date(), "合法运营起始日期", clause="第十三条（一）")
    model_applied_since: date = asked(Date(), "开始实施卓越绩效模式管理的日期", clause="第十三条（二）")
    years: Sequence[YearOfFigures] = asked(fields.List(fields.Nested(schema_of(YearOfFigures))), "近三年相关数据和信息", clause="第十三条（二）")
    standing: str = asked(long_text(), "上年度指标在国内、省内同行业所处位置及依据", clause="第十三条（三）")
    honours: Sequence[Honour] = asked(fields.List(fields.Nested(schema_of(Honour))), "荣誉和称号", clause="第十三条（四）", default=())
    events: Sequence[Event] = asked(fields.List(fields.Nested(schema_of(Event))), "第十四条所列情形（没有的不填）", clause="第十四条", default=())
    self_assessment: str = asked(Text(most=60000, lines=True), "自评报告", clause="第十三条（二）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewReport:
    """A review group's report on documents or on the spot."""

    reviewed_on: date = asked(Date(), "评审日期", clause="第十二条（二）")
    report: str = asked(Text(most=20000, lines=True), "评审报告", clause="第十二条（二）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Presented:
    """Certificate and cup as they were presented; 第二十七条 gives a repeat win certificate and title, so a cup may be left out."""

    certificate_on: date = asked(Date(), "颁发证书日期", clause="第十七条（九）")
    cup_on: date | None = asked(Date(allow_none=True), "颁发奖杯日期", clause="第十七条（九）", default=None)


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    """The prize money as it was paid."""

    amount: Number = asked(Money(), "奖金（元）", clause="第四条")
    paid_on: date = asked(Date(), "拨付日期", clause="第十七条（九）")
    reference: str = asked(Text(most=80), "凭证号", clause="第五条")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class UseOfPrize:
    """One use of the prize money, for one of the purposes that the draft allows."""

    amount: Number = asked(Money(), "支出金额（元）", clause="第二十三条")
    spent_on: date = asked(Date(), "支出日期", clause="第二十三条")
    purpose: str = asked(one_of(PURPOSES), "用途", clause="第二十三条")
    note: str = asked(Text(most=500, allow_none=True), "说明", clause="第二十三条", default=None)


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Misuse:
    """A use of the prize money that the draft does not allow, as the secretariat found it."""

    found_on: date = asked(Date(), "发现日期", clause="第二十三条")
    spent: Number = asked(Money(), "使用不当的金额（元）", clause="第二十三条")
    used_for: str = asked(Text(most=500, lines=True), "实际用途", clause="第二十三条")
    facts: str = asked(long_text(), "事实和证据", clause="第二十三条")
    is_grave: bool = asked(Flag(), "是否情节严重", clause="第二十三条")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class RecoveryProposal:
    """What the secretariat asks the city government to claim back of the prize."""

    claimed: Number = asked(Money(), "拟追缴金额（元）", clause="第二十三条")
    because: str = asked(long_text(), "追缴理由", clause="第二十三条")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Recovered:
    """Money of the prize that came back."""

    amount: Number = asked(Money(), "追缴到账金额（元）", clause="第二十三条")
    recovered_on: date = asked(Date(), "到账日期", clause="第二十三条")
    reference: str = asked(Text(most=80), "凭证号", clause="第二十三条")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Revocation:
    """The ground on which the title is withdrawn, with its facts."""

    ground: str = asked(one_of(GROUNDS), "撤销事由", clause="第二十四条")
    happened_on: date = asked(Date(), "发生日期", clause="第二十四条")
    grade: str | None = asked(Text(validate=validate.OneOf(GRADES), allow_none=True), "事故等级（责任事故填写）", clause="第二十四条（二）", default=None)
    facts: str = asked(long_text(), "事实和证据", clause="第二十四条")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class TakenBack:
    """What was taken back after a revocation; a repeat win brought no cup, and who was never paid owes nothing."""

    certificate_on: date = asked(Date(), "收回证书日期", clause="第二十四条")
    cup_on: date | None = asked(Date(allow_none=True), "收回奖杯日期", clause="第二十四条", default=None)
    amount: Number | None = asked(Money(allow_none=True), "追缴奖金（元）", clause="第二十四条", default=None)
    money_on: date | None = asked(Date(allow_none=True), "追缴奖金日期", clause="第二十四条", default=None)
