"""Annex 1, the application form (认定申报表), with what 第六条 asks beside it; name, code and district of the applicant are its organisation's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal as Number

from marshmallow import fields, validate

from fuyu.law import asked, form, schema_of
from fuyu.web.fields import Date, Decimal, Flag, Text, Whole

SIZES = ("大型", "中型", "小型", "微型")
DISTRICT_AWARD, CITY_AWARD, PROVINCE_AWARD, NATIONAL_AWARD = "区县（市）政府质量奖", "郑州市市长质量奖", "河南省省长质量奖", "中国质量奖"
QUALITY = ("GB/T 19001", "ISO 9001")
ENVIRONMENT = ("GB/T 24001", "ISO 14001")
SAFETY = ("GB/T 45001", "ISO 45001")


def one_of(choices: Sequence[str], *, allow_none: bool = False) -> Text:
    """Return a field that takes one of the words given."""
    return Text(validate=validate.OneOf(choices), allow_none=allow_none)


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class YearOfFigures:
    """One completed financial year: annex 1's main indicators, and those of 第六条（一）."""

    year: int = asked(Whole(least=1990, most=2200), "年度", clause="第六条（一）")
    revenue: Number = asked(Decimal(), "主营业务收入（万元）", clause="附件1")
    growth: Number = asked(Decimal(), "同比增长（%）", clause="附件1")
    labour_productivity: Number = asked(Decimal(), "全员劳动生产率（万元/人）", clause="附件1")
    asset_contribution: Number = asked(Decimal(), "总资产贡献率（%）", clause="附件1")
    profit: Number = asked(Decimal(), "利润总额（万元）", clause="附件1", help="亏损填负数。")
    tax: Number = asked(Decimal(), "纳税额（万元）", clause="附件1")
    market_share: Number = asked(Decimal(least=Number(0), most=Number(100)), "市场占有率（%）", clause="第六条（一）")
    invention_patents: int = asked(Whole(), "发明专利数量（件）", clause="第六条（一）")
    first_pass_rate: Number = asked(Decimal(least=Number(0), most=Number(100)), "内部一次交检合格率（%）", clause="第六条（一）")
    rank: int = asked(Whole(least=1), "主要指标在郑州市同行业的位次", clause="第六条（一）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class QualityAward:
    """A government quality award that the applicant won; the proof is among the materials."""

    level: str = asked(one_of((DISTRICT_AWARD, CITY_AWARD, PROVINCE_AWARD, NATIONAL_AWARD)), "奖项", clause="附件1")
    is_nomination: bool = asked(Flag(), "是否提名奖", clause="附件1", default=False)
    granted_on: date = asked(Date(), "获奖日期", clause="附件1")
    withdrawn_on: date | None = asked(Date(allow_none=True), "撤销日期（未撤销的不填）", clause="第六条（一）", default=None)


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Certificate:
    """A certificate for one of the three management systems, in either designation."""

    standard: str = asked(one_of((*QUALITY, *ENVIRONMENT, *SAFETY)), "认证标准", clause="第六条（三）")
    number: str = asked(Text(most=80), "证书编号", clause="第六条（三）")
    issuer: str = asked(Text(), "认证机构", clause="第六条（三）")
    valid_from: date = asked(Date(), "有效期自", clause="第六条（三）")
    expires_on: date = asked(Date(), "有效期至", clause="第六条（三）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class OtherCertificate:
    """A certificate for another management system of the applicant's industry."""

    system: str = asked(Text(), "行业管理体系", clause="第六条（三）")
    number: str = asked(Text(most=80), "证书编号", clause="第六条（三）")
    issuer: str = asked(Text(), "认证机构", clause="第六条（三）")
    valid_from: date = asked(Date(), "有效期自", clause="第六条（三）")
    expires_on: date = asked(Date(), "有效期至", clause="第六条（三）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class BaseApplication:
    """郑州市企业卓越绩效管理孵化基地认定申报表."""

    address: str = asked(Text(), "通讯地址", clause="附件1")
    email: str = asked(fields.Email(), "电子邮箱", clause="附件1")
    industry: str = asked(Text(), "所属行业", clause="附件1")
    size: str = asked(one_of(SIZES), "规模类型", clause="附件1")
    registered_capital: Number = asked(Decimal(least=Number(0)), "注册资本（万元）", clause="附件1")
    total_assets: Number = asked(Decimal(least=Number(0)), "资产总额（万元）", clause="附件1")
    legal_representative: str = asked(Text(), "法人代表", clause="附件1")
    phone: str = asked(Text(), "联系电话", clause="附件1")
    products: str = asked(Text(most=500), "产品或服务", clause="附件1")
    employees: int = asked(Whole(), "职工人数", clause="附件1")
    contact: str = asked(Text(), "申报联系人", clause="附件1")
    contact_phone: str = asked(Text(), "申报联系人电话", clause="附件1")
    founded_on: date = asked(Date(), "营业执照成立日期", clause="第六条（五）")
    model_applied_since: date = asked(Date(), "开始应用卓越绩效模式的日期", clause="第六条（一）")
    years: Sequence[YearOfFigures] = asked(fields.List(fields.Nested(schema_of(YearOfFigures))), "近三年主要经济、技术和质量指标", clause="第六条（一）")
    awards: Sequence[QualityAward] = asked(fields.List(fields.Nested(schema_of(QualityAward))), "获得各级政府质量奖情况", clause="附件1")
    certificates: Sequence[Certificate] = asked(fields.List(fields.Nested(schema_of(Certificate))), "管理体系认证", clause="第六条（三）")
    has_other_systems: bool = asked(Flag(), "本行业是否有其他管理体系认证", clause="第六条（三）", help="没有的选“否”，即“不适用”。")
    other_certificates: Sequence[OtherCertificate] = asked(
        fields.List(fields.Nested(schema_of(OtherCertificate))), "其他行业管理体系认证", clause="第六条（三）", default=()
    )
    companies_committed: int = asked(Whole(), "自愿承担孵化的企业数", clause="第六条（四）")
    applies_voluntarily: bool = asked(Flag(), "本单位自愿申报并履行社会责任", clause="第四条")
    profile: str = asked(
        Text(most=50_000, lines=True),
        "企业简介、导入卓越绩效以来取得的成效，申报优势及工作打算",
        clause="附件1 简介",
        at_most="profile_characters",
        help="内容较多的，可以添加附件，字数不超过3000字。",
    )
