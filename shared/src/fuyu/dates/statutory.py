"""The statutory days on which everyone rests (全国年节及纪念日放假办法, as amended from 2025), the lunar and solar-term ones computed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from lunar_python import Lunar  # type: ignore[import-untyped]  # The package carries no types.

from fuyu.dates.bounds import checked_year

IN_FORCE_SINCE = 2025
"""The year from which the text applies; every earlier year that matters has its notice."""


@cache
def statutory_days(year: int) -> Mapping[date, str]:
    """Return the 13 statutory days of a year with their Chinese names, as the text in force since 2025 gives them.

    Since 2025 the Spring Festival has four days from 除夕 on and Labour Day has two. The days that are made up for when one of them falls on a
    weekend are set by the yearly notice alone, so they are not here. Raises ValueError outside 1900–2200.
    """
    spring = _lunar(checked_year(year), 1, 1)
    days = {date(year, 1, 1): "元旦"}
    days |= {spring + timedelta(days=offset): "春节" for offset in (-1, 0, 1, 2)}
    days |= {_clear_and_bright(year): "清明节", date(year, 5, 1): "劳动节", date(year, 5, 2): "劳动节"}
    days |= {_lunar(year, 5, 5): "端午节", _lunar(year, 8, 15): "中秋节"}
    # 中秋节 can fall on one of 国庆节's days (2020-10-01); the day is then off once, under both names.
    for day in (date(year, 10, number) for number in (1, 2, 3)):
        days[day] = f"{days[day]}、国庆节" if day in days else "国庆节"
    return MappingProxyType(dict(sorted(days.items())))


def _lunar(year: int, month: int, day: int) -> date:
    solar = Lunar.fromYmd(year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def _clear_and_bright(year: int) -> date:
    solar = Lunar.fromYmd(year, 1, 1).getJieQiTable()["清明"]
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
