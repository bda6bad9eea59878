"""Verbs of a call: opening it, applying in it, and what a district records of papers that came in."""

from __future__ import annotations

from typing import Any

from fuyu.cases.building import Company, as_json, builders_of, overlaid
from fuyu.cases.desk import BASES, Refused, Someone
from fuyu.cases.entries import REASON, asked_for
from fuyu.cases.papers import supply, upload
from fuyu.cases.scene import Scene, Subject, Unplayable
from fuyu.cases.story import Happening
from fuyu.law.forms import schema_of
from fuyu.law.steps import APPLICATION, Submit

MOST_CALLS = 50


def open_call(scene: Scene, happening: Happening, who: Someone) -> None:
    """Open a call; the story goes on under the version that it froze."""
    content = as_json({"programme": scene.programme.id, "year": happening.as_of.year, **_announced(scene, happening), **given(happening, "entry")})
    call = _made(scene, happening, who, content)
    scene.call = str(call["id"])
    scene.loaded = scene.laws.of(scene.programme.id, call["programme_version"])
    wanted = scene.story.version
    if wanted is not None and wanted != call["programme_version"]:
        raise Unplayable(f"On this day {scene.programme.name} is in force, and the story is told of @{wanted}. Take another day or version.")
    scene.applications.clear()


def _announced(scene: Scene, happening: Happening) -> dict[str, Any]:
    """Return the entry of the step that announces, where it has a form: the builder's, with what the story tells over it."""
    step, told = scene.programme.entry.steps[0], dict(happening.told.get("entry", {}))
    if step.form is None:
        return {"entry": told} if told else {}
    good = next(iter(builders_of(scene.programme).values())).fills.get(step.name, {})
    return {"entry": overlaid(good, told)}


def _made(scene: Scene, happening: Happening, who: Someone, content: dict[str, Any]) -> dict[str, Any]:
    """Return the call that was made; at a deployment that has one of the year already it takes a title of its own."""
    for number in range(1, MOST_CALLS):
        try:
            made: dict[str, Any] = scene.desk.make(who, BASES, "/calls", content)
            return made
        except Refused as refusal:
            if refusal.slug != "already-exists" or "title" in happening.told or happening.refused is not None:
                raise
            content = {**content, "title": f"{content['year']} {scene.programme.intake.title}（{number + 1}）"}
    raise Unplayable(f"There are {MOST_CALLS} calls of {content['year']} already.")


def begin_application(scene: Scene, happening: Happening, who: Someone) -> None:
    """Register the organisation, begin its application where it has none in this call, and save form and papers."""
    company = _organisation(scene, happening, who)
    _register(scene, happening, who, company)
    subject = scene.applications.get(company.name)
    form = _form(scene, happening, company, is_new=subject is None)
    if subject is None:
        made = scene.desk.make(who, BASES, "/applications", {"call": scene.call or "", "organisation": company.code, "form": form})
        subject = scene.applications.setdefault(company.name, Subject(APPLICATION, str(made["id"]), company))
    elif form is not None:
        scene.desk.change(who, "PATCH", BASES, subject.path, subject.path, {"form": form})
    if "incubatees" in happening.told:
        scene.list_for(company, asked_for(scene, company, happening.told["incubatees"]))
    scene.touch(subject)
    supply(scene, subject, _submission(scene), who, happening.told.get("without", ()), happening.told.get("papers", ()))


def apply(scene: Scene, happening: Happening, who: Someone) -> None:
    """Begin an application where there is none, save what the story tells, and hand it in."""
    begin_application(scene, happening, who)
    subject, step = scene.last[APPLICATION], _submission(scene)
    scene.desk.change(who, "POST", BASES, subject.path, f"{subject.path}/acts", {"step": step.name, "does": "submit"})


def record_receipt(scene: Scene, happening: Happening, who: Someone) -> None:
    """Record the day on which papers came in, with a scan."""
    subject = application_meant(scene, happening)
    told = {"received_on": happening.as_of, "number": scene.next_number(), "reason": REASON, **given(happening)}
    scan = upload(scene, who, "receipt.pdf")
    scene.desk.change(who, "POST", BASES, subject.path, f"{subject.path}/receipt", as_json({**told, "file": scan}))


def correct_receipt(scene: Scene, happening: Happening, who: Someone) -> None:
    """Correct the day on which papers came in; number and scan stay as they are on record."""
    subject = application_meant(scene, happening)
    told = {"reason": REASON, **given(happening)}
    scene.desk.change(who, "POST", BASES, subject.path, f"{subject.path}/receipt/corrections", as_json(told))


def given(happening: Happening, *without: str) -> dict[str, Any]:
    """Return what the story tells; null leaves a member out."""
    return {name: value for name, value in happening.told.items() if value is not None and name not in without}


def application_meant(scene: Scene, happening: Happening) -> Subject:
    if happening.of:
        company = scene.cast.company_of(happening.of)
        if company.name not in scene.applications:
            raise Unplayable(f"{company.name} has no application in this call.")
        return scene.applications[company.name]
    if APPLICATION not in scene.last:
        raise Unplayable("There is no application yet.")
    return scene.last[APPLICATION]


def _organisation(scene: Scene, happening: Happening, who: Someone) -> Company:
    person = scene.story.people[happening.by]
    name = happening.of or person.organisation
    if name is None:
        raise Unplayable(f"{who.title} acts for no organisation, so nobody applies. Name a person with `organisation:`.")
    return scene.cast.company_of(name)


def _register(scene: Scene, happening: Happening, who: Someone, company: Company) -> None:
    """Register an organisation as its builder describes it; one that is registered stays as it is."""
    builder = scene.builder(company, happening.told.get("like"))
    district = scene.story.people[happening.by].district or builder.organisation.get("district")
    known = {name: builder.organisation[name] for name in ("industry", "founded_on") if name in builder.organisation}
    try:
        scene.desk.make(who, BASES, "/organisations", {"code": company.code, "name": company.name, "district": district, **known})
    except Refused as refusal:
        if refusal.slug != "already-exists":
            raise


def _form(scene: Scene, happening: Happening, company: Company, *, is_new: bool) -> dict[str, Any] | None:
    """Return the form that is saved: the builder's with the story's changes; None where an earlier one stands and the story tells nothing of it."""
    fields = schema_of(scene.programme.form)().fields
    changes = {name: value for name, value in happening.told.items() if name.split(".", 1)[0] in fields and name not in ("like", "form")}
    changes |= happening.told.get("form", {})
    if not is_new and not changes and "like" not in happening.told:
        return None
    return scene.builder(company, happening.told.get("like")).form_for(company, changes)


def recuse(scene: Scene, happening: Happening, who: Someone) -> None:
    """Take people of an office off an application, the one who says it where the story names none."""
    subject = application_meant(scene, happening)
    people = [scene.cast.person(name).id for name in happening.told.get("people", [happening.by])]
    content = {"step": scene.see(subject)["stands_at"], "does": "recuse", "entry": {"people": people}, "reason": happening.told.get("reason", REASON)}
    scene.desk.change(who, "POST", BASES, subject.path, f"{subject.path}/acts", content)
    scene.touch(subject)


def _submission(scene: Scene) -> Submit:
    return next(step for step in scene.programme.entry.steps if isinstance(step, Submit))
