"""Verbs of a base: what it proposes, logs, names and hands in."""

from __future__ import annotations

from typing import Any

from fuyu.cases.applying import given
from fuyu.cases.building import Company, as_json
from fuyu.cases.desk import BASES, TRACKER, Someone
from fuyu.cases.scene import Scene, Subject, Unplayable
from fuyu.cases.several import names_of
from fuyu.cases.story import Happening
from fuyu.law.steps import DESIGNATION, ENROLMENT, Effect


def propose(scene: Scene, happening: Happening, who: Someone) -> None:
    """Propose a company for a base, or each of several."""
    base = _designation(scene, happening, who)
    for name in names_of(happening.told.get("incubatee", "示范企业901")):
        _propose(scene, happening, who, base, scene.cast.company_of(name))


def _propose(scene: Scene, happening: Happening, who: Someone, base: Subject, company: Company) -> None:
    scene.builders.setdefault(company.name, scene.builder(base.company))
    person = next((each for each in scene.story.people.values() if each.organisation == company.name and each.district), None)
    district = person.district if person else scene.district_of(base)
    content = {"designation": base.id, "incubatee": {"code": company.code, "name": company.name, "district": district}, **given(happening, "incubatee")}
    promised = content.setdefault("promised", _promised(scene, base))
    made = scene.desk.make(who, TRACKER, "/enrolments", as_json(content | {"promised": promised}))
    scene.touch(Subject(ENROLMENT, str(made["id"]), company))


def tick_service(scene: Scene, happening: Happening, who: Someone) -> None:
    """Tick off promised services as given, the first promised where the story names none."""
    subject = _enrolment(scene, happening)
    promised = [each["service"] for each in scene.see(subject)["promised"]]
    for service in names_of(happening.told["service"]) if "service" in happening.told else promised[:1] or [""]:
        content = {"given_on": happening.as_of, **given(happening), "service": service}
        scene.desk.change(who, "POST", TRACKER, subject.path, f"{subject.path}/services-given", as_json(content))


def take_back(scene: Scene, happening: Happening, who: Someone) -> None:
    """Take back a process of an enrolment that goes on, the one by which it is admitted where the story names none."""
    subject = _enrolment(scene, happening)
    what = happening.told.get("what") or next(each.name for each in scene.programme.processes if any(Effect.ENROL in step.takes_effect for step in each.steps))
    content = {"process": what, "reason": "案例所需。", **given(happening, "what")}
    scene.desk.change(who, "POST", TRACKER, subject.path, f"{subject.path}/withdrawals", as_json(content))


def tick_key_step(scene: Scene, happening: Happening, who: Someone) -> None:
    """Tick off a step of a special plan as done, today and the first where the story does not say."""
    subject = _enrolment(scene, happening)
    content = {"number": 1, "done_on": happening.as_of, **given(happening)}
    scene.desk.change(who, "POST", TRACKER, subject.path, f"{subject.path}/key-steps-done", as_json(content))


def log_session(scene: Scene, happening: Happening, who: Someone) -> None:
    """Log a session, by default a free training of three hours today to which every incubatee came."""
    base = _designation(scene, happening, who)
    good = {"held_on": happening.as_of, "kind": "training", "topic": "卓越绩效模式培训", "hours": "3", "is_free": True}
    came = [{"enrolment": id} for id in _came(scene, base, happening.told.get("attendance"))]
    content = {"designation": base.id, **good, **given(happening, "attendance"), "attendance": came}
    scene.desk.make(who, TRACKER, "/sessions", as_json(content))


def name_liaison(scene: Scene, happening: Happening, who: Someone) -> None:
    """Name the base's liaison."""
    base = _designation(scene, happening, who)
    scene.desk.make(who, TRACKER, f"/bases/{base.id}/liaison", {"name": "李四", **given(happening)})


