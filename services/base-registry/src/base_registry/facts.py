"""What the law is told about this service's records: documents in, frozen facts out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError

from base_registry.documents import Application, Call, ClassCount, Designation, Expert, KnownDuty, KnownEnrolment, Proceeding
from fuyu.law import facts
from fuyu.law.forms import typed
from fuyu.law.programme import Programme
from fuyu.law.steps import APPLICATION, Agree, Process, Score
from fuyu.process.acting import SHEET
from fuyu.process.actors import Holders
from fuyu.process.limits import duty_key
from fuyu.process.runs import filled, run_of
from fuyu.process.walk import Act, Walk, from_document

RECORDED = facts.Origin("recorded")
LIVE = ("draft", "running", "completed")  # An application that was refused, removed or not chosen binds its companies no more.


def day(text: str | None) -> date | None:
    """Return the date that a document keeps as ISO text."""
    return date.fromisoformat(text) if text else None


def call_facts(call: Call, entry: Any = None, other_years: Sequence[int] = (), classes: Mapping[str, int] | None = None) -> facts.Call:
    """Return a call as a rule sees it; `entry` and `other_years` are told where it is to be opened, `classes` are counted now where they are not given."""
    closes = call.closes
    return facts.Call(
        id=call.id,
        programme=call.programme,
        version=call.programme_version,
        year=call.year,
        opened_on=date.fromisoformat(call.opened_on),
        closes_on=day(closes["on"]) if closes else None,
        host=call.host,
        industries=tuple(call.industries),
        directions=tuple(call.directions),
        quotas=dict(call.quotas),
        entry=entry,
        other_years=tuple(other_years),
        classes=ClassCount.of(call.city, call.id) if classes is None else classes,
        cycle=cycle_facts(call.cycle),
    )


def cycle_facts(kept: Mapping[str, str] | None) -> facts.Cycle | None:
    """Return the time for which a call runs, None where it runs for none."""
    return facts.Cycle(date.fromisoformat(kept["starts_on"]), date.fromisoformat(kept["ends_on"])) if kept else None


def organisation_facts(kept: Mapping[str, Any]) -> facts.Organisation:
    """Return an organisation as a rule sees it."""
    return facts.Organisation(kept["id"], kept["code"], kept["name"], kept["district"], kept.get("industry"), day(kept.get("founded_on")))


def application_facts(
    programme: Programme, application: Application, call: facts.Call, walk: Walk, surroundings: Surroundings, today: date
) -> facts.Application:
    """Return an application as a rule sees it while its walk stands as given; before it is handed in the application date is today."""
    applied_on, judged, applicant = day(application.applied_on) or today, walk.judged(), dict(application.organisation)
    sheets = {step.name: _sheets(walk, step) for step in programme.entry.steps if isinstance(step, Score)}
    runs = [
        run_of(programme, as_walked, each.key, each.opened_by.get("organisation"))
        for each, as_walked in surroundings.walks
        if each.process in _names(programme)
    ]
    return facts.Application(
        id=application.id,
        organisation=organisation_facts(applicant),
        call=call,
        form=_form(programme, application),
        applied_on=applied_on,
        materials={key: [facts.File(file, key, "", applied_on) for file in files] for key, files in dict(application.materials).items()},
        judged=judged,
        filled={**filled(programme, walk), **_filled_in(runs)},
        sheets=sheets,
        scores={step: Decimal(score["total"]) for step, score in application.scores.items()},
        agreed={step.name: total for step in programme.entry.steps if isinstance(step, Agree) and (total := _agreed(walk, step.name)) is not None},
        holdings=surroundings.holdings,
        named_elsewhere=surroundings.named_elsewhere,
        runs=runs or (),
        misconduct=surroundings.misconduct,
        origins=_origins(applicant["name"], judged, applied_on),
    )


class Surroundings:
    """What stands around an application in its city: what its organisation holds, what was found of it before, companies that another live application of
    the call names too, and the proceedings beside its own way with their walks.
    """

    def __init__(
        self,
        holdings: Sequence[facts.Holding] = (),
        named_elsewhere: Sequence[str] = (),
        misconduct: Sequence[facts.Misconduct] = (),
        walks: Sequence[tuple[Proceeding, Walk]] = (),
    ) -> None:
        self.holdings = tuple(holdings)
        self.named_elsewhere = tuple(named_elsewhere)
        self.misconduct = tuple(misconduct)
        self.walks = tuple(walks)

    @classmethod
    def of(cls, application: Application, programme: Programme) -> Surroundings:
        """Return the surroundings of an application as its city's records show them."""
        return cls.of_all(application.city, [application], programme)[application.id]

    @classmethod
    def of_all(cls, city: str, applications: Sequence[Application], programme: Programme) -> dict[str, Surroundings]:
        """Return the surroundings of a programme's applications by their ids; as many questions to the database for a thousand as for one."""
        codes = sorted({application.organisation["code"] for application in applications})
        held, found = _held_by(city, codes, programme), _found_of(city, codes)
        elsewhere, beside = _named_elsewhere(city, applications), _walks_beside(city, applications, programme)
        return {
            each.id: cls(
                held.get(each.organisation["code"], ()),
                elsewhere.get(each.id, ()),
                found.get((each.programme, each.organisation["code"]), ()),
                beside.get(each.id, ()),
            )
            for each in applications
        }

    def with_walk(self, proceeding: Proceeding, walk: Walk) -> Surroundings:
        """Return the same with a proceeding as its walk stands now."""
        others = [(each, kept) for each, kept in self.walks if each.id != proceeding.id]
        return Surroundings(self.holdings, self.named_elsewhere, self.misconduct, [*others, (proceeding, walk)])


