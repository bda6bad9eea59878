"""Objections against one row of a published list: an open one holds the row, an upheld one removes it, the rest go on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from base_registry.documents import Application, Call, Designation, Objection
from base_registry.usecases.applications import end_application, keep_walk
from base_registry.usecases.cycles import run_by
from base_registry.usecases.ending import take_back_granted
from base_registry.usecases.owing import answer_key, owe_answer
from base_registry.usecases.sittings import CallAtWork, pass_on
from fuyu.law.steps import Notice, Step
from fuyu.problems import InvalidInput, NotFound, Recused, StepNotOpen
from fuyu.process.actors import Holders, acting_role
from fuyu.process.sitting import Row, RowState, Sitting
from fuyu.process.walk import Outcome, State
from fuyu.store.duties import done
from fuyu.store.files import keep_files
from fuyu.store.transaction import Subject as About
from fuyu.store.transaction import Transaction

OBJECTION = "objection"


def lodge_objection(tx: Transaction, id: str, call_id: str, given: Mapping[str, Any]) -> Objection:
    """Lodge an objection against one row while its list is published; one that lacks what the text asks for is a tip, which holds nothing.

    Papers can only be handed in by someone signed in, since nobody else can upload a file; an officer enters so what came in as a letter.
    """
    call: Call = Call.get(tx.city, call_id)
    work = CallAtWork.of(tx, call)
    sitting = _published(work, given["application"])
    step = work.process.step(sitting.step)
    contact, papers = dict(given.get("contact", {})), {name: files for name, files in given.get("papers", {}).items() if files}
    is_organisations = bool(given.get("is_organisations"))
    lacks = _lacking(step, is_organisations, {*(name for name, value in contact.items() if value), *papers})
    _check_evidence(work, step, given)
    objection = Objection(
        id=id,
        city=tx.city,
        programme=call.programme,
        call=call.id,
        host=run_by(work.loaded.programme, call.host),
        sitting=sitting.id,
        application=given["application"],
        says=given["says"],
        reasons=given.get("reasons"),
        evidence=given.get("evidence"),
        contact=contact,
        papers=papers,
        is_named=bool(contact.get("name")),
        is_organisations=is_organisations,
        lacks=lacks,
        entered_by=tx.caller.person if tx.caller else None,
        lodged_on=tx.today.isoformat(),
        state="tip" if lacks else "open",
    )
    objection.due = None if lacks else owe_answer(work, step, objection)
    objection.add()
    keep_files(tx, [file for files in papers.values() for file in files], About(OBJECTION, id))
    if not lacks:
        sitting.rows[objection.application].state = RowState.HELD
        work.walks[objection.application].place(sitting.step).state = State.HELD
        _keep_row(work, objection.application)
        work.keep()
    about = About(OBJECTION, id)
    told = {"objection": id, "call": call.id, "application": objection.application, "holds": not lacks, "lodged_on": objection.lodged_on}
    tx.emit("objection.lodged", about, told)
    tx.audit("objection.lodged", about, application=objection.application, lacks=lacks)
    return objection


def _lacking(step: Step, is_organisations: bool, given: set[str]) -> list[str]:
    """Return what an objection lacks to hold a row of a step's list."""
    if not isinstance(step, Notice) or step.signed is None:
        return []
    needed = step.signed.organisation if is_organisations else step.signed.person
    return [str(mark) for mark in needed if mark not in given]


