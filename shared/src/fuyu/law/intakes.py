"""What several programmes ask before a call is opened."""

from __future__ import annotations

from fuyu.law.facts import Call
from fuyu.law.findings import Finding, finding
from fuyu.law.view import Law


def comes_due(law: Law, every: str, call: Call) -> Finding:
    """Return whether a call keeps the years that must lie between two of a programme; `every` names their parameter (one in a year: 1)."""
    years = law[every]
    near = [year for year in call.other_years if abs(call.year - year) < years.value]
    because = f"There is a call of {'、'.join(map(str, near))}; one is held every {years.value} years." if near else f"No other call is near {call.year}."
    return finding("every", not near, years, actual=near, because=because, fact="other_years")
