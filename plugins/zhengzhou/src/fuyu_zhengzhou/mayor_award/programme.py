"""The mayor's quality award as declared: actors, materials, rubric, processes and what is granted; data only."""

from __future__ import annotations

from pathlib import Path

from fuyu.law import Activities, ActivityKind, Actor, Grant, Intake, Material, Programme, Quota, Report, Scope
from fuyu_zhengzhou.mayor_award.certificates import AWARD_CERTIFICATE
from fuyu_zhengzhou.mayor_award.choosing import APPLY
from fuyu_zhengzhou.mayor_award.forms import AwardApplication
from fuyu_zhengzhou.mayor_award.holding import MISUSE, PAY, RECOVER, REVOKE_AWARD
from fuyu_zhengzhou.mayor_award.rubrics import GBT_19580, PUBLIC_SERVICES
from fuyu_zhengzhou.mayor_award.rules import choosing, conditions, editions, holding, judging, reporting, revoking, spending

ACTORS = {
    "secretariat": Actor(Scope.OFFICE, "评定委员会秘书处"),
    "committee": Actor(Scope.OFFICE, "评定委员会", office="award_committee"),
    "city government": Actor(Scope.OFFICE, "市人民政府", office="city_government"),
    "district bureau": Actor(Scope.DISTRICT_OFFICE, "所在地市场监督管理局", office="market_bureau"),
    "applicant": Actor(Scope.ORGANISATION, "申报单位", of="applicant"),
    "winner": Actor(Scope.ORGANISATION, "获奖单位", of="holder"),
    "expert": Actor(Scope.ASSIGNED, "评审员"),
}

MATERIALS = (
    Material("application", "申报书", "第十七条（二）", is_sealed=True),
    Material("self_assessment", "自评报告", "第十三条（二）"),
    Material("proof", "证实性材料", "第十七条（二）"),
    Material("local_consent", "所在地人民政府或开发区管委会同意意见", "第十七条（三）", needed_at="local_check", is_sealed=True),
    Material("recommendation", "县（市、区）、市级有关主管部门推荐意见", "第十三条（五）", needed_at="local_check", is_sealed=True),
)

# 第二十二条：获奖单位应当按照秘书处的推广计划，参与质量公益活动，分享组织成功经验；第十条（八）：宣传、推广获奖单位的质量管理先进经验和方法。
SHARING = Activities(
    by="secretariat",
    kinds={
        "sharing": ActivityKind("成功经验分享", "第二十二条"),
        "public_welfare": ActivityKind("质量公益活动", "第二十二条"),
        "promotion": ActivityKind("先进经验和方法推广", "第十条（八）"),
    },
)

# 第二十八条：获奖组织在获奖有效期内，每年应当上报单位绩效管理情况。
REPORTS = (
    Report(
        "performance",
        "绩效管理情况",
        "第二十八条",
        to="secretariat",
        sections={"performance": "对照 GB/T 19580 的绩效管理情况", "activities": "质量公益活动与经验分享", "improvement": "改进与下一步打算"},
    ),
)

MAYOR_AWARD = Programme(
    id="zhengzhou.mayor_award",
    version="2021-10-26",
    title="市长质量奖",
    office="award_secretariat",
    folder=Path(__file__).parent,
    actors=ACTORS,
    intake=Intake("edition", "届", "第四条", every="edition_every", quotas=(Quota("award", "awards_most"), Quota("nomination", "nominations_most"))),
    form=AwardApplication,
    materials=MATERIALS,
    rubrics=(GBT_19580, PUBLIC_SERVICES),
    processes=(APPLY, PAY, MISUSE, RECOVER, REVOKE_AWARD),
    grants=(
        Grant("award", "郑州市市长质量奖", "第四条", term="term_years", certificate=AWARD_CERTIFICATE),
        # 第二十七条 gives the award a term; a nomination is given none and bars nothing (reading).
        Grant("nomination", "郑州市市长质量奖提名奖", "第四条", certificate=AWARD_CERTIFICATE),
    ),
    reports=REPORTS,
    activities=SHARING,
    rules=(editions, conditions, judging, choosing, holding, spending, revoking, reporting),
    composed=reporting.COMPOSED,
)
