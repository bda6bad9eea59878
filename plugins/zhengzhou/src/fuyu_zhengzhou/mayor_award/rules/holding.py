"""Who may hold the award again, and what a repeat win brings: 第二十四条 and 第二十七条."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fuyu.dates import after
from fuyu.law import Award, Finding, Law, finding, hookimpl
from fuyu.law.facts import Application, Holding

AWARD, NOMINATION = "award", "nomination"


@hookimpl
def to_hold(law: Law, application: Application, as_of: date) -> Sequence[Finding] | None:
    """Bar who holds the award now, and whose title was withdrawn in the last four years; a nomination bars nothing."""
    day = application.applied_on or as_of
    return [_holds_none(law, _own(application), day), _was_not_revoked(law, _own(application), day)]


# 第二十七条：市长质量奖有效期为4年，有效期满后可再次申请。
def _holds_none(law: Law, holdings: Sequence[Holding], day: date) -> Finding:
    until = max((each.ends_on for each in holdings if each.kind == AWARD and each.state != "revoked" and each.ends_on), default=None)
    because = f"Its award stands until {until}; it may apply from the day after." if until else "It holds no award."
    return finding("award_in_term", until is None or until < day, law["term_years"], actual=day, needed=until, because=because, fact="holdings")


# 第二十四条：该单位4年内不得再次申报市长质量奖。
def _was_not_revoked(law: Law, holdings: Sequence[Holding], day: date) -> Finding:
    bar = law["bar_years"]
    last = max((after(each.ended_on, bar.period) for each in holdings if each.state == "revoked" and each.ended_on), default=None)
    because = f"Its title was withdrawn; the bar lasts until {last}." if last else "No title of it was withdrawn."
    return finding("bar_after_revocation", last is None or last < day, bar, actual=day, needed=last, because=because, fact="holdings")


# 第二十七条：再次获得该奖的，授予证书和称号，不授予奖金，不占当年奖项名额。
@hookimpl
def what_is_granted(law: Law, application: Application, kind: str, as_of: date) -> Award | None:
    """Give a repeat win of the award without a place; a nominee's first award is no repeat."""
    if kind == AWARD and won_before(application):
        return Award(AWARD, uses_place=False, because=f"a repeat win: certificate and title, no money, no place ({law.cite('第二十七条')})")
    return None


def won_before(application: Application) -> bool:
    """Claim that the applicant won the award before, and that no such title was withdrawn; a nomination is no award."""
    return any(each.kind == AWARD and each.state != "revoked" for each in _own(application))


def _own(application: Application) -> list[Holding]:
    return [each for each in application.holdings if each.programme == application.call.programme]
