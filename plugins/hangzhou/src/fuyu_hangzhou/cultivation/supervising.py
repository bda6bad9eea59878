"""What runs beside an application's own way: reports of change, complaints about the review, and how both sides rate each other (三（六）, 五（一）)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from marshmallow import fields, validate

from fuyu.law import asked, form
from fuyu.law.steps import APPLICATION, Decide, Effect, Fill, Process, Review, Verdict, Way
from fuyu_hangzhou.cultivation.forms import said
from fuyu_hangzhou.cultivation.records import FRAUD, Payment

NAME, RESTRUCTURING, ITEM_3 = "变更名称", "兼并、重组等致使组织结构和生产要素发生重大变化", "不符合申报条件第（三）项"
CHANGES = (NAME, RESTRUCTURING, ITEM_3)
REVIEWERS = ("评审组", "评审员")
REVIEWERS_MATTERS = ("不公开、不公平、不公正", "收取或变相收取费用", "评审过程不符合规定程序", "违反评审纪律")
APPLICANTS_MATTERS = ("影响公正评审的不正当行为", "弄虚作假")
STRUCK_OFF = "取消评审资格"
PENALTIES = ("批评", STRUCK_OFF, "移交司法机关")

NOTED = Verdict("note", Way.ON, "已收悉")
UNFOUNDED = Verdict("dismiss", Way.END, "查无实据")
CORRECTED = Verdict("correct", Way.END, "直接纠正")
FOUND_TRUE = Verdict("uphold", Way.ON, "查证属实")
LET_STAND = Verdict("keep", Way.END, "不予取消")
DISQUALIFY = Verdict("disqualify", Way.ON, "取消本次评审资格")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeReport:
    """What an applicant reports to the city bureau during the review."""

    kind: str = asked(fields.String(validate=validate.OneOf(CHANGES)), "变更情形", clause="三（六）")
    happened_on: date = asked(fields.Date(), "发生日期", clause="三（六）")
    says: str = asked(said(), "情况说明", clause="三（六）")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class ComplaintAboutReviewers:
    """A report to the supervision group about a review group or a reviewer."""

    about: str = asked(fields.String(validate=validate.OneOf(REVIEWERS)), "监督对象", clause="五（一）1")
    name: str = asked(said(), "被举报、投诉的评审组或人员", clause="五（一）1")
    matter: str = asked(fields.String(validate=validate.OneOf(REVIEWERS_MATTERS)), "事项", clause="五（一）2")
    facts: str = asked(said(), "事实和理由", clause="五（一）3")
    happened_on: date = asked(fields.Date(), "发生日期", clause="五（一）3")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class ComplaintAboutApplicant:
    """A report to the supervision group about a reviewed organisation."""

    matter: str = asked(fields.String(validate=validate.OneOf(APPLICANTS_MATTERS)), "事项", clause="五（一）2")
    facts: str = asked(said(), "事实和理由", clause="五（一）3")
    happened_on: date = asked(fields.Date(), "发生日期", clause="五（一）3")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Handling:
    """What the bureau did about a reviewer on whom something was found true."""

    person: str = asked(said(), "评审员（专家库编号）", clause="五（一）4")
    penalty: str = asked(fields.String(validate=validate.OneOf(PENALTIES)), "处理", clause="五（一）4")
    says: str = asked(said(), "处理意见", clause="五（一）4")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Disqualification:
    """The decision to end an application in which fraud was proven."""

    ground: str = asked(fields.String(validate=validate.OneOf((FRAUD,))), "事由", clause="五（一）4", default=FRAUD)
    says: str = asked(said(), "决定内容", clause="五（一）4")


@form
@dataclass(frozen=True, kw_only=True, slots=True)
class Rating:
    """How reviewers and reviewed rate each other (相互监督)."""

    is_fair: bool = asked(fields.Boolean(), "是否公开、公平、公正", clause="五（一）2")
    follows_procedure: bool = asked(fields.Boolean(), "是否符合规定的程序和纪律", clause="五（一）2")
    is_proper: bool = asked(fields.Boolean(), "有无收取或变相收取费用及其他不正当行为（无则为是）", clause="五（一）2")
    remarks: str = asked(fields.String(validate=validate.Length(max=4000)), "说明", clause="五（一）3", default="")


REPORT_CHANGE = Process(
    "report_change", title="评审期间变更报告", over=APPLICATION, clause="三（六）", opened_by=("applicant",), many=True,
    steps=(
        Fill("change", title="书面报告变更", clause="三（六）", by="applicant", form=ChangeReport, reading="逾期的报告仍予接收，并标注逾期。"),
        Review("change_noted", title="市局收悉", clause="三（六）", by="city bureau", may=(NOTED,)),
    ),
)  # fmt: skip  # A step a line reads as the table that it is.

# 五（一）3：监督组……受理举报、投诉，组织开展查处工作: it reaches the supervision group, and the bureau only once something is found true.
SUPERVISE_REVIEWERS = Process(
    "supervise_reviewers", title="评审监督：评审组、评审员", over=APPLICATION, clause="五（一）1", many=True, is_confidential=True,
    opened_by=("public", "applicant", "reviewer", "review leader", "supervision group"),
    steps=(
        Fill("complaint", title="举报、投诉评审组或评审员", clause="五（一）3", by="public", form=ComplaintAboutReviewers),
        Review("inquiry", title="调查核实", clause="五（一）3", by="supervision group", may=(UNFOUNDED, CORRECTED, FOUND_TRUE)),
        Fill("handling", title="责任追究", clause="五（一）4", by="city bureau", form=Handling, takes_effect=(Effect.CONDUCT,)),
    ),
)  # fmt: skip

SUPERVISE_APPLICANT = Process(
    "supervise_applicant", title="评审监督：受评组织", over=APPLICATION, clause="五（一）1", many=True, is_confidential=True,
    opened_by=("public", "reviewer", "review leader", "supervision group"),
    steps=(
        Fill("complaint_about_applicant", title="举报、投诉受评组织", clause="五（一）3", by="public", form=ComplaintAboutApplicant),
        Review("inquiry_about_applicant", title="调查核实", clause="五（一）3", by="supervision group", may=(UNFOUNDED, CORRECTED, FOUND_TRUE)),
        Decide(
            "disqualify", title="取消本次评审资格", clause="五（一）4", by="city bureau", may=(LET_STAND, DISQUALIFY), form=Disqualification,
            is_numbered=True, takes_effect=(Effect.REMOVE,),
        ),
        Fill(
            "subsidy_taken_back", title="收回相关补助经费", clause="五（一）4", by="city bureau", form=Payment, within="refund", since="disqualify",
            is_optional=True, reading="五（一）4 未规定期限，比照五（二）5 的三个月；未发放补助的，由市局写明理由后跳过。",
        ),
    ),
)  # fmt: skip

# 五（一）3：建立受评组织和评审人员相互监督机制，及时掌握受评组织和评审人员相互监督的情况。
RATE_REVIEWERS = Process(
    "rate_reviewers", title="受评组织评价评审人员", over=APPLICATION, clause="五（一）3", opened_by=("applicant",), many=True, is_confidential=True,
    steps=(
        Fill("rating_by_applicant", title="评价评审人员", clause="五（一）3", by="applicant", form=Rating),
        Review("rating_of_reviewers_read", title="监督组掌握情况", clause="五（一）3", by="supervision group", may=(NOTED,)),
    ),
)  # fmt: skip

RATE_APPLICANT = Process(
    "rate_applicant", title="评审人员评价受评组织", over=APPLICATION, clause="五（一）3", opened_by=("reviewer",), many=True, is_confidential=True,
    steps=(
        Fill("rating_by_reviewer", title="评价受评组织", clause="五（一）3", by="reviewer", form=Rating),
        Review("rating_of_applicant_read", title="监督组掌握情况", clause="五（一）3", by="supervision group", may=(NOTED,)),
    ),
)  # fmt: skip

BESIDE_THE_REVIEW = (REPORT_CHANGE, SUPERVISE_REVIEWERS, SUPERVISE_APPLICANT, RATE_REVIEWERS, RATE_APPLICANT)
