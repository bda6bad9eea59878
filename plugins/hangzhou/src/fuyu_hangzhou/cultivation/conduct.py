"""What the conduct of reviewers and applicants during the review leads to (三（六）, 五（一）)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from fuyu.law import Finding, Law, as_warning, finding, hookimpl
from fuyu.law.facts import Application, Designation, Enrolment, Interest, Stage
from fuyu_hangzhou.cultivation.supervising import ITEM_3, STRUCK_OFF, ChangeReport

CHOICES = ("choose_for_site", "choose_for_list")


# 五（一）4：对参与评审工作的人员违反有关规定的，视情节轻重予以批评或取消评审资格……。
@hookimpl
def to_recuse(law: Law, interest: Interest, as_of: date) -> Sequence[Finding]:
    """Let nobody review whom the bureau struck off."""
    struck_off = [each.on for each in interest.conduct if each.penalty == STRUCK_OFF]
    because = f"Struck off on {struck_off[0]}." if struck_off else "Nothing was decided that bars from reviewing."
    return [finding("may_review", not struck_off, law.cite("五（一）4"), because=because, about=interest.expert)]


@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Mark a report of change that comes late, and show at each choice who reported a fact of item 3."""
    if isinstance(subject, Application) and step == "change":
        return list(_in_time(law, subject, as_of))
    if isinstance(subject, Stage) and step in CHOICES:
        chosen = [each.application for each in subject.candidates if each.application.id in subject.chosen]
        return [found for each in chosen for found in _reported(law, each)]
    return None


# 三（六）：……应在 5 个工作日内书面报告市市场监管局。
def _in_time(law: Law, application: Application, as_of: date) -> Iterator[Finding]:
    report: ChangeReport = application.filled["change"][-1].entry
    due = law.limit("change_report", report.happened_on)
    not_yet = f"It is to have happened on {report.happened_on}."
    yield finding("change_has_happened", report.happened_on <= as_of, law.cite("三（六）"), actual=report.happened_on, needed=as_of, because=not_yet)
    because = f"What happened on {report.happened_on} was reported on {as_of}; the last day to report it was {due.on}."
    yield as_warning(finding("change_reported_in_time", as_of <= due.on, law["change_report"], actual=as_of, needed=due.on, because=because))


# 三（六）：……以及不符合“申报条件”第（三）项所列举的任一情形的……。The text draws no consequence, so who decides sees it and gives the reason.
def _reported(law: Law, application: Application) -> Iterator[Finding]:
    told: list[ChangeReport] = [each.entry for each in application.filled.get("change", ())]
    for each in (each for each in told if each.kind == ITEM_3):
        name, because = application.organisation.name, f"The applicant reported a fact of {each.happened_on}: {each.says}"
        yield as_warning(finding("reported_fact", False, law.cite("三（六）"), actual=each.happened_on, because=because, about=name, fact="filled.change"))
