"""Inviting people: an office its own officers and the people of organisations, the operator anyone; the directory decides who may."""

from __future__ import annotations

from typing import Any

import structlog
from flask import redirect, request, url_for

from fuyu.events.envelope import NO_CITY
from fuyu.ids import derived_id, new_id
from fuyu.law.programme import Scope
from fuyu.problems import Forbidden, InvalidInput, Problem, Stale, Unavailable
from fuyu.web.asking import request_id, running
from portal.accounts.keeping import account_of_login, has_place, invite, leave_city, login_is_taken, make_account, no_role_left, return_to_city
from portal.accounts.mailing import mail_invitation
from portal.asking import NOTIFIER, Refusal
from portal.documents import Account
from portal.pages.frame import account, city, desk, only, page, public_address, show, version_to_name
from portal.pages.lists import ROWS, Choice, asked_of, filters_of
from portal.texts import say

_log = structlog.get_logger("portal")
FILTERS = (Choice("who", "姓名或电子邮箱", most=100), Choice("code", "统一社会信用代码", most=18), Choice("district", "区县", most=40))


@page("/people")
def people() -> Any:
    """List the people whom one keeps, with whether they have an account."""
    asked = asked_of(FILTERS)
    told = desk().get(NOTIFIER, "/people", limit=ROWS, cursor=request.args.get("cursor"), **asked)
    accounts = {each.person: each for each in Account.objects(person__in=[row["person"] for row in told["items"]])}
    return show(
        "people.html",
        rows=told["items"],
        accounts=accounts,
        may_invite=_may_invite(),
        keeps_experts=any(role.office for role in desk().roles),
        asked=asked,
        filters=list(filters_of(FILTERS, asked)),
        following=told.get("next"),
        place=_place(),
    )


def _place() -> dict[str, Any]:
    """Return which page of which people one looks at, so that a form sent from it leads back to it."""
    cursor = request.args.get("cursor")
    return asked_of(FILTERS) | ({"cursor": cursor} if cursor else {})


def _may_invite() -> bool:
    return any(role.office or role.actor == "operator" for role in desk().roles)


@page("/people/invite", methods=("GET", "POST"))
def invite_person() -> Any:
    """Invite somebody: into the directory, which decides whether one may, and to an account by a link that is mailed."""
    only(_may_invite())
    problem: Problem | None = None
    if request.method == "POST":
        try:
            said = _invite()
            return redirect(url_for("pages.people", who=request.form["email"].strip(), **said), 303)
        except Problem as refusal:
            problem = refusal
    return show(
        "invite.html", problem.status if problem else 200, problem=problem, form=request.form, actors=_actors(), key=request.form.get("key") or new_id()
    )


def _invite() -> dict[str, Any]:
    """Invite who was typed; return what the page of people then says. Sent again, the same form invites the same person."""
    posted = request.form
    email, name = posted.get("email", "").strip(), posted.get("name", "").strip()
    if "@" not in email or not name:
        raise InvalidInput.of_fields([{"field": say("姓名、电子邮箱"), "reason": say("都要填写")}])
    role = _role(posted.get("actor", ""), posted.get("district", "").strip(), posted.get("organisation", "").strip().upper())
    key = posted.get("key") or new_id()
    person = derived_id("invited", account().person, key)
    _known(email, person)
    desk().post(NOTIFIER, "/people", {"person": person, "name": name, "email": email, "roles": [role]}, key=key)
    given = {"person": person, "login": email, "name": name, "email": email, "roles": [{**role, "city": desk().city}]}
    made, secret = running().store.transact(lambda tx: _made(tx, given), city=NO_CITY)
    return mailed(made, secret)


def _known(login: str, person: str) -> Account | None:
    """Return the account that the same form made before, None where there is none yet; raise AlreadyExists where the login is somebody else's."""
    known = account_of_login(login)
    if known is not None and known.person != person:
        raise login_is_taken()
    return known


def _made(tx: Any, given: dict[str, Any]) -> tuple[Account, str]:
    made = _known(given["login"], given["person"]) or make_account(tx, given)
    return made, invite(tx, made)


def mailed(invited: Account, secret: str) -> dict[str, Any]:
    """Mail the link of an invitation; return what the page of people then says: that it is done, or that the mail was not taken."""
    try:
        mail_invitation(running().settings, invited, public_address("invitation", secret=secret))
    except Unavailable as fault:
        _log.warning("an invitation was not mailed", request_id=request_id(), exc_info=fault)
        return {"unmailed": 1}
    return {"done": 1}


