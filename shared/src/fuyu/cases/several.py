"""What one line of a story says of several: a list of days, people or companies, and a range of made-up companies such as 示范企业101-110."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

MOST = 200
_RANGE = re.compile(r"(?P<name>.*[^0-9-])(?P<first>[0-9]+)-(?P<last>[0-9]+)")


def is_several(value: Any) -> bool:
    """Claim that a value means several names: it is a list, or a range."""
    return isinstance(value, list) or (isinstance(value, str) and _RANGE.fullmatch(value) is not None)


def names_of(value: Any) -> list[str]:
    """Return the names that a text, a range or a list of both means; raise ValueError where it is none, or a range runs backwards or too far."""
    if isinstance(value, list) and value:
        return [name for each in value for name in names_of(each)]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{value!r} is no name.")
    found = _RANGE.fullmatch(value)
    if found is None:
        return [value]
    name, first, last = found.groups()
    numbers = range(int(first), int(last) + 1)
    if not 0 < len(numbers) <= MOST:
        raise ValueError(f"{value!r} is {len(numbers)} names.")
    return [f"{name}{number:0{len(first)}}" for number in numbers]


def days_of(value: Any) -> list[date]:
    """Return the days that a line names, one or several; raise ValueError where one is no day, or does not come after the one before it."""
    days = value if isinstance(value, list) and value else [value]
    if any(type(day) is not date for day in days) or any(one >= other for one, other in pairwise(days)):
        raise ValueError(f"{value!r} is no day, and no list of days.")
    return days


def people_in(groups: Mapping[str, Sequence[str]], names: Sequence[str]) -> list[str]:
    """Return the people whom names mean: all members of a group, or the one."""
    return [member for name in names for member in groups.get(name, (name,))]
