"""What every declaration must meet before it is admitted: names that exist, clauses that the text has, numbers that are parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fuyu.certificates.typesetting import faults_of_template
from fuyu.dates import Unit
from fuyu.law.documents import Certificate, faults_of_pattern
from fuyu.law.errors import DeclarationError, NoValue
from fuyu.law.forms import schema_of
from fuyu.law.lengths import bounds_of
from fuyu.law.parameters import Parameter
from fuyu.law.programme import City, Programme, Scope
from fuyu.law.regulation import Regulation
from fuyu.law.steps import APPLICATION, CALL, DESIGNATION, ENROLMENT, Agree, Choose, Consult, Effect, Notice, Process, Publish, Score, Step, Submit, Vote

OPENING = "opening"
CHARACTERS = "characters"
BESIDE = (Effect.REMOVE, Effect.CONDUCT)
"""What takes effect on an application from a process beside its own way."""


def check(city: City, programme: Programme, regulation: Regulation, parameters: Mapping[str, Parameter]) -> None:
    """Raise a DeclarationError that lists every fault of a programme's declaration; return where there is none."""
    faults = list(_Contract(city, programme, regulation, parameters).faults())
    if faults:
        raise DeclarationError(programme.name, " ".join(faults), "Mend the declaration; docs/hooks.md says what each part needs.")


