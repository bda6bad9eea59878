"""Work that a bureau assigns to a base: a last day that can be kept, and what it means where it was not (第十七条（二）5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from fuyu.law import Finding, Law, finding, hookimpl, unknown
from fuyu.law.facts import Application, Designation, Enrolment, Run, Stage

WORK = ("work", "district_work")  # By whom it is assigned: the city's bureau, or a district's.


@hookimpl
def to_take(law: Law, step: str, does: str, subject: Application | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """Ask that assigned work is given a last day that has not passed."""
    if not isinstance(subject, Designation) or step not in [f"set_{work}" for work in WORK]:
        return None
    by, entries = law.cite("第十七条（二）5"), subject.filled.get(step, ())
    if not entries:
        return [unknown("work_due", by, missing=f"filled.{step}")]
    due_on = entries[-1].entry.due_on
    because = f"The work is due on {due_on}; it is assigned on {as_of}."
    return [finding("work_due", due_on >= as_of, by, actual=due_on, needed=as_of, because=because, fact=f"filled.{step}")]


# 第十七条（二）5：没有按期完成市场监督管理部门交办的年度培训及配合性工作的。
# What was answered late was not done by its day (没有按期), and what was returned is not done. A base that was not told of the day is not blamed for it.
@hookimpl
def to_keep(law: Law, designation: Designation, as_of: date) -> Sequence[Finding] | None:
    """Make each piece of assigned work that was not done by its day a ground; each stands alone, for each is decided alone.

    What is still to be done is met until its day, so that it can be seen coming; what was done in time is no condition any more.
    """
    return list(_late_or_open(law, designation, as_of))


def _late_or_open(law: Law, designation: Designation, as_of: date) -> Iterator[Finding]:
    for work in WORK:
        for run in designation.runs_of(f"assign_{work}"):
            answer = f"answer_{work}"
            due, done = run.due.get(answer), run.done.get(answer)
            if run.opened_on < designation.first_day or due is None:
                continue
            if run.was_missed(answer, as_of) or (done is None and run.is_running and as_of <= due):
                yield _in_time(law, run, run.filled[f"set_{work}"][-1].entry.title, due, done, as_of)


def _in_time(law: Law, run: Run, title: str, due: date, done: date | None, as_of: date) -> Finding:
    late = (done or as_of) > due
    because = f"The work {title!r} {'was' if late else 'is'} due on {due}{f' and was {_done(done)}' if late else ''}."
    key, by = f"work/{run.opened_on}/{title}", law.cite("第十七条（二）5")
    return finding(key, not late, by, actual=done, needed=due, because=because, fact="runs", until=due)


def _done(done: date | None) -> str:
    return f"done on {done}" if done else "not done by then"
