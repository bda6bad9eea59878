"""Hangzhou: the city, its offices and districts, and its programmes."""

from __future__ import annotations

from fuyu.law import City
from fuyu_hangzhou.cultivation.programme import CULTIVATION

DISTRICTS = (
    "上城区", "拱墅区", "西湖区", "滨江区", "萧山区", "余杭区", "临平区", "钱塘区", "富阳区", "临安区", "桐庐县", "淳安县", "建德市",
)  # fmt: skip  # A line of districts reads as the list that it is.

city = City(
    id="hangzhou",
    title="杭州市",
    offices={
        "market-bureau": "杭州市市场监督管理局",
        "supervision-group": "杭州市市场监督管理局监督组",
        "departments": "杭州市级有关部门",
    },
    districts=DISTRICTS,
    programmes=(CULTIVATION,),
)
