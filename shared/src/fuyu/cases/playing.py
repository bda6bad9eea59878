"""Playing one story from its first day to its last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from fuyu.caller import Role
from fuyu.cases import verbs
from fuyu.cases.acts import send
from fuyu.cases.building import Companies
from fuyu.cases.cast import Cast
from fuyu.cases.comparing import refusal_faults
from fuyu.cases.days import Days, NotSettled
from fuyu.cases.desk import Desk, Refused, Someone
from fuyu.cases.entries import Deed, leads_on
from fuyu.cases.expectations import look
from fuyu.cases.going import Way, open_publications
from fuyu.cases.ground import Ground
from fuyu.cases.introducing import introduce
from fuyu.cases.scene import Scene, Unplayable
from fuyu.cases.setting import adopt_draft
from fuyu.cases.standing_in import is_for_each_company
from fuyu.cases.story import OPERATOR, Happening, Look, Story
from fuyu.cases.targets import Target, find_target
from fuyu.cases.telling import Told, Tone
from fuyu.law.registry import Laws
from fuyu.law.steps import Score

NOT_IN_FORCE = "not-in-force"


def play(story: Story, ground: Ground, laws: Laws, told: Told) -> Told:
    """Play a story on a ground and return what was told; what does not hold is told, never raised."""
    scene = _set(story, laws, Desk(ground.urls, ground.keys, _operator(story)), told)
    try:
        ground.clear(scene.days)
        _begin(scene)
        if all(_next(scene, number, each) for number, each in enumerate(story.happens)):
            _end(scene)
    except (Unplayable, Refused, NotSettled, LookupError) as reason:
        told.tell(Tone.FAILED, str(reason), scene.days.today)
    finally:
        scene.days.close()
        scene.desk.close()
    return told


def _set(story: Story, laws: Laws, desk: Desk, told: Told) -> Scene:
    versions = laws.versions(story.programme)
    loaded = next((each for each in versions if each.programme.version == story.version), versions[-1])
    companies = Companies(loaded.programme)
    cast = Cast(story, laws.city(story.city), loaded.programme, companies)
    return Scene(story, laws, loaded, desk, Days(desk, cast.operator), cast, companies, told)


def _operator(story: Story) -> Someone:
    return Someone("story-operator", "the operator", (Role(OPERATOR, story.city),))


def _begin(scene: Scene) -> None:
    """Set the first day, take the story's people into the directory, and adopt a draft that the story leaves to be adopted."""
    first = scene.story.happens[0].as_of
    adopts = _is_left_to_adopt(scene)
    scene.days.begin(min(first, date(first.year, 1, 1)) if adopts else first)
    for number, someone in enumerate(scene.cast.people.values(), 1):
        introduce(scene, someone, number)
    if adopts:
        adopt_draft(scene, date(first.year, 1, 1))
    scene.days.go_to(first)


def _is_left_to_adopt(scene: Scene) -> bool:
    """Claim that the programme is a draft, and the story neither adopts it nor expects that it is not in force."""
    happenings = scene.story.happenings
    adopts = any(each.does == "adopt" or each.told.get("kind") == "adoption" for each in happenings)
    expects = any((each.refused or {}).get("problem") == NOT_IN_FORCE for each in happenings)
    return scene.loaded.regulation.is_draft and not adopts and not expects


def _next(scene: Scene, number: int, each: Happening | Look) -> bool:
    """Let the next thing happen; return False where the story cannot go on after it."""
    if isinstance(each, Look):
        scene.days.go_to(each.as_of)
        scene.days.settle()
        for expectation in each.expects:
            look(scene, expectation)
        return True
    try:
        return _happen(scene, number, each)
    except (Unplayable, NotSettled, LookupError, ValueError) as reason:
        scene.told.tell(Tone.FAILED, f"{each.by} cannot {each.does}: {reason}", scene.days.today, each.line)
        return False


def _happen(scene: Scene, number: int, happening: Happening) -> bool:
    who = scene.cast.person(happening.by)
    try:
        says = _do(scene, number, happening, who)
    except Refused as refusal:
        return _judge(scene, happening, refusal)
    if happening.refused is not None:
        scene.told.tell(Tone.FAILED, f"{who.title}: {happening.does} should be refused, and was accepted", scene.days.today, happening.line)
        return False
    scene.done(who, says, line=happening.line)
    return True


