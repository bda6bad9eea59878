"""How an incubatee is admitted, given more time, assessed, moved to another base, and leaves: 第十六条, 第十八条, 第十七条（二） and 第四条."""

from __future__ import annotations

from fuyu.law.steps import ENROLMENT, GRANT, RECOMMEND, REFUSE, RETURN, Decide, Effect, Fill, Judgement, Process, Review, Visit
from fuyu_zhengzhou.base.entries import AdmissionPeriod, Undertaking
from fuyu_zhengzhou.base.records import Assessment, ChosenBase, EffectClaim, ExpertOpinion, ExtensionRequest, KeyPlan, Leaving, RectificationReport
from fuyu_zhengzhou.verdicts import DECLINE, FAIL, PASS, TAKE_ON

ADMISSION = Process(
    "admit",
    title="入孵",
    over=ENROLMENT,
    clause="第十六条（二）",
    opened_by=("base",),
    steps=(
        Fill("propose", title="孵化基地提出并承诺服务", by="base", clause="第十四条（四）"),
        Fill("undertake", title="入孵企业承诺", by="incubatee", clause="第十六条（二）", form=Undertaking),
        Review(
            "recommend_incubatee",
            title="区县（市）局推荐入孵企业",
            by="district bureau",
            clause="第十六条（二）",
            may=(REFUSE, RECOMMEND),
        ),
        Decide(
            "approve",
            title="市局审核",
            by="city bureau",
            clause="第十六条（二）",
            may=(REFUSE, GRANT),
            form=AdmissionPeriod,
            takes_effect=(Effect.ENROL,),
        ),
    ),
)

EXTEND = Process(
    "extend",
    title="延长孵化时间",
    over=ENROLMENT,
    clause="第十六条（三）",
    opened_by=("incubatee",),
    reading="The base decides; district and city see it.",
    steps=(
        Fill("ask_extension", title="入孵企业申请延期", by="incubatee", clause="第十六条（三）", form=ExtensionRequest),
        Decide("extend", title="孵化基地决定延期", by="base", clause="第十六条（三）", may=(REFUSE, GRANT), takes_effect=(Effect.EXTEND,)),
    ),
)

# 第十八条（三）：对于首次评估不合格的企业,由孵化基地出具整改报告……列入重点孵化名单,并制定专项孵化计划。
# A failure leads back to the assessment; beside it, until the next one, stand the rectification report and the special plan.
ASSESS = Process(
    "assess",
    title="现场评估",
    over=ENROLMENT,
    clause="第十八条（一）",
    opened_by=("base",),
    steps=(
        Visit("assess", title="现场评估", by="base", clause="第十八条（一）", form=Assessment),
        Fill("rectification", title="整改报告", by="base", clause="第十八条（三）", beside="assess", form=RectificationReport),
        Fill("key_plan", title="重点孵化专项计划", by="base", clause="第十八条（三）", beside="assess", form=KeyPlan, takes_effect=(Effect.LIST,)),
        Review(
            "assessment_result",
            title="评估结论",
            by="base",
            clause="第十八条（一）",
            may=(PASS, FAIL),
            back_to="assess",
            takes_effect=(Effect.COMPLETE, Effect.CERTIFY),
        ),
    ),
)

# 第十七条（二）：将取消其孵化基地资格。The text is silent on the incubatees of such a base (L10): they go on at another, if it, they and the city bureau agree.
MOVE = Process(
    "move",
    title="转入其他孵化基地",
    over=ENROLMENT,
    clause="第十六条（二）",
    opened_by=("city bureau",),
    reading="No clause says what becomes of the incubatees (L10); the city bureau approves who enters which base, so it approves the move too.",
    steps=(
        Fill("choose_base", title="市局选定接收基地", by="city bureau", clause="第十六条（二）", form=ChosenBase),
        Review("take_on", title="接收基地同意", by="base", clause="第十六条（二）", may=(DECLINE, TAKE_ON), back_to="choose_base"),
        Review("agree_to_move", title="入孵企业同意", by="incubatee", clause="第十六条（二）", may=(DECLINE, TAKE_ON), back_to="choose_base"),
        Decide(
            "approve_move",
            title="市局批准转入",
            by="city bureau",
            clause="第十六条（二）",
            may=(RETURN, GRANT),
            back_to="choose_base",
            takes_effect=(Effect.MOVE,),
        ),
    ),
)

# 第四条：以企业或组织自愿履行社会责任为前提。Who came of its own will may leave; its incubation has then ended without success (第十七条（二）4).
LEAVE = Process(
    "leave",
    title="退出孵化",
    over=ENROLMENT,
    clause="第四条",
    opened_by=("incubatee",),
    steps=(Fill("leave", title="入孵企业退出", by="incubatee", clause="第四条", form=Leaving, takes_effect=(Effect.LEAVE,)),),
)

# 第二十条（一）：……取得明显效益……经专家认定卓越绩效管理模式有效实施的企业，在同等条件下优先实施奖补。
CONFIRM_EFFECT = Process(
    "confirm_effect",
    title="模式成效认定",
    over=ENROLMENT,
    clause="第二十条（一）",
    opened_by=("incubatee",),
    steps=(
        Fill("claim_effect", title="企业申报运行成效", by="incubatee", clause="第二十条（一）", form=EffectClaim),
        Decide(
            "confirm_effect",
            title="依专家意见认定成效",
            by="city bureau",
            clause="第二十条（一）",
            may=(REFUSE, GRANT),
            judges=(
                Judgement("visible_benefit", "是否取得明显效益？", "第二十条（一）"),
                Judgement("effective_model", "专家是否认定卓越绩效管理模式有效实施？", "第二十条（一）"),
            ),
            form=ExpertOpinion,
            takes_effect=(Effect.CONFIRM,),
        ),
    ),
)
