"""How a base is chosen: 第八条 to 第十条, from the round's opening to the plaque."""

from __future__ import annotations

from fuyu.law.steps import (
    ADMIT,
    APPLICATION,
    CALL,
    RECOMMEND,
    REFUSE,
    RETURN,
    Announce,
    Choose,
    Effect,
    Fill,
    Judgement,
    Process,
    Publish,
    Question,
    Review,
    Score,
    Submit,
    Visit,
)
from fuyu_zhengzhou.base.certificates import CIRCULAR
from fuyu_zhengzhou.base.entries import Consent, DepartmentsTold, HandedOver, IncubateeList, OnSiteRecord, Registration

# 第六条（二）：组织文化先进，管理系统完善……由所在地的区县（市）市场监管部门推荐。
DISTRICT_FINDS = (
    Judgement("culture", "组织文化是否先进？", "第六条（二）"),
    Judgement("management", "管理系统是否完善？", "第六条（二）"),
    Judgement("market_network", "市场网络体系是否健全？", "第六条（二）"),
    Judgement("appraisal", "是否建立绩效考核和改进体系？", "第六条（二）"),
    Judgement("innovation", "是否创新能力强或制造水平先进？", "第六条（二）"),
    Judgement("performance", "是否经营绩效领先或社会贡献突出？", "第六条（二）"),
)

# 第六条（一）：在细分领域达到业界领先水平……财务指标呈良好态势；（三）：并有效运行。
CITY_FINDS = (
    Judgement("front_of_niche", "是否在细分领域达到业界领先水平？", "第六条（一）"),
    Judgement("sound_finances", "财务指标是否呈良好态势？", "第六条（一）"),
    Judgement("effective_operation", "各管理体系是否有效运行？", "第六条（三）"),
)

APPLY = Process(
    "apply",
    title="申报认定",
    over=APPLICATION,
    clause="第八条",
    opened_by=("applicant",),
    steps=(
        Announce("open", title="开启认定批次", by="city bureau", clause="第五条"),
        Submit("apply", title="提交申报", by="applicant", clause="第八条"),
        Review(
            "district",
            title="区县（市）局初审推荐",
            by="district bureau",
            clause="第八条",
            may=(RETURN, REFUSE, RECOMMEND),
            asks=(Question.TO_ENTER,),
            judges=DISTRICT_FINDS,
        ),
        # List and consent may be filled in again until the district recommends: the latest counts.
        Fill("incubatee_list", title="拟定入孵企业名单", by="district bureau", clause="第八条", beside="district", form=IncubateeList, many=True),
        Fill("registration", title="入孵企业登记", by="incubatee", clause="附件4", beside="district", form=Registration, many=True),
        Fill("consent", title="申报企业同意名单", by="applicant", clause="第八条", beside="district", form=Consent, many=True),
        Review(
            "city",
            title="市局初步审核",
            by="city bureau",
            clause="第九条",
            may=(RETURN, REFUSE, ADMIT),
            asks=(Question.TO_ENTER,),
            judges=CITY_FINDS,
        ),
        Visit("on_site", title="现场审查", by="expert", assigned_by="city bureau", clause="第九条", form=OnSiteRecord),
        Score("rubric", title="评审打分", by="expert", assigned_by="city bureau", clause="附件2", on="annex_2"),
        Choose(
            "designate",
            title="认定",
            over=CALL,
            by="city bureau",
            clause="第五条",
            takes_effect=(Effect.GRANT,),
            is_numbered=True,
        ),
        Publish(
            "naming",
            title="通报命名与公示",
            over=CALL,
            by="city bureau",
            clause="第九条",
            days="publication_days",
            is_numbered=True,
            circular=CIRCULAR,
            takes_effect=(Effect.CERTIFY,),
        ),
        Fill(
            "plaque",
            title="颁发荣誉证书和牌匾",
            by="city bureau",
            clause="第十条",
            form=HandedOver,
            within="review_months",
            since="apply",
            reading=(
                "第五条 puts 审核认定 and 挂牌 into one limit of three months: it is owed once, at the last step, from the complete submission on, "
                "so the officers are reminded while the review is still open, and a return for completion restarts it."
            ),
        ),
        Fill("departments_told", title="通报政府有关部门", by="city bureau", clause="第九条", beside="plaque", form=DepartmentsTold),
    ),
)
