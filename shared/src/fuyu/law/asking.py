"""Asking a programme's rules: answers are added up, stamped with plugin and version, and a rule that raises is named."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any

import pluggy

from fuyu.law.answers import Award, Consequence, Evidence, Owed, Placement, Scored, Term
from fuyu.law.facts import Activity, Application, Assignment, Call, Candidate, Designation, Enrolment, Interest, Origin, Sheet, Stage
from fuyu.law.findings import Finding
from fuyu.law.programme import Programme
from fuyu.law.selecting import Places, Selection, explain, fill
from fuyu.law.view import Law
from fuyu.problems import RuleFailed

Rule = tuple[Callable[..., Any], Callable[[Mapping[str, Any]], tuple[Any, ...]]]


class Asker:
    """The questions of `fuyu.law.questions` put to the rules of one programme's version, with what an unanswered one means."""

    def __init__(self, manager: pluggy.PluginManager, programme: Programme, plugin: str, plugin_version: str) -> None:
        self._hooks = manager.hook
        self._programme = programme
        self._plugin = plugin
        self._version = plugin_version
        self._resolved: dict[str, Sequence[Rule]] = {}

    def to_enter(self, law: Law, application: Application, as_of: date) -> list[Finding]:
        """Return the findings on admission by the call."""
        return self._findings("to_enter", application, law=law, application=application, as_of=as_of)

    def to_hold(self, law: Law, application: Application, as_of: date) -> list[Finding]:
        """Return the findings on bars and current holders."""
        return self._findings("to_hold", application, law=law, application=application, as_of=as_of)

    def to_take(self, law: Law, step: str, does: str, subject: Application | Call | Designation | Enrolment | Stage, as_of: date) -> list[Finding]:
        """Return the findings on acting at a step."""
        return self._findings("to_take", subject, law=law, step=step, does=does, subject=subject, as_of=as_of)

    def to_keep(self, law: Law, designation: Designation, as_of: date) -> list[Finding]:
        """Return the findings on keeping a designation; those not met are grounds."""
        return self._findings("to_keep", designation, law=law, designation=designation, as_of=as_of)

    def to_balance(self, law: Law, call: Call, as_of: date) -> list[Finding]:
        """Return the findings on how those who hold places of a call stand to each other."""
        return self._findings("to_balance", call, law=law, call=call, as_of=as_of)

    def to_plan(self, law: Law, activity: Activity, as_of: date) -> list[Finding]:
        """Return the findings on planning an activity."""
        return self._findings("to_plan", activity, law=law, activity=activity, as_of=as_of)

    def to_recuse(self, law: Law, interest: Interest, as_of: date) -> list[Finding]:
        """Return the findings on an expert's interests; one not met recuses."""
        return self._findings("to_recuse", interest, law=law, interest=interest, as_of=as_of)

    def to_assign(self, law: Law, assignment: Assignment, as_of: date) -> list[Finding]:
        """Return the findings on assigning an expert to a step."""
        return self._findings("to_assign", assignment, law=law, assignment=assignment, as_of=as_of)

    def which_rubric(self, law: Law, step: str, declared: str, application: Application, as_of: date) -> str:
        """Return the rubric to score on, the declared one where no rule names another."""
        return self._first("which_rubric", law=law, step=step, application=application, as_of=as_of) or declared

    def what_follows(self, law: Law, step: str, application: Application, sheets: Sequence[Sheet], as_of: date) -> Scored:
        """Return what sheets come to, the unrounded mean of their totals where no rule says."""
        answer: Scored | None = self._first("what_follows", law=law, step=step, application=application, sheets=sheets, as_of=as_of)
        return answer or _mean(sheets)

    def how_rank(self, law: Law, candidates: Sequence[Candidate], as_of: date) -> list[Candidate]:
        """Return the candidates best first, by score and then by earlier application where no rule says."""
        answer = self._first("how_rank", law=law, candidates=candidates, as_of=as_of)
        return list(answer) if answer is not None else sorted(candidates, key=_by_score)

    def who_is_chosen(self, law: Law, stage: Stage, as_of: date) -> list[Placement]:
        """Return the proposal for a stage: one placement for each candidate, with its reason."""
        return self._chosen(law, stage, self.how_rank(law, stage.candidates, as_of), as_of)

    def selection(self, law: Law, stage: Stage, as_of: date) -> Selection:
        """Return the proposal for a stage with each row's rank, score and ties, and what it leaves of the places."""
        ranked = self.how_rank(law, stage.candidates, as_of)
        return explain(stage, ranked, self._chosen(law, stage, ranked, as_of))

    def _chosen(self, law: Law, stage: Stage, ranked: Sequence[Candidate], as_of: date) -> list[Placement]:
        answer = self._first("who_is_chosen", law=law, stage=stage, ranked=ranked, as_of=as_of)
        return list(answer) if answer is not None else _fill_from_the_top(stage, ranked, self._programme.grants[0].kind)

    def what_is_granted(self, law: Law, application: Application, kind: str, as_of: date) -> Award:
        """Return what a chosen application gets."""
        return self._first("what_is_granted", law=law, application=application, kind=kind, as_of=as_of) or Award(kind)

    def how_long(self, law: Law, kind: str, starts_on: date) -> Term:
        """Return the term of a grant: a rule's, else the declared one, else without end."""
        grant = self._programme.grant(kind)
        answer: Term | None = self._first("how_long", law=law, kind=kind, starts_on=starts_on)
        if answer is not None:
            return answer
        return law.term(grant.term, starts_on) if grant.term else Term(starts_on, None, law.cite(grant.clause))

    def how_long_to_incubate(self, law: Law, starts_on: date) -> Term:
        """Return the incubation period from admission; raise LookupError where the programme brings nobody up."""
        answer: Term | None = self._first("how_long_to_incubate", law=law, starts_on=starts_on)
        return answer or law.term(self._enrols().period, starts_on)

    def how_much_longer(self, law: Law, enrolment: Enrolment, asked_until: date, as_of: date) -> Term:
        """Return until when an incubation may be extended at most, counted from the period's last day."""
        answer: Term | None = self._first("how_much_longer", law=law, enrolment=enrolment, asked_until=asked_until, as_of=as_of)
        return answer or law.term(self._enrols().extension, enrolment.ends_on or as_of)

    def what_is_owed(self, law: Law, designation: Designation, as_of: date) -> list[Owed]:
        """Return all that the holder owes."""
        return self._all("what_is_owed", {"law": law, "designation": designation, "as_of": as_of})

    def owed_by(self, evidence: Evidence, law: Law, designation: Designation, as_of: date) -> list[Owed]:
        """Return what is owed of which records of this kind show whether it was done."""
        usual = Evidence.ACTIVITIES if self._programme.enrols or self._programme.reports else Evidence.PROCEEDINGS
        return [each for each in self.what_is_owed(law, designation, as_of) if (each.evidence or usual) is evidence]

    def when_missed(self, law: Law, designation: Designation, owed: str, as_of: date) -> list[Finding]:
        """Return what a missed duty means."""
        return self._findings("when_missed", designation, law=law, designation=designation, owed=owed, as_of=as_of)

    def to_prefer(self, law: Law, subject: Designation | Enrolment, as_of: date) -> list[Finding]:
        """Return what must be met to be preferred; nothing where no rule says who is."""
        return self._findings("to_prefer", subject, law=law, subject=subject, as_of=as_of)

    def after_revocation(self, law: Law, designation: Designation, ground: str, as_of: date) -> list[Consequence]:
        """Return what follows a revocation."""
        return self._all("after_revocation", {"law": law, "designation": designation, "ground": ground, "as_of": as_of})

    def _enrols(self) -> Any:
        if self._programme.enrols is None:
            raise LookupError(f"{self._programme.name} brings nobody up: it declares no `enrols`.")
        return self._programme.enrols

    def _findings(self, question: str, about: object, /, **told: Any) -> list[Finding]:
        origins: Mapping[str, Origin] = getattr(about, "origins", {})
        return [made.stamp(_origin(origins, made.fact), self._plugin, self._version) for made in self._all(question, told)]

    def _all(self, question: str, told: Mapping[str, Any]) -> list[Any]:
        found: list[Any] = []
        try:
            for rule, takes in self._rules(question):
                answer = rule(*takes(told))
                if answer is not None:
                    found.extend(answer)
        except Exception as error:  # Whatever a rule raises becomes a problem that names it, never a decision.
            raise self._failed(question, error) from error
        return found

    def _first(self, question: str, **told: Any) -> Any:
        try:
            answers = (rule(*takes(told)) for rule, takes in reversed(self._rules(question)))
            return next((answer for answer in answers if answer is not None), None)
        except Exception as error:  # The same.
            raise self._failed(question, error) from error

    def _rules(self, question: str) -> Sequence[Rule]:
        """Return the rules that answer a question with how each takes its arguments, those beneath first.

        They are looked up once, since none is added later, and called here and not by pluggy, since none wraps another: that costs a third as much.
        """
        known = self._resolved.get(question)
        if known is None:
            found = getattr(self._hooks, question).get_hookimpls()
            known = self._resolved[question] = [(each.function, _taking(each.argnames)) for each in found]
        return known

    def _failed(self, question: str, error: Exception) -> RuleFailed:
        rule = traceback.extract_tb(error.__traceback__)[-1].name
        return RuleFailed(
            f"Asked {question!r}, the rule {rule!r} of {self._programme.name} failed: {error}. Nothing was decided; the plugin's author must mend it.",
            rule=rule,
            question=question,
            programme=self._programme.id,
            version=self._programme.version,
            plugin=self._plugin,
        )


def _taking(names: Sequence[str]) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """Return how a rule's arguments are taken from all that it may ask."""
    return itemgetter(*names) if len(names) > 1 else lambda told: tuple(told[name] for name in names)


def _origin(origins: Mapping[str, Origin], fact: str | None) -> Origin | None:
    """Return where a fact comes from: as told of itself (`judged.culture`), else of that which it is a part of (`form`)."""
    return origins.get(fact) or origins.get(fact.partition(".")[0]) if fact else None


def _mean(sheets: Sequence[Sheet]) -> Scored:
    if not sheets:
        return Scored(Decimal(0), "no sheet counts")
    mean = sum((sheet.total for sheet in sheets), Decimal(0)) / len(sheets)
    return Scored(mean, f"mean of {len(sheets)} sheets")


def _by_score(candidate: Candidate) -> tuple[Decimal, date]:
    return -(candidate.score or Decimal(0)), candidate.application.applied_on or date.max


def _fill_from_the_top(stage: Stage, ranked: Sequence[Candidate], only: str) -> list[Placement]:
    places = [Places.of(kind, most, stage.already_granted.get(kind, 0)) for kind, most in list(stage.call.quotas.items())[:1]]
    return fill(ranked, places or [Places(only, None)])
