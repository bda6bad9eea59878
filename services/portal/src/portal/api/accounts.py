"""Accounts over REST: for the operator's scripts and for filling in the demonstration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import fields, validate

from fuyu.problems import Forbidden, NotFound
from fuyu.web.access import OPERATOR, access
from fuyu.web.answers import commit, expected_version
from fuyu.web.asking import caller, running
from fuyu.web.blueprint import Blueprint
from fuyu.web.fields import Code, Flag, Identifier, Text, Whole
from fuyu.web.paging import Asked, Filter, Listing, page
from fuyu.web.schemas import Schema
from portal.accounts.hashing import LONGEST, SHORTEST
from portal.accounts.keeping import change_account, make_account, shown, shown_row
from portal.documents import Account

blueprint = Blueprint("accounts", description="Accounts by which people sign in to the portal")
LANGUAGES = ("zh", "en")


class RoleEntry(Schema):
    """A role of an account: an actor in a city, bound as a token's role is."""

    actor = Text(required=True, most=60)
    city = Text(required=True, most=40)
    office = Text(most=80)
    district = Text(most=40)
    organisation = Code()


class AccountEntry(Schema):
    """An account to make; with a password it can be signed in to at once."""

    person = Text(most=100)
    login = Text(required=True, most=254)
    name = Text(required=True, most=60)
    email = fields.Email(validate=validate.Length(max=254))
    language = fields.String(validate=validate.OneOf(LANGUAGES))
    roles = fields.List(fields.Nested(RoleEntry), required=True, validate=validate.Length(min=1, max=40))
    password = fields.String(load_only=True, validate=validate.Length(min=SHORTEST, max=LONGEST))
    is_demonstration = Flag(load_default=False)
    heading = Text(most=100)


class AccountChange(Schema):
    """What may change of an account."""

    name = Text(most=60)
    email = fields.Email(validate=validate.Length(max=254))
    roles = fields.List(fields.Nested(RoleEntry), validate=validate.Length(max=40))
    is_active = Flag()


class AccountView(Schema):
    """An account: no hash, no secret."""

    id = Identifier()
    person = fields.String()
    login = fields.String()
    name = fields.String()
    email = fields.String(allow_none=True)
    language = fields.String()
    roles = fields.List(fields.Dict())
    is_active = fields.Boolean()
    is_accepted = fields.Boolean()
    is_demonstration = fields.Boolean()
    has_second_factor = fields.Boolean()
    version = Whole()


def _operated() -> list[str]:
    """Return the cities that the caller operates."""
    return sorted({role.city for role in caller().actors if role.actor == "operator"})


def _check_cities(roles: Iterable[Mapping[str, str]]) -> None:
    """Raise Forbidden where a role is in a city that the caller does not operate: nobody gives away what is another city's."""
    foreign = sorted({role["city"] for role in roles} - set(_operated()))
    if foreign:
        raise Forbidden(f"You operate {', '.join(_operated())}, not {', '.join(foreign)}; each city's operator keeps the roles in it.", found=foreign)


LISTING = Listing(filters={"login": Filter(Text(most=254)), "is_active": Filter(fields.Boolean())}, sorts={"login": "login"}, default="login")


@blueprint.route("/accounts")
class Accounts(MethodView):
    """All accounts of the deployment."""

    @access(OPERATOR)
    @blueprint.arguments(AccountEntry)
    @blueprint.response(201, AccountView)
    def post(self, entry: dict[str, Any]) -> Response:
        """Make an account; one of the demonstration only where the law's day can be set."""
        if entry["is_demonstration"] and not running().settings.is_clock_settable:
            raise Forbidden("Accounts of the demonstration are made only where FUYU_SETTABLE_CLOCK=1.")
        _check_cities(entry["roles"])
        return commit(lambda tx: shown(make_account(tx, entry)), shows=AccountView, status=201, location=lambda made: f"/accounts/{made['id']}")

    @access(OPERATOR)
    @blueprint.listing(LISTING, AccountView)
    def get(self, asked: Asked) -> Response:
        """List the accounts with a role in a city that the caller operates."""
        return page(Account.objects(roles__city__in=_operated()), asked, AccountView, tell=shown_row)


@blueprint.route("/accounts/<id:id>")
class OneAccount(MethodView):
    """One account."""

    @access(OPERATOR)
    @blueprint.arguments(AccountChange)
    @blueprint.response(200, AccountView)
    def patch(self, changes: dict[str, Any], id: str) -> Response:
        """Change an account; every session of one whose roles change, or that is disabled, ends at once."""
        expected = expected_version()
        found = Account.objects(id=id, roles__city__in=_operated()).first()
        if found is None:
            raise NotFound(f"There is no account {id!r} in a city that you operate.", found=id)
        _check_cities([*found.roles, *changes.get("roles", ())])
        return commit(lambda tx: shown(change_account(tx, id, changes, expected)), shows=AccountView)
