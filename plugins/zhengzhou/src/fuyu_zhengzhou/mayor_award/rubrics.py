"""What the award is scored on: the seven categories of GB/T 19580 with a thousand points, and the same for public services with points of their own."""

from __future__ import annotations

from fuyu.law.steps import Rubric, RubricItem

TITLES = {
    "leadership": "领导",
    "strategy": "战略",
    "customers": "顾客与市场",
    "resources": "资源",
    "processes": "过程管理",
    "measurement": "测量、分析与改进",
    "results": "经营结果",
}
POINTS = {
    "leadership": "leadership_points",
    "strategy": "strategy_points",
    "customers": "customer_points",
    "resources": "resource_points",
    "processes": "process_points",
    "measurement": "measurement_points",
    "results": "result_points",
}

# 第十六条：根据行业特点，重点突出经营规模、质量管理、科技进步、市场占有率、诚信记录和社会贡献等评价指标。
PUBLIC_NOTES = {"customers": "服务对象的需求与满意", "processes": "质量管理、科技进步", "results": "社会贡献、服务规模与诚信记录"}

GBT_19580 = Rubric(
    "gbt_19580",
    "《卓越绩效评价准则》（GB/T 19580）评分表",
    clause="第十五条",
    items=tuple(RubricItem(key, title, POINTS[key], "第十五条") for key, title in TITLES.items()),
)

PUBLIC_SERVICES = Rubric(
    "gbt_19580_public",
    "《卓越绩效评价准则》（GB/T 19580）公共服务类评分表",
    clause="第十六条",
    items=tuple(RubricItem(key, title, f"public_{POINTS[key]}", "第十六条", note=PUBLIC_NOTES.get(key, "")) for key, title in TITLES.items()),
)
