"""Zhengzhou's three quality programmes: excellence incubation bases, the mayor's quality award, the quality benchmark."""

from __future__ import annotations

from fuyu.law import City
from fuyu_zhengzhou.base.programme import BASE
from fuyu_zhengzhou.benchmark.programme import BENCHMARK
from fuyu_zhengzhou.mayor_award.programme import MAYOR_AWARD
from fuyu_zhengzhou.places import DISTRICTS, OFFICES

city = City(id="zhengzhou", title="郑州市", offices=OFFICES, districts=DISTRICTS, programmes=(BASE, MAYOR_AWARD, BENCHMARK))
