"""The quality benchmark as declared: actors, materials, rubric, processes and what is granted; data only."""

from __future__ import annotations

from pathlib import Path

from fuyu.law import Activities, ActivityKind, Actor, Grant, Intake, Material, Programme, Scope
from fuyu.law.steps import Rubric, RubricItem
from fuyu_zhengzhou.benchmark.forms import DIRECTIONS, INDUSTRIES, BenchmarkApplication
from fuyu_zhengzhou.benchmark.processes import APPLY, RECOMMEND_UP, REVOKE_BENCHMARK
from fuyu_zhengzhou.benchmark.rules import choosing, entering, holding, opening

ACTORS = {
    "industry bureau": Actor(Scope.OFFICE, "市工业和信息化局"),
    "district industry bureau": Actor(Scope.DISTRICT_OFFICE, "开发区、区县（市）工信部门"),
    "applicant": Actor(Scope.ORGANISATION, "申报企业", of="applicant"),
    "holder": Actor(Scope.ORGANISATION, "质量标杆企业", of="holder"),
    "expert": Actor(Scope.ASSIGNED, "评审专家"),
}

MATERIALS = (
    Material("application", "质量标杆申报表", "附件1", is_sealed=True),
    Material("summary", "总结材料", "附件2 三"),
    Material("proof", "证实性材料", "附件2 二", needed_at=None),
    # 第十一条: who counts as an applicant does so on this alone, so it is asked by a rule and of nobody else.
    Material("provincial", "河南省质量标杆申报材料", "第十一条", needed_at=None),
)

ARTICLE_7 = Rubric(
    "article_7",
    "认定标准",
    clause="第七条",
    items=(
        RubricItem("scientific", "科学性和创新性", "scientific_points", "第七条（一）"),
        RubricItem("systematic", "系统性和示范性", "systematic_points", "第七条（二）"),
        RubricItem("effective", "显效性和发展性", "effective_points", "第七条（三）"),
    ),
)

# 第十二条：积极帮扶标杆企业开展质量品牌建设，宣传推广质量标杆典型经验；第六条4：积极参与质量标杆典型经验的分享交流活动。
SHARING = Activities(
    by="industry bureau",
    kinds={
        "sharing": ActivityKind("典型经验分享交流", "第六条4"),
        "visit": ActivityKind("标杆企业学习参观", "第十二条"),
        "help": ActivityKind("质量品牌建设帮扶", "第十二条"),
    },
)

BENCHMARK = Programme(
    id="zhengzhou.benchmark",
    version="2021-06-26",
    title="质量标杆",
    office="industry_bureau",
    folder=Path(__file__).parent,
    actors=ACTORS,
    intake=Intake("recognition", "年度认定", "第十一条", every="recognition_every", directions=DIRECTIONS, industries=INDUSTRIES),
    form=BenchmarkApplication,
    materials=MATERIALS,
    rubrics=(ARTICLE_7,),
    processes=(APPLY, RECOMMEND_UP, REVOKE_BENCHMARK),
    # 第十三条: it stands until it is revoked, so it has no term.
    grants=(Grant("benchmark", "郑州市质量标杆", "第十条"),),
    activities=SHARING,
    rules=(entering, opening, choosing, holding),
)
