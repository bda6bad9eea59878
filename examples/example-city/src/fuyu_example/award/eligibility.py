"""Who may be awarded (第三条, 第十三条); both versions ask the same, with the numbers of their own text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from fuyu.dates import after, has_lasted
from fuyu.law import Finding, Law, finding, hookimpl
from fuyu.law.facts import Application, Holding
from fuyu_example.award.forms import AwardApplication

AWARD = "example.award"


@hookimpl
def to_enter(law: Law, application: Application, as_of: date) -> Sequence[Finding]:
    """Ask the years in business, the years of the method, and the record."""
    own: AwardApplication = application.form
    return [*_durations(law, own, as_of), _record(law, own)]


# 第三条（一）：……依法经营三年以上；（二）：……实施先进质量管理方法二年以上。
def _durations(law: Law, own: AwardApplication, as_of: date) -> Iterator[Finding]:
    for key, fact in (("business_years", "in_business_since"), ("method_years", "method_since")):
        since, least = getattr(own, fact), law[key]
        yield finding(key, has_lasted(since, least.period, as_of), least, actual=since, because=f"It dates from {since}.", fact=f"form.{fact}")


# 第三条（三）：申报组织近三年内未发生重大质量、安全事故。
def _record(law: Law, own: AwardApplication) -> Finding:
    because = "The applicant states that there was one." if own.had_major_accident else "The applicant states that there was none."
    return finding("no_major_accident", not own.had_major_accident, law["look_back_years"], because=because, fact="form.had_major_accident")


# 第十三条：被撤销称号的组织……自撤销之日起……年内不得申报。
@hookimpl
def to_hold(law: Law, application: Application, as_of: date) -> Sequence[Finding]:
    """Bar those whose award was revoked, up to the bar's last day."""
    return [_bar(law, each, each.ended_on, as_of) for each in application.holdings if each.programme == AWARD and each.state == "revoked" and each.ended_on]


def _bar(law: Law, holding: Holding, revoked_on: date, as_of: date) -> Finding:
    until = after(revoked_on, law["bar_years"].period)
    because = f"The award of {holding.starts_on} was revoked on {revoked_on}; the bar stands until {until}."
    return finding("not_barred", as_of > until, law["bar_years"], actual=revoked_on, needed=until, because=because, fact="holdings")