def _walks_beside(city: str, applications: Sequence[Application], programme: Programme) -> dict[str, list[tuple[Proceeding, Walk]]]:
    """Return the proceedings beside the applications' own way, each with its walk, by application."""
    walks: dict[str, list[tuple[Proceeding, Walk]]] = {}
    if any(process.over == APPLICATION and not process.grants for process in programme.processes):
        for each in Proceeding.objects(city=city, application__in=[application.id for application in applications]).order_by("id"):
            walks.setdefault(each.application, []).append((each, from_document(each.walk)))
    return walks


def _held_by(city: str, codes: Sequence[str], programme: Programme) -> dict[str, list[facts.Holding]]:
    """Return what organisations hold or held, by code; what stands apart from every other programme is told in its own alone."""
    holdings: dict[str, list[facts.Holding]] = {}
    for each in Designation.objects(city=city, organisation__code__in=list(codes)):
        if each.stands_apart and each.programme != programme.id:
            continue
        holdings.setdefault(each.organisation["code"], []).append(holding_facts(each))
    return holdings


def _found_of(city: str, codes: Sequence[str]) -> dict[tuple[str, str], list[facts.Misconduct]]:
    """Return what was found of organisations, by programme and code, the oldest first."""
    where = {"city": city, "organisation.code": {"$in": list(codes)}, "misconduct.0": {"$exists": True}}
    found: dict[tuple[str, str], list[facts.Misconduct]] = {}
    for row in Application.objects(__raw__=where).only("programme", "organisation", "misconduct").as_pymongo():
        told = [facts.Misconduct(each["year"], each["kind"], date.fromisoformat(each["happened_on"]), each["says"]) for each in row["misconduct"]]
        found.setdefault((row["programme"], row["organisation"]["code"]), []).extend(told)
    return {whose: sorted(each, key=lambda one: one.happened_on) for whose, each in found.items()}


