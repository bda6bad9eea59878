"""Documents that a programme issues from a template: certificates with a number of their own, circulars with the number of the act that brings them."""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter

SERIF, SANS = "Noto Serif CJK SC", "Noto Sans CJK SC"
PLACES = frozenset({"year", "number"})


@dataclass(frozen=True, slots=True)
class Certificate:
    """A numbered document that anyone can check.

    `name` tells it from the programme's others; `template` is a Typst file in the programme's folder, set in the families of `fonts`. `number` is
    the pattern of its number, with {year} and {number}, counted from 1 for each city, programme and year; None where the document bears the number
    (文号) of the act that brings it. `plaque` is the inscription of a plaque that is handed over with it. `issued_by` names the office of the city that issues
    it, where that is not the programme's own.
    """

    name: str
    title: str
    clause: str
    template: str
    number: str | None = None
    plaque: str | None = None
    issued_by: str | None = None
    fonts: tuple[str, ...] = (SERIF, SANS)

    def numbered(self, year: int, count: int) -> str:
        """Return the number of the `count`-th one of a year."""
        return (self.number or "").format(year=year, number=count)


def faults_of_pattern(pattern: str) -> list[str]:
    """Return what is wrong with the pattern of a number, one sentence each."""
    try:
        named = {field for _, field, _, _ in Formatter().parse(pattern) if field is not None}
        first, second = pattern.format(year=2026, number=1), pattern.format(year=2026, number=2)
    except (ValueError, KeyError, IndexError) as error:
        return [f"Its number's pattern {pattern!r} cannot be filled in: {error}. Write {{year}} and {{number}}, such as 证〔{{year}}〕{{number:04}}号."]
    faults = [f"Its number's pattern {pattern!r} names {name!r}; only {{year}} and {{number}} are known." for name in sorted(named - PLACES)]
    if first == second:
        faults.append(f"Its number's pattern {pattern!r} does not hold {{number}}, so that all would bear the same number.")
    if "/" in pattern:
        faults.append(f"Its number's pattern {pattern!r} holds a slash, which the address of the public check cannot.")
    return faults
