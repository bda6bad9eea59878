"""On what ground the text of 2025 takes the award away: two failures in a row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.law import Finding, Law, finding, hookimpl
from fuyu.law.facts import Designation
from fuyu_example.award.failures import failed_years


# 第十二条：获奖组织连续两年年度考核不合格的，撤销其称号。
@hookimpl
def to_keep(law: Law, designation: Designation, as_of: date) -> Sequence[Finding]:
    """Look for the longest run of failed years."""
    most, failed = law["failures_in_a_row"], failed_years(law, designation, as_of)
    run = longest_run(failed)
    because = f"Failed years: {', '.join(map(str, failed))}; {run} in a row." if failed else "No year was failed."
    return [finding("failures_in_a_row", run < most.value, most, actual=run, because=because, fact="filled.yearly_check")]


def longest_run(years: Sequence[int]) -> int:
    """Return how many of the years, given in order, follow one another at most."""
    longest = run = 0
    for place, year in enumerate(years):
        run = run + 1 if place and years[place - 1] == year - 1 else 1
        longest = max(longest, run)
    return longest
