"""hangzhou.cultivation as the text of 2025 sets it up: data only."""

from __future__ import annotations

from pathlib import Path

from fuyu.law import Actor, Grant, Intake, Material, Programme, Scope
from fuyu.law.steps import DESIGNATION, Decide, Effect, Fill, Opener, Process, Publish, Rubric, RubricItem, Verdict, Way
from fuyu_hangzhou.cultivation import conditions, conduct, keeping, scores
from fuyu_hangzhou.cultivation.forms import CultivationApplication
from fuyu_hangzhou.cultivation.records import Cancellation, Incident, Payment, Service, Withdrawal, YearlyReport
from fuyu_hangzhou.cultivation.review import APPLY
from fuyu_hangzhou.cultivation.supervising import BESIDE_THE_REVIEW

KEEP = Verdict("keep", Way.END, "不予取消、撤销")
CANCEL = Verdict("cancel", Way.ON, "取消培育资格")
REVOKE = Verdict("revoke", Way.ON, "撤销培育资格")
NOT_PAID = Verdict("refuse", Way.END, "不予资助")
PAID = Verdict("approve", Way.ON, "同意资助")

ACTORS = {
    "city bureau": Actor(Scope.OFFICE, "市市场监管局"),
    "district bureau": Actor(Scope.DISTRICT_OFFICE, "区、县（市）市场监管局"),
    "department": Actor(Scope.OFFICE, "市级有关部门", office="departments"),
    "review leader": Actor(Scope.ASSIGNED, "评审组组长"),
    "reviewer": Actor(Scope.ASSIGNED, "评审员"),
    "supervision group": Actor(Scope.OFFICE, "监督组", office="supervision-group"),
    "applicant": Actor(Scope.ORGANISATION, "申报组织"),
    "cultivated organisation": Actor(Scope.ORGANISATION, "纳入培育的组织", of="holder"),
    "public": Actor(Scope.PUBLIC, "任何单位或个人"),
}

MATERIALS = (
    Material("application_form", "《申报表》（盖章）", "三（一）", is_sealed=True),
    Material("figures", "自我评价的图表", "三（三）", needed_at=None),
    Material("evidence", "与《申报表》及自我评价报告内容相关的证实性材料", "三（五）"),
    Material("chief_quality_officer", "首席质量官任命文件", "三（五）"),
    Material("organisation_chart", "组织机构图（至部门和车间一级，标明地点及其职责）", "三（五）"),
    Material("holdings_evidence", "杭州市行政区域内所有控股组织的证实性材料", "三（五）", needed_at=None),
)

GBT_19580 = Rubric(
    "gbt19580",
    "GB/T 19580《卓越绩效评价准则》",
    (
        RubricItem("leadership", "4.1 领导", "leadership_points", "四（二）1（2）"),
        RubricItem("strategy", "4.2 战略", "strategy_points", "四（二）1（2）"),
        RubricItem("customers", "4.3 顾客与市场", "customers_points", "四（二）1（2）"),
        RubricItem("resources", "4.4 资源", "resources_points", "四（二）1（2）"),
        RubricItem("processes", "4.5 过程管理", "processes_points", "四（二）1（2）"),
        RubricItem("measurement", "4.6 测量、分析与改进", "measurement_points", "四（二）1（2）"),
        RubricItem("results", "4.7 结果", "results_points", "四（二）1（2）"),
    ),
    "四（二）1（2）",
)

# 五（二）4: 给予一次性资助经费; the amount stands in another text.
PAY = Process(
    "pay", title="资助", over=DESIGNATION, clause="五（二）4", opened_by=("city bureau",),
    steps=(
        Decide("approve_payment", title="审核资助", clause="五（二）4", by="city bureau", may=(NOT_PAID, PAID)),
        Fill("subsidy", title="拨付一次性资助经费", clause="五（二）4", by="city bureau", form=Payment, takes_effect=(Effect.PAY,)),
    ),
)  # fmt: skip  # A step a line reads as the table that it is.

REPORT_YEARLY = Process(
    "report_yearly", title="年度自我评价", over=DESIGNATION, clause="五（二）4", opened_by=(Opener.EVERY_YEAR, "cultivated organisation"),
    yearly_from="report_opens",
    steps=(
        Fill("yearly_report", title="上年度自我评价报告", clause="五（二）4", by="cultivated organisation", form=YearlyReport, takes_effect=(Effect.RECORD,)),
    ),
)  # fmt: skip

SERVE_OTHERS = Process(
    "serve_others", title="宣传推广与孵化服务", over=DESIGNATION, clause="五（二）3", opened_by=("cultivated organisation",),
    steps=(Fill("service", title="登记服务和活动", clause="五（二）3", by="cultivated organisation", form=Service, takes_effect=(Effect.RECORD,)),),
)  # fmt: skip

REPORT_INCIDENT = Process(
    "report_incident", title="登记事故和违法违规情形", over=DESIGNATION, clause="五（二）5", opened_by=("city bureau",),
    steps=(Fill("incident", title="登记情形及认定结论", clause="五（二）5", by="city bureau", form=Incident, takes_effect=(Effect.RECORD,)),),
)  # fmt: skip

# 五（二）4: 若不按期上报，将取消其培育资格; it orders no refund.
CANCEL_CULTIVATION = Process(
    "cancel", title="取消培育资格", over=DESIGNATION, clause="五（二）4", opened_by=("city bureau", Opener.GROUND),
    steps=(
        Decide(
            "cancel", title="决定取消", clause="五（二）4", by="city bureau", may=(KEEP, CANCEL), form=Cancellation, is_numbered=True,
            takes_effect=(Effect.REVOKE,),
        ),
        Publish("publish_cancellation", title="公布取消", clause="五（二）4", by="city bureau"),
    ),
)  # fmt: skip

# 五（二）5: 可撤销其培育资格，责令在3个月之内退回资助经费，并予以公告.
WITHDRAW = Process(
    "revoke", title="撤销培育资格", over=DESIGNATION, clause="五（二）5", opened_by=("city bureau", Opener.GROUND),
    steps=(
        Decide(
            "revoke", title="决定撤销", clause="五（二）5", by="city bureau", may=(KEEP, REVOKE), form=Withdrawal, is_numbered=True,
            takes_effect=(Effect.REVOKE,),
        ),
        Publish("publish_revocation", title="公告撤销", clause="五（二）5", by="city bureau"),
        Fill(
            "refund", title="收回资助经费", clause="五（二）5", by="city bureau", form=Payment, within="refund", since="revoke",
            is_optional=True, takes_effect=(Effect.RECORD,), reading="未发放资助的，由市局写明理由后跳过。",
        ),
    ),
)  # fmt: skip

CULTIVATION = Programme(
    id="hangzhou.cultivation",
    version="2025-12-25",
    title="卓越绩效模式培育",
    office="market-bureau",
    folder=Path(__file__).parent,
    actors=ACTORS,
    intake=Intake(kind="round", title="批次", clause="三（六）"),
    form=CultivationApplication,
    materials=MATERIALS,
    rubrics=(GBT_19580,),
    processes=(APPLY, *BESIDE_THE_REVIEW, PAY, REPORT_YEARLY, SERVE_OTHERS, REPORT_INCIDENT, CANCEL_CULTIVATION, WITHDRAW),
    grants=(Grant("cultivation", "纳入培育的组织", "四（六）", classes=tuple(scores.TIERS.values())),),
    rules=(conditions, conduct, scores, keeping),
    composed=keeping.COMPOSED,
)
