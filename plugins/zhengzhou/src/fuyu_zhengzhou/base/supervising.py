"""How a base is looked after, complained of, renewed, supported and revoked: 第十七条 and 第十九条."""

from __future__ import annotations

from fuyu.law.steps import DESIGNATION, GRANT, REFUSE, RETURN, Decide, Effect, Fill, Judgement, Opener, Process, Publish, Question, Review, Visit
from fuyu_zhengzhou.base.entries import OnSiteRecord
from fuyu_zhengzhou.base.records import (
    AssignedWork,
    Complaint,
    Continuation,
    Payment,
    RectificationReport,
    Revocation,
    SelfAssessment,
    Spending,
    SubsidyClaim,
    TakenBack,
    WorkDone,
)
from fuyu_zhengzhou.verdicts import ACCEPT, CONFIRM, KEEP, PASS, PROPOSE, PROPOSE_REVOCATION, REJECT, REVOKE, VERIFY

REVIEW_YEARLY = Process(
    "review_yearly",
    title="年度书面审核",
    over=DESIGNATION,
    clause="第十七条（一）",
    opened_by=(Opener.EVERY_YEAR,),
    yearly_from="yearly_review_opens",
    steps=(
        Visit("yearly_visit", title="现场审查", by="city bureau", clause="第十七条（一）", form=OnSiteRecord, is_optional=True),
        Review(
            "yearly_result",
            title="书面审核结论",
            by="city bureau",
            clause="第十七条（一）",
            may=(PASS, PROPOSE_REVOCATION),
            within="yearly_review_within",
            since="opening",
            takes_effect=(Effect.RECORD,),
        ),
    ),
)

RE_REVIEW = Process(
    "re_review",
    title="复查",
    over=DESIGNATION,
    clause="第五条",
    opened_by=(Opener.BEFORE_THE_END,),
    before_end="re_review_opens",
    reading=(
        "A renewal, in time or late, continues the designation and forgets nothing: complaints, ended incubations, assigned work and years owed of earlier "
        "terms count on. Only the third year is counted anew from a term that began after days on which the base was none."
    ),
    steps=(
        Fill("re_review_report", title="提交复查材料", by="base", clause="第五条", form=SelfAssessment),
        Visit("re_review_visit", title="复查现场审查", by="expert", assigned_by="city bureau", clause="第九条", form=OnSiteRecord),
        Decide(
            "renew",
            title="复查认定",
            by="city bureau",
            clause="第五条",
            may=(REFUSE, GRANT),
            asks=(Question.TO_KEEP,),
            judges=(Judgement("still_conforms", "是否仍符合孵化基地标准？", "第十七条（二）"),),
            takes_effect=(Effect.RENEW, Effect.CERTIFY),
            is_numbered=True,
        ),
    ),
)

# 第十七条（一）：每3年进行一次复查. Where the term is the usual three years, RE_REVIEW before its end is that one.
REVIEW_WITHIN = Process(
    "review_within",
    title="期内复查",
    over=DESIGNATION,
    clause="第十七条（一）",
    opened_by=(Opener.WITHIN_THE_TERM,),
    every="re_review_every",
    before_end="re_review_opens",
    reading="Of a base that holds its designation for longer than three years; it confirms the term that runs, or proposes to end it, and renews nothing.",
    steps=(
        Fill("within_report", title="提交复查材料", by="base", clause="第十七条（一）", form=SelfAssessment),
        Visit("within_visit", title="复查现场审查", by="expert", assigned_by="city bureau", clause="第十七条（一）", form=OnSiteRecord),
        Review(
            "within_result", title="复查结论", by="city bureau", clause="第十七条（一）", may=(PASS, PROPOSE_REVOCATION), asks=(Question.TO_KEEP,),
            takes_effect=(Effect.RECORD,),
        ),
    ),
)  # fmt: skip

