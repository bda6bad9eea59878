"""What is filled in while a base is chosen and an incubatee admitted: the district's list, annex 4, consent, visit, undertaking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal as Number

from marshmallow import fields, validate

from fuyu.law import asked, form, schema_of
from fuyu.web.fields import Code, Date, Decimal, Flag, Text
from fuyu_zhengzhou.base.forms import SIZES, one_of

SERVICES = ("培训辅导", "咨询服务", "管理指导", "标杆比对", "质量攻关", "质量诊断", "交流学习")


def long_text() -> Text:
    """Return a field for a text of several paragraphs."""
    return Text(most=5000, lines=True)


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class ListedCompany:
    """One company that the district names for the base to bring up."""

    code: str = asked(Code(), "统一社会信用代码", clause="附件3")
    name: str = asked(Text(), "企业名称", clause="附件3")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class IncubateeList:
    """Annex 3, the district's list (企业汇总表)."""

    companies: Sequence[ListedCompany] = asked(
        fields.List(fields.Nested(schema_of(ListedCompany)), validate=validate.Length(max=500)), "拟入孵企业名单", clause="附件3"
    )


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Registration:
    """Annex 4, the incubatee's registration form (企业登记表) with its intent (第八条) and its undertaking (第十六条（二）)."""

    name: str = asked(Text(), "申报单位名称", clause="附件4")
    address: str = asked(Text(), "通讯地址", clause="附件4")
    email: str = asked(fields.Email(), "电子邮箱", clause="附件4")
    industry: str = asked(Text(), "所属行业", clause="附件4")
    size: str = asked(one_of(SIZES), "规模类型", clause="附件4")
    registered_capital: Number = asked(Decimal(least=Number(0)), "注册资本（万元）", clause="附件4")
    total_assets: Number = asked(Decimal(least=Number(0)), "资产总额（万元）", clause="附件4")
    legal_representative: str = asked(Text(), "法人代表", clause="附件4")
    phone: str = asked(Text(), "联系电话", clause="附件4")
    contact: str = asked(Text(), "申报联系人", clause="附件4")
    contact_phone: str = asked(Text(), "申报联系人电话", clause="附件4")
    revenue: Number = asked(Decimal(), "主营业务收入（万元）", clause="附件4")
    growth: Number = asked(Decimal(), "同比增长（%）", clause="附件4")
    core_industry: str = asked(Text(), "核心产业名称", clause="附件4")
    capacity: str = asked(Text(), "生产能力", clause="附件4")
    profit: Number = asked(Decimal(), "利润总额（万元）", clause="附件4")
    tax: Number = asked(Decimal(), "纳税额（万元）", clause="附件4")
    honours: str = asked(Text(most=1000, lines=True, allow_none=True), "获得质量方面主要奖项", clause="附件4", default=None)
    profile: str = asked(long_text(), "企业简介", clause="附件4")
    intends_to_join: bool = asked(Flag(), "提出入孵意向", clause="第八条")
    undertakes: bool = asked(Flag(), "承诺贯彻实施《卓越绩效评价准则》", clause="第十六条（二）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Consent:
    """The applicant's consent to the list, and the services that it promises each company on it."""

    consents: bool = asked(Flag(), "同意接收名单所列企业入孵", clause="第八条")
    promised: Sequence[str] = asked(fields.List(one_of(SERVICES), validate=validate.Length(min=1)), "承诺提供的服务", clause="第十七条（二）3")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class OnSiteRecord:
    """What an expert or a third party saw on the spot."""

    visited_on: date = asked(Date(), "现场审查日期", clause="第九条")
    saw: str = asked(long_text(), "现场审查情况", clause="第九条")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class DepartmentsTold:
    """Which departments of the government were told of a base, when, and by which document."""

    departments: str = asked(Text(most=500), "通报的政府有关部门", clause="第九条")
    told_on: date = asked(Date(), "通报日期", clause="第九条")
    document: str = asked(Text(most=120), "通报文号", clause="第九条")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class HandedOver:
    """Certificate and plaque as they were handed over to a base."""

    handed_over_on: date = asked(Date(), "颁发荣誉证书和挂牌日期", clause="第十条")
    plaque_number: str = asked(Text(most=80), "牌匾编号", clause="第十条")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class AdmissionPeriod:
    """For how long an incubatee is admitted where that is not the usual period; a longer one only 原则上 not (L8)."""

    until: date | None = asked(Date(allow_none=True), "孵化期至（不填的，按规定的孵化期）", clause="第十六条（三）", default=None)


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Undertaking:
    """An incubatee's undertaking to apply the standard, given before it is admitted."""

    undertakes: bool = asked(Flag(), "承诺贯彻实施《卓越绩效评价准则》（GB/T 19580）", clause="第十六条（二）")
