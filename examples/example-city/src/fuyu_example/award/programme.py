"""example.award as the text of 2020 sets it up: data only."""

from __future__ import annotations

from pathlib import Path

from fuyu.law import Actor, Grant, Intake, Material, Programme, Quota, Scope
from fuyu.law.steps import (
    ADMIT,
    APPLICATION,
    CALL,
    DESIGNATION,
    REFUSE,
    RETURN,
    Announce,
    Choose,
    Decide,
    Effect,
    Fill,
    Notice,
    Opener,
    Process,
    Publish,
    Question,
    Review,
    Rubric,
    RubricItem,
    Score,
    Submit,
    Verdict,
    Way,
)  # fmt: skip  # One name a line would take a screen.
from fuyu_example.award import duties, eligibility, keeping, ranking
from fuyu_example.award.forms import AwardApplication, YearlyCheck, YearlyReport

KEEP = Verdict("keep", Way.END, "保留称号")
REVOKE = Verdict("revoke", Way.ON, "撤销称号")

HUNDRED = Rubric(
    "hundred",
    "百分制评分表",
    (
        RubricItem("innovation", "创新性", "innovation_points", "第六条"),
        RubricItem("quality", "质量水平", "quality_points", "第六条"),
        RubricItem("benefit", "效益", "benefit_points", "第六条"),
        RubricItem("spread", "推广价值", "spread_points", "第六条"),
    ),
    "第六条",
)

# 第八、九条: the decision takes effect on its day; the notice comes after it.
APPLY = Process(
    "apply", title="申报评选", over=APPLICATION, clause="第二条",
    steps=(
        Announce("announce", title="发布评选通知", clause="第二条", over=CALL, by="award office"),
        Submit("apply", title="申报", clause="第四条", by="applicant"),
        Review(
            "check", title="资格审核", clause="第三条（一）", by="award office", may=(RETURN, REFUSE, ADMIT), asks=(Question.TO_ENTER, Question.TO_HOLD),
        ),
        Score("score", title="专家评分", clause="第六条", by="expert", assigned_by="award office", on="hundred", at_least="least_experts"),
        Choose("award", title="授奖决定", clause="第八条", over=CALL, by="award office", is_numbered=True, takes_effect=(Effect.GRANT,)),
        Notice("notice", title="授奖公示", clause="第九条", over=CALL, by="award office", days="notice_days"),
    ),
)  # fmt: skip  # A step a line reads as the table that it is.

REVIEW_YEARLY = Process(
    "review_yearly", title="年度考核", over=DESIGNATION, clause="第十条", opened_by=(Opener.EVERY_YEAR, "winner"),
    yearly_from="check_opens",
    steps=(
        Fill("yearly_report", title="提交上年度质量报告", clause="第十条", by="winner", form=YearlyReport, deemed_by="award office"),
        Fill("yearly_check", title="考核", clause="第十条", by="award office", form=YearlyCheck, takes_effect=(Effect.RECORD,)),
    ),
)  # fmt: skip

WITHDRAW = Process(
    "revoke", title="撤销称号", over=DESIGNATION, clause="第十二条", opened_by=("award office", Opener.GROUND),
    steps=(
        Decide("revoke", title="撤销决定", clause="第十二条", by="award office", may=(KEEP, REVOKE), takes_effect=(Effect.REVOKE,), is_numbered=True),
        Publish("publish_revocation", title="公布撤销", clause="第十二条", by="award office"),
    ),
)  # fmt: skip

AWARD_2020 = Programme(
    id="example.award",
    version="2020-07-01",
    title="质量创新奖",
    office="award-office",
    folder=Path(__file__).parent,
    actors={
        "award office": Actor(Scope.OFFICE, "评奖办"),
        "expert": Actor(Scope.ASSIGNED, "评审专家"),
        "applicant": Actor(Scope.ORGANISATION, "申报组织"),
        "winner": Actor(Scope.ORGANISATION, "获奖组织", of="holder"),
    },
    intake=Intake(
        kind="edition",
        title="届",
        clause="第二条",
        window="last_day_to_apply",
        every="cycle_years",
        quotas=(Quota("award", most="places", reserved={ranking.SMALL: "reserved_places"}),),
    ),
    form=AwardApplication,
    materials=(Material("evidence", "证明材料", "第四条"),),
    rubrics=(HUNDRED,),
    processes=(APPLY, REVIEW_YEARLY, WITHDRAW),
    grants=(Grant("award", "示例市质量创新奖", "第八条", term="award_years", classes=(ranking.SMALL, ranking.OTHERS)),),
    rules=(eligibility, ranking, duties, keeping),
    composed=duties.COMPOSED,
)
