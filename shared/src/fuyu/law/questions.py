"""The questions that the kernel asks a programme's rules: the hookspecs, one function each.

Every question is given `law`, the view of the version that stands on the subject, and `as_of`, the day on which time is measured.
A rule takes only the arguments that it uses. It is pure: facts in, an answer out; it reads no clock, file, request or document.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pluggy

from fuyu.law.answers import Award, Consequence, Owed, Placement, Scored, Term
from fuyu.law.facts import Activity, Application, Assignment, Call, Candidate, Designation, Enrolment, Interest, Sheet, Stage
from fuyu.law.findings import Finding
from fuyu.law.view import Law

PROJECT = "fuyu"
hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def to_enter(law: Law, application: Application, as_of: date) -> Sequence[Finding] | None:
    """What must be met to be admitted by this call?

    Asked at the steps that list TO_ENTER, judged on the application date. None asks nothing; the findings of all rules add up.
    """


@hookspec
def to_hold(law: Law, application: Application, as_of: date) -> Sequence[Finding] | None:
    """Who may hold it: bars after a revocation, those who hold one now, once ever?

    Asked at the steps that list TO_HOLD. None asks nothing; the findings of all rules add up.
    """


@hookspec
def to_take(law: Law, step: str, does: str, subject: Application | Call | Designation | Enrolment | Stage, as_of: date) -> Sequence[Finding] | None:
    """What must be met to act at this step in this way (`does` is the word: submit, recommend, choose …)?

    Asked before every act that leads forward; over the whole call the subject is a Stage with what the officer proposes, and the Call itself where it is
    to be opened. None asks nothing; the findings of all rules add up. Conditions stop the act; warnings may be overridden by who decides (L8).
    """


@hookspec
def to_keep(law: Law, designation: Designation, as_of: date) -> Sequence[Finding] | None:
    """What must go on being met to keep the designation?

    A condition that is not met is a ground: it is proposed with its facts, and an officer decides; a warning is shown alone. One that is met `until` a
    day is shown with the day from which it would be a ground. Asked at the steps that list TO_KEEP too, as at a renewal. None asks nothing; the findings
    of all rules add up.
    """


@hookspec
def to_balance(law: Law, call: Call, as_of: date) -> Sequence[Finding] | None:
    """What must hold among all who hold a place of one call, as a quota between its classes?

    Shown with the call as it stands, whatever brought it about; what may not make it worse, a rule under `to_take` says. None asks nothing; the findings
    of all rules add up.
    """


@hookspec
def to_plan(law: Law, activity: Activity, as_of: date) -> Sequence[Finding] | None:
    """What must be met to plan an activity of this kind, for these, on that day?

    Conditions stop it; warnings may be overridden with a reason by the office that plans (L8). None asks nothing; the findings of all rules add up.
    """


@hookspec
def to_recuse(law: Law, interest: Interest, as_of: date) -> Sequence[Finding] | None:
    """Which interests, or what was decided on their conduct, bar an expert from the file of this applicant or holder?

    None asks nothing; the findings of all rules add up, the national ones (L10) included.
    """


@hookspec
def to_assign(law: Law, assignment: Assignment, as_of: date) -> Sequence[Finding] | None:
    """Who may be assigned to judge: from the pool, qualified, not barred, the leader out of the group?

    Asked when someone is assigned to a step, and again of those assigned when they act. None asks nothing; the findings of all rules add up, the national
    ones (L10) included.
    """


@hookspec(firstresult=True)
def which_rubric(law: Law, step: str, application: Application, as_of: date) -> str | None:
    """On which rubric is this application scored at this step? None: on the one that the step declares."""


@hookspec(firstresult=True)
def what_follows(law: Law, step: str, application: Application, sheets: Sequence[Sheet], as_of: date) -> Scored | None:
    """What do these sheets come to? None: the mean of the totals, unrounded, without bonus."""


@hookspec(firstresult=True)
def how_rank(law: Law, candidates: Sequence[Candidate], as_of: date) -> Sequence[Candidate] | None:
    """How do candidates rank, best first, ties included? None: by score, higher first; equal scores by the earlier application."""


@hookspec(firstresult=True)
def who_is_chosen(law: Law, stage: Stage, ranked: Sequence[Candidate], as_of: date) -> Sequence[Placement] | None:
    """Who is chosen under the quotas, for which kind, and why is each other not?

    A proposal: the officer decides. None: the ranking is filled into the quotas of the call from the top.
    """


@hookspec(firstresult=True)
def what_is_granted(law: Law, application: Application, kind: str, as_of: date) -> Award | None:
    """What does a chosen application get: kind, tier or class, and does it use a place? None: the kind it was chosen for, using a place."""


@hookspec(firstresult=True)
def how_long(law: Law, kind: str, starts_on: date) -> Term | None:
    """For how long is it held from its first day? None: for the term that the grant declares, without end where it declares none."""


@hookspec(firstresult=True)
def how_long_to_incubate(law: Law, starts_on: date) -> Term | None:
    """How long is an incubation from its admission? None: for the period that the programme declares."""


@hookspec(firstresult=True)
def how_much_longer(law: Law, enrolment: Enrolment, asked_until: date, as_of: date) -> Term | None:
    """Until when may this incubation be extended at most? None: the declared extension, counted from the period's last day."""


@hookspec
def what_is_owed(law: Law, designation: Designation, as_of: date) -> Sequence[Owed] | None:
    """What does the holder owe, by when, on what evidence, and do the facts show it done?

    Asked again whenever the facts change and on each day on which something opens or falls due: an answer that is gone withdraws the duty, another
    date moves it. None owes nothing; the answers of all rules add up.
    """


@hookspec
def when_missed(law: Law, designation: Designation, owed: str, as_of: date) -> Sequence[Finding] | None:
    """What does a missed duty (`owed` is its key) mean?

    Findings not met become grounds of the designation. None: it is shown as overdue and escalated, nothing more; the findings of all rules add up.
    """


@hookspec
def to_prefer(law: Law, subject: Designation | Enrolment, as_of: date) -> Sequence[Finding] | None:
    """What must be met to be preferred: recommended for an award, or taken first under equal conditions?

    Asked for the officers' lists of what is held and of incubations that were completed; whoever meets all may be preferred, and an officer decides.
    None asks nothing, and then nobody is listed; the findings of all rules add up.
    """


@hookspec
def after_revocation(law: Law, designation: Designation, ground: str, as_of: date) -> Sequence[Consequence] | None:
    """What follows a revocation: bars, money to claim back, things to take back, people to move? None adds nothing; the answers of all rules add up."""
