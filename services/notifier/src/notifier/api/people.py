"""The directory of people."""

from __future__ import annotations

import re
from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import fields

from fuyu.web.access import SIGNED_IN, access, any_role
from fuyu.web.answers import commit, expected_version, show
from fuyu.web.asking import caller, city, running
from fuyu.web.blueprint import Blueprint, guarded
from fuyu.web.fields import Code, Text
from fuyu.web.paging import Asked, Filter, Listing, page
from notifier.documents import Person
from notifier.schemas.people import AbsenceView, NameView, PersonChange, PersonEntry, PersonView, SuccessionEntry
from notifier.usecases.audiences import seen_beside
from notifier.usecases.people import change_person, register_person, seen_people, seen_person, shown_absence, stood_in_for
from notifier.usecases.reaching import shown_person
from notifier.usecases.succeeding import replace_person

blueprint = Blueprint("people", description="The directory of people: what they act as, where they are reached, who stands in for them")
KEEPERS = any_role(lambda role: role.actor == "operator" or role.office is not None, "the operator, and those who act for an office")
PART = Text(most=100, metadata={"description": "a part of the name, or of the e-mail address, by which whoever was invited signs in"})
BEGINNING = Text(most=18, metadata={"description": "how the credit code of the organisation begins"})
LISTING = Listing(
    filters={
        "who": Filter(PART, "name", "regex", lambda typed: f"(?i){re.escape(typed)}", ("email",)),
        "actor": Filter(Text(most=60), path="roles.actor"),
        "office": Filter(Text(most=80), path="roles.office"),
        "district": Filter(Text(most=40), path="roles.district"),
        "organisation": Filter(Code(), path="roles.organisation"),
        "code": Filter(BEGINNING, "roles.organisation", "regex", lambda typed: f"^{re.escape(typed.upper())}"),
        "is_active": Filter(fields.Boolean()),
    },
    sorts={"person": "person"},
    default="person",
)

BESIDE = Listing(
    filters={"who": Filter(Text(most=60, metadata={"description": "a part of the name"}), "name", "regex", re.escape), "person": Filter(Text(most=100))},
    sorts={"person": "person"},
    default="person",
)
ABSENCES = Listing(sorts={"person": "person"}, default="person")


@blueprint.route("/people")
class People(MethodView):
    """The people of a city."""

    @access(KEEPERS)
    @blueprint.arguments(PersonEntry)
    @blueprint.response(201, PersonView)
    def post(self, entry: dict[str, Any]) -> Response:
        """Take a person into the directory: the operator anyone, an office its own officers, the people of organisations, and who is assigned by name."""

        def work(tx: Any) -> Any:
            return shown_person(register_person(tx, entry))

        return commit(work, shows=PersonView, status=201, location=lambda made: f"/people/{made['person']}")

    @access(SIGNED_IN)
    @blueprint.listing(LISTING, PersonView)
    def get(self, asked: Asked) -> Response:
        """List the people whom the caller keeps, and the caller."""
        return page(Person.objects(__raw__=seen_people(city(), caller())), asked, PersonView)


@blueprint.route("/people/<string:person>")
class OnePerson(MethodView):
    """One person."""

    @access(SIGNED_IN)
    @blueprint.response(200, PersonView)
    def get(self, person: str) -> Response:
        """Show a person to themselves and to who keeps the directory."""
        return show(shown_person(seen_person(city(), person, caller())), PersonView)

    @access(SIGNED_IN)
    @blueprint.arguments(PersonChange)
    @blueprint.response(200, PersonView)
    def patch(self, changes: dict[str, Any], person: str) -> Response:
        """Change a person: oneself one's own channels, language and absence; who keeps the directory everything."""
        expected = expected_version()
        return commit(lambda tx: shown_person(change_person(tx, person, changes, expected)), shows=PersonView)


@blueprint.route("/people/<string:person>/succession")
class Succession(MethodView):
    """The replacement of a person."""

    @access(KEEPERS)
    @guarded
    @blueprint.arguments(SuccessionEntry)
    @blueprint.response(201, PersonView)
    def post(self, entry: dict[str, Any], person: str) -> Response:
        """Replace a person from a law's day on: the successor holds the roles, and open duties, reminders and unread messages follow."""
        expected = expected_version()
        return commit(lambda tx: shown_person(replace_person(tx, person, entry, expected)), shows=PersonView, status=201)


@blueprint.route("/people/<string:person>/beside")
class PeopleBeside(MethodView):
    """Who stands beside a person."""

    @access(SIGNED_IN)
    @blueprint.listing(BESIDE, NameView)
    def get(self, asked: Asked, person: str) -> Response:
        """List who is of one office, district or organisation with a person, any of whom may be the deputy."""
        return page(Person.objects(__raw__=seen_beside(city(), seen_person(city(), person, caller()))), asked, NameView)


@blueprint.route("/absences")
class Absences(MethodView):
    """Absences in which somebody stands in."""

    @access(SIGNED_IN)
    @blueprint.listing(ABSENCES, AbsenceView)
    def get(self, asked: Asked) -> Response:
        """List the absences in which the caller stands in, those of today and those to come."""
        today, deputy = running().clock.today(), caller()
        found = Person.objects(__raw__=stood_in_for(city(), deputy, today))
        return page(found, asked, AbsenceView, tell=lambda row: shown_absence(row, deputy, today))
