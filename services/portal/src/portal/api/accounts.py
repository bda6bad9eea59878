"""Accounts over REST: for the operator's scripts and for filling in the demonstration."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView
from marshmallow import fields, validate

from fuyu.problems import Forbidden
from fuyu.web.access import OPERATOR, access
from fuyu.web.answers import commit, expected_version
from fuyu.web.asking import running
from fuyu.web.blueprint import Blueprint
from fuyu.web.fields import Code, Flag, Identifier, Text, Whole
from fuyu.web.paging import Asked, Filter, Listing, page
from fuyu.web.schemas import Schema
from portal.accounts.hashing import LONGEST, SHORTEST
from portal.accounts.keeping import change_account, make_account, shown
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
        return commit(lambda tx: shown(make_account(tx, entry)), shows=AccountView, status=201, location=lambda made: f"/accounts/{made['id']}")

    @access(OPERATOR)
    @blueprint.listing(LISTING, AccountView)
    def get(self, asked: Asked) -> Response:
        """List accounts."""
        return page(Account.objects(), asked, AccountView)


@blueprint.route("/accounts/<id:id>")
class OneAccount(MethodView):
    """One account."""

    @access(OPERATOR)
    @blueprint.arguments(AccountChange)
    @blueprint.response(200, AccountView)
    def patch(self, changes: dict[str, Any], id: str) -> Response:
        """Change an account; every session of one whose roles change, or that is disabled, ends at once."""
        expected = expected_version()
        return commit(lambda tx: shown(change_account(tx, id, changes, expected)), shows=AccountView)
