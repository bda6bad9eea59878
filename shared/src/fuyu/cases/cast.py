"""The cast of a story: its people with their tokens' roles, and those who step in for steps that it leaves out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from fuyu.caller import Role
from fuyu.cases.building import Companies, Company
from fuyu.cases.desk import Someone
from fuyu.cases.story import ANYONE, OPERATOR, Person, Story
from fuyu.law.programme import City, Programme, Scope

SOME_BODY = "示范协会"


@dataclass
class Cast:
    """Everyone who acts; who steps in is made up once and stays the same."""

    story: Story
    city: City
    programme: Programme
    companies: Companies
    people: dict[str, Someone] = field(default_factory=dict)
    stand_ins: dict[str, Someone] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for person in self.story.people.values():
            self.people[person.name] = Someone(person.name, person.name, self._roles(person))

    @property
    def operator(self) -> Someone:
        """Return who runs the deployment."""
        return Someone("story-operator", "the operator", (Role(OPERATOR, self.city.id),))

    def person(self, name: str) -> Someone:
        """Return someone of the story."""
        return self.people[name]

    def title(self, actor: str) -> str:
        """Return what people call an actor."""
        known = self.programme.actors.get(actor)
        return known.title if known else actor

    def officer(self, actor: str, district: str | None) -> Someone:
        """Return who acts for an office: someone of the story where it has one (of that district), else a stand-in."""
        scope, office = self.programme.actors[actor].scope, self._office(actor)
        where = district if scope is Scope.DISTRICT_OFFICE else None
        role = Role(actor, self.city.id, office=office, district=where)
        return self._of_the_story(role) or self._stand_in(role, self.title(actor))

    def member(self, actor: str, company: Company) -> Someone:
        """Return who acts for an organisation as an actor: someone of the story, else a stand-in."""
        role = Role(actor, self.city.id, organisation=company.code)
        return self._of_the_story(role) or self._stand_in(role, company.name)

    def somebody(self, actor: str) -> Someone:
        """Return anyone who is an actor bound to no subject: a recommender, someone of the public; of the story where it has one."""
        found = next((each for each in self.people.values() if each.plays(actor)), None)
        return found or self.member(actor, self.companies.called(SOME_BODY))

    def experts(self, actor: str, count: int) -> list[Someone]:
        """Return as many assigned people as are asked for: the story's own first."""
        own = [each for each in self.people.values() if each.plays(actor)]
        more = (self._stand_in(Role(actor, self.city.id), f"{self.title(actor)}{number}", str(number)) for number in range(1, count + 1))
        return [*own, *more][: max(count, len(own))]

    def called(self, id: str) -> Someone | None:
        """Return the person whom the services know by an id."""
        known = {each.id: each for each in (*self.people.values(), *self.stand_ins.values())}
        return known.get(id)

    def assigned(self, actor: str, ids: Iterable[str]) -> list[Someone]:
        """Return the people of these ids as an actor; whoever is unknown is a stand-in of that id."""
        return [self.called(id) or Someone(id, id, (Role(actor, self.city.id),)) for id in ids]

    def company_of(self, name: str) -> Company:
        """Return the organisation that a name means: a person's own, or the name itself."""
        person = self.story.people.get(name)
        return self.companies.called(person.organisation if person is not None and person.organisation else name)

    def _roles(self, person: Person) -> tuple[Role, ...]:
        if person.actor == OPERATOR:
            return (Role(OPERATOR, self.city.id),)
        if person.actor == ANYONE:
            return ()
        scope = self.programme.actors[person.actor].scope
        if scope is Scope.OFFICE:
            return (Role(person.actor, self.city.id, office=person.office or self._office(person.actor)),)
        if scope is Scope.DISTRICT_OFFICE:
            return (Role(person.actor, self.city.id, office=person.office or self._office(person.actor), district=person.district),)
        code = self.companies.called(person.organisation).code if person.organisation and scope is Scope.ORGANISATION else None
        return (Role(person.actor, self.city.id, organisation=code),)

    def _office(self, actor: str) -> str:
        return self.programme.actors[actor].office or self.programme.office

    def _of_the_story(self, role: Role) -> Someone | None:
        return next((each for each in self.people.values() if role in each.roles), None)

    def _stand_in(self, role: Role, title: str, number: str = "") -> Someone:
        id = "-".join(["stand-in", role.actor, *(part for part in (role.district, role.organisation, number) if part)]).replace(" ", "-")
        return self.stand_ins.setdefault(id, Someone(id, title, (role,)))
