"""How an incubatee is admitted, given more time and assessed: 第十六条 and 第十八条."""

from __future__ import annotations

from fuyu.law.steps import ENROLMENT, GRANT, RECOMMEND, REFUSE, Decide, Effect, Fill, Process, Review, Visit
from fuyu_zhengzhou.base.entries import Undertaking
from fuyu_zhengzhou.base.records import Assessment, ExtensionRequest, KeyPlan, RectificationReport
from fuyu_zhengzhou.verdicts import FAIL, PASS

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
        Decide("approve", title="市局审核", by="city bureau", clause="第十六条（二）", may=(REFUSE, GRANT), takes_effect=(Effect.ENROL,)),
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
        Fill("key_plan", title="重点孵化专项计划", by="base", clause="第十八条（三）", beside="assess", form=KeyPlan),
        Review(
            "assessment_result",
            title="评估结论",
            by="base",
            clause="第十八条（一）",
            may=(PASS, FAIL),
            back_to="assess",
            takes_effect=(Effect.COMPLETE,),
        ),
    ),
)