# 第五条：因工作需要的，经批准后予以延续。
CONTINUE = Process(
    "continue",
    title="延续",
    over=DESIGNATION,
    clause="第五条",
    opened_by=("city bureau",),
    reading="Without another review only by the city bureau's approval with work need, reason and end date, on the last day at the latest.",
    steps=(
        Decide(
            "approve_continuation",
            title="批准延续",
            by="city bureau",
            clause="第五条",
            may=(REFUSE, GRANT),
            form=Continuation,
            takes_effect=(Effect.EXTEND,),
            is_numbered=True,
        ),
    ),
)


# 第十七条（二）5：没有按期完成市场监督管理部门交办的年度培训及配合性工作的。
def _assigned_work(work: str, title: str, by: str) -> Process:
    return Process(
        f"assign_{work}",
        title=title,
        over=DESIGNATION,
        clause="第十七条（二）5",
        opened_by=(by,),
        many=True,
        steps=(
            Fill(f"set_{work}", title="交办工作", by=by, clause="第十七条（二）5", form=AssignedWork),
            Fill(f"answer_{work}", title="完成交办工作", by="base", clause="第十七条（二）5", form=WorkDone, due_from=f"set_{work}"),
            Review(f"accept_{work}", title="验收交办工作", by=by, clause="第十七条（二）5", may=(RETURN, ACCEPT), back_to=f"answer_{work}"),
        ),
    )


CITY_WORK = _assigned_work("work", "市局交办工作", "city bureau")
DISTRICT_WORK = _assigned_work("district_work", "区县（市）局交办工作", "district bureau")

COMPLAIN = Process(
    "complain",
    title="投诉",
    over=DESIGNATION,
    clause="第十七条（二）2",
    opened_by=("incubatee",),
    many=True,
    steps=(
        Fill("complaint", title="提出投诉", by="incubatee", clause="第十七条（二）2", form=Complaint, hides_actor=True),
        Review("verify_complaint", title="区县（市）局查证", by="district bureau", clause="第十七条（二）2", may=(REJECT, VERIFY)),
        Fill(
            "rectify_complaint",
            title="孵化基地整改",
            by="base",
            clause="第十七条（二）2",
            form=RectificationReport,
            within="rectification_days",
            since="verify_complaint",
        ),
        Review(
            "confirm_rectified",
            title="区县（市）局确认整改",
            by="district bureau",
            clause="第十七条（二）2",
            may=(RETURN, CONFIRM),
            back_to="rectify_complaint",
            takes_effect=(Effect.RECORD,),
        ),
    ),
)

REVOKE_BASE = Process(
    "revoke",
    title="取消孵化基地资格",
    over=DESIGNATION,
    clause="第十七条（二）",
    opened_by=("city bureau", Opener.GROUND),
    steps=(
        Review(
            "examine",
            title="查证事由",
            by="city bureau",
            clause="第十七条（二）",
            may=(KEEP, PROPOSE),
            judges=(Judgement("ground_is_proven", "取消资格的事由是否查证属实？", "第十七条（二）"),),
        ),
        Decide(
            "revoke",
            title="取消资格",
            by="city bureau",
            clause="第十七条（二）",
            may=(KEEP, REVOKE),
            form=Revocation,
            takes_effect=(Effect.REVOKE,),
            is_numbered=True,
        ),
        Fill("take_back", title="收回荣誉证书和牌匾", by="district bureau", clause="第十七条（二）", form=TakenBack),
        Publish("publish_revocation", title="公布取消资格", by="city bureau", clause="第十七条（二）"),
    ),
)

PAY = Process(
    "pay",
    title="一次性奖补",
    over=DESIGNATION,
    clause="第十九条（一）",
    opened_by=("base",),
    steps=(
        Fill("claim_subsidy", title="申报奖补", by="base", clause="第十九条（一）", form=SubsidyClaim),
        Decide(
            "approve_subsidy",
            title="批准奖补",
            by="city bureau",
            clause="第十九条（一）",
            may=(RETURN, REFUSE, GRANT),
            back_to="claim_subsidy",
            is_numbered=True,
        ),
        Fill("pay_subsidy", title="拨付奖补", by="city bureau", clause="第十九条（一）", form=Payment, takes_effect=(Effect.PAY,)),
        Fill("spend_subsidy", title="奖补资金使用", by="base", clause="第十九条（一）", form=Spending, many=True, is_optional=True),
    ),
)
