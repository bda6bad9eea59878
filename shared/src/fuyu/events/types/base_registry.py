"""What base-registry says: organisations, calls, applications, published lists, objections, designations, law settings."""

from __future__ import annotations

from typing import Any

from fuyu.events.declaring import EventType, anything, claim, data, day, maybe, number, part, rows, text, texts, word
from fuyu.events.types.parts import BASE_REGISTRY, ID, clause, company, of_programme, organisation


def _of_organisation() -> Any:
    return data(
        organisation=text(ID),
        code=text("91410100MA00000001"),
        name=text("示范企业001"),
        district=text("东区"),
        industry=maybe(text("制造业")),
        founded_on=maybe(day("2012-05-08")),
    )


def _of_call(**more: Any) -> Any:
    return data(call=text(ID), **of_programme(), year=number(2026), title=text("2026年度申报"), **more)


def _of_application(**more: Any) -> Any:
    return data(application=text(ID), call=text(ID), **of_programme(), organisation=organisation(), **more)


def _ended_by() -> Any:
    return {"step": maybe(text("designate")), "clause": maybe(clause())}


def _at_step(**more: Any) -> Any:
    return _of_application(step=text("district"), on=day("2026-03-09"), **more)


def _receipt(received_on: Any) -> Any:
    return part(received_on=received_on, number=maybe(text("收〔2026〕1号")), applied_on=maybe(day("2026-03-02")))


def _of_objection(**more: Any) -> Any:
    return data(objection=text(ID), call=text(ID), application=text(ID), **more)


def _earlier_terms() -> Any:
    """Return the terms before the one now where a renewal came late, so that there are days between them."""
    return maybe(rows(starts_on=day("2023-06-02"), ends_on=day("2026-06-02")))


def _of_designation(**more: Any) -> Any:
    return data(designation=text(ID), **of_programme(), kind=text("base"), **more)


def _conditions() -> Any:
    """Return the member that says until when conditions of keeping a designation are met."""
    return rows(key=text("quality_system_kept"), holds_until=day("2027-05-31"), clause=clause(), because=text("证书有效期至2027-05-31"))


def _past_classes() -> Any:
    return maybe(rows(holds_class=text("C"), until=day("2027-03-02")))


def _of_ground(**more: Any) -> Any:
    return data(
        ground=text(ID),
        designation=text(ID),
        **of_programme(),
        key=text("success_rate"),
        clause=clause(),
        organisation=organisation(),
        because=text("示范事由"),
        **more,
    )


def _of_proceeding(**more: Any) -> Any:
    return data(
        proceeding=text(ID),
        designation=maybe(text(ID)),
        application=maybe(text(ID)),
        **of_programme(),
        process=text("review_yearly"),
        title=text("年度书面审核"),
        key=text("2027"),
        organisation=organisation(),
        district=maybe(text("东区")),
        clause=maybe(clause()),
        **more,
    )


def _type(name: str, subject: str, says: str, schema: Any) -> EventType:
    return EventType(name, BASE_REGISTRY, subject, says, schema)


