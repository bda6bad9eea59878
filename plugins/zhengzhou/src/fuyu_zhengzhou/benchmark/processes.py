"""How a benchmark is recognised (第八条 to 第十条) and revoked (第十三条)."""

from __future__ import annotations

from fuyu.law.steps import (
    ADMIT,
    APPLICATION,
    CALL,
    DESIGNATION,
    RECOMMEND,
    REFUSE,
    RETURN,
    Announce,
    Choose,
    Decide,
    Defend,
    Effect,
    Fill,
    Judgement,
    Notice,
    Opener,
    Process,
    Publish,
    Question,
    Review,
    Score,
    Submit,
    Visit,
)
from fuyu_zhengzhou.benchmark.forms import HandedOver, ProvincialRecommendation, Revocation, SiteRecord, YearNotice
from fuyu_zhengzhou.verdicts import KEEP, PROPOSE, REVOKE

# 第九条：各开发区、区县（市）对企业申报材料进行审查核实，择优向市工信局推荐。
DISTRICT_FINDS = (
    Judgement("verified", "申报材料是否审查核实？", "第九条"),
    Judgement("prospects", "企业经营效益是否好或未来发展潜力大？", "第六条2"),
    Judgement("clean_record", "在质量、诚信、安全、环保等方面是否无违法行为和不良记录？", "第六条2"),
)

# 第六条3：所运用的主要管理方法（技术）已在本企业系统应用……在地区和行业内表现突出，且具备学习推广的条件。
EXPERTS_FIND = (
    Judgement("applied_across", "主要管理方法（技术）是否已在本企业系统应用？", "第六条3"),
    Judgement("effect_proven", "是否有效促进产品、服务质量和经营绩效的提升？", "第六条3"),
    Judgement("outstanding", "在地区和行业内是否表现突出？", "第六条3"),
    Judgement("fit_to_learn", "是否具备学习推广的条件？", "第六条3"),
)

APPLY = Process(
    "apply",
    title="申报认定",
    over=APPLICATION,
    clause="第八条",
    opened_by=("applicant",),
    steps=(
        Announce("open", title="发布年度申报通知", by="industry bureau", clause="第八条", form=YearNotice, decides=True),
        Submit(
            "apply",
            title="提交申报",
            by="applicant",
            clause="第八条",
            deemed_by="industry bureau",
            reading=(
                "第十一条: who is recommended for the provincial benchmark of the year counts as an applicant on its provincial material; "
                "the bureau, which recommends to the province (第四条), says so, never the company itself."
            ),
        ),
        Review(
            "recommend",
            title="区县（市）工信部门审核推荐",
            by="district industry bureau",
            clause="第九条",
            may=(RETURN, REFUSE, RECOMMEND),
            asks=(Question.TO_ENTER,),
            judges=DISTRICT_FINDS,
        ),
        Score("review", title="专家评审", by="expert", assigned_by="industry bureau", clause="第九条", on="article_7"),
        Defend("defence", title="答辩", by="expert", assigned_by="industry bureau", clause="第九条", form=SiteRecord, is_optional=True),
        Visit("visit", title="实地考察", by="expert", assigned_by="industry bureau", clause="第九条", form=SiteRecord, is_optional=True),
        Review("conclude", title="专家评审结论", by="industry bureau", clause="第九条", may=(REFUSE, ADMIT), judges=EXPERTS_FIND),
        Choose("propose", title="提出拟认定名单", over=CALL, by="industry bureau", clause="第十条"),
        Notice("notice", title="公示", over=CALL, by="industry bureau", clause="第十条", days="publication_days"),
        Publish(
            "confirm",
            title="确定名单并发文公布",
            over=CALL,
            by="industry bureau",
            clause="第十条",
            takes_effect=(Effect.GRANT,),
            is_numbered=True,
        ),
        Fill("plaque", title="授牌", by="industry bureau", clause="第十条", form=HandedOver),
    ),
)

# 第十一条：认定为郑州市质量标杆企业，择优推荐申报河南省质量标杆。
RECOMMEND_UP = Process(
    "recommend_up",
    title="推荐申报河南省质量标杆",
    over=DESIGNATION,
    clause="第十一条",
    opened_by=("industry bureau",),
    steps=(Fill("to_province", title="推荐", by="industry bureau", clause="第十一条", form=ProvincialRecommendation, takes_effect=(Effect.RECORD,)),),
)

REVOKE_BENCHMARK = Process(
    "revoke",
    title="撤销质量标杆称号",
    over=DESIGNATION,
    clause="第十三条",
    opened_by=("industry bureau", Opener.GROUND),
    steps=(
        Review(
            "examine",
            title="查证事故",
            by="industry bureau",
            clause="第十三条",
            may=(KEEP, PROPOSE),
            judges=(Judgement("accident_is_found", "是否认定为质量、安全、环保等方面重大责任事故？", "第十三条"),),
        ),
        Decide(
            "revoke",
            title="撤销",
            by="industry bureau",
            clause="第十三条",
            may=(KEEP, REVOKE),
            form=Revocation,
            takes_effect=(Effect.REVOKE,),
            is_numbered=True,
        ),
    ),
)
