"""Stacks: what an officer ticked in a list is acted on file by file, each for itself, while the page tells how far it has come."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import redirect, request, url_for
from mongoengine.errors import NotUniqueError

from fuyu.ids import derived_id, new_id
from fuyu.problems import NotFound, Problem
from portal.acting import titles_of
from portal.asking import Desk, Refusal
from portal.documents import Stack
from portal.knowing import Programme
from portal.pages.frame import account, city, desk, only, page, reach, show
from portal.pages.lists import ROWS, STACKED, listing
from portal.pages.subjects import ENROLMENT, KINDS, Kind
from portal.stacking import Offer, Tick, declaring, offer_named
from portal.telling import in_form_words, in_words
from portal.texts import say

KEPT_FOR = timedelta(days=7)
"""A service knows the key of an act again for thirty days."""
MOST_CHARACTERS = {"reason": 2_000, "number": 100}
TRY_AGAIN = (401, 429)
"""Refusals that say nothing of the file, beside those that tell of a service's own trouble."""


@page("/<any(applications, proceedings, enrolments):name>/stacks", methods=("POST",))
def begin_stack(name: str) -> Any:
    """Make a stack of what was ticked, and lead to its page; where something is missing the list is shown again with what was chosen."""
    only(any(role.office for role in desk().roles))
    offer, ticks = _offer(), [Tick.read(each) for each in request.form.getlist("row")]
    faults = list(_faults(offer, ticks))
    if faults or offer is None:
        return listing(STACKED[name], faults)
    return redirect(url_for("pages.stack", id=_kept(name, offer, [each for each in ticks if each]), begun=1), 303)


def _offer() -> Offer | None:
    """Return the word that was chosen; None where none was."""
    chosen = request.form.get("act", "")
    found = offer_named(desk(), city(), chosen) if chosen else None
    only(not chosen or found is not None)
    return found


def _faults(offer: Offer | None, ticks: list[Tick | None]) -> Iterator[str]:
    """Yield what is missing before a stack can be made, and what to do about it."""
    known = [each for each in ticks if each]
    if not ticks:
        yield say("还没有勾选：请先在列表中勾选要一并办理的各件，再选择意见。")
    elif len(known) < len(ticks) or len(known) > ROWS:
        yield say("勾选的内容无法识别：请刷新列表后重新勾选，一次最多 {n} 件。", n=ROWS)
    if offer is None:
        yield say("还没有选择意见：请选择对勾选的各件都办理什么。")
        return
    if others := [each.name for each in known if not each.stands_at(offer)]:
        yield say("不在“{step}”环节，不能一并办理：{names}。请取消勾选，或另选其所在环节的意见。", step=offer.step["title"], names="、".join(others))
    if offer.needs_reason and not _typed("reason"):
        yield say("“{word}”须写明理由：请填写理由，它将写入每一件的办理记录。", word=say(offer.said.title))
    if offer.is_numbered and not _typed("number"):
        yield say("“{word}”须有文号：请填写文号，它将写入每一件的办理记录。", word=say(offer.said.title))


def _typed(name: str) -> str:
    return request.form.get(name, "").strip()[: MOST_CHARACTERS[name]]


def _kept(name: str, offer: Offer, ticks: list[Tick]) -> str:
    """Keep a stack and return its id: the same form sent again, by whatever window, finds the one that it made."""
    rows = {each.id: {"id": each.id, "version": each.version, "name": each.name, "outcome": "", "problem": ""} for each in ticks}
    said = {"programme": offer.programme.told["id"], "process": offer.process, "step": offer.step["name"], "does": offer.said.word}
    said |= {part: _typed(part) for part in MOST_CHARACTERS}
    content = json.dumps([name, said, sorted((each.id, each.version) for each in ticks)], ensure_ascii=False, sort_keys=True)
    id = derived_id("stack", account().id, request.form.get("key") or new_id(), content)
    made = Stack(id=id, account=account().id, city=desk().city, name=name, rows=list(rows.values()), ends_at=datetime.now(UTC) + KEPT_FOR, **said)
    try:
        made.save(force_insert=True)
    except NotUniqueError:
        return id
    return id