def _named_elsewhere(city: str, applications: Sequence[Application]) -> dict[str, list[str]]:
    """Return, by application, the companies on its list that another live application of the call names too."""
    listed = {each.id: {company["code"] for company in each.named} for each in applications if each.named}
    calls, codes = {each.call for each in applications if each.id in listed}, set().union(*listed.values())
    where = {"city": city, "call__in": sorted(calls), "state__in": LIVE, "named__code__in": sorted(codes)}
    naming = list(Application.objects(**where).only("call", "named").as_pymongo()) if listed else []
    others = [(row["_id"], row["call"], {company["code"] for company in row["named"]}) for row in naming]
    call_of = {each.id: each.call for each in applications}
    return {id: sorted({code for other, call, theirs in others if other != id and call == call_of[id] for code in own & theirs}) for id, own in listed.items()}


def holding_facts(designation: Designation) -> facts.Holding:
    """Return a designation as something that its organisation holds or held."""
    return facts.Holding(
        id=designation.id,
        programme=designation.programme,
        version=designation.programme_version,
        kind=designation.kind,
        starts_on=date.fromisoformat(designation.starts_on),
        ends_on=day(designation.ends_on),
        state=designation.state,
        ended_on=day(designation.ended_on),
        holds_class=designation.holds_class,
        is_repeat=designation.is_repeat,
        host=designation.host,
    )


class Record:
    """What stands around a designation: its application and call, the runs of its processes, and those of its organisation's other designations.

    `proven` are the last days of which it is proven that whoever owes a duty was told, by the designation and the duty's key. Its call is told where it
    gave classes, and no designation is told that stands apart from this one's programme.
    """

    def __init__(
        self,
        application: Application | None,
        proceedings: Sequence[Proceeding],
        held: Sequence[Designation],
        proven: Mapping[tuple[str, str], date] | None = None,
        call: facts.Call | None = None,
    ) -> None:
        self.call = call
        self.application = application
        self.proceedings = tuple(proceedings)
        self.held = tuple(held)
        self.proven = dict(proven or {})

    def told(self, process: Process, proceeding: Proceeding) -> dict[str, date]:
        """Return the last days of a proceeding's steps that were told with proof, by the step."""
        keys = {step.name: (proceeding.designation, duty_key(process, step, proceeding.run_of(process))) for step in process.steps}
        return {step: self.proven[key] for step, key in keys.items() if key in self.proven}

    @classmethod
    def of(cls, designation: Designation) -> Record:
        """Return what stands around a designation as its city's records show it."""
        whose = {"city": designation.city, "organisation__code": designation.organisation["code"]}
        application = Application.objects(city=designation.city, id=designation.application).first()
        held = [each for each in Designation.objects(**whose).order_by("id") if not each.stands_apart or each.programme == designation.programme]
        known = KnownDuty.objects(city=designation.city, designation__in=[each.id for each in held], proven_for__ne=None).as_pymongo()
        proven = {(each["designation"], each["key"]): date.fromisoformat(each["proven_for"]) for each in known if each.get("key")}
        call = Call.objects(city=designation.city, id=designation.call).first() if designation.holds_class else None
        proceedings = list(Proceeding.objects(**whose, designation__ne=None).order_by("id"))
        return cls(application, proceedings, held, proven, call_facts(call) if call else None)

    @classmethod
    def of_all(cls, designations: Sequence[Designation]) -> dict[str, Record]:
        """Return what stands around designations of one city, by their ids, with three questions to the database however many they are."""
        cities, codes = {each.city for each in designations}, {each.organisation["code"] for each in designations}
        whose = {"city__in": list(cities), "organisation__code__in": list(codes)}
        applications = {each.id: each for each in Application.objects(city__in=list(cities), id__in=[each.application for each in designations])}
        proceedings, held = _by_code(Proceeding.objects(**whose).order_by("id")), _by_code(Designation.objects(**whose).order_by("id"))
        calls = {
            each.id: call_facts(each) for each in Call.objects(city__in=list(cities), id__in=list({each.call for each in designations if each.holds_class}))
        }
        return {
            each.id: cls(
                applications.get(each.application),
                proceedings.get(each.organisation["code"], []),
                [other for other in held[each.organisation["code"]] if not other.stands_apart or other.programme == each.programme],
                call=calls.get(each.call) if each.holds_class else None,
            )
            for each in designations
        }