@dataclass(frozen=True)
class _Contract:
    city: City
    programme: Programme
    regulation: Regulation
    parameters: Mapping[str, Parameter]

    def faults(self) -> Iterator[str]:
        """Go through all that is wrong, one sentence each."""
        yield from self._belonging()
        yield from self._parameters_of_declaration()
        yield from self._values()
        yield from self._parts()
        yield from self._board()
        yield from self._certificates()
        for process in self.programme.processes:
            yield from self._process(process)

    def _belonging(self) -> Iterator[str]:
        if self.programme.city != self.city.id:
            yield f"The programme's id begins with {self.programme.city!r}, but its city is {self.city.id!r}."
        if [p.name for p in self.city.programmes].count(self.programme.name) > 1:
            yield f"The city declares {self.programme.name} twice."
        for name, actor in self.programme.actors.items():
            office = actor.office or self.programme.office
            if actor.scope is Scope.OFFICE and office not in self.city.offices:
                yield f"The actor {name!r} belongs to the office {office!r}, which the city does not have."
        if self.programme.office not in self.city.offices:
            yield f"The programme's office {self.programme.office!r} is none of the city's."

    def _parameters_of_declaration(self) -> Iterator[str]:
        intake, enrols = self.programme.intake, self.programme.enrols
        named: list[tuple[str, str | None]] = [("intake.window", intake.window), ("intake.every", intake.every), ("intake.lasts", intake.lasts)]
        for quota in intake.quotas:
            named += [(f"quota {quota.kind}", quota.most), (f"quota {quota.kind}", quota.least)]
            named += [(f"quota {quota.kind}, reserved for {reserved}", name) for reserved, name in quota.reserved.items()]
        named += [(f"grant {grant.kind}", grant.term) for grant in self.programme.grants]
        named += [(f"rubric {rubric.name}, {item.key}", item.maximum) for rubric in self.programme.rubrics for item in rubric.items]
        if enrols:
            named += [("enrols", enrols.minimum), ("enrols", enrols.period), ("enrols", enrols.extension)]
        if district := self.programme.district_report:
            named += [("district_report", district.months), ("district_report", district.within)]
            yield from self._clause("district_report", district.clause)
            yield from self._period("district_report", district.within)
            if district.by not in self.programme.actors or self.programme.actors[district.by].scope is not Scope.DISTRICT_OFFICE:
                yield f"The district report is owed by {district.by!r}, which is no district's office among the actors of the programme."
        if check := self.programme.spot_check:
            named += [("spot_check", check.share), ("spot_check", check.least)]
            yield from self._clause("spot_check", check.clause)
            if check.by not in self.programme.actors or self.programme.actors[check.by].scope is not Scope.OFFICE:
                yield f"The spot check is drawn by {check.by!r}, which is no office among the actors of the programme."
        for where, name in named:
            yield from self._parameter(where, name)
        for where, name in [(f"grant {grant.kind}", grant.term) for grant in self.programme.grants] + [
            ("intake.every", intake.every),
            ("intake.lasts", intake.lasts),
        ]:
            yield from self._period(where, name)

    def _values(self) -> Iterator[str]:
        for parameter in self.parameters.values():
            try:
                parameter.value_on(self.programme.values_on)
            except NoValue as error:
                yield f"{self.programme.name}: {error}"

    def _parts(self) -> Iterator[str]:
        for grant in self.programme.grants:
            yield from self._clause(f"grant {grant.kind}", grant.clause)
        for rubric in self.programme.rubrics:
            yield from self._clause(f"rubric {rubric.name}", rubric.clause)
        for report in self.programme.reports:
            yield from self._clause(f"report {report.key}", report.clause)
            if report.to not in self.programme.actors:
                yield f"The report {report.key!r} goes to {report.to!r}, which is no actor of the programme."
        steps = {step.name for process in self.programme.processes for step in process.steps}
        for material in self.programme.materials:
            yield from self._clause(f"material {material.key}", material.clause)
            if material.needed_at and material.needed_at not in steps:
                yield f"The material {material.key!r} is needed at {material.needed_at!r}, which is no step."
        keys = [material.key for material in self.programme.materials]
        yield from (f"The material {key!r} is declared twice." for key in sorted({key for key in keys if keys.count(key) > 1}))
        names = [process.name for process in self.programme.processes]
        yield from (f"The process {name!r} is declared twice." for name in sorted({name for name in names if names.count(name) > 1}))
        ways = [process for process in self.programme.processes if process.over == APPLICATION and process.grants]
        if not ways:
            yield "No step of a process over the application has the effect `grant`, so nothing would ever be held."
        elif len(ways) > 1:
            yield "Exactly one process over the application may grant: the way that an application goes."
        if not hasattr(self.programme.form, "Schema"):
            yield "The form has no Schema; declare it with `@form`."
        else:
            yield from self._lengths("application form", self.programme.form)

    def _board(self) -> Iterator[str]:
        news, activities = self.programme.news, self.programme.activities
        if self.programme.hosts:
            yield from self._clause("hosts", self.programme.hosts)
        for where, by in (("news", news.by if news else None), ("activities", activities.by if activities else None)):
            if by is not None and (by not in self.programme.actors or self.programme.actors[by].scope is not Scope.OFFICE):
                yield f"The {where} are told by {by!r}, which is no office among the actors of the programme."
        if news:
            yield from self._clause("news", news.clause)
        for name, kind in activities.kinds.items() if activities else ():
            yield from self._clause(f"activity {name}", kind.clause)

    def _certificates(self) -> Iterator[str]:
        declared = self.programme.certificates
        names = [each.name for each in declared]
        yield from (f"The certificate {name!r} is declared twice." for name in sorted({name for name in names if names.count(name) > 1}))
        for certificate in declared:
            yield from self._certificate(certificate)
        certifying = {process.over for process in self.programme.processes for step in process.steps if Effect.CERTIFY in step.takes_effect}
        by_grant = any(grant.certificate for grant in self.programme.grants)
        by_enrolment = bool(self.programme.enrols and self.programme.enrols.certificate)
        for what, is_declared, over in (("grant", by_grant, {APPLICATION, DESIGNATION}), ("enrolment", by_enrolment, {ENROLMENT})):
            if is_declared and not certifying & over:
                yield f"The certificate of the {what} is brought by no step: give one the effect `certify`."
            if certifying & over and not is_declared:
                yield f"A step certifies, but the {what} has no certificate: declare it, or take the effect `certify` away."

    def _certificate(self, certificate: Certificate) -> Iterator[str]:
        where = f"certificate {certificate.name}"
        yield from self._clause(where, certificate.clause)
        if certificate.issued_by is not None and certificate.issued_by not in self.city.offices:
            yield f"The {where} is issued by the office {certificate.issued_by!r}, which the city does not have."
        for fault in faults_of_pattern(certificate.number) if certificate.number is not None else ():
            yield f"The {where}: {fault}"
        template = self.programme.folder / certificate.template
        if not template.is_file():
            yield f"The {where} is set by {certificate.template!r}, which is no file of the programme's folder."
            return
        for fault in faults_of_template(template, certificate.fonts):
            yield f"The {where} cannot be set by {certificate.template!r}: {fault}"

    def _process(self, process: Process) -> Iterator[str]:
        where = f"process {process.name}"
        if process.over not in (APPLICATION, DESIGNATION, ENROLMENT):
            yield f"The {where} is over {process.over!r}; it must be over an application, a designation or an enrolment."
        yield from self._clause(where, process.clause)
        names = list(process.names)
        yield from (f"The {where} has two steps named {name!r}." for name in sorted({name for name in names if names.count(name) > 1}))
        for name in (process.yearly_from, process.before_end, process.every):
            yield from self._parameter(where, name)
        for step in process.steps:
            yield from self._step(process, step)

    def _step(self, process: Process, step: Step) -> Iterator[str]:
        where = f"step {process.name}.{step.name}"
        yield from self._clause(where, step.clause)
        for actor in filter(None, (step.by, step.assigned_by, step.deemed_by, getattr(step, "answered_by", None) if isinstance(step, Consult) else None)):
            if actor not in self.programme.actors:
                yield f"The {where} is taken by {actor!r}, which is no actor of the programme ({', '.join(self.programme.actors)})."
        if (step.within is None) != (step.since is None):
            yield f"The {where} has `within` without `since` or the reverse; a time limit needs both."
        if step.since not in (None, OPENING) and step.since not in process.names:
            yield f"The {where} counts its limit since {step.since!r}, which is no step of the process."
        yield from self._period(where, step.within)
        yield from self._due_from(process, step)
        if step.leads is not None and (step.assigned_by is None or step.leads not in process.names or process.step(step.leads).assigned_by is None):
            yield f"The {where} is taken by the leader of the group at {step.leads!r}; both must be steps of the process that people are assigned to."
        for other in filter(None, (step.beside, getattr(step, "back_to", None))):
            if other not in process.names:
                yield f"The {where} names {other!r}, which is no step of the process."
        if step.over not in (None, CALL):
            yield f"The {where} is over {step.over!r}; leave it out for the process's own subject, or say CALL."
        if step.over == CALL and (process.over != APPLICATION or not process.grants):
            yield f"The {where} is over the call, but its process is not the application's own way."
        for effect in (each for each in BESIDE if each in step.takes_effect):
            if process.over != APPLICATION or process.grants:
                yield f"The {where} has the effect `{effect}`, which only a process beside the application's own way brings about."
        if Effect.CONDUCT in step.takes_effect and (step.form is None or not {"person", "penalty"} <= schema_of(step.form)().fields.keys()):
            yield f"The {where} records conduct, but no form of it asks `person` and `penalty`."
        for actor in step.tells:
            if actor not in self.programme.actors:
                yield f"The {where} tells {actor!r}, which is no actor of the programme."
        if step.group_of is not None and not (step.assigned_by and step.group_of in process.names and process.step(step.group_of).assigned_by):
            yield f"The {where} is taken by the group of {step.group_of!r}: name a step to which people are assigned, and who may assign others here."
        for judgement in step.judges:
            yield from self._clause(f"{where}, {judgement.key}", judgement.clause)
        if step.needs_second_person and not self.programme.can_need_second_person(step):
            yield f"The {where} needs a second person, but only a word of an office at a review, decision, choice, vote or publication can wait for one."
        yield from self._kind(where, step)

    def _due_from(self, process: Process, step: Step) -> Iterator[str]:
        if step.due_from is None:
            return
        where = f"step {process.name}.{step.name}"
        if step.within is not None:
            yield f"The {where} has both `within` and `due_from`; its last day is either counted or set."
        setting = process.step(step.due_from) if step.due_from in process.names else None
        if setting is None or setting.form is None or "due_on" not in schema_of(setting.form)().fields:
            yield f"The {where} takes its last day from {step.due_from!r}, which is no step with a form that asks `due_on`."

    def _kind(self, where: str, step: Step) -> Iterator[str]:
        if isinstance(step, Notice | Publish) and step.days is not None:
            yield from self._period(where, step.days or "(none)")
        if isinstance(step, Publish) and step.circular is not None and (step.circular.number is not None or not step.is_numbered):
            yield f"The {where} has a circular, which bears the step's own number: let `is_numbered` be True and leave the circular's `number` out."
        if isinstance(step, Submit) and step.frozen_by is not None:
            yield from self._clause(where, step.frozen_by)
        if isinstance(step, Notice):
            yield from self._period(where, step.check_within)
        if isinstance(step, Consult):
            yield from self._period(where, step.answer_within or "(none)")
        if isinstance(step, Vote):
            yield from self._parameter(where, step.majority or "(none)")
        if isinstance(step, Score | Agree) and step.on not in {rubric.name for rubric in self.programme.rubrics}:
            yield f"The {where} scores on {step.on!r}, which is no rubric of the programme."
        if isinstance(step, Score):
            for name in (step.at_least, step.at_most, step.floor):
                yield from self._parameter(where, name)
        if step.form is not None and not hasattr(step.form, "Schema"):
            yield f"The {where} has a form without Schema; declare it with `@form`."
        elif step.form is not None:
            yield from self._lengths(f"form of the {where}", step.form)
        if isinstance(step, Choose | Notice) and step.by is None:
            yield f"The {where} has no actor."

    def _lengths(self, where: str, form: type) -> Iterator[str]:
        for name in bounds_of(form):
            yield from self._parameter(where, name)
            if name in self.parameters and not self.parameters[name].unit.startswith(CHARACTERS):
                yield f"The {where} is bounded by {name!r}, which is in {self.parameters[name].unit!r}; write {CHARACTERS}."

    def _clause(self, where: str, clause: str) -> Iterator[str]:
        if not self.regulation.has(clause):
            yield f"The {where} cites {clause!r}, which is not among the regulation's articles."

    def _parameter(self, where: str, name: str | None) -> Iterator[str]:
        if name is not None and name not in self.parameters:
            yield f"The {where} names the parameter {name!r}, which no file declares."

    def _period(self, where: str, name: str | None) -> Iterator[str]:
        if name is None:
            return
        yield from self._parameter(where, name)
        if name in self.parameters and self.parameters[name].unit not in list(Unit):
            yield f"The {where} needs a period, but {name!r} is in {self.parameters[name].unit!r}; write one of {', '.join(Unit)}."
