"""What a base must go on meeting: complaints, success, systems, awards and the number of its incubatees (第十七条（二）).

A condition that is not met is a ground, proposed with its facts; the city bureau decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from fuyu.law import Finding, Law, as_warning, exempt, finding, hookimpl, unknown
from fuyu.law.facts import Designation, Run
from fuyu_zhengzhou.base.honours import standing_awards
from fuyu_zhengzhou.base.rules.incubating import incubatees_of
from fuyu_zhengzhou.base.systems import SYSTEMS, Certified, certificates_of, held_until, valid_until

REVIEWS = ("review_yearly", "re_review", "review_within")


@hookimpl
def to_keep(law: Law, designation: Designation, as_of: date) -> Sequence[Finding] | None:
    """Ask what 第十七条（二） makes a ground, as far as the facts show it; what only an officer finds is asked at the reviews."""
    return [
        _complaints(law, designation, as_of),
        _success(law, designation),
        *_standard(law, designation, as_of),
        _number(law, designation),
    ]


# 第十七条（二）2：孵化基地被孵化对象投诉查实三次以上，没有及时整改的。
def _complaints(law: Law, designation: Designation, as_of: date) -> Finding:
    most, runs = law["complaints_for_a_ground"], [run for run in designation.runs_of("complain") if run.opened_on >= designation.first_day]
    late = [run for run in runs if _is_late(run, as_of)]
    because = f"{len(runs)} complaints were made in this designation; {len(late)} are verified and were not rectified by the last day that the base was told."
    left, to_come = most.value - len(late), sorted(due for run in runs if (due := _open_until(run)) is not None and due >= as_of)
    until = to_come[left - 1] if 0 < left <= len(to_come) else None
    return finding("complaints", len(late) < most.value, most, actual=len(late), because=because, fact="runs", until=until)


def _is_late(run: Run, as_of: date) -> bool:
    """Claim that a complaint is verified and was not rectified by its last day, of which the base was told; what was returned is not rectified."""
    return run.said.get("verify_complaint") == "verify" and run.was_missed("rectify_complaint", as_of)


def _open_until(run: Run) -> date | None:
    """Return the last day to rectify a complaint that is verified and not rectified, None where there is none."""
    is_open = run.is_running and run.said.get("verify_complaint") == "verify" and "rectify_complaint" not in run.done
    return run.due.get("rectify_complaint") if is_open else None


# 第十七条（二）4：孵化成功率低于30%的。
def _success(law: Law, designation: Designation) -> Finding:
    least, completed, ended = law["minimum_success_rate"], designation.completed_enrolments, designation.ended_enrolments
    if not ended:
        return exempt("success_rate", least, because="Nobody's incubation has ended in this designation.")
    holds, because = Fraction(completed, ended) >= Fraction(least.value), f"{completed} of {ended} ended incubations were completed."
    found = finding("success_rate", holds, least, actual=f"{completed}/{ended}", because=because, fact="completed_enrolments")
    return found if any(run.is_running for name in REVIEWS for run in designation.runs_of(name)) else as_warning(found)


# 第十七条（二）：对不符合孵化基地标准……的，将取消其孵化基地资格；the standard is 第六条's.
def _standard(law: Law, designation: Designation, as_of: date) -> list[Finding]:
    if designation.form is None:
        return [unknown("standard", law.cite("第十七条（二）"), missing="form")]
    others = designation.form.other_certificates if designation.form.has_other_systems else ()
    asked = {**SYSTEMS, **{f"industry_system.{place}": (each.system,) for place, each in enumerate(others)}}
    certificates = certificates_of(designation)
    return [*(_system(law, key, names, certificates, as_of) for key, names in asked.items()), _award(law, designation, as_of)]


# 第六条（三）：……认证及其它行业管理体系认证，并有效运行。
def _system(law: Law, key: str, names: Sequence[str], certificates: Sequence[tuple[str, Certified]], as_of: date) -> Finding:
    last, until = valid_until(certificates, names, as_of), held_until(certificates, names, as_of)
    because = f"Its certificate for {' / '.join(names)} is valid until {last} (第六条（三）)." if last else f"It has no certificate for {' / '.join(names)}."
    holds = last is not None and as_of <= last
    return finding(f"{key}_kept", holds, law.cite("第十七条（二）"), actual=last, needed=as_of, because=because, fact="form.certificates", until=until)


# 第六条（一）：获得区县（市）级以上政府质量奖荣誉。
def _award(law: Law, designation: Designation, as_of: date) -> Finding:
    names = [f"{award.level} ({award.granted_on.year})" for award in standing_awards(designation, as_of)]
    because = f"These stand: {', '.join(names)}." if names else "No government quality award of it stands any more (第六条（一）)."
    return finding("award_kept", bool(names), law.cite("第十七条（二）"), actual=len(names), needed=1, because=because, fact="holdings")


# 第十七条（二）；第十四条（四）：每个孵化基地……带动不低于10家企业。
# A base begins with ten or more, so while some of its list have not been heard of the count has not arrived, and nothing follows from it.
def _number(law: Law, designation: Designation) -> Finding:
    least, count, by = law["minimum_incubatees"], incubatees_of(law, designation), law.cite("第十七条（二）")
    if awaited := designation.awaited_enrolments:
        return exempt("incubatees_kept", by, because=f"Of {awaited} companies of its list it is not known yet whether their incubation began.")
    because = f"{count} incubatees count; {least.value} or more are needed ({least.citation})."
    return finding("incubatees_kept", count >= least.value, by, actual=count, needed=least.value, because=because, fact="running_enrolments")
