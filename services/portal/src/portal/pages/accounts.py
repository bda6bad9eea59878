"""Inviting people: an office its own officers and the people of organisations, the operator anyone; the directory decides who may."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from fuyu.events.envelope import NO_CITY
from fuyu.ids import new_id
from fuyu.law.programme import Scope
from fuyu.problems import Forbidden, InvalidInput, Problem, Stale
from fuyu.web.asking import running
from portal.accounts.keeping import change_account, invite, leave_city, make_account
from portal.accounts.mailing import mail_invitation
from portal.asking import NOTIFIER, Refusal
from portal.documents import Account
from portal.pages.frame import account, city, desk, only, page, show


@page("/people")
def people() -> Any:
    """List the people whom one keeps, with whether they have an account."""
    rows = desk().all(NOTIFIER, "/people", 1_000)
    accounts = {each.person: each for each in Account.objects(person__in=[row["person"] for row in rows])}
    return show("people.html", rows=rows, accounts=accounts, may_invite=_may_invite())


def _may_invite() -> bool:
    return any(role.office or role.actor == "operator" for role in desk().roles)


@page("/people/invite", methods=("GET", "POST"))
def invite_person() -> Any:
    """Invite somebody: into the directory, which decides whether one may, and to an account by a link that is mailed."""
    only(_may_invite())
    problem: Problem | None = None
    if request.method == "POST":
        try:
            _invite()
            return redirect(url_for("pages.people", done=1), 303)
        except Problem as refusal:
            problem = refusal
    return show(
        "invite.html", problem.status if problem else 200, problem=problem, form=request.form, actors=_actors(), key=request.form.get("key") or new_id()
    )


def _invite() -> None:
    posted = request.form
    email, name = posted.get("email", "").strip(), posted.get("name", "").strip()
    if "@" not in email or not name:
        raise InvalidInput.of_fields([{"field": "姓名、电子邮箱", "reason": "都要填写"}])
    role = _role(posted.get("actor", ""), posted.get("district", "").strip(), posted.get("organisation", "").strip().upper())
    person = new_id()
    desk().post(NOTIFIER, "/people", {"person": person, "name": name, "email": email, "roles": [role]}, key=posted.get("key"))
    given = {"person": person, "login": email, "name": name, "email": email, "roles": [{**role, "city": desk().city}]}
    made, secret = running().store.transact(lambda tx: _made(tx, given), caller=None, city=NO_CITY)
    mail_invitation(running().settings, made, url_for("pages.invitation", secret=secret, _external=True))


def _role(actor: str, district: str, organisation: str) -> dict[str, str]:
    """Return the role of an actor, bound as its programme declares it: to the office, to a district of it, or to an organisation."""
    declared = next((told for told in _actors() if told["name"] == actor), None)
    if declared is None:
        raise InvalidInput.of_fields([{"field": "身份", "reason": "请选择身份"}])
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


def _made(tx: Any, given: dict[str, Any]) -> tuple[Account, str]:
    made = make_account(tx, given)
    return made, invite(tx, made)


@page("/people/<string:person>/account", methods=("POST",))
def change_person_account(person: str) -> Any:
    """Disable an account, or let it be used again; every session of it ends at once. Who keeps the person in the directory may."""
    shown, version = desk().versioned(NOTIFIER, f"/people/{person}")
    if shown["person"] == account().person:
        raise Forbidden("自己的账号由他人停用。")
    is_active = request.form.get("is_active") == "true"
    try:
        desk().patch(NOTIFIER, f"/people/{person}", {"is_active": is_active}, version)
    except Refusal as stale:  # What the portal told of this person a moment ago came to the directory in between.
        if stale.slug != Stale.slug:
            raise
        desk().patch(NOTIFIER, f"/people/{person}", {"is_active": is_active}, desk().versioned(NOTIFIER, f"/people/{person}")[1])
    found = Account.objects(person=person).first()
    if found is not None:
        where = desk().city or ""
        running().store.transact(lambda tx: _change(tx, found, where, is_active=is_active), city=NO_CITY)
    return redirect(url_for("pages.people", done=1), 303)


def _change(tx: Any, found: Account, where: str, *, is_active: bool) -> None:
    if is_active:
        change_account(tx, found.id, {"is_active": True}, None)
    else:
        leave_city(tx, found, where)