def resolve_objection(tx: Transaction, id: str, given: Mapping[str, Any], expected: int) -> Objection:
    """Answer an objection, as the actor of the step whose list it is about.

    Upheld it removes the row; rejected the row goes on, by itself where the rest have gone on already.
    """
    objection: Objection = Objection.get(tx.city, id)
    call: Call = Call.get(tx.city, objection.call)
    work = CallAtWork.of(tx, call)
    sitting = next(each for each in work.sittings if each.id == objection.sitting)
    holders = Holders(tx.city, host=run_by(work.loaded.programme, call.host))
    acting_role(work.loaded.programme, work.process.step(sitting.step).by or "", tx.caller, holders)
    application: Application = Application.get(tx.city, objection.application)
    if tx.caller is not None and tx.caller.person in application.barred:
        raise Recused("You are recused from the file of whom this objection is about; someone else of your office answers it.", found=tx.caller.person)
    if objection.state != "open":
        raise StepNotOpen(f"This objection is {objection.state}; nothing waits for an answer.", found=objection.state)
    objection.state = "upheld" if given["upheld"] else "rejected"
    objection.answer, objection.answered_on, objection.answered_by = given["answer"], tx.today.isoformat(), tx.caller.person if tx.caller else ""
    objection.keep(expected)
    done(tx, About("call", call.id), answer_key(objection))
    _settle(work, sitting, objection)
    work.keep()
    about = About(OBJECTION, id)
    tx.emit("objection.resolved", about, {"objection": id, "call": call.id, "application": objection.application, "upheld": bool(given["upheld"])})
    tx.audit("objection.resolved", about, upheld=bool(given["upheld"]), answer=given["answer"])
    return objection


def result_of(city: str, id: str) -> Objection:
    """Return an objection for whoever holds the address that its receipt named: how it stands, and what was answered (结果告知)."""
    found: Objection = Objection.get(city, id)
    return found


def _check_evidence(work: CallAtWork, step: Step, given: Mapping[str, Any]) -> None:
    """Raise InvalidInput where the text asks for reasons and evidence and the objection gives none: evidence is told of or handed in."""
    if not isinstance(step, Notice) or not step.needs_evidence:
        return
    given_evidence = str(given.get("evidence") or "").strip() or given.get("papers", {}).get("evidence")
    found = {"reasons": str(given.get("reasons") or "").strip(), "evidence": given_evidence}
    reason = f"An objection against this list names facts, reasons and evidence ({work.law.cite(step.clause)})."
    errors = [{"field": name, "reason": reason, "needed": "a text" if name == "reasons" else "a text, or papers"} for name, value in found.items() if not value]
    if errors:
        raise InvalidInput.of_fields(errors)


def _settle(work: CallAtWork, sitting: Sitting, objection: Objection) -> None:
    row, step = sitting.rows[objection.application], work.process.step(sitting.step)
    if objection.state == "upheld":
        row.state, row.because = RowState.REMOVED, objection.answer
        application = work.applications.get(row.application)
        if application is not None:
            end_application(work.tx, application, work.walks[row.application], work.walker, Outcome.REMOVED, objection.answer)
        # Where the decision stands before its notice, what was granted already is taken back with the row.
        for designation in Designation.objects(city=objection.city, application=row.application, state="held"):
            take_back_granted(work, designation, f"异议成立：{objection.answer}")
        return
    others = Objection.objects(city=objection.city, application=objection.application, sitting=sitting.id, state="open", id__ne=objection.id).count()
    if others or row.state is not RowState.HELD:
        return
    if sitting.is_open:
        row.state = RowState.LISTED
        work.walks[row.application].place(sitting.step).state = State.LISTED
        _keep_row(work, row.application)
    else:
        row.state = RowState.PASSED
        pass_on(work, step, row, [], sitting.number)


def _keep_row(work: CallAtWork, id: str) -> None:
    application = work.applications[id]
    keep_walk(work.tx, application, work.walks[id], work.walker)
    application.keep()


def _published(work: CallAtWork, application: str) -> Sitting:
    for sitting in work.sittings:
        if application in sitting.rows and sitting.published_on is not None and sitting.is_open:
            if sitting.ends is None or not sitting.ends.is_overdue(work.tx.today):
                _check_row(sitting.rows[application])
                return sitting
            raise StepNotOpen(
                f"The publication ended on {sitting.ends.on}; objections were open until that day.",
                found=work.tx.today.isoformat(),
                needed=sitting.ends.on.isoformat(),
            )
    raise NotFound("This application stands on no list that is published now.", field="application", found=application)


def _check_row(row: Row) -> None:
    if row.state not in (RowState.LISTED, RowState.HELD):
        said = f"This row of the list is {row.state}; one can object to a row that is listed, or held by another's objection."
        raise StepNotOpen(said, found=str(row.state), needed=[str(RowState.LISTED), str(RowState.HELD)])