TYPES = (
    _type(
        "expert.registered",
        "expert",
        "An expert was taken into the city's pool, with what can bind them to an organisation.",
        data(expert=text(ID), person=text("expert-1"), employer_code=maybe(text("91410100MA00000001")), group_code=maybe(text("91410100MA00000002"))),
    ),
    _type("organisation.registered", "organisation", "An organisation was entered in its city's register.", _of_organisation()),
    _type("organisation.changed", "organisation", "Name, district or another particular of an organisation changed.", _of_organisation()),
    _type(
        "call.opened",
        "call",
        "A programme opened a call, which froze its version, form and quotas.",
        _of_call(opened_on=day("2026-02-02"), closes_on=maybe(day("2026-06-01")), is_draft=maybe(claim(False))),
    ),
    _type("call.closed", "call", "A call came to its end.", _of_call(closed_on=day("2026-09-30"))),
    _type("application.submitted", "application", "An organisation handed in its application.", _at_step(applied_on=day("2026-03-02"))),
    _type("application.returned", "application", "An application was sent back to be completed.", _at_step(because=text("缺少承诺书"))),
    _type("application.passed", "application", "An application passed a step and went on.", _at_step(does=text("recommend"))),
    _type(
        "application.refused",
        "application",
        "An application was refused, with the reason and where known the clause.",
        _at_step(because=text("孵化任务不足10家"), clause=maybe(clause())),
    ),
    _type(
        "application.corrected",
        "application",
        "The day on which an application was received had been written down wrongly: how it stands now, and how it had stood before.",
        _at_step(before=_receipt(maybe(day("2026-03-09"))), after=_receipt(day("2026-03-02")), because=text("收文日期误录")),
    ),
    _type(
        "application.ended",
        "application",
        "The way of an application ended.",
        _of_application(outcome=text("not chosen"), because=maybe(text("名额已满")), on=maybe(day("2026-08-31")), **_ended_by()),
    ),
    _type(
        "notice.published",
        "call",
        "A list of a call was published for objections.",
        data(
            call=text(ID),
            **of_programme(),
            step=text("naming"),
            title=text("公示"),
            number=maybe(text("〔2026〕12号")),
            published_on=day("2026-08-03"),
            ends_on=maybe(day("2026-08-07")),
            rows=rows(application=text(ID), kind=maybe(text("base")), organisation=part(code=text("91410100MA00000001"), name=text("示范企业001"))),
        ),
    ),
    _type(
        "objection.lodged",
        "objection",
        "Someone objected to one row of a published list.",
        _of_objection(holds=claim(), lodged_on=day("2026-08-05")),
    ),
    _type("objection.resolved", "objection", "An objection was answered, upheld or not.", _of_objection(upheld=claim(False))),
    _type(
        "designation.granted",
        "designation",
        "An organisation was designated, with the list of companies that go with it.",
        _of_designation(
            holds_class=maybe(text("A")),
            office=text("city"),
            organisation=organisation(),
            starts_on=day("2026-09-01"),
            ends_on=maybe(day("2029-08-31")),
            earlier_terms=_earlier_terms(),
            call=text(ID),
            application=text(ID),
            companies=rows(**company(), promised=maybe(texts("培训辅导", "质量诊断")), undertakes=maybe(claim())),
            is_draft=maybe(claim(False)),
            foreseen=maybe(_conditions()),
            host=maybe(text("district-office")),
            cycle=maybe(part(starts_on=day("2026-03-02"), ends_on=day("2028-03-02"))),
            past_classes=_past_classes(),
        ),
    ),
    _type(
        "designation.changed",
        "designation",
        "Term, class or state of a designation changed.",
        _of_designation(
            organisation=maybe(organisation()),
            holds_class=maybe(text("A")),
            starts_on=day("2026-09-01"),
            ends_on=maybe(day("2030-08-31")),
            earlier_terms=_earlier_terms(),
            state=text("held"),
            because=maybe(text("续期")),
            past_classes=_past_classes(),
        ),
    ),
    _type(
        "designation.ended",
        "designation",
        "A designation came to the end of its term, or was given up.",
        _of_designation(organisation=maybe(organisation()), ended_on=day("2029-08-31"), state=text("ended"), because=maybe(text("期满"))),
    ),
    _type(
        "designation.revoked",
        "designation",
        "A designation was taken away, on a ground.",
        _of_designation(
            organisation=maybe(organisation()),
            ended_on=day("2028-03-15"),
            state=text("revoked"),
            because=text("孵化成功率低于30%"),
            clause=maybe(clause()),
        ),
    ),
    _type(
        "designation.foreseen",
        "designation",
        "Until when the conditions of keeping a designation are met, as its facts stand, became known or changed; from the day after on each is a ground.",
        _of_designation(on=day("2027-02-01"), conditions=_conditions()),
    ),
    _type(
        "ground.proposed",
        "ground",
        "A ground on which a designation may be taken away was found, with its findings; an officer decides.",
        _of_ground(found_on=day("2028-02-01")),
    ),
    _type(
        "ground.closed",
        "ground",
        "A ground was mended and withdrawn, examined and the designation kept, or decided upon.",
        _of_ground(state=word("withdrawn", "kept", "decided"), on=day("2028-03-15")),
    ),
    _type(
        "regulation.lapsing",
        "regulation",
        "The regulation of a programme comes to its end some months ahead, and no version follows it.",
        data(
            regulation=text("example.base@2026-01-01"),
            title=text("示范办法（试行）"),
            **of_programme(),
            lapses_on=day("2030-12-31"),
            months=number(12),
            clause=clause(),
        ),
    ),
    _type(
        "proceeding.opened",
        "proceeding",
        "A process over a designation, or beside an application's own way, was opened: a review, a complaint, a payment, a report of change.",
        _of_proceeding(opened_on=day("2027-01-31"), opened_by=text("every year")),
    ),
    _type(
        "proceeding.reached",
        "proceeding",
        "A proceeding that only those see whose step it has come to came to a step of theirs.",
        _of_proceeding(step=text("inquiry"), on=day("2027-02-01")),
    ),
    _type(
        "proceeding.ended",
        "proceeding",
        "A process over a designation, or beside an application's own way, came to its end.",
        _of_proceeding(outcome=text("completed"), because=maybe(text("运行正常")), on=day("2027-03-12")),
    ),
    _type(
        "assignment.left",
        "assignment",
        "A person to whom a step of a file was assigned by name was replaced: the successor has it now, or it waits for the office to assign another.",
        data(
            assignment=text(ID),
            **of_programme(),
            about=part(kind=text("application"), id=text(ID), name=text("示范企业001")),
            district=maybe(text("东区")),
            process=text("apply"),
            step=text("district"),
            person=text("p-7"),
            successor=maybe(text("p-8")),
            outcome=word("handed over", "open"),
            because=word("free of any interest", "sheets are in", "not in the pool", "assigned already", "an interest", "may not judge"),
            on=day("2027-03-01"),
        ),
    ),
    _type(
        "law.changed",
        "law",
        "A law setting was made: a calendar, the adoption of a draft, an override, a rule switched off, relief for a class, a step that needs two, a host.",
        data(
            sequence=number(1),
            kind=word("calendar", "adoption", "override", "switch off", "relief", "second person", "host"),
            from_day=day("2026-01-01"),
            content=anything({"programme": "example.base", "version": "2026-01-01"}),
            reason=text("市政府会议纪要"),
            number=maybe(text("〔2025〕88号")),
            by=text("p-1"),
        ),
    ),
)
