"""The mayor's quality award as declared: actors, materials, rubric, processes and what is granted; data only."""

from __future__ import annotations

from pathlib import Path

from fuyu.law import Actor, Grant, Intake, Material, Programme, Quota, Scope
from fuyu.law.steps import Rubric, RubricItem
from fuyu_zhengzhou.mayor_award.choosing import APPLY
from fuyu_zhengzhou.mayor_award.forms import AwardApplication
from fuyu_zhengzhou.mayor_award.holding import PAY, REPORT, REVOKE_AWARD
from fuyu_zhengzhou.mayor_award.rules import choosing, conditions, holding

ACTORS = {
    "secretariat": Actor(Scope.OFFICE, "评定委员会秘书处"),
    "committee": Actor(Scope.OFFICE, "评定委员会", office="award_committee"),
    "city government": Actor(Scope.OFFICE, "市人民政府", office="city_government"),
    "district bureau": Actor(Scope.DISTRICT_OFFICE, "所在地市场监督管理局", office="market_bureau"),
    "applicant": Actor(Scope.ORGANISATION, "申报单位", of="applicant"),
    "winner": Actor(Scope.ORGANISATION, "获奖单位", of="holder"),
    "expert": Actor(Scope.ASSIGNED, "评审员"),
    "leader": Actor(Scope.ASSIGNED, "评审组组长"),
}

MATERIALS = (
    Material("application", "申报书", "第十七条（二）", is_sealed=True),
    Material("self_assessment", "自评报告", "第十三条（二）"),
    Material("proof", "证实性材料", "第十七条（二）"),
    Material("local_consent", "所在地人民政府或开发区管委会同意意见", "第十七条（三）", needed_at="local_check", is_sealed=True),
    Material("recommendation", "县（市、区）、市级有关主管部门推荐意见", "第十三条（五）", needed_at="local_check", is_sealed=True),
)

GBT_19580 = Rubric(
    "gbt_19580",
    "《卓越绩效评价准则》（GB/T 19580）评分表",
    clause="第十五条",
    items=(
        RubricItem("leadership", "领导", "leadership_points", "第十五条"),
        RubricItem("strategy", "战略", "strategy_points", "第十五条"),
        RubricItem("customers", "顾客与市场", "customer_points", "第十五条"),
        RubricItem("resources", "资源", "resource_points", "第十五条"),
        RubricItem("processes", "过程管理", "process_points", "第十五条"),
        RubricItem("measurement", "测量、分析与改进", "measurement_points", "第十五条"),
        RubricItem("results", "经营结果", "result_points", "第十五条"),
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
    rubrics=(GBT_19580,),
    processes=(APPLY, REPORT, PAY, REVOKE_AWARD),
    grants=(
        Grant("award", "郑州市市长质量奖", "第四条", term="term_years"),
        # 第二十七条 gives the award a term; a nomination is given none and bars nothing (reading).
        Grant("nomination", "郑州市市长质量奖提名奖", "第四条"),
    ),
    rules=(conditions, choosing, holding),
)
