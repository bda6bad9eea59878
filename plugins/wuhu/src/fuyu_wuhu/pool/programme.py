"""wuhu.pool as the draft sets it up: data only."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from fuyu.law import Activities, ActivityKind, Actor, Grant, Intake, Material, Programme, Scope
from fuyu.law.steps import (
    APPLICATION,
    CALL,
    DESIGNATION,
    RECOMMEND,
    RETURN,
    Announce,
    Decide,
    Effect,
    Fill,
    Judgement,
    Opener,
    Process,
    Question,
    Review,
    Submit,
    Verdict,
    Visit,
    Way,
)  # fmt: skip  # One name a line would take a screen.
from fuyu_wuhu.pool import admission, classes, membership, teaching
from fuyu_wuhu.pool.forms import CLASSES, PoolApplication
from fuyu_wuhu.pool.records import Accident, HelpGiven, HelpWanted, Reclassification, Revisit, SelfAssessment, Withdrawal
from fuyu_wuhu.pool.survey import Classification, ExpertAdvice, Survey

APPROVED = Verdict("approve", Way.ON, "审定，报市创奖办")
ADMITTED = Verdict("admit", Way.ON, "入池")
NOT_ADMITTED = Verdict("refuse", Way.END, "不予入池")
AS_IT_IS = Verdict("keep", Way.END, "维持原状")
CHANGED = Verdict("approve", Way.ON, "同意调整分类")
REMOVED = Verdict("remove", Way.ON, "移出孵化池")

ACTORS = {
    "award office": Actor(Scope.OFFICE, "市创奖办"),
    "recommender": Actor(Scope.ORGANISATION, "推荐单位", of="any"),
    "service station": Actor(Scope.DISTRICT_OFFICE, "属地质量基础设施“一站式”服务站", office="service-station"),
    "quality committee office": Actor(Scope.DISTRICT_OFFICE, "县市区、开发区质量发展委员会办公室", office="quality-committee"),
    "expert": Actor(Scope.ASSIGNED, "指导专家"),
    "applicant": Actor(Scope.ORGANISATION, "申报组织"),
    "pool member": Actor(Scope.ORGANISATION, "孵化组织", of="holder"),
}

MATERIALS = (
    Material("application_form", "《争创省级以上政府质量奖培育孵化组织申报表》（盖章）", "三（一）首段", is_sealed=True),
    Material("licences", "资质或证照", "三（一）1"),
    Material("certificates", "体系认证证书", "三（一）3"),
    Material("achievements", "突出成绩的证明材料", "三（一）4"),
    Material("former_self_assessment", "原孵化周期时间内的组织自我评价报告", "四（四）2", needed_at=None),
)

APPLY = Process(
    "apply", title="申报、推荐、调查和分类入池", over=APPLICATION, clause="三（一）首段",
    steps=(
        Announce("announce", title="开始孵化周期", clause="三（二）", over=CALL, by="award office", reading="周期的起始日由市创奖办确定。"),
        Submit("apply", title="申报", clause="三（一）首段", by="applicant"),
        # A recommender that does not recommend returns the form: another may still recommend it.
        Review(
            "recommend", title="推荐", clause="三（二）", by="recommender", may=(RETURN, RECOMMEND),
            judges=(
                Judgement("follows_policy", "是否符合国家产业导向、环境保护、节能减排、安全生产、质量等法律法规及政策的要求", "三（一）2"),
                Judgement("leading_results", "是否取得突出成绩，达到省内外领先水平（注明依据）", "三（一）4"),
            ),
        ),
        Fill("survey", title="调查摸底", clause="四（一）", by="service station", form=Survey),
        Fill(
            "advice", title="专家指导", clause="四（五）1", beside="survey", by="expert", assigned_by="award office", form=ExpertAdvice,
            many=True, is_optional=True,
        ),
        Review("committee_review", title="调查报告审定", clause="四（一）", by="quality committee office", may=(RETURN, APPROVED), back_to="survey"),
        Fill("classify", title="分类", clause="四（二）1 首段", by="award office", form=Classification),
        Decide(
            "admit", title="入池", clause="四（二）1 首段", by="award office", may=(NOT_ADMITTED, ADMITTED), asks=(Question.TO_ENTER,),
            takes_effect=(Effect.GRANT,),
        ),
    ),
)  # fmt: skip  # A step a line reads as the table that it is.

RECLASSIFY = Process(
    "reclassify", title="调整分类", over=DESIGNATION, clause="四（二）1 末段", opened_by=("award office",),
    steps=(
        Decide(
            "reclassify", title="决定调整", clause="四（二）1 末段", by="award office", may=(AS_IT_IS, CHANGED), form=Reclassification,
            takes_effect=(Effect.RECLASSIFY,),
        ),
    ),
)  # fmt: skip

REPORT_ACCIDENT = Process(
    "report_accident", title="登记事故", over=DESIGNATION, clause="三 首段", opened_by=("award office",),
    steps=(Fill("accident", title="登记事故及认定结论", clause="三 首段", by="award office", form=Accident, takes_effect=(Effect.RECORD,)),),
)  # fmt: skip

REMOVE = Process(
    "remove", title="移出孵化池", over=DESIGNATION, clause="三 首段", opened_by=("award office", Opener.GROUND),
    steps=(Decide("remove", title="决定移出", clause="三 首段", by="award office", may=(AS_IT_IS, REMOVED), takes_effect=(Effect.REVOKE,)),),
)  # fmt: skip

SELF_ASSESS = Process(
    "self_assess", title="自我评价", over=DESIGNATION, clause="四（四）1", opened_by=("pool member",),
    steps=(Fill("self_assessment", title="自我评价和改进", clause="四（四）1", by="pool member", form=SelfAssessment, takes_effect=(Effect.RECORD,)),),
)  # fmt: skip

REVISIT = Process(
    "revisit", title="回访", over=DESIGNATION, clause="四（四）1", opened_by=("service station",),
    steps=(Visit("revisit", title="回访", clause="四（四）1", by="service station", form=Revisit, takes_effect=(Effect.RECORD,)),),
)  # fmt: skip

# Each need is a run of its own: one that waits for its answer does not keep the next from being told.
HELP = Process(
    "help", title="寻求帮扶", over=DESIGNATION, clause="四（四）1", opened_by=("pool member",), many=True,
    steps=(
        Fill("ask_for_help", title="提出需求", clause="四（四）1", by="pool member", form=HelpWanted),
        Fill("answer_help", title="帮扶答复", clause="四（四）1", by="service station", form=HelpGiven, takes_effect=(Effect.RECORD,)),
    ),
)  # fmt: skip

# 二（三）：培评分离，自愿参加。 Who takes part of its own will may leave the same way; nobody can refuse it.
WITHDRAW = Process(
    "withdraw", title="退出孵化池", over=DESIGNATION, clause="二（三）", opened_by=("pool member",),
    steps=(Fill("withdraw", title="申请退出", clause="二（三）", by="pool member", form=Withdrawal, takes_effect=(Effect.EXPIRE,)),),
)  # fmt: skip

# 四（二）2：教学帮扶类别分为：基础型教学、提高型教学、精准型教学以及进阶型诊断指导。 The last goes into the organisation, the others bring several together.
TEACHING = Activities(
    by="award office",
    kinds={
        "basic": ActivityKind("基础型教学", "四（二）2（1）", needs_guests=True, has_host=False),
        "improvement": ActivityKind("提高型教学", "四（二）2（2）", needs_guests=True, has_host=False),
        "precise": ActivityKind("精准型教学", "四（二）2（3）", needs_guests=True, has_host=False),
        "diagnosis": ActivityKind("进阶型诊断指导", "四（二）2（4）"),
    },
)

# The draft bears neither date nor number, so it is called by its place among drafts. Its values are read from 2024-01-01 on: a reading that only has to
# lie before any adoption; from when the draft runs is what the adoption says (L6).
POOL = Programme(
    id="wuhu.pool",
    version="draft-1",
    dated=date(2024, 1, 1),
    title="创奖孵化池",
    office="award-office",
    folder=Path(__file__).parent,
    actors=ACTORS,
    intake=Intake(kind="cycle", title="孵化周期", clause="三（二）", every="cycle_years", lasts="cycle_years"),
    form=PoolApplication,
    materials=MATERIALS,
    processes=(APPLY, RECLASSIFY, REPORT_ACCIDENT, REMOVE, SELF_ASSESS, REVISIT, HELP, WITHDRAW),
    grants=(Grant("pool place", "创奖孵化池入池组织", "三 首段", classes=CLASSES, stands_apart=True),),
    activities=TEACHING,
    hosts="四（五）2",
    rules=(admission, classes, membership, teaching),
    composed=(*membership.COMPOSED, *teaching.COMPOSED),
)
