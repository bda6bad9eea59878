"""What is recorded on the way and while an organisation is cultivated (四（二）1, 四（三）, 五（二）)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from marshmallow import fields, validate

from fuyu.law import asked, form
from fuyu_hangzhou.cultivation.forms import said

FRAUD = "申报弄虚作假"
INCIDENTS = ("重大质量事故", "重大安全事故", "其他严重违法、违规、违纪行为", FRAUD)
REPORT = "yearly_report"
SERVICES = ("宣传推广卓越绩效模式", "经验介绍", "品牌建设", "社会公益活动", "质量管理孵化服务")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class GroupTask:
    """That a review group was formed, as its leader takes the task on."""

    says: str = asked(said(), "评审组分工和日程", clause="四（二）1 首段")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class IndependentReview:
    """What a reviewer records alone of an application's documents: the three matters of 独立评审."""

    meets_conditions: bool = asked(fields.Boolean(), "申报组织是否符合基本条件要求", clause="四（二）1（1）")
    is_complete: bool = asked(fields.Boolean(), "申报材料是否翔实、完整", clause="四（二）1（1）")
    shows_approach: bool = asked(fields.Boolean(), "能否反映采用方法", clause="四（二）1（1）")
    shows_deployment: bool = asked(fields.Boolean(), "能否反映工作展开", clause="四（二）1（1）")
    shows_results: bool = asked(fields.Boolean(), "能否反映实施结果", clause="四（二）1（1）")
    remarks: str = asked(said(), "评审记录", clause="四（二）1（1）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class GroupReport:
    """The report of a review group beside its score: 材料评审报告, or the opinion on the spot (评审意见)."""

    report: str = asked(said(), "评审报告和评审意见", clause="四（二）1（2）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class SiteRecord:
    """The record of an on-site review: its meeting, the organisation's presentation, the visit, and the report."""

    held_on: date = asked(fields.Date(), "现场评审日期", clause="四（三）2（1）")
    meeting: str = asked(said(), "评审会议：议程和要求", clause="四（三）2（1）")
    presentation: str = asked(said(), "组织陈述：项目成果、创新点、效益及答问", clause="四（三）2（2）")
    visit: str = asked(said(), "现场考察：查阅资料、查看现场、深度质询", clause="四（三）2（3）")
    report: str = asked(said(), "现场评审报告", clause="四（三）2（3）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class YearlyReport:
    """The self-assessment of the past year that a cultivated organisation hands in."""

    year: int = asked(fields.Integer(strict=True), "上年度", clause="五（二）4", help="报告所属年度。")
    self_assessment: str = asked(said(), "上年度自我评价报告", clause="五（二）4")
    improvements: str = asked(said(), "质量管理持续改进情况", clause="五（二）4")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Incident:
    """An accident or violation of a cultivated organisation, as a competent authority found it."""

    kind: str = asked(fields.String(validate=validate.OneOf(INCIDENTS)), "情形", clause="五（二）5")
    happened_on: date = asked(fields.Date(), "发生日期", clause="五（二）5")
    found_by: str = asked(said(), "认定单位", clause="五（二）5")
    finding: str = asked(said(), "认定结论", clause="五（二）5")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Cancellation:
    """The decision to cancel the cultivation because a yearly report did not come in time; it orders no refund."""

    ground: str = asked(fields.String(validate=validate.Regexp(rf"^{REPORT}/\d{{4}}$")), "事由", clause="五（二）4", help="逾期的年度报告。")
    says: str = asked(said(), "决定内容", clause="五（二）4")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Withdrawal:
    """The decision to revoke the cultivation on an accident or a violation; it orders the refund."""

    ground: str = asked(fields.String(validate=validate.Regexp(r"^incident/\d/\d{4}-\d\d-\d\d$")), "事由", clause="五（二）5")
    says: str = asked(said(), "决定内容", clause="五（二）5")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """What a cultivated organisation did for others: sharing, public benefit, incubation services, brands."""

    kind: str = asked(fields.String(validate=validate.OneOf(SERVICES)), "类别", clause="五（二）3")
    held_on: date = asked(fields.Date(), "日期", clause="五（二）3")
    audience: int = asked(fields.Integer(strict=True, validate=validate.Range(min=0)), "受益企业（人）数", clause="五（二）3")
    says: str = asked(said(), "内容", clause="五（二）2")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    """Money paid out or paid back; the amount stands in another text (《杭州市政府质量奖管理办法》), so it is entered."""

    amount: Decimal = asked(fields.Decimal(as_string=True, validate=validate.Range(min=0, min_inclusive=False)), "金额（元）", clause="五（二）4")
    paid_on: date = asked(fields.Date(), "日期", clause="五（二）4")
    reference: str = asked(said(), "凭证号", clause="五（二）4")