def _by_code(records: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for each in records:
        found.setdefault(each.organisation["code"], []).append(each)
    return found


def designation_facts(
    programme: Programme, designation: Designation, around: Record, walk: Walk | None = None, proceeding: Proceeding | None = None
) -> facts.Designation:
    """Return a designation as a rule sees it while `walk`, that of `proceeding`, stands as given; its counts come from incubatee-tracker's events."""
    counted = facts.Origin("event", source="incubatee-tracker")
    runs = {each.id: (each, from_document(each.walk)) for each in around.proceedings}
    if proceeding is not None and walk is not None:
        runs[proceeding.id] = (proceeding, walk)
    declared = {process.name for process in programme.processes}
    told = [
        (each, run_of(programme, as_walked, each.key, each.opened_by.get("organisation"), around.told(programme.process(each.process), each)))
        for each, as_walked in runs.values()
        if each.programme == programme.id and each.process in declared  # Another programme's process of the same name has other steps and forms.
    ]
    own = [run for each, run in told if each.designation == designation.id]
    return facts.Designation(
        id=designation.id,
        programme=designation.programme,
        version=designation.programme_version,
        kind=designation.kind,
        organisation=organisation_facts(designation.organisation),
        starts_on=date.fromisoformat(designation.starts_on),
        ends_on=day(designation.ends_on),
        state=designation.state,
        holds_class=designation.holds_class,
        running_enrolments=designation.running_enrolments,
        completed_enrolments=designation.completed_enrolments,
        ended_enrolments=designation.ended_enrolments,
        awaited_enrolments=len(designation.awaited),
        years={
            int(year): facts.YearOfSessions(int(year), kept["batches"], kept["sessions"], Decimal(kept["hours"])) for year, kept in designation.years.items()
        },
        judged=walk.judged() if walk else {},
        filled=_filled_in(own),
        form=_form(programme, around.application) if around.application else None,
        earlier_terms=[facts.HeldTerm(date.fromisoformat(each["starts_on"]), day(each["ends_on"])) for each in designation.earlier_terms()],
        runs=own,
        runs_elsewhere=[run for each, run in told if each.designation != designation.id],
        holdings=[holding_facts(each) for each in around.held],
        proven={key: due_on for (of, key), due_on in around.proven.items() if of == designation.id},
        call=around.call,
        cycle=cycle_facts(designation.cycle),
        past_classes=[facts.PastClass(each["holds_class"], date.fromisoformat(each["until"])) for each in designation.past_classes],
        origins={"running_enrolments": counted, "completed_enrolments": counted, "ended_enrolments": counted, "years": counted, "runs": RECORDED},
    )


def _filled_in(runs: Sequence[facts.Run]) -> dict[str, list[facts.Filled]]:
    """Return what was ever filled in at each step over a designation, oldest run first."""
    entries: dict[str, list[facts.Filled]] = {}
    for run in runs:
        for step, found in run.filled.items():
            entries.setdefault(step, []).extend(found)
    return entries


def application_holders(application: Application) -> Holders:
    """Return whom a programme's actors mean on an application."""
    listed = frozenset(company["code"] for company in application.named)
    own = frozenset([application.organisation["code"]])
    return Holders(application.city, application.organisation["district"], {"applicant": own, "holder": own, "incubatee": listed}, application.host)


def designation_holders(designation: Designation) -> Holders:
    """Return whom a programme's actors mean on a designation; its incubatees are the companies that are or were enrolled with it."""
    own = frozenset([designation.organisation["code"]])
    enrolled = KnownEnrolment.objects(city=designation.city, designation=designation.id, incubatee__ne=None).scalar("incubatee")
    bound = {"applicant": own, "holder": own, "incubatee": frozenset(enrolled)}
    return Holders(designation.city, designation.organisation["district"], bound, designation.host)


def holders_of(record: Designation | Application) -> Holders:
    """Return whom a programme's actors mean on a designation or an application."""
    return designation_holders(record) if isinstance(record, Designation) else application_holders(record)


def proceeding_holders(record: Designation | Application, proceeding: Proceeding) -> Holders:
    """Return whom a programme's actors mean on a proceeding: of the incubatees the one that opened it, all where none did."""
    holders = holders_of(record)
    opener = proceeding.opened_by.get("organisation")
    if opener not in holders.organisations["incubatee"]:
        return holders
    return replace(holders, organisations={**holders.organisations, "incubatee": frozenset([opener])})


def interest_of(city: str) -> Any:
    """Return how an expert's ties to an applicant or holder are looked up in a city's pool."""

    def interest(person: str, organisation: facts.Organisation) -> facts.Interest:
        expert = Expert.objects(city=city, person=person).first()
        employer, group = (expert.employer_code, expert.group_code) if expert else (None, None)
        known = Expert.objects(city=city, employer_code__in=[employer, organisation.code], group_code__ne=None)
        groups = [(each.employer_code, each.group_code) for each in known]
        return facts.Interest(
            person,
            organisation,
            False,
            employer,
            group,
            employer_groups=frozenset(code for of, code in groups if employer is not None and of == employer),
            organisation_groups=frozenset(code for of, code in groups if of == organisation.code),
            conduct=_conduct(expert) if expert else (),
        )

    return interest


def _conduct(expert: Expert) -> Sequence[facts.Conduct]:
    return tuple(facts.Conduct(each["penalty"], date.fromisoformat(each["on"]), each["says"]) for each in expert.conduct)


def _names(programme: Programme) -> set[str]:
    return {process.name for process in programme.processes}


def expert_of(city: str) -> Callable[[str], facts.Expert]:
    """Return how an expert is looked up in a city's pool."""

    def expert(person: str) -> facts.Expert:
        found = Expert.objects(city=city, person=person).first()
        return expert_facts(found) if found else facts.Expert(person, is_pooled=False)

    return expert


def expert_facts(expert: Expert) -> facts.Expert:
    """Return an expert of the pool as a rule sees them."""
    bar = expert.bar
    return facts.Expert(
        person=expert.person,
        is_pooled=True,
        titles=tuple(expert.titles),
        qualifications=tuple(facts.Qualification(each["title"], each.get("number"), day(each.get("valid_until"))) for each in expert.qualifications),
        appraisals=tuple(facts.Appraisal(each["year"], each["result"], each["says"]) for each in expert.appraisals),
        barred=facts.Barred(bar["office"], date.fromisoformat(bar["since"]), bar["finding"]) if bar else None,
    )


def _form(programme: Programme, application: Application) -> Any:
    try:
        return typed(programme.form, application.form, application.id)
    except ValidationError:  # It is still being written.
        return None


def _sheets(walk: Walk, step: Score) -> Sequence[facts.Sheet]:
    return [_sheet(step, person, act) for person, act in walk.sheets_at(step.name).items()] or ()


def _sheet(step: Score, person: str, act: Act) -> facts.Sheet:
    points = {key: Decimal(points) for key, points in act.entry.get("points", {}).items()}
    record = typed(step.form, {key: value for key, value in act.entry.items() if key not in SHEET}, act.id) if step.form else None
    return facts.Sheet(person, points, act.entry["note"], record)


def _agreed(walk: Walk, step: str) -> Decimal | None:
    acts = walk.acts_at(step, "agree")
    return sum((Decimal(points) for points in acts[-1].entry["points"].values()), Decimal(0)) if acts else None


def _origins(applicant: str, judged: Mapping[str, facts.Judged], applied_on: date) -> dict[str, facts.Origin]:
    claimed = facts.Origin("claimed", by=applicant, on=applied_on)
    by = {(person, on): facts.Origin("verified", by=person, on=on) for person, on in {(answer.by, answer.on) for answer in judged.values()}}
    verified = {f"judged.{key}": by[answer.by, answer.on] for key, answer in judged.items()}
    return {"form": claimed, "materials": claimed, "holdings": RECORDED, "named_elsewhere": RECORDED, "misconduct": RECORDED} | verified