def hand_in_plan(scene: Scene, happening: Happening, who: Someone) -> None:
    """Hand in a year's plan; `sessions` is how many it foresees, or the sessions themselves."""
    base = _designation(scene, happening, who)
    planned = happening.told.get("sessions", 8)
    if isinstance(planned, int):
        planned = [{"month": 1 + number * 12 // max(planned, 1) % 12, "topic": f"卓越绩效模式专题{number + 1}"} for number in range(planned)]
    content = {"year": happening.as_of.year, **given(happening), "sessions": planned}
    scene.desk.make(who, TRACKER, f"/bases/{base.id}/plans", as_json(content))


def hand_in_reports(scene: Scene, happening: Happening, who: Someone) -> None:
    """Hand in the reports of a year, by default all of the year before, as they are drafted; what only the base can write is made up."""
    base = _designation(scene, happening, who)
    year = int(happening.told.get("year", happening.as_of.year - 1))
    asked = happening.told.get("reports", [report.key for report in scene.programme.reports])
    for report in [asked] if isinstance(asked, str) else asked:
        draft = scene.desk.read(who, TRACKER, f"/bases/{base.id}/reports/{report}/{year}/draft")
        sections = {each["key"]: each["text"] or f"{each['title']}：示范内容。" for each in draft["sections"]}
        scene.desk.make(who, TRACKER, f"/bases/{base.id}/reports", {"report": report, "year": year, "sections": sections})


def hand_in_district_report(scene: Scene, happening: Happening, who: Someone) -> None:
    """Hand in a district's report of a part of a year, as it is drafted."""
    of = {"programme": scene.programme.id, "district": str(who.district), "year": happening.as_of.year, "part": 1, **given(happening)}
    draft = scene.desk.read(who, TRACKER, f"/district-reports/{of['programme']}/{of['district']}/{of['year']}/{of['part']}/draft")
    scene.desk.make(who, TRACKER, "/district-reports", {"text": draft["text"], **of})


def _designation(scene: Scene, happening: Happening, who: Someone) -> Subject:
    """Return the designation that is meant: of the organisation named, or of the person's own."""
    wanted = scene.cast.company_of(happening.of).code if happening.of else who.organisation
    if wanted is not None and (scene.call, wanted) in scene.bases:
        return scene.bases[scene.call, wanted]
    scene.days.settle()
    rows = scene.desk.rows(scene.cast.operator, BASES, "/designations", programme=scene.programme.id)
    found = [row for row in rows if wanted in (None, row["organisation"]["code"])]
    if not found:
        raise Unplayable(f"{happening.of or who.title} holds no designation yet.")
    base = Subject(DESIGNATION, found[0]["id"], scene.companies.called(found[0]["organisation"]["name"]))
    if wanted is not None:
        scene.bases[scene.call, wanted] = base
    return base


def _enrolment(scene: Scene, happening: Happening) -> Subject:
    if happening.of is None and ENROLMENT in scene.last:
        return scene.last[ENROLMENT]
    wanted = scene.cast.company_of(happening.of).code if happening.of else None
    one = {"incubatee": wanted} if wanted else {}
    for row in scene.desk.rows(scene.cast.operator, TRACKER, "/enrolments", programme=scene.programme.id, **one):
        if wanted in (None, row["incubatee"]["code"]):
            return Subject(ENROLMENT, row["id"], scene.companies.called(row["incubatee"]["name"]))
    raise Unplayable(f"There is no enrolment of {happening.of or 'anyone'} yet.")


def _promised(scene: Scene, base: Subject) -> list[str]:
    """Return the services that the builder's consent promises, so that a proposal is a good one."""
    fills = scene.builder(base.company).fills
    return next((list(entry["promised"]) for entry in fills.values() if "promised" in entry), [])


def _came(scene: Scene, base: Subject, attendance: Any) -> list[str]:
    """Return the enrolments of those who came: all who run, the first so many, or those named."""
    rows = scene.desk.rows(scene.cast.operator, TRACKER, "/enrolments", designation=base.id, state="running")
    running = {row["incubatee"]["code"]: row["id"] for row in sorted(rows, key=lambda row: row["incubatee"]["code"])}
    if isinstance(attendance, list):
        codes = [scene.cast.company_of(str(name)).code for name in attendance]
        return [running.get(code) or str(code) for code in codes]
    return list(running.values())[: attendance if isinstance(attendance, int) else None]
