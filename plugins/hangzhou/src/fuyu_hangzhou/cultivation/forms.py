"""What an applicant to the cultivation hands in: the form 《申报表》, overview, self-assessment and summary (三（一）–（四）).

The annex is named by the text but not printed with it; these fields are what 二 and 三 ask of an applicant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from marshmallow import fields, validate

from fuyu.law import asked, form, schema_of

PUBLIC_BODIES = ("党委、政府及所属部门", "人大、政协、法院、检察院、民主党派、人民团体")
KINDS = ("企业", "事业单位", "社会组织", "其他组织", *PUBLIC_BODIES)
NO_YEARS_ASKED = ("数字经济新兴产业", "生命健康产业", "农业")
INDUSTRIES = (*NO_YEARS_ASKED, "其他产业")
ENCOURAGED = (
    "通用人工智能", "低空经济", "人形机器人", "类脑智能", "合成生物", "航空航天", "其他战略性新兴产业、未来产业", "传统优势产业骨干企业",
    "成长性强的中小型企业", "“品字标”“浙江精品”建设有成效",
)  # fmt: skip


def said() -> fields.String:
    """Return a text that may not be left empty; its upper bound is technical, what the law bounds is asked when it is handed in."""
    return fields.String(validate=validate.Length(min=1, max=500_000))


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class YearOfFigures:
    """One completed financial year of an organisation."""

    year: int = asked(fields.Integer(strict=True), "年度", clause="二（二）")
    revenue: Decimal = asked(fields.Decimal(as_string=True), "营业收入（万元）", clause="二（二）")
    profit: Decimal = asked(fields.Decimal(as_string=True), "利润总额（万元）", clause="二（二）")
    taxes: Decimal = asked(fields.Decimal(as_string=True), "纳税总额（万元）", clause="二（二）")
    social_contribution: str = asked(said(), "社会贡献情况", clause="二（二）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Statements:
    """What an organisation states on the last three years, one line for each demand of 二（三）."""

    inspections_passed: bool = asked(fields.Boolean(), "近 3 年各级质量安全监督检查合格", clause="二（三）")
    no_major_accident: bool = asked(fields.Boolean(), "近 3 年无重大质量、安全、环保等事故", clause="二（三）")
    no_grave_complaint: bool = asked(fields.Boolean(), "近 3 年无因组织责任导致的重大有效投诉", clause="二（三）")
    not_listed_dishonest: bool = asked(fields.Boolean(), "未被列入严重失信名单", clause="二（三）")
    no_other_grave_violation: bool = asked(fields.Boolean(), "近 3 年无其他严重违法违规行为", clause="二（三）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class HoldingOfGroup:
    """One organisation that a group holds: items （一） to （三） of 二 are asked of each (二（六）)."""

    code: str = asked(said(), "统一社会信用代码", clause="二（六）")
    name: str = asked(said(), "控股组织名称", clause="二（六）")
    is_in_hangzhou: bool = asked(fields.Boolean(), "是否在杭州市行政区域内", clause="三（五）")
    is_lawful_and_honest: bool = asked(fields.Boolean(), "依法诚信经营，信用记录良好", clause="二（一）")
    industry: str = asked(fields.String(validate=validate.OneOf(INDUSTRIES)), "所属产业", clause="二（二）")
    model_since: date = asked(fields.Date(), "实施卓越绩效模式等先进质量管理方法的起始日期", clause="二（二）")
    is_leading: bool = asked(fields.Boolean(), "近 3 年主要经济指标和社会贡献程度居本市同行业前列", clause="二（二）")
    statements: Statements = asked(fields.Nested(schema_of(Statements)), "近 3 年情况", clause="二（三）")
    self_assessment: str = asked(said(), "评价说明", clause="三（三）", help="以集团名义申报的，对所有控股组织均应进行评价说明；计入 6 万字。")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class SelfAssessment:
    """The self-assessment by the categories of GB/T 19580: approach, deployment and results with facts and data; all holdings of a group (三（三）)."""

    leadership: str = asked(said(), "4.1 领导", clause="三（三）")
    strategy: str = asked(said(), "4.2 战略", clause="三（三）")
    customers: str = asked(said(), "4.3 顾客与市场", clause="三（三）")
    resources: str = asked(said(), "4.4 资源", clause="三（三）")
    processes: str = asked(said(), "4.5 过程管理", clause="三（三）")
    measurement: str = asked(said(), "4.6 测量、分析与改进", clause="三（三）")
    results: str = asked(said(), "4.7 结果", clause="三（三）")
    characters_in_figures: int = asked(
        fields.Integer(strict=True, validate=validate.Range(min=0)), "图表中的字数", clause="三（三）", help="图表另行上传，其字数计入 6 万字。"
    )

    @property
    def texts(self) -> tuple[str, ...]:
        """Return the texts of the seven categories."""
        return (self.leadership, self.strategy, self.customers, self.resources, self.processes, self.measurement, self.results)


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class CultivationApplication:
    """《杭州市实施卓越绩效模式培育组织申报表》 with overview, self-assessment and summary."""

    name: str = asked(said(), "组织名称", clause="三（一）")
    address: str = asked(said(), "注册地址", clause="三（六）")
    legal_representative: str = asked(said(), "法定代表人", clause="三（一）")
    contact: str = asked(said(), "联系人", clause="三（一）")
    contact_department: str = asked(said(), "联系人所在部门", clause="三（一）")
    phone: str = asked(said(), "联系电话", clause="三（一）")
    email: str = asked(fields.Email(), "电子邮箱", clause="三（一）")
    kind: str = asked(fields.String(validate=validate.OneOf(KINDS)), "组织性质", clause="二（五）")
    is_managed_as_civil_service: bool = asked(fields.Boolean(), "是否按照（参照）公务员法管理", clause="二（五）")
    main_business: str = asked(said(), "主营业务", clause="三（一）")
    staff: int = asked(fields.Integer(strict=True, validate=validate.Range(min=0)), "员工人数", clause="三（一）")
    industry: str = asked(fields.String(validate=validate.OneOf(INDUSTRIES)), "所属产业", clause="二（二）")
    encouraged: Sequence[str] = asked(fields.List(fields.String(validate=validate.OneOf(ENCOURAGED))), "属于鼓励申报的领域", clause="二（四）", default=())
    method: str = asked(said(), "实施的卓越绩效模式或其他先进质量管理方法", clause="二（二）")
    model_since: date = asked(fields.Date(), "起始日期", clause="二（二）")
    figures: Sequence[YearOfFigures] = asked(fields.List(fields.Nested(schema_of(YearOfFigures))), "近 3 年主要经济指标和社会贡献", clause="二（二）")
    position: str = asked(said(), "在本市同行业或同类型组织中的位次及依据", clause="二（二）")
    is_lawful_and_honest: bool = asked(fields.Boolean(), "依法诚信经营，信用记录和社会信誉良好", clause="二（一）")
    statements: Statements = asked(fields.Nested(schema_of(Statements)), "近 3 年情况", clause="二（三）")
    holdings: Sequence[HoldingOfGroup] = asked(
        fields.List(fields.Nested(schema_of(HoldingOfGroup))), "控股组织（以集团名义申报的，列出全部控股组织）", clause="二（六）", default=()
    )
    overview: str = asked(said(), "组织概述（简介）", clause="三（二）", at_most="overview_characters", help="内容要求见 GB/Z 19579 附录 B。")
    self_assessment: SelfAssessment = asked(fields.Nested(schema_of(SelfAssessment)), "自我评价", clause="三（三）")
    summary: str = asked(said(), "工作总结", clause="三（四）", help="导入卓越绩效管理模式的时间、过程、做法、成效和经验。")
