"""How a winner reports, is paid and loses the title: 第二十三条, 第二十四条 and 第二十八条."""

from __future__ import annotations

from fuyu.law.steps import DESIGNATION, Decide, Effect, Fill, Judgement, Opener, Process, Publish, Review
from fuyu_zhengzhou.mayor_award.forms import Payment, Performance, Revocation, TakenBack, UseOfPrize
from fuyu_zhengzhou.verdicts import KEEP, PROPOSE, REVOKE

REPORT = Process(
    "report",
    title="年度绩效管理情况",
    over=DESIGNATION,
    clause="第二十八条",
    opened_by=(Opener.EVERY_YEAR,),
    yearly_from="report_opens",
    steps=(
        Fill(
            "performance",
            title="上报绩效管理情况",
            by="winner",
            clause="第二十八条",
            form=Performance,
            within="report_within",
            since="opening",
            takes_effect=(Effect.RECORD,),
        ),
    ),
)

PAY = Process(
    "pay",
    title="奖金",
    over=DESIGNATION,
    clause="第四条",
    opened_by=("secretariat",),
    steps=(
        Decide("approve_prize", title="批准拨付奖金", by="city government", clause="第十七条（九）", is_numbered=True),
        Fill("pay_prize", title="拨付奖金", by="secretariat", clause="第五条", form=Payment, takes_effect=(Effect.PAY,)),
        Fill("use_of_prize", title="奖金使用", by="winner", clause="第二十三条", form=UseOfPrize, many=True, is_optional=True),
    ),
)

REVOKE_AWARD = Process(
    "revoke",
    title="撤销荣誉称号",
    over=DESIGNATION,
    clause="第二十四条",
    opened_by=("secretariat", Opener.GROUND),
    reading="The city government, which grants the award (第二十九条), withdraws it.",
    steps=(
        Review(
            "examine",
            title="查证事由",
            by="secretariat",
            clause="第十条（七）",
            may=(KEEP, PROPOSE),
            judges=(Judgement("ground_is_proven", "撤销事由是否查证属实？", "第二十四条"),),
        ),
        Decide(
            "revoke",
            title="撤销",
            by="city government",
            clause="第二十四条",
            may=(KEEP, REVOKE),
            form=Revocation,
            takes_effect=(Effect.REVOKE,),
            is_numbered=True,
        ),
        Fill("take_back", title="收回证书和奖杯、追缴奖金", by="secretariat", clause="第二十四条", form=TakenBack),
        Publish("publish_revocation", title="向社会公示", by="secretariat", clause="第二十四条"),
    ),
)
