"""An application that is good in everything, as base-registry keeps it, and the three steps at which it is checked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from base_registry.documents import Application, Call
from base_registry.facts import Surroundings, application_facts, application_holders, call_facts
from fuyu.ids import new_id
from fuyu.law import Laws, LawSettings
from fuyu.law.findings import Outcome
from fuyu.law.lengths import lengths
from fuyu.law.steps import Question, Step
from fuyu.law.strict_yaml import load
from fuyu.process import acting
from fuyu.process import walk as walks
from fuyu.process.acting import Subject, find_step, look_ahead

PROGRAMME, VERSION, CITY = "zhengzhou.base", "2022-01-10", "zhengzhou"
APPLIED_ON, FILLED_ON, JUDGED_ON = date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 9)
STEPS = {"apply": "submit", "district": "recommend", "city": "admit"}
"""Where ZB-6 to ZB-11 are asked, with the word: papers and lengths when it is handed in, the rest by district and city."""


class Desk:
    """The law as installed, a round, and one application with its district's list, ten companies' forms and the consent."""

    def __init__(self) -> None:
        self._loaded = Laws.load().of(PROGRAMME, VERSION)
        self._settings, self._call = LawSettings(), Call(id="call", year=2026, opened_on="2026-02-02", **_of_programme())
        example = _filled_in(next(iter(load(self._loaded.programme.folder / "examples.yaml").values())))
        self._application = Application(
            id="application",
            **_of_programme(),
            judged_by=VERSION,
            call="call",
            organisation={"id": "company", "code": "code", **example["organisation"]},
            form=example["form"],
            materials={material.key: ["file"] for material in self._loaded.programme.materials},
            applied_on=APPLIED_ON.isoformat(),
            walk={},
        )
        self._steps = [(find_step(self._loaded.programme.entry, name), does) for name, does in STEPS.items()]
        self._holders = application_holders(self._application)
        self._walk = walks.Walk("apply", APPLIED_ON, acts=list(self._acts(example["fills"])))

    def check(self) -> list[list[dict[str, Any]]]:
        """Return what is found at each step, as it is shown and kept."""
        return [[each.as_document() for each in look_ahead(self._subject(), step, does, JUDGED_ON)] for step, does in self._steps]

    def check_is_good(self) -> None:
        """Raise AssertionError unless every rule is met: a check that stops early would measure less."""
        found = [each for findings in self.check() for each in findings]
        faults = [each["key"] for each in found if each["outcome"] not in (Outcome.MET, Outcome.EXEMPT)]
        assert not faults, f"These are not met: {faults}"

    def rules(self) -> Callable[[], object]:
        """Return the rules of the same checks as plain functions with what each takes, and the checks that the programme declares."""
        subject = self._subject()
        told = subject.facts(subject.walk)
        calls: list[tuple[Callable[..., Any], list[Any]]] = []
        for step, does in self._steps:
            takes = {"law": subject.law, "application": told, "as_of": APPLIED_ON, "step": step.name, "does": does, "subject": told}
            for question in self._questions(step):
                as_of = {"as_of": JUDGED_ON} if question == "to_take" else {}
                calls += [(rule, list(given(takes | as_of))) for rule, given in self._loaded.ask._rules(question)]
            calls += [(acting._materials, [subject, step, told]), (acting._judgements, [subject, step, set()])]
            calls += [(lengths, [subject.law, self._loaded.programme.form, getattr(told, "form", None)])] if step.name == "apply" else []
        return lambda: [list(rule(*given) or ()) for rule, given in calls]

    def _questions(self, step: Step) -> list[str]:
        return [*(str(each) for each in step.asks if each in (Question.TO_ENTER, Question.TO_HOLD)), "to_take"]

    def _subject(self) -> Subject:
        """Return what an act stands on, as base-registry makes it of the record; the act needs walk, step and holders anyhow, so these stand ready."""
        programme, told, around = self._loaded.programme, call_facts(self._call, classes={}), Surroundings()
        return Subject(
            loaded=self._loaded,
            law=self._loaded.view(self._settings, JUDGED_ON),
            process=programme.entry,
            walk=self._walk,
            holders=self._holders,
            facts=lambda as_walked: application_facts(programme, self._application, told, as_walked, around, JUDGED_ON),
            judged_on=APPLIED_ON,
            has_own_form=True,
        )

    def _acts(self, fills: Mapping[str, Any]) -> Iterator[walks.Act]:
        yield _act("incubatee_list", "district bureau", fills["incubatee_list"])
        for company in fills["incubatee_list"]["companies"]:
            yield _act("registration", "incubatee", {**fills["registration"], "name": company["name"]}, company["code"])
        yield _act("consent", "applicant", fills["consent"], "code")
        for step, actor in (("district", "district bureau"), ("city", "city bureau")):
            asked = find_step(self._loaded.programme.entry, step).judges
            yield _act(step, actor, {}, judged={each.key: {"is_met": True, "note": "已核实"} for each in asked})


def _act(step: str, actor: str, entry: Mapping[str, Any], organisation: str | None = None, judged: Mapping[str, Any] | None = None) -> walks.Act:
    at = datetime(2026, 3, 5, tzinfo=UTC)
    return walks.Act(new_id(), step, "fill", "someone", actor, FILLED_ON, at, entry=dict(entry), judged=dict(judged or {}), organisation=organisation)


def _of_programme() -> dict[str, str]:
    return {"city": CITY, "programme": PROGRAMME, "programme_version": VERSION}


def _filled_in(example: Any) -> Any:
    """Return an example as a request would bring it, for one made-up company."""
    text = json.dumps(example, ensure_ascii=False, default=str)
    return json.loads(text.replace("{name}", "示范企业001").replace("{n}", "001"))
