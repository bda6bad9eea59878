"""What each class is taught, and in which year of the cycle (四（二）2, 四（三）)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fuyu.law import Evidence, Finding, Law, Owed, as_warning, finding, hookimpl
from fuyu.law.facts import Activity, Designation


@dataclass(frozen=True, slots=True)
class Teaching:
    """One kind of teaching: for which class, and the parameter of the year of the cycle in which it is given."""

    holds_class: str
    year: str
    title: str

    @property
    def owed_as(self) -> str:
        """Return what it is called where it is owed to a member."""
        return f"{self.holds_class}类组织{self.title}"


TEACHING: Mapping[str, Teaching] = {
    "basic": Teaching("A", "basic_teaching_year", "基础型教学"),
    "improvement": Teaching("B", "improvement_teaching_year", "提高型教学"),
    "precise": Teaching("C", "precise_teaching_year", "精准型教学"),
    "diagnosis": Teaching("D", "advanced_diagnosis_year", "进阶型诊断指导"),
}
TAUGHT = "开展该项活动，且该组织到场参加。"
COMPOSED = (*(each.owed_as for each in TEACHING.values()), TAUGHT)
KIND_FOR = {each.holds_class: kind for kind, each in TEACHING.items()}


# 四（三）：……原则上在每个孵化周期第一年开展对A类……和B类……；在每个孵化周期第二年开展对C类……和D类……。
@hookimpl
def to_plan(law: Law, activity: Activity, as_of: date) -> Sequence[Finding]:
    """Warn of teaching in another year of the cycle, or for another class, than the text names as the usual one."""
    teaching = TEACHING.get(activity.kind)
    if teaching is None:
        return []
    return [as_warning(each) for member in activity.concerned for each in _usual(law, teaching, member, activity.planned_on)]


def _usual(law: Law, teaching: Teaching, member: Designation, on: date) -> Iterator[Finding]:
    year, name = member.cycle.year_on(on) if member.cycle else None, member.organisation.name
    by = law[teaching.year]
    yield finding("teaching_year", year == by.value, by, actual=year, because=f"{on} lies in year {year} of the cycle of {name}.", about=name)
    holds_class = class_in_year(member, year)
    because = f"{name} has class {holds_class} at the start of that year; {teaching.title} is for {teaching.holds_class}."
    yield finding("teaching_class", holds_class == teaching.holds_class, by, actual=holds_class, needed=teaching.holds_class, because=because, about=name)


def class_in_year(member: Designation, year: int | None) -> str | None:
    """Return the class by which a member is taught in a year of its cycle: that of the year's first day, or of its own first day in the pool if later."""
    days = dict(enumerate(member.cycle.years(), start=1)) if member.cycle else {}
    return member.class_on(max(days[year][0], member.starts_on)) if year in days else None


@hookimpl
def what_is_owed(law: Law, designation: Designation, as_of: date) -> Sequence[Owed]:
    """Owe each member the teaching of its class in the year that the text names, to the end of that year; one that enters later is owed none of before."""
    return list(_owed(law, designation))


def _owed(law: Law, designation: Designation) -> Iterator[Owed]:
    for year, (first, last) in enumerate(designation.cycle.years() if designation.cycle else (), start=1):
        kind = KIND_FOR.get(class_in_year(designation, year) or "")
        if kind is None or last < designation.starts_on or law[TEACHING[kind].year].value != year:
            continue
        teaching = TEACHING[kind]
        yield Owed(
            key=f"teaching/{kind}",
            title=teaching.owed_as,
            owed_by="award office",
            opens_on=max(first, designation.starts_on),
            due_on=last,
            by=law[teaching.year].citation,
            on_evidence=TAUGHT,
            is_done=bool(designation.took_part.get(kind)),
            evidence=Evidence.ACTIVITIES,
        )
