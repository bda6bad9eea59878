"""Excellence incubation bases as declared: actors, materials, rubric, processes and what is granted; data only."""

from __future__ import annotations

from pathlib import Path

from fuyu.law import Activities, ActivityKind, Actor, Enrols, Grant, Intake, Material, News, Programme, Scope, SpotCheck
from fuyu.law.steps import Rubric, RubricItem
from fuyu_zhengzhou.base.certificates import COMPLETION, HONOUR
from fuyu_zhengzhou.base.changing import RENEW_CERTIFICATE, WITHDRAW_AWARD
from fuyu_zhengzhou.base.choosing import APPLY
from fuyu_zhengzhou.base.forms import BaseApplication
from fuyu_zhengzhou.base.incubating import ADMISSION, ASSESS, CONFIRM_EFFECT, EXTEND, LEAVE, MOVE
from fuyu_zhengzhou.base.reporting import DISTRICT_REPORT, REPORTS
from fuyu_zhengzhou.base.rules import applying, conditions, duties, grounds, incubating, periods, preferring, promising, ranking, reporting, subsidy, working
from fuyu_zhengzhou.base.supervising import CITY_WORK, COMPLAIN, CONTINUE, DISTRICT_WORK, PAY, RE_REVIEW, REVIEW_WITHIN, REVIEW_YEARLY, REVOKE_BASE

ACTORS = {
    "city bureau": Actor(Scope.OFFICE, "市市场监督管理局"),
    "district bureau": Actor(Scope.DISTRICT_OFFICE, "区县（市）市场监督管理局"),
    "applicant": Actor(Scope.ORGANISATION, "申报企业", of="applicant"),
    "base": Actor(Scope.ORGANISATION, "孵化基地（专人）", of="holder"),
    "incubatee": Actor(Scope.ORGANISATION, "入孵企业", of="incubatee"),
    "expert": Actor(Scope.ASSIGNED, "评审专家或第三方机构"),
}

MATERIALS = (
    Material("request", "项目申请文件", "附件1 填表说明四1", is_sealed=True),
    Material("application_form", "项目申报表", "附件1 填表说明四2", is_sealed=True),
    Material("building_plan", "孵化基地建设规划和功能说明", "附件1 填表说明四3"),
    Material("teaching_plan", "孵化基地年度工作目标和教学计划", "附件1 填表说明四4"),
    Material("qualifications", "质量方面资质、荣誉证书或证明材料", "附件1 填表说明四5"),
    Material("licence", "营业执照（社会信用代码证）扫描件", "附件1 填表说明四6", is_sealed=True),
    Material("identity", "法定代表人身份证复印件", "附件1 填表说明四7", is_identity_paper=True),
    Material("commitment", "开展孵化基地工作的承诺书", "附件1 填表说明四8", is_sealed=True),
    Material("incubatee_papers", "入孵企业名单汇总表及企业基本情况登记表", "附件1 填表说明四9", needed_at="district", is_sealed=True),
    Material("other_papers", "具体条款要求提供的其他材料", "附件1 填表说明四10", needed_at=None),
)

# 附件2第1项称应用卓越绩效模式“一年以上”，第六条（一）称“2年以上”。
ONE_YEAR_OR_TWO = "附件2此项称应用卓越绩效模式一年以上，第六条（一）规定2年以上，以条文为准。"

ANNEX_2 = Rubric(
    "annex_2",
    "认定评审细则打分表",
    clause="附件2",
    items=(
        RubricItem("item_1", "应用成效、经营绩效与政府质量奖荣誉", "item_1_points", "附件2 1", note=ONE_YEAR_OR_TWO),
        RubricItem("item_2", "领导重视与管理系统", "item_2_points", "附件2 2"),
        RubricItem("item_3", "孵化基地建设规划与功能", "item_3_points", "附件2 3"),
        RubricItem("item_4", "管理体系认证与有效运行", "item_4_points", "附件2 4"),
        RubricItem("item_5", "技术创新、质量信用与守法经营", "item_5_points", "附件2 5"),
        RubricItem("item_6", "年度工作目标和教学计划", "item_6_points", "附件2 6"),
    ),
)

# 第十二条（三）的“相互观摩”在孵化基地之间进行，所以要有来访的基地；（二）是方向和运作的指导，（五）是专家和中介机构的技术指导。
ACTIVITIES = Activities(
    by="city bureau",
    kinds={
        "expert_exchange": ActivityKind("质量专家学术交流", "第十二条（三）"),
        "visit": ActivityKind("孵化基地相互观摩", "第十二条（三）", needs_guests=True),
        "guidance": ActivityKind("指导、检查", "第十二条（二）"),
        "technical_guidance": ActivityKind("技术指导", "第十二条（五）"),
    },
)

BASE = Programme(
    id="zhengzhou.base",
    version="2022-01-10",
    title="企业卓越绩效管理孵化基地",
    office="market_bureau",
    folder=Path(__file__).parent,
    actors=ACTORS,
    # 一般情况下每次评出5~10个 only warns (L8), so it stands in the rules and is no quota.
    intake=Intake("round", "认定批次", "第五条", window="application_window"),
    form=BaseApplication,
    materials=MATERIALS,
    rubrics=(ANNEX_2,),
    processes=(
        APPLY,
        ADMISSION,
        EXTEND,
        ASSESS,
        MOVE,
        LEAVE,
        CONFIRM_EFFECT,
        REVIEW_YEARLY,
        RE_REVIEW,
        REVIEW_WITHIN,
        CONTINUE,
        CITY_WORK,
        DISTRICT_WORK,
        COMPLAIN,
        REVOKE_BASE,
        PAY,
        RENEW_CERTIFICATE,
        WITHDRAW_AWARD,
    ),
    grants=(Grant("base", "郑州市企业卓越绩效管理孵化基地", "第十条", term="validity_years", term_is_usual=True, certificate=HONOUR),),
    enrols=Enrols(
        "第十六条（二）",
        minimum="minimum_incubatees",
        period="incubation_years",
        extension="extension_years",
        listed_at="incubatee_list",
        certificate=COMPLETION,
    ),
    reports=REPORTS,
    district_report=DISTRICT_REPORT,
    news=News("第十二条（一）", by="city bureau"),
    activities=ACTIVITIES,
    spot_check=SpotCheck("第十八条（二）", by="city bureau", share="spot_check_share", least="spot_check_least"),
    rules=(applying, conditions, ranking, incubating, periods, duties, reporting, grounds, subsidy, working, preferring, promising),
    composed=(*duties.COMPOSED, *promising.COMPOSED),
)
