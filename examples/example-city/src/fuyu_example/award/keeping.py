"""On what ground the text of 2020 takes the award away: two failures in all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.law import Finding, Law, finding, hookimpl
from fuyu.law.facts import Designation
from fuyu_example.award.failures import failed_years


# 第十二条：获奖组织在称号有效期内累计两次年度考核不合格的，撤销其称号。
@hookimpl
def to_keep(law: Law, designation: Designation, as_of: date) -> Sequence[Finding]:
    """Count all failed years of the term."""
    most, failed = law["failures_in_all"], failed_years(law, designation, as_of)
    because = f"Failed years: {', '.join(map(str, failed))}." if failed else "No year was failed."
    return [finding("failures_in_all", len(failed) < most.value, most, actual=len(failed), because=because, fact="filled.yearly_check")]
