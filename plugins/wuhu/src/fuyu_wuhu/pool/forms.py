"""Annex 1: 《争创省级以上政府质量奖培育孵化组织申报表》 in full, with the dates that the conditions of 三（一） need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import fields, validate

from fuyu.law import asked, form, schema_of

KINDS = ("机关", "参公单位", "事业单位", "企业", "社会组织", "其他")
ENTERPRISES = ("国有、集体及控股企业", "私营企业", "外商投资企业")
SIZES = ("大型", "中型", "小型", "微型")
INDUSTRIES = ("农业", "制造业", "服务业", "建筑业", "医疗行业", "教育行业")
FIELDS = (
    "电子电器", "汽车及零部件", "材料", "电线电缆", "新一代信息技术", "人工智能", "新材料", "智能家电", "新能源和节能环保", "新能源汽车和智能网联汽车",
    "航空航天（含低空经济）", "高端装备制造（含现代农机）", "大健康和绿色食品", "数字创意（线上经济）", "其他",
)  # fmt: skip  # The annex prints them as a row of boxes.
LEVELS = ("国际", "国家", "省级", "市级")
SEATS = ("秘书处", "委员")
PILOTS = ("国家级", "省级", "市级")
GOOD_CONDUCT = ("AAAAA级", "AAAA级", "AAA级", "AA级", "A级", "未评价")
STANDARD_LEVELS = ("达到或超过国际标准、国外先进标准", "超过国家或行业推荐性标准", "达到国家或行业推荐性标准", "符合国家或行业强制性标准")
CLASSES = ("A", "B", "C", "D")
ACCIDENTS = ("质量", "安全", "环境污染", "公共卫生", "食品安全")
HONOUR_LEVELS = ("国家级", "省级", "市级")


def said() -> fields.String:
    """Return a text that may not be left empty."""
    return fields.String(validate=validate.Length(min=1))


def one_of(choices: Sequence[str], *, or_none: bool = False) -> fields.String:
    """Return a choice of one box; `or_none` where the annex lets it be left."""
    return fields.String(validate=validate.OneOf(choices), allow_none=or_none)


def names() -> fields.Field[Any]:
    """Return a list of names, one a line."""
    return fields.List(said())


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Committee:
    """A seat in a technical committee for standardisation (含分技术委员会)."""

    level: str = asked(one_of(LEVELS), "标准化技术委员会级别", clause="附件1 一")
    seat: str = asked(one_of(SEATS), "秘书处或委员", clause="附件1 一")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Standard:
    """A standard that the organisation wrote or helped to write."""

    number: str = asked(said(), "标准号", clause="附件1 一")
    name: str = asked(said(), "标准名称", clause="附件1 一")
    rank: int = asked(fields.Integer(strict=True, validate=validate.Range(min=1)), "在起草单位中的位次", clause="附件1 一")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Standardisation:
    """Annex 1, 质量基础能力 一."""

    takes_part: bool = asked(fields.Boolean(), "是否承担或参与标准化技术委员会", clause="附件1 一")
    committees: Sequence[Committee] = asked(fields.List(fields.Nested(schema_of(Committee))), "所在标准化技术委员会", clause="附件1 一", default=())
    pilots: Sequence[str] = asked(fields.List(one_of(PILOTS)), "承担的标准化试点(示范)工作（未承担的不选）", clause="附件1 一", default=())
    good_conduct: str = asked(one_of(GOOD_CONDUCT), "标准化良好行为企业评价", clause="附件1 一")
    standards: Sequence[Standard] = asked(fields.List(fields.Nested(schema_of(Standard))), "主持或参与标准制修订情况", clause="附件1 一", default=())
    level: str = asked(one_of(STANDARD_LEVELS), "主要产品执行标准参数对比情况", clause="附件1 一")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Certifications:
    """Annex 1, 质量基础能力 二: by name; the management systems without ISO 9001, which 三（一）3 asks for by itself."""

    products: Sequence[str] = asked(names(), "产品认证", clause="附件1 二", default=())
    services: Sequence[str] = asked(names(), "服务认证", clause="附件1 二", default=())
    systems: Sequence[str] = asked(names(), "管理体系认证（除ISO9001外）", clause="附件1 二", default=())
    others: Sequence[str] = asked(names(), "其他", clause="附件1 二", default=())


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class SystemCertificate:
    """A certificate of GB/T 19001 or of another management system, with its number and last day."""

    standard: str = asked(said(), "认证依据（GB/T 19001 或其他体系）", clause="三（一）3")
    number: str = asked(said(), "证书编号", clause="三（一）3")
    issuer: str = asked(said(), "发证机构", clause="三（一）3")
    valid_until: date = asked(fields.Date(), "有效期至", clause="三（一）3")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class PastAccident:
    """An accident before the application, as a competent authority found it."""

    kind: str = asked(one_of(ACCIDENTS), "事故类别", clause="三（一）5")
    is_major: bool = asked(fields.Boolean(), "是否认定为重大事故", clause="三（一）5")
    happened_on: date = asked(fields.Date(), "发生日期", clause="三（一）5")
    found_by: str = asked(said(), "认定单位", clause="三（一）5")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Conditions:
    """What annex 1 has no line for and the conditions of 三（一） need."""

    licensed_on: date = asked(fields.Date(), "取得相应资质或证照的日期", clause="三（一）1")
    model_since: date = asked(fields.Date(), "导入卓越绩效管理模式的日期", clause="三（一）3")
    certificates: Sequence[SystemCertificate] = asked(fields.List(fields.Nested(schema_of(SystemCertificate))), "已通过的体系认证", clause="三（一）3")
    accidents: Sequence[PastAccident] = asked(fields.List(fields.Nested(schema_of(PastAccident))), "曾发生的事故（逐起列明）", clause="三（一）5", default=())
    failed_inspection: bool = asked(fields.Boolean(), "有无国家或省级质量监督抽查（检查）不合格记录", clause="三（一）5")
    grave_violation: bool = asked(fields.Boolean(), "有无其他严重违法、违规不良记录", clause="三（一）5")
    criminal_record: bool = asked(fields.Boolean(), "法定代表人有无犯罪记录", clause="三（一）5")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Honour:
    """An honour for quality, from the city's level up."""

    name: str = asked(said(), "荣誉名称", clause="附件1 荣誉")
    level: str = asked(one_of(HONOUR_LEVELS), "级别", clause="附件1 荣誉")
    awarded_on: date = asked(fields.Date(), "获得日期", clause="附件1 荣誉")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class PoolApplication:
    """Annex 1."""

    name: str = asked(said(), "组织名称", clause="附件1 基本情况")
    address: str = asked(said(), "地址", clause="附件1 基本情况")
    contact: str = asked(said(), "联系人", clause="附件1 基本情况")
    contact_department: str = asked(said(), "所在部门", clause="附件1 基本情况")
    phone: str = asked(said(), "电话/手机", clause="附件1 基本情况")
    email: str = asked(fields.Email(), "电子邮箱", clause="附件1 基本情况")
    kind: str = asked(one_of(KINDS), "组织性质", clause="附件1 基本情况")
    enterprise: str | None = asked(one_of(ENTERPRISES, or_none=True), "企业类型（非企业不填）", clause="附件1 基本情况", default=None)
    size: str = asked(one_of(SIZES), "组织规模", clause="附件1 基本情况")
    industry: str = asked(one_of(INDUSTRIES), "所属行业", clause="附件1 基本情况")
    fields_of_work: Sequence[str] = asked(fields.List(one_of(FIELDS)), "所属先导产业和重点领域", clause="附件1 基本情况", default=())
    is_profitable: bool = asked(fields.Boolean(), "近三年主营业务是否保持持续盈利（政策性亏损除外）", clause="附件1 近三年")
    had_major_accident: bool = asked(fields.Boolean(), "近三年有无重大质量、安全、环境、公共卫生、食品安全等事故", clause="附件1 近三年")
    had_grave_complaint: bool = asked(fields.Boolean(), "近三年有无因组织责任导致的重大质量投诉和严重失信行为", clause="附件1 近三年")
    conditions: Conditions = asked(fields.Nested(schema_of(Conditions)), "申报条件", clause="三（一）首段")
    standardisation: Standardisation = asked(fields.Nested(schema_of(Standardisation)), "一、标准化", clause="附件1 一")
    certifications: Certifications = asked(fields.Nested(schema_of(Certifications)), "二、认证", clause="附件1 二")
    testing: str = asked(said(), "三、检验检测（因行业特殊性无此项内容的，请注明）", clause="附件1 三")
    other_strengths: str = asked(fields.String(), "其他质量基础能力建设方面的优势项", clause="附件1 优势", default="")
    honours: Sequence[Honour] = asked(fields.List(fields.Nested(schema_of(Honour))), "近三年获得的市级及以上与质量相关的荣誉", clause="附件1 荣誉", default=())
    proposed_class: str = asked(one_of(CLASSES), "自评孵化分类建议（四选一）", clause="附件1 分类建议")