def _role(actor: str, district: str, organisation: str) -> dict[str, str]:
    """Return the role of an actor, bound as its programme declares it: to the office, to a district of it, or to an organisation."""
    declared = next((told for told in _actors() if told["name"] == actor), None)
    if declared is None:
        raise InvalidInput.of_fields([{"field": say("身份"), "reason": say("请选择身份")}])
    if declared["scope"] == str(Scope.ORGANISATION):
        return {"actor": actor, "organisation": organisation}
    bound = {"actor": actor} | ({"office": declared["office"]} if declared["office"] else {})
    return bound | ({"district": district} if declared["scope"] == str(Scope.DISTRICT_OFFICE) else {})


def _actors() -> list[dict[str, str]]:
    """Return the actors of the city's programmes whose people can be invited, each once."""
    found: dict[str, dict[str, str]] = {}
    for each in city().latest():
        for name, told in city().programme(each["id"]).told["actors"].items():
            if told["scope"] in (str(Scope.OFFICE), str(Scope.DISTRICT_OFFICE), str(Scope.ORGANISATION)):
                found.setdefault(name, {"name": name, "title": told["title"], "scope": told["scope"], "office": told["office"] or ""})
    return list(found.values())


@page("/people/<string:person>/invitation", methods=("POST",))
def invite_again(person: str) -> Any:
    """Mail somebody a new link to set a password by, where the last one ran out or the password or the telephone is lost. Who keeps the person may."""
    shown = _of_another(person)
    _keep(person, {"name": shown["name"]})  # It changes nothing; the directory says whether one may.
    found = Account.objects(person=person).first()
    if found is None or found.is_demonstration or not (found.email and found.is_active and shown["is_active"]):
        raise InvalidInput.of_fields([{"field": shown["name"], "reason": say("没有可以邀请的账号：没有邮箱、已停用，或是演示账号")}])
    drops = request.form.get("drops_second_factor") == "true"
    secret = running().store.transact(lambda tx: invite(tx, found, drops_second_factor=drops), city=NO_CITY)
    return redirect(url_for("pages.people", **_place(), **mailed(found, secret)), 303)


def _of_another(person: str) -> dict[str, Any]:
    """Return a person of the directory; raise Forbidden where it is the one who asks."""
    shown: dict[str, Any] = desk().get(NOTIFIER, f"/people/{person}")
    if shown["person"] == account().person:
        raise Forbidden(say("自己的账号由他人停用、恢复和重新邀请。"))
    return shown


def _keep(person: str, changes: dict[str, Any]) -> None:
    """Change a person in the directory, which refuses whoever does not keep them."""
    where = f"/people/{person}"
    try:
        desk().patch(NOTIFIER, where, changes, desk().versioned(NOTIFIER, where)[1])
    except Refusal as stale:  # What the portal told of this person a moment ago came to the directory in between.
        if stale.slug != Stale.slug:
            raise
        desk().patch(NOTIFIER, where, changes, desk().versioned(NOTIFIER, where)[1])


@page("/people/<string:person>/account", methods=("POST",))
def change_person_account(person: str) -> Any:
    """Disable an account, or let it be used again; every session of it ends at once. Who keeps the person in the directory may."""
    _of_another(person)
    is_active, where = request.form.get("is_active") == "true", desk().city or ""
    found = Account.objects(person=person).first()
    if found is not None and is_active and not has_place(found, where):
        raise no_role_left()
    _keep(person, {"is_active": is_active})
    if found is not None:
        change = return_to_city if is_active else leave_city
        running().store.transact(lambda tx: change(tx, _again(person), where), city=NO_CITY)
    return redirect(url_for("pages.people", **_place(), done=1), 303)


def _again(person: str) -> Account:
    found: Account = Account.objects(person=person).first()
    return found


MOST_FOUND = 20


@page("/people/<string:person>/succession", methods=("GET", "POST"))
def succession(person: str) -> Any:
    """Name who takes a person's roles over, from which day and why; the directory says whether one may, and open work follows on that day."""
    only(_may_invite())
    leaves, version = desk().versioned(NOTIFIER, f"/people/{person}")
    problem, who = None, request.values.get("who", "").strip()
    if request.method == "POST":
        given = {name: value for name in ("successor", "from_day", "reason") if (value := request.form.get(name, "").strip())}
        try:
            desk().post(NOTIFIER, f"/people/{person}/succession", given, key=request.form.get("key"), version=request.form.get("version"))
            return redirect(url_for("pages.people", who=leaves["name"], done=1), 303)
        except Refusal as refusal:
            problem = refusal
    found = desk().get(NOTIFIER, "/people", limit=MOST_FOUND, who=who, is_active="true")["items"] if who else []
    return show(
        "succession.html",
        problem.status if problem else 200,
        problem=problem,
        leaves=leaves,
        version=version_to_name(version, problem),
        who=who,
        found=[each for each in found if each["person"] != person],
        typed=request.form,
        key=request.form.get("key") or new_id(),
    )
