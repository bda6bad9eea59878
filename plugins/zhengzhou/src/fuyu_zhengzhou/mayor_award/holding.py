"""How a winner is paid, accounts for the money and loses the title: 第二十三条 and 第二十四条."""

from __future__ import annotations

from fuyu.law.steps import DESIGNATION, Decide, Effect, Fill, Judgement, Opener, Process, Publish, Review
from fuyu_zhengzhou.mayor_award.forms import Misuse, Payment, Recovered, RecoveryProposal, Revocation, TakenBack, UseOfPrize
from fuyu_zhengzhou.verdicts import KEEP, PROPOSE, REVOKE

# 第四条、第十七条（九）：……由市政府……颁发奖杯、证书、奖金。
PAY = Process(
    "pay",
    title="奖金",
    over=DESIGNATION,
    clause="第四条",
    opened_by=("city government",),
    steps=(
        Decide("approve_prize", title="批准拨付奖金", by="city government", clause="第十七条（九）", is_numbered=True),
        Fill("pay_prize", title="拨付奖金", by="secretariat", clause="第五条", form=Payment, takes_effect=(Effect.PAY,)),
        Fill("use_of_prize", title="奖金使用", by="winner", clause="第二十三条", form=UseOfPrize, many=True, is_optional=True),
    ),
)

# 第二十三条：发现使用不当的，给予通报批评。
MISUSE = Process(
    "misuse",
    title="奖金使用不当",
    over=DESIGNATION,
    clause="第二十三条",
    opened_by=("secretariat",),
    many=True,
    steps=(
        Fill("find_misuse", title="查实使用不当", by="secretariat", clause="第二十三条", form=Misuse),
        Publish("criticise", title="通报批评", by="secretariat", clause="第二十三条", is_numbered=True),
    ),
)

# 第二十三条：情节严重的，报市政府批准后追缴奖金。
RECOVER = Process(
    "recover",
    title="追缴奖金",
    over=DESIGNATION,
    clause="第二十三条",
    opened_by=("secretariat",),
    steps=(
        Fill("propose_recovery", title="报请追缴", by="secretariat", clause="第二十三条", form=RecoveryProposal),
        Decide("approve_recovery", title="批准追缴", by="city government", clause="第二十三条", is_numbered=True),
        Fill("recover_prize", title="追缴到账", by="secretariat", clause="第二十三条", form=Recovered, takes_effect=(Effect.RECORD,)),
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
