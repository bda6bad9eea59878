"""What is sent with an act: the builder's entry for its step or a good one for its word, with what the story tells over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fuyu.cases.building import Company, as_json, overlaid
from fuyu.cases.desk import BASES, Someone
from fuyu.cases.scene import Scene, Unplayable
from fuyu.cases.several import is_several, names_of
from fuyu.cases.targets import Target
from fuyu.cases.words import CLOSE_STAGE, COMMON, Saying
from fuyu.law.steps import APPLICATION, ASSIGNING, Agree, Score, Way
from fuyu.process.walker import verdict_of

REASON, NOTE = "案例所需。", "属实。"
DEPARTMENTS, OPINION = ["市有关部门"], "无意见。"
PRESENT = 10
SHEETS = 2
"""How many experts are assigned where neither the story nor the step says."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One act to be sent: at what, by whom, what the story tells of it, and what it expects of a refusal; `filler` is whose form it is."""

    target: Target
    who: Someone
    told: Mapping[str, Any]
    expects: Mapping[str, Any] | None = None
    filler: Company | None = None

    @property
    def awaits(self) -> str | None:
        """Return the problem that the story expects."""
        return str(self.expects["problem"]) if self.expects and "problem" in self.expects else None


def leads_on(saying: Saying) -> bool:
    """Claim that a word takes the step on its way, neither back nor to the end, and does more than prepare it."""
    verdict = verdict_of(saying.step, saying.word)
    return verdict.way is Way.ON if verdict else saying.word not in (*ASSIGNING, "skip", "deem", CLOSE_STAGE)


def body_of(scene: Scene, deed: Deed) -> dict[str, Any]:
    """Return the body of an act, with good defaults for what the story leaves out; null in the story leaves a member out."""
    told = deed.told
    body: dict[str, Any] = {"step": deed.target.step.name, "does": deed.target.word, "entry": entry_of(scene, deed), "judged": _judged(deed)}
    if deed.target.subject is not None and not (deed.target.subject.kind == APPLICATION and deed.target.process.grants):
        body["process"] = deed.target.process.name
    body["reason"] = told["reason"] if "reason" in told else _reason(deed)
    body["number"] = told["number"] if "number" in told else _number(scene, deed)
    body["overrides"] = dict(told.get("overrides", {}))
    return {name: as_json(value) for name, value in body.items() if value not in (None, {})}


def entry_of(scene: Scene, deed: Deed) -> dict[str, Any]:
    """Return the entry of an act."""
    changes = {name: value for name, value in deed.told.items() if name not in COMMON or name == "statement"} | dict(deed.told.get("entry", {}))
    maker = WORDS.get(deed.target.word)
    if maker is not None:
        return overlaid(maker(scene, deed), _translated(scene, changes))
    if deed.target.step.form is None or not leads_on(deed.target.saying):
        return overlaid({}, _translated(scene, changes))
    return overlaid(_filled(scene, deed) | _listing(scene, deed), _with_ids(scene, changes))


def asked_for(scene: Scene, applicant: Company, asked: Any) -> list[Company]:
    """Return the companies that a story asks for: a number of made-up ones, or names."""
    if isinstance(asked, int) and not isinstance(asked, bool):
        names = list(scene.applications)
        group = names.index(applicant.name) if applicant.name in names else len(names)
        return scene.companies.listed(scene.programme, scene.builder(applicant), asked, group)
    if is_several(asked):
        names = [str(each.get("name") if isinstance(each, Mapping) else each) for each in asked] if isinstance(asked, list) else asked
        return [scene.cast.company_of(name) for name in names_of(names)]
    raise Unplayable(f"The companies are {asked!r}; write how many, a list of their names, or a range: 示范企业101-110.")


def group_size(scene: Scene, target: Target) -> int:
    """Return how many people are assigned where the story does not say: the least that a score needs, one at any other step."""
    if not isinstance(target.step, Score):
        return 1
    return int(scene.parameter(target.step.at_least)) if target.step.at_least else SHEETS


def waiting_at(scene: Scene, target: Target) -> list[str]:
    """Return the ids of the applications that stand at a step over the call, in the order in which they came into the story."""
    found = []
    for subject in scene.applications.values():
        place = (scene.walk(subject, target.process) or {}).get("places", {}).get(target.step.name, {})
        if place.get("state") in ("waiting", "listed"):
            found.append(subject.id)
    return found


def _filled(scene: Scene, deed: Deed) -> dict[str, Any]:
    """Return the builder's entry for the step: of the subject's organisation, told of who fills it in."""
    subject = deed.target.subject
    company = deed.filler or (subject.company if subject else None)
    if company is None:
        return {}
    return scene.builder(subject.company if subject else company).entry_for(deed.target.step.name, company, {})


