"""The services that a base promised its incubatees at entry: 第十四条（四）; one never given is a ground under 第十七条（二）3."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.dates import before
from fuyu.law import Finding, Law, Owed, finding, hookimpl
from fuyu.law.facts import Designation, Promise

SERVICES = "services/"
CLAUSE = "第十七条（二）3"
PROMISED, GIVEN = "向{incubatee}提供入孵时承诺的服务", "在孵化期内逐项登记已提供承诺的服务。"
COMPOSED = (PROMISED, GIVEN)


@hookimpl
def what_is_owed(law: Law, designation: Designation, as_of: date) -> Sequence[Owed] | None:
    """Name for each incubatee the services it was promised; shown from some months before its incubation is over."""
    return [_owed(law, designation, promise) for promise in designation.promises] if designation.state == "held" else None


# 第十七条（二）3：不能为孵化对象提供入孵时承诺的相关服务的。
@hookimpl
def when_missed(law: Law, designation: Designation, owed: str, as_of: date) -> Sequence[Finding] | None:
    """Make a service that was never given by the end of the incubation a ground."""
    if not owed.startswith(SERVICES):
        return None
    promise = next((each for each in designation.promises if each.enrolment == owed.removeprefix(SERVICES)), None)
    lacking = list(promise.lacking) if promise else None
    because = f"{promise.incubatee} was not given {'、'.join(promise.lacking)}." if promise else "A service was not given by the end of the incubation."
    return [finding(owed, promise is not None and not lacking, law.cite(CLAUSE), actual=lacking, needed="given", because=because, fact="promises")]


# A service is given while the incubation runs, and its period never moves (L3); so neither does this day.
def _owed(law: Law, designation: Designation, promise: Promise) -> Owed:
    shown = law["promised_services_shown"]
    return Owed(
        key=f"{SERVICES}{promise.enrolment}",
        title=PROMISED.format(incubatee=promise.incubatee),
        owed_by="base",
        opens_on=max(designation.first_day, before(promise.last_day, shown.period)),
        due_on=promise.last_day,
        by=shown.citation,
        on_evidence=GIVEN,
        is_done=not promise.lacking,
        counts={"done": len(promise.promised) - len(promise.lacking), "needed": len(promise.promised)},
    )
