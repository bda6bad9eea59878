"""What a base owes: a liaison, the year's plan, six batches in every calendar year, exchanges in its third year (第七条, 第十四条, 第十六条（四）)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from fuyu.dates import MonthDay, anniversary
from fuyu.law import Finding, Law, Owed, exempt, finding, hookimpl
from fuyu.law.facts import Designation, HeldTerm, YearOfSessions

SESSIONS = "sessions/"
LIAISON, LIAISON_NAMED = "指定专人负责教学与外部联络", "明确孵化工作专人。"
PLAN, HANDED_IN = "教学计划", "报送{what}。"
BATCHES, BATCHES_HELD = "公益性教学或接访服务", "{year}年内开展满{least}批次，按开展之日计。"
EXCHANGES, EXCHANGES_HELD = "第三年经验交流", "{first}至{last}开展经验交流满{least}次。"
COMPOSED = (LIAISON, LIAISON_NAMED, PLAN, HANDED_IN, BATCHES, BATCHES_HELD, EXCHANGES, EXCHANGES_HELD)


@hookimpl
def what_is_owed(law: Law, designation: Designation, as_of: date) -> Sequence[Owed] | None:
    """Name what is owed by a designation that stands: once, and for each calendar year up to now."""
    if designation.state != "held" or as_of < designation.first_day:
        return None
    years = _years(designation, as_of)
    plans, sessions = [_plan(law, designation, year) for year in years], [_sessions(law, designation, year, as_of) for year in years]
    return [_liaison(law, designation), *plans, *sessions, *_exchanges(law, designation, as_of)]


# 第十四条（四）：每年应提供不少于6批次公益性教学或接访服务；第十七条（二）3：没有自觉履行本办法规定职责。
@hookimpl
def when_missed(law: Law, designation: Designation, owed: str, as_of: date) -> Sequence[Finding] | None:
    """Make a shortfall of batches in a whole year a ground; a year not wholly within the designation is shown and is none."""
    if not owed.startswith(SESSIONS):
        return None
    year, least = int(owed.removeprefix(SESSIONS)), law["minimum_yearly_sessions"]
    done = _year(designation, year).batches
    ground = law.cite("第十七条（二）3", reading=least.citation.reading)
    if not _is_whole(designation, year):
        return [exempt(owed, ground, because=f"{year} is not wholly within the designation; {done} of {least.value} batches were held.")]
    because = f"{done} batches were held in {year}; {least.value} are owed in every calendar year ({least.citation})."
    return [replace(finding(owed, done >= least.value, least, actual=done, because=because, fact="years"), citation=ground)]


# 第十四条（四）：指定专人负责教学与外部联络。
def _liaison(law: Law, designation: Designation) -> Owed:
    due = law.limit("liaison_within", designation.first_day)
    return Owed(
        key="liaison",
        title=LIAISON,
        owed_by="base",
        opens_on=designation.first_day,
        due_on=due.on,
        by=law["liaison_within"].citation,
        on_evidence=LIAISON_NAMED,
        is_done=designation.liaison is not None,
        is_provisional=due.is_provisional,
    )


# 第十四条（二）：重点围绕卓越绩效模式……等安排教学计划；第七条（三）：孵化基地年度工作目标和教学计划。
def _plan(law: Law, designation: Designation, year: int) -> Owed:
    due = law.last_day("teaching_plan_day", year)
    if (begun := _first_day(designation, year)) in [term.starts_on for term in designation.terms]:
        due = max(due, law.limit("first_plan_within", begun), key=lambda each: each.on)
    return Owed(
        key=f"plan/{year}",
        title=f"{year}年{PLAN}",
        owed_by="base",
        opens_on=begun,
        due_on=due.on,
        by=law["teaching_plan_day"].citation,
        on_evidence=HANDED_IN.format(what=f"{year}年{PLAN}"),
        is_done=year in designation.plans,
        is_provisional=due.is_provisional,
    )


# 第十四条（四）：每年应提供不少于6批次公益性教学或接访服务。
# The last day never moves (L3): a batch counts by the day on which it was held, so one of January is the next year's.
def _sessions(law: Law, designation: Designation, year: int, as_of: date) -> Owed:
    least, held, first = law["minimum_yearly_sessions"], _year(designation, year).batches, _first_day(designation, year)
    return Owed(
        key=f"{SESSIONS}{year}",
        title=f"{year}年{BATCHES}",
        owed_by="base",
        opens_on=first,
        due_on=_last_day(designation, year),
        by=least.citation,
        on_evidence=BATCHES_HELD.format(year=year, least=least.value),
        is_done=held >= least.value,
        counts={"done": held, "needed": least.value},
        warning=None if held >= least.value else _warning(law, designation, year, held, as_of),
        pace_from=first + timedelta(days=law["pace_told_after"].value - 1),
    )


# 第十六条（四）：孵化基地第三年主要任务为对入孵企业的巩固提升, 经常性开展经验交流。
# It is shown and reminded of; what a shortfall means no clause says, so none is proposed.
def _exchanges(law: Law, designation: Designation, as_of: date) -> list[Owed]:
    return [owed for term in designation.terms if (owed := _exchanges_of(law, designation, term, as_of)) is not None]


def _exchanges_of(law: Law, designation: Designation, term: HeldTerm, as_of: date) -> Owed | None:
    number, least = law["consolidation_year"].value, law["minimum_exchanges"]
    first = anniversary(term.starts_on, number - 1) + timedelta(days=1)
    last = min(term.ends_on or date.max, anniversary(term.starts_on, number))
    if as_of < first or last < first:
        return None
    held = sum(first <= day <= last for day in designation.exchanges)
    planned = sum(first.replace(day=1) <= month <= last for month in designation.planned_exchanges)
    return Owed(
        key=f"exchanges/{last.year}",
        title=EXCHANGES,
        owed_by="base",
        opens_on=first,
        due_on=last,
        by=least.citation,
        on_evidence=EXCHANGES_HELD.format(first=first, last=last, least=least.value),
        is_done=held >= least.value,
        counts={"planned": planned, "held": held, "needed": least.value},
        warning=None if planned >= least.value else f"The plans foresee {planned} exchanges in the third year; {least.value} are to be held.",
    )


def _warning(law: Law, designation: Designation, year: int, held: int, as_of: date) -> str | None:
    least = law["minimum_yearly_sessions"].value
    if as_of > _last_day(designation, year):
        short = f"{held} of {least} batches were held in {year}"
        return f"{short}." if _is_whole(designation, year) else f"{short}; the year is not wholly within the designation, so this is no ground for revocation."
    months = as_of.month - 1
    if as_of < MonthDay.read(law["pace_checked_from"].value).in_year(year) or held * 12 >= least * months:
        return None
    return f"The pace falls short: {held} of {least} batches after {months} months of {year}."


def _years(designation: Designation, as_of: date) -> list[int]:
    last = min(as_of, designation.ends_on or as_of)
    return [year for year in range(designation.first_day.year, last.year + 1) if designation.terms_in(year)]


def _year(designation: Designation, year: int) -> YearOfSessions:
    return designation.years.get(year) or YearOfSessions(year, 0, 0)


def _first_day(designation: Designation, year: int) -> date:
    return designation.terms_in(year)[0].starts_on


def _last_day(designation: Designation, year: int) -> date:
    return designation.terms_in(year)[-1].ends_on or date(year, 12, 31)


def _is_whole(designation: Designation, year: int) -> bool:
    return designation.terms_in(year) == [HeldTerm(date(year, 1, 1), date(year, 12, 31))]