def _judge(scene: Scene, happening: Happening, refusal: Refused) -> bool:
    """Tell of a refusal whether it is the one expected; the story goes on only after that one."""
    if happening.refused is None:
        _fail(scene, happening, f"{happening.by}: {happening.does} is refused: {refusal}")
        return False
    faults = refusal_faults(happening.refused, refusal)
    for fault in faults:
        _fail(scene, happening, f"{happening.by}: {happening.does} is refused, but {fault}")
    if not faults:
        scene.told.tell(Tone.HELD, f"{happening.by}: {happening.does} is refused: {refusal}", scene.days.today, happening.line)
    return not faults


def _fail(scene: Scene, happening: Happening, says: str) -> None:
    scene.told.tell(Tone.FAILED, says, scene.days.today, happening.line)


def _do(scene: Scene, number: int, happening: Happening, who: Someone) -> str:
    """Do what happens on its day and return the sentence that tells it."""
    if happening.does in verbs.DOES:
        scene.days.go_to(happening.as_of)
        verbs.DOES[happening.does](scene, happening, who)
        return happening.does
    target, before = find_target(scene, happening, who), (scene.desk.writes, scene.days.today)
    later = [each for each in scene.story.happens[number + 1 :] if isinstance(each, Happening)]
    way = Way(scene, happening.as_of, scene.story.happenings, later)
    way.open(target)
    if target.subject is not None and _finishes(scene, target, who):
        way.beside(target.subject, target.process, target.step, happening.told.get("without", ()))
    scene.days.go_to(happening.as_of)
    if before != (scene.desk.writes, scene.days.today):
        target = find_target(scene, happening, who)  # What was done on the way, or a day that passed, may have moved it.
    if target.word == "conclude" and _is_concluded(scene, target):
        return f"{happening.does}: the publication ended by itself"
    for deed in _deeds(scene, way, happening, target, who):
        send(scene, deed)
    of = f" of {target.subject.company.name}" if target.subject is not None and len(scene.applications) > 1 else ""
    return f"{target.word} at {target.step.title}{of}"


def _deeds(scene: Scene, way: Way, happening: Happening, target: Target, who: Someone) -> Iterator[Deed]:
    """Yield the acts that a happening means: one, or one for each company where somebody fills in for all that are listed."""
    is_for_all = is_for_each_company(scene, target.step) and target.word == "fill" and who.organisation is None
    if not is_for_all or target.subject is None:
        yield Deed(target, who, happening.told, happening.refused)
        return
    companies = way.stand_ins.fillers(target.subject, target.step)
    asked = happening.told.get("companies")
    meant = companies[:asked] if isinstance(asked, int) else [each for each in companies if asked is None or each.name in asked]
    for company in meant:
        filler = scene.cast.member(str(target.step.by), company)
        yield Deed(target, filler, happening.told, happening.refused, filler=company)


def _finishes(scene: Scene, target: Target, who: Someone) -> bool:
    """Claim that this act ends its step, so that what stands beside it must be done before."""
    if target.step.beside or not leads_on(target.saying) or target.subject is None:
        return False
    if not isinstance(target.step, Score):
        return True
    walk = scene.walk(target.subject, target.process) or {}
    handed_in = {act["by"] for act in walk.get("acts", ()) if act["step"] == target.step.name and act["does"] == "score"}
    recused = set(walk.get("recused", {}).get(target.step.name, ()))
    return set(walk.get("assigned", {}).get(target.step.name, ())) - recused - handed_in == {who.id}


def _is_concluded(scene: Scene, target: Target) -> bool:
    """Claim that a publication has been concluded by the system, as its period ended."""
    scene.days.settle()
    mine = [each for each in scene.see_call()["sittings"] if each["step"] == target.step.name]
    return bool(mine) and all(each["closed_on"] for each in mine)


def _end(scene: Scene) -> None:
    """Let published lists run out, so that what follows from them stands, and look at what must hold at the end."""
    scene.days.settle()
    while last := max(open_publications(scene), default=None):
        scene.days.go_to(last + timedelta(days=1))
        scene.days.settle()
    for expectation in scene.story.then:
        look(scene, expectation)
