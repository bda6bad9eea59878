"""The city's offices and districts, as tokens and records name them."""

from __future__ import annotations

OFFICES = {
    "market_bureau": "郑州市市场监督管理局",
    "award_secretariat": "郑州市市长质量奖评定委员会秘书处",
    "award_committee": "郑州市市长质量奖评定委员会",
    "city_government": "郑州市人民政府",
    "industry_bureau": "郑州市工业和信息化局",
}

# 各开发区、区县（市）：the development zones have bureaus of their own and are addressed by all three regulations beside the districts.
DISTRICTS = (
    "中原区", "二七区", "管城回族区", "金水区", "上街区", "惠济区", "中牟县", "巩义市", "荥阳市", "新密市", "新郑市", "登封市",
    "郑州航空港经济综合实验区", "郑东新区", "郑州经济技术开发区", "郑州高新技术产业开发区",
)  # fmt: skip  # One name a line would take a screen.
