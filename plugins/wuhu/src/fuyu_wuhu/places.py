"""The city's offices and districts, as tokens and records name them."""

from __future__ import annotations

OFFICES = {
    "award-office": "芜湖市争创中国质量奖专班办公室",
    "quality-committee": "县市区、开发区质量发展委员会办公室",
    "service-station": "质量基础设施“一站式”服务站",
}

# 各县市区、开发区：the two development zones are addressed by the text beside the districts.
DISTRICTS = ("镜湖区", "鸠江区", "弋江区", "湾沚区", "繁昌区", "无为市", "南陵县", "经济技术开发区", "三山经济开发区")
