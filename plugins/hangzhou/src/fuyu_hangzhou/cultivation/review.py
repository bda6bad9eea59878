"""The way of an application (三（六）, 四): qualification, documents, on-site, opinions, publication, decision, in the order of the text."""

from __future__ import annotations

from fuyu.law.steps import (
    APPLICATION,
    CALL,
    RECOMMEND,
    REFUSE,
    RETURN,
    Agree,
    Announce,
    Choose,
    Consult,
    Decide,
    Effect,
    Fill,
    Judgement,
    Notice,
    Process,
    Publish,
    Question,
    Review,
    Score,
    Submit,
    Verdict,
    Visit,
    Way,
)  # fmt: skip  # One name a line would take a screen.
from fuyu_hangzhou.cultivation.records import GroupReport, GroupTask, IndependentReview, SiteRecord

QUALIFIED = Verdict("admit", Way.ON, "批准进入材料评审")
APPROVED = Verdict("grant", Way.ON, "局长办公会审定通过")

QUALIFICATION = (
    Review(
        "district_review", title="区县初审", clause="四（一）3", by="district bureau", may=(RETURN, REFUSE, RECOMMEND),
        judges=(
            Judgement("material_complete", "申报材料是否完整", "四（一）3"),
            Judgement("district_credit", "申报组织信用情况是否良好", "四（一）3"),
            Judgement("bound_copies", "（一）至（四）项的电子文档和装订成册的纸质材料份数是否齐全", "三（五）"),
            Judgement("evidence_copies", "（五）项的电子文档和装订成册的纸质材料份数是否齐全", "三（五）"),
        ),
    ),
    # 市局了解核实 stands in 四（一）4 before 批准: the departments answer on one list of all who were recommended.
    Consult(
        "departments", title="向市级有关部门了解核实", clause="四（一）2", over=CALL, by="city bureau",
        answered_by="department", answer_within="department_answer",
    ),
    # 三（七）: after the closing date nothing is added or changed, so the city returns nothing.
    Review(
        "city_review", title="市局资格审查", clause="四（一）4", by="city bureau", may=(REFUSE, QUALIFIED), asks=(Question.TO_ENTER,),
        tells=("district bureau",),
        judges=(
            Judgement("basic_conditions", "是否符合申报组织的基本条件", "四（一）1"),
            Judgement("lawful_and_credit", "市级有关部门反映的合法生产经营及信用情况是否良好", "四（一）2"),
            Judgement("leading_in_city", "近 3 年主要经济指标和社会贡献程度是否居本市同行业或同类型组织前列", "二（二）"),
            Judgement("holdings_complete", "以集团名义申报的，是否列全控股组织（非集团申报的，答是）", "二（六）"),
        ),
    ),
    Notice("qualified_notice", title="资格审查名单公示", clause="四（一）4", over=CALL, by="city bureau", days="qualification_notice"),
)  # fmt: skip  # A step a line reads as the table that it is.

DOCUMENTS = (
    Fill(
        "document_group", title="组建专家评审组，组长领受任务", clause="四（二）1 首段", by="review leader", assigned_by="city bureau", form=GroupTask,
        reading="由市局确定组长。",
    ),
    Score(
        "document_scores", title="独立评审", clause="四（二）1（1）", by="reviewer", assigned_by="review leader", on="gbt19580", form=IndependentReview,
        sets_score=False, reading="评审员可以自行打分，只供合议参考，不形成结果。",
    ),
    Agree(
        "document_consensus", title="合议评审", clause="四（二）1（2）", by="review leader", assigned_by="city bureau", group_of="document_group",
        on="gbt19580", form=GroupReport,
    ),
    Choose("choose_for_site", title="确定进入现场评审的组织", clause="四（二）2", over=CALL, by="city bureau", tells=("district bureau",)),
    Notice("site_notice", title="进入现场评审名单公示", clause="四（二）2", over=CALL, by="city bureau", days="site_notice"),
)  # fmt: skip

ON_SITE = (
    Visit("site_visit", title="现场评审", clause="四（三）2（3）", by="review leader", assigned_by="city bureau", form=SiteRecord),
    Score("site_scores", title="现场评审打分", clause="四（三）2（3）", by="reviewer", assigned_by="city bureau", on="gbt19580"),
    Agree(
        "site_opinion", title="评审组研究评审意见和评分", clause="四（三）3", by="review leader", assigned_by="city bureau", group_of="site_visit",
        on="gbt19580", form=GroupReport,
    ),
    Choose("choose_for_list", title="提出拟纳入培育组织建议名单", clause="四（三）4", over=CALL, by="city bureau"),
)  # fmt: skip

DECISION = (
    Consult("opinions", title="征求有关部门意见", clause="四（四）", over=CALL, by="city bureau", answered_by="department", answer_within="opinion_answer"),
    Notice(
        "list_notice", title="拟纳入培育组织名单公示", clause="四（五）", over=CALL, by="city bureau", days="list_notice", needs_evidence=True,
        check_within="objection_check",
    ),
    Decide("approve", title="局长办公会审定", clause="四（六）", over=CALL, by="city bureau", may=(REFUSE, APPROVED)),
    # 审定后公布: what the meeting approved takes effect with its publication.
    Publish("publish", title="公布", clause="四（六）", over=CALL, by="city bureau", is_numbered=True, takes_effect=(Effect.GRANT,)),
)  # fmt: skip

APPLY = Process(
    "apply", title="申报评审", over=APPLICATION, clause="四（一）1",
    steps=(
        Announce("announce", title="发布申报通知", clause="三（六）", over=CALL, by="city bureau", reading="规定时间由市局发布通知时确定。"),
        Submit("apply", title="申报", clause="三（六）", by="applicant", frozen_by="三（七）"),
        *QUALIFICATION,
        *DOCUMENTS,
        *ON_SITE,
        *DECISION,
    ),
)  # fmt: skip
