"""What is recorded on the way: on the spot, by the supervision group, and while an organisation is cultivated (四（三）, 五)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from marshmallow import fields, validate

from fuyu.law import asked, form
from fuyu_hangzhou.cultivation.forms import said

SUPERVISED = ("评审组", "评审员", "受评组织")
MATTERS = ("不公开、不公平、不公正", "收取或变相收取费用", "评审过程不符合规定程序", "违反评审纪律", "影响公正评审的不正当行为", "弄虚作假")
FRAUD = "申报弄虚作假"
INCIDENTS = ("重大质量事故", "重大安全事故", "其他严重违法、违规、违纪行为", FRAUD)
REPORT = "yearly_report"
GROUNDS = (REPORT, *(f"incident/{number}" for number in range(len(INCIDENTS))))
"""The keys of the findings that take the cultivation away."""
PENALTIES = ("批评", "取消评审员资格", "取消本次评审资格", "收回补助经费", "移交司法机关", "直接纠正")
SERVICES = ("宣传推广卓越绩效模式", "经验介绍", "品牌建设", "社会公益活动", "质量管理孵化服务")


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
class Rating:
    """How reviewers and reviewed rate each other (相互监督)."""

    is_fair: bool = asked(fields.Boolean(), "是否公开、公平、公正", clause="五（一）2")
    follows_procedure: bool = asked(fields.Boolean(), "是否符合规定的程序和纪律", clause="五（一）2")
    takes_fees: bool = asked(fields.Boolean(), "是否收取或变相收取费用、有无不正当行为", clause="五（一）2")
    remarks: str = asked(fields.String(), "说明", clause="五（一）3", default="")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Complaint:
    """A report to the supervision group about a review group, a reviewer or a reviewed organisation."""

    about: str = asked(fields.String(validate=validate.OneOf(SUPERVISED)), "监督对象", clause="五（一）1")
    name: str = asked(said(), "被举报、投诉的人员或组织", clause="五（一）1")
    matter: str = asked(fields.String(validate=validate.OneOf(MATTERS)), "事项", clause="五（一）2")
    facts: str = asked(said(), "事实和理由", clause="五（一）3")
    happened_on: date = asked(fields.Date(), "发生日期", clause="五（一）3")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Handling:
    """What the bureau did on what the supervision group found true."""

    penalty: str = asked(fields.String(validate=validate.OneOf(PENALTIES)), "处理", clause="五（一）4")
    says: str = asked(said(), "处理意见", clause="五（一）4")


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
class Withdrawal:
    """The decision to cancel or revoke: which ground it stands on decides whether a refund is ordered."""

    ground: str = asked(fields.String(validate=validate.OneOf(GROUNDS)), "事由", clause="五（二）5")
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
