"""Wuhu: the city, its offices and districts, and its programmes."""

from __future__ import annotations

from fuyu.law import City
from fuyu_wuhu.pool.programme import POOL

city = City(
    id="wuhu",
    title="芜湖市",
    offices={
        "award-office": "芜湖市争创中国质量奖专班办公室",
        "quality-committee": "县市区、开发区质量发展委员会办公室",
        "service-station": "质量基础设施“一站式”服务站",
    },
    districts=("镜湖区", "鸠江区", "弋江区", "湾沚区", "繁昌区", "无为市", "南陵县", "经济技术开发区", "三山经济开发区"),
    programmes=(POOL,),
)
