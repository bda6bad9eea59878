"""An incubation's period: how long, when more may be asked for, when it is assessed, and who comes on the key list (第十六条（三） and 第十八条)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from fuyu.dates import after, moved
from fuyu.law import Finding, Law, as_warning, finding, hookimpl, unknown
from fuyu.law.facts import Application, Designation, Enrolment, Stage

ASKED, GRANTED = None, "completed"


@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Ask what an admission's period, an extension, an assessment, a rectification report and a special plan need."""
    if not isinstance(subject, Enrolment):
        return None
    match step, does:
        case "approve", "grant":
            return _to_admit_for(law, subject, as_of)
        case "ask_extension", _:
            return _to_ask(law, subject, as_of)
        case "assess", _:
            return [_has_trained(law, subject, as_of), *_is_rectified(law, subject)]
        case "rectification", _:
            return [_has_failed(law, subject)]
        case "key_plan", _:
            return [_has_failed(law, subject), _has_asked(law, subject), *_are_ahead(law, subject, as_of)]
        case _:
            return None


# 第十六条（三）：进入孵化基地的企业孵化期原则上不超过2年。
def _to_admit_for(law: Law, enrolment: Enrolment, as_of: date) -> list[Finding]:
    approved = enrolment.latest("approve")
    until = approved.entry.until if approved else None
    if until is None:
        return []
    period = law["incubation_years"]
    usual = after(as_of, period.period)
    because = f"The incubation would run from {as_of} to {until}; {period.value} years end on {usual}."
    begins = finding("period_is_ahead", until > as_of, period.citation, actual=until, needed=f"after {as_of}", because=because, fact="filled.approve")
    longer = finding("incubation_period", until <= usual, period, actual=until, needed=usual, because=because, fact="filled.approve")
    return [begins, as_warning(longer)]


# 第十六条（三）：对于满2年未完成孵化培训的企业, 在其主动申请的前提下可适当延长孵化时间, 延长时间不超过1年。
# The period's last day is the last to ask, too: for a rest day it moves (L3), and relief for this number puts it off; the period itself does neither.
def _to_ask(law: Law, enrolment: Enrolment, as_of: date) -> list[Finding]:
    last, most = enrolment.last_day, law["extension_years"]
    if last is None or enrolment.ends_on is None:
        return [unknown("extension_in_time", most, missing="ends_on")]
    longest = after(enrolment.ends_on, most.period)
    due = law.relieved(most.name, moved(last, law.calendar))
    in_time = f"It is asked for on {as_of}; the last day to ask is {due.on}.{' ' + due.because if due.because else ''}"
    left = f"The period ended on {enrolment.ends_on} and now ends on {last}; all extensions together end on {longest} at the latest."
    found = [
        finding("extension_in_time", due.is_in_time(as_of), law.cite("第十六条（三）"), actual=as_of, needed=due.on, because=in_time, fact="ends_on"),
        finding("extension_is_left", last < longest, most, actual=last, needed=f"before {longest}", because=left, fact="extended_until"),
    ]
    asked = enrolment.latest("ask_extension")
    if asked is not None and any(run.outcome is ASKED for run in enrolment.runs_of("extend")):
        until = asked.entry.until
        because = f"{until} is asked for; it may be a day after {last}, and {longest} at the latest."
        found.append(finding("extension", last < until <= longest, most, actual=until, needed=f"{last + timedelta(days=1)} to {longest}", because=because))
    return found


# 第十八条（一）：培训期满1年以上的，由孵化基地……进行现场评估。
def _has_trained(law: Law, enrolment: Enrolment, as_of: date) -> Finding:
    least = law["training_before_assessment"]
    if enrolment.starts_on is None:
        return unknown("training", least, missing="starts_on")
    assessed = enrolment.latest("assess")
    day = assessed.entry.assessed_on if assessed else as_of
    first = after(enrolment.starts_on + timedelta(days=enrolment.paused_days), least.period)
    because = f"It was assessed on {day}, recorded on {as_of}; it has trained for {least.value} year on {first}."
    return finding("training", first <= day <= as_of, least, actual=day, needed=f"{first} or later, up to {as_of}", because=because, fact="starts_on")


# 第十八条（三）：对于首次评估不合格的企业,由孵化基地出具整改报告,帮助其完善提高。
def _is_rectified(law: Law, enrolment: Enrolment) -> list[Finding]:
    if not _failed(enrolment):
        return []
    given = enrolment.latest("rectification") is not None
    because = "The base handed in its rectification report." if given else "It failed before, and the base's rectification report is missing."
    return [finding("rectification", given, law.cite("第十八条（三）"), actual=given, needed=True, because=because, fact="filled.rectification")]


def _has_failed(law: Law, enrolment: Enrolment) -> Finding:
    failed = _failed(enrolment)
    because = "Its last assessment was failed." if failed else "It has failed no assessment yet."
    return finding("failed", failed, law.cite("第十八条（三）"), actual=failed, needed=True, because=because, fact="runs")


# 第十八条（三）：对于2年期仍不合格、主动申请延期的企业,孵化基地将其列入重点孵化名单,并制定专项孵化计划。
def _has_asked(law: Law, enrolment: Enrolment) -> Finding:
    asked = enrolment.extended_until is not None or any(run.outcome in (ASKED, GRANTED) for run in enrolment.runs_of("extend"))
    because = "It asked for more time." if asked else "It did not ask for more time, so there is no extension to plan for."
    return finding("extension_asked", asked, law.cite("第十八条（三）"), actual=asked, needed=True, because=because, fact="runs")


def _are_ahead(law: Law, enrolment: Enrolment, as_of: date) -> list[Finding]:
    plan = enrolment.latest("key_plan")
    past = [step.due_on for step in plan.entry.steps if step.due_on < as_of] if plan else []
    if not past:
        return []
    because = f"A planned step is due on {min(past)}, before the plan is made."
    return [finding("planned_days", False, law.cite("第十八条（三）"), actual=min(past), needed=f"{as_of} or later", because=because, fact="filled.key_plan")]


def _failed(enrolment: Enrolment) -> bool:
    return any(run.said.get("assessment_result") == "fail" for run in enrolment.runs_of("assess"))