def _listing(scene: Scene, deed: Deed) -> dict[str, Any]:
    """Return the companies of a list that is filled in: as many as the story says, or those it names."""
    enrols, subject = scene.programme.enrols, deed.target.subject
    if enrols is None or deed.target.step.name != enrols.listed_at or subject is None:
        return {}
    asked = deed.told.get("companies")
    if asked is not None:
        scene.list_for(subject.company, asked_for(scene, subject.company, asked))
    return {"companies": [{"code": each.code, "name": each.name} for each in scene.companies_for(subject.company)]}


def _judged(deed: Deed) -> dict[str, Any]:
    """Return the answers to the step's questions: yes to each that the story does not answer, where the word leads on."""
    given = deed.told.get("judged", {})
    answers = {key: {"is_met": value, "note": NOTE} if isinstance(value, bool) else value for key, value in given.items()}
    if not leads_on(deed.target.saying):
        return answers
    return {judgement.key: {"is_met": True, "note": NOTE} for judgement in deed.target.step.judges} | answers


def _reason(deed: Deed) -> str | None:
    needs_one = deed.target.word == "close" or (not leads_on(deed.target.saying) and deed.target.word not in ("assign", "declare"))
    return REASON if needs_one and deed.awaits != "reason-missing" else None


def _number(scene: Scene, deed: Deed) -> str | None:
    needs_one = deed.target.step.is_numbered and leads_on(deed.target.saying) and deed.target.word != "conclude"
    return scene.next_number() if needs_one and deed.awaits != "document-number-missing" else None


def _points(scene: Scene, deed: Deed) -> dict[str, Any]:
    """Return full marks on the step's rubric, with what its form asks; a sheet whose points are each one's own matter has none."""
    step = deed.target.step
    record = _filled(scene, deed) if step.form is not None else {}
    if isinstance(step, Score) and not step.sets_score:
        return record
    rubric = scene.programme.rubric(step.on if isinstance(step, Score | Agree) else "")
    return {**record, "points": {item.key: scene.parameter(item.maximum) for item in rubric.items}}


def _people(scene: Scene, deed: Deed) -> dict[str, Any]:
    step, subject = deed.target.step, deed.target.subject
    if step.leads is not None and subject is not None:
        walk = scene.walk(subject, deed.target.process) or {}
        recused = {person for people in walk.get("recused", {}).values() for person in people}
        group = [person for person in walk.get("assigned", {}).get(step.leads, ()) if person not in recused]
        return {"people": group[:1]}
    return {"people": [each.id for each in scene.cast.experts(str(deed.target.step.by), group_size(scene, deed.target))]}


def _answer(scene: Scene, deed: Deed) -> dict[str, Any]:
    sittings = [each for each in scene.see_call()["sittings"] if each["step"] == deed.target.step.name and not each["closed_on"]]
    acts = [act for sitting in sittings for act in sitting["acts"]]
    asked = [name for act in acts if act["does"] == "ask" for name in act["entry"]["departments"]]
    answered = {act["entry"]["department"] for act in acts if act["does"] == "answer"}
    return {"department": next((name for name in asked if name not in answered), DEPARTMENTS[0]), "opinion": OPINION}


def _vote(scene: Scene, deed: Deed) -> dict[str, Any]:
    present = int(deed.told.get("present", PRESENT))
    return {"present": present, "yes": dict.fromkeys(waiting_at(scene, deed.target), present)}


WORDS: Mapping[str, Callable[[Scene, Deed], dict[str, Any]]] = {
    "assign": _people,
    "declare": lambda scene, deed: {"interest": False},
    "score": _points,
    "agree": _points,
    "ask": lambda scene, deed: {"departments": DEPARTMENTS},
    "answer": _answer,
    "vote": _vote,
    "choose": lambda scene, deed: {},
}


def _translated(scene: Scene, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return changes with the story's names turned into ids: people who are assigned, organisations that are chosen or voted for."""
    translated = dict(changes)
    if isinstance(changes.get("people"), list):
        translated["people"] = [scene.cast.person(name).id if name in scene.cast.people else name for name in changes["people"]]
    if isinstance(changes.get("chosen"), list):
        translated["chosen"] = dict.fromkeys(changes["chosen"], scene.programme.grants[0].kind)
    for member in ("chosen", "reasons", "yes", "aside", "refused"):
        if isinstance(translated.get(member), Mapping):
            translated[member] = {_application(scene, name): value for name, value in translated[member].items()}
    return translated


def _with_ids(scene: Scene, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return changes with an organisation's name under `designation` turned into the id of what it holds."""
    wanted = changes.get("designation")
    if not isinstance(wanted, str):
        return dict(changes)
    code = scene.cast.company_of(wanted).code
    rows = scene.desk.rows(scene.cast.operator, BASES, "/designations", programme=scene.programme.id)
    return dict(changes) | {"designation": next((row["id"] for row in rows if row["organisation"]["code"] == code), wanted)}


def _application(scene: Scene, name: str) -> str:
    subject = scene.applications.get(scene.cast.company_of(name).name)
    return subject.id if subject else name