@page("/stacks/<id:id>")
def stack(id: str) -> Any:
    """Show a stack: what became of each file, and how many are left; the browser then goes on by itself."""
    return show("stack.html", **_told(_own(id)))


@page("/stacks/<id:id>", methods=("POST",))
def go_on_with_stack(id: str) -> Any:
    """Act on the next file for a browser that asks for one after another, else on all that are left.

    Where a service is away nothing more is tried: the page says so, and the button goes on later.
    """
    found, is_by_script, paused = _own(id), bool(request.headers.get("HX-Request")), None
    places = found.waiting[:1] if is_by_script else found.waiting
    try:
        for place in places:
            _act(found, place)
    except Problem as problem:
        paused = in_words(problem)
    told = {**_told(found), "paused": paused}
    if is_by_script:
        return show("_stack_went_on.html", changed=places if found.waiting else range(len(found.rows)), **told)
    return show("stack.html", 503, **told) if paused else redirect(url_for("pages.stack", id=id), 303)


def _own(id: str) -> Stack:
    """Return a stack of who asks; raise NotFound where there is none, or it is somebody else's."""
    found: Stack | None = Stack.objects(id=id, account=account().id, ends_at__gt=datetime.now(UTC)).first()
    if found is None:
        raise NotFound("There is no such stack of yours. What was ticked longer than seven days ago is told by the files themselves.", found=id)
    return found


def _kind(stack: Stack) -> Kind:
    return KINDS[stack.name.removesuffix("s")]


def _act(stack: Stack, place: int) -> None:
    """Act on one file of a stack, under a key of its own and with the version that the list showed; keep what became of it.

    Raise what says nothing of the file: a service that is away or in trouble.
    """
    kind, row = _kind(stack), stack.rows[place]
    body = {name: value for name in ("step", "does", "reason", "number") if (value := getattr(stack, name))}
    body |= {"process": stack.process} if kind is ENROLMENT else {}
    at, key = Desk(reach(), account(), stack.city), derived_id(stack.id, row["id"])
    try:
        told = at.post(kind.service, f"{kind.path}/{row['id']}/acts", body, key=key, version=f'"{row["version"]}"')
    except Refusal as problem:
        if problem.status >= 500 or problem.status in TRY_AGAIN:
            raise
        document = {"type": problem.slug, "title": problem.title, "detail": problem.detail, "status": problem.status, **problem.members}
        stack.note(place, "refused", json.dumps(document, ensure_ascii=False))
    else:
        stack.note(place, "proposed" if _is_proposed(stack, told) else "done")


def _is_proposed(stack: Stack, told: Mapping[str, Any]) -> bool:
    """Claim that what was said waits for a second person."""
    return any(each.get("proposed") and (each["process"], each["name"]) == (stack.process, stack.step) for each in told.get("steps", ()))


def _told(stack: Stack) -> dict[str, Any]:
    """Return what the page of a stack shows."""
    programme = declaring(city(), stack.programme, stack.process, stack.step)
    step = programme.step(stack.process, stack.step)
    word = next((each["title"] for each in step.get("verdicts", ()) if each["word"] == stack.does), stack.does)
    problems = {place: _problem(stack, row["problem"], programme) for place, row in enumerate(stack.rows) if row["problem"]}
    return {
        "stack": stack,
        "shown": STACKED[stack.name],
        "kind": _kind(stack),
        "programme": programme,
        "step": step,
        "word": word,
        "problems": problems,
        "paused": None,
    }


def _problem(stack: Stack, kept: str, programme: Programme) -> Refusal:
    """Return a refusal as it was kept, with the fields of the step named by their titles."""
    document = json.loads(kept)
    problem = Refusal(document, document["status"])
    in_form_words(problem, titles_of(programme, stack.process, stack.step))
    return problem
