"""Wuhu: the city, its offices and districts, and its programmes."""

from __future__ import annotations

from fuyu.law import City
from fuyu_wuhu.places import DISTRICTS, OFFICES
from fuyu_wuhu.pool.programme import POOL

city = City(id="wuhu", title="芜湖市", offices=OFFICES, districts=DISTRICTS, programmes=(POOL,))
