"""Signing in and out, the second factor, invitations, and one's own account with its calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyotp
import segno
from flask import Response, current_app, g, redirect, request, session, url_for

from fuyu.events.envelope import NO_CITY
from fuyu.problems import InvalidInput, NotFound, Problem
from fuyu.web.asking import running
from portal.accounts.hashing import LONGEST, SHORTEST
from portal.accounts.keeping import accept, account_of_calendar, calendar_secret, close_calendar, invitation_of, open_calendar, set_password
from portal.accounts.signing_in import NotSignedIn, TooManyTries, check_code, check_password, confirm_second_factor
from portal.accounts.signing_in import sign_in as open_account
from portal.asking import NOTIFIER, Desk
from portal.documents import Account
from portal.pages.frame import LANGUAGES, PUBLIC, account, page, public_address, reach, safe_next, show
from portal.pages.public import cities
from portal.sessions import current
from portal.texts import say

HALF = "half"
"""Where a session remembers whose password was right while the second factor is still missing."""


@page("/sign-in", PUBLIC)
def sign_in() -> Any:
    """Show the way in; in the demonstration with a button for each of its accounts."""
    return _sign_in_page()


@page("/sign-in", PUBLIC, methods=("POST",))
def try_to_sign_in() -> Any:
    """Sign in by login and password; officers go on to their second factor."""
    try:
        found = open_account(running().store, request.form.get("login", ""), request.form.get("password", ""), request.remote_addr or "")
    except Problem as problem:
        return _sign_in_page(problem)
    return _begin(found)


@page("/sign-in/demonstration", PUBLIC, methods=("POST",))
def sign_in_to_demonstration() -> Any:
    """Sign in to an account of the demonstration by one click; there are none where the law's day cannot be set."""
    if not running().settings.is_clock_settable:
        raise NotFound("There is no demonstration here.")
    found = Account.objects(id=request.form.get("account", ""), is_demonstration=True, is_active=True).first()
    if found is None:
        raise NotFound("There is no such account of the demonstration.")
    current().begin_for(found)
    return redirect(safe_next(request.form.get("next")), 303)


def _sign_in_page(problem: Problem | None = None) -> Any:
    shown = Account.objects(is_demonstration=True, is_active=True).order_by("id") if running().settings.is_clock_settable else []
    return show(
        "sign_in.html",
        problem.status if problem else 200,
        problem=problem,
        demonstration=_by_heading(shown),
        next=request.values.get("next"),
        login=request.form.get("login"),
    )


def _by_heading(accounts: Iterable[Account]) -> dict[str, list[Account]]:
    """Return accounts of the demonstration by what they stand under, both in the order in which they were made."""
    found: dict[str, list[Account]] = {}
    for each in accounts:
        found.setdefault(each.heading or "", []).append(each)
    return found


def _begin(found: Account) -> Any:
    after = request.form.get("next")
    if found.totp is not None:
        session.clear()
        session[HALF], session["next"] = found.id, after
        return redirect(url_for("pages.second_factor"), 303)
    current().begin_for(found)
    return redirect(safe_next(after), 303)


@page("/sign-in/second-factor", PUBLIC)
def second_factor() -> Any:
    """Ask for the code that the telephone shows."""
    return show("second_factor.html", problem=None) if session.get(HALF) else redirect(url_for("pages.sign_in"))


@page("/sign-in/second-factor", PUBLIC, methods=("POST",))
def check_second_factor() -> Any:
    """Sign in where the code is right."""
    found = Account.objects(id=session.get(HALF, ""), is_active=True).first()
    if found is None:
        return redirect(url_for("pages.sign_in"), 303)
    try:
        check_code(running().store, found, request.form.get("code", ""), request.remote_addr or "")
    except Problem as problem:
        return show("second_factor.html", problem.status, problem=problem)
    after = session.get("next")
    current().begin_for(found)
    return redirect(safe_next(after), 303)


@page("/me/second-factor", methods=("GET", "POST"))
def set_second_factor() -> Any:
    """Set up the second factor: a picture to scan, and the first code as the proof that it works."""
    problem = None
    if request.method == "POST":
        try:
            _prove_again(request.form)
            running().store.transact(lambda tx: confirm_second_factor(tx, _again(), session.get("totp", ""), request.form.get("code", "")), city=NO_CITY)
            session.pop("totp", None)
            return redirect(url_for("pages.home"), 303)
        except (NotSignedIn, TooManyTries) as refusal:
            problem = refusal
    secret = session.setdefault("totp", pyotp.random_base32())
    session.modified = True
    address = pyotp.TOTP(secret).provisioning_uri(name=account().login, issuer_name="Fuyu 孵育")
    picture = segno.make(address, micro=False).svg_data_uri(scale=5, border=2)
    return show("set_second_factor.html", problem.status if problem else 200, problem=problem, picture=picture, secret=secret)


def _prove_again(posted: Mapping[str, str]) -> None:
    """Raise NotSignedIn where a second factor stands and neither password nor present code prove that its owner replaces it."""
    if account().totp is None:
        return
    address = request.remote_addr or ""
    if account().password is not None:
        check_password(running().store, account(), posted.get("password", ""), address)
    check_code(running().store, account(), posted.get("present_code", ""), address)


@page("/sign-out", methods=("POST",))
def sign_out() -> Any:
    """Sign out; the session ends here and at once."""
    current().end()
    return redirect(url_for("pages.sign_in"), 303)


@page("/invitations/<string:secret>", PUBLIC, methods=("GET", "POST"))
def invitation(secret: str) -> Any:
    """Let who was invited set a password, once; a second factor that stands is still asked for, since the link came by mail alone."""
    problem: Problem | None = None
    invited, _ = invitation_of(secret, running().clock.now())
    if request.method == "POST":
        try:
            password = _new_password()
            found = running().store.transact(lambda tx: accept(tx, secret, password), city=NO_CITY)
            return _begin(found)
        except InvalidInput as refusal:
            problem = refusal
    return show("invitation.html", problem.status if problem else 200, problem=problem, invited=invited, shortest=SHORTEST)


@page("/me", methods=("GET", "POST"))
def me() -> Any:
    """Show one's own account, and change its password."""
    problem: Problem | None = None
    if request.method == "POST":
        try:
            check_password(running().store, account(), request.form.get("password", ""), request.remote_addr or "")
            password = _new_password()
            found = _again()
            running().store.transact(lambda tx: set_password(tx, found, password), city=NO_CITY)
            current().begin_for(_again())
            return redirect(url_for("pages.me", done=1), 303)
        except Problem as refusal:
            problem = refusal
    return show("me.html", problem.status if problem else 200, problem=problem, shortest=SHORTEST, calendars=_calendars())


def _calendars() -> list[tuple[str, str]]:
    """Return each of one's cities by its title with the address of one's calendar there, none where nothing is subscribed to."""
    secret = calendar_secret(account(), current_app.config["SECRET_KEY"])
    mine = sorted({role.city for role in account().actors}) if secret else []
    titles = cities() if len(mine) > 1 else {}
    return [(titles.get(each, each), public_address("calendar", city=each, secret=secret)) for each in mine]


@page("/me/calendar", methods=("POST",))
def subscribe() -> Any:
    """Give one's calendar an address, where one from before leads nowhere any more; or take the address away."""
    change = open_calendar if request.form.get("is_wanted") == "true" else close_calendar
    running().store.transact(lambda tx: change(tx, _again()), city=NO_CITY)
    return redirect(url_for("pages.me", done=1), 303)


@page("/calendars/<string:city>/<string:secret>.ics", PUBLIC)
def calendar(city: str, secret: str) -> Any:
    """Give what somebody owes in a city to a calendar program, which cannot sign in and knows the address alone."""
    found = account_of_calendar(secret, current_app.config["SECRET_KEY"])
    if all(role.city != city for role in found.actors):
        raise NotFound("Whoever this calendar belongs to has no role in that city.", found=city)
    answer = Desk(reach(), found, city).ask("GET", NOTIFIER, "/calendar", headers={"Accept-Language": found.language})
    return Response(answer.content, content_type=answer.headers["Content-Type"])


@page("/language", PUBLIC, methods=("POST",))
def set_language() -> Any:
    """Show the pages in another language from now on."""
    chosen = request.form.get("language")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if g.portal_account is not None:
            Account.objects(id=account().id).update_one(set__language=chosen)
    return redirect(safe_next(request.form.get("next")), 303)


@page("/city", methods=("POST",))
def set_city() -> Any:
    """Work in another of one's cities from now on."""
    session["city"] = request.form.get("city")
    return redirect(url_for("pages.home"), 303)


def _new_password() -> str:
    password, again = request.form.get("new_password", ""), request.form.get("again", "")
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidInput.of_fields([{"field": say("密码"), "reason": say("至少 {n} 个字符", n=SHORTEST), "needed": f"{SHORTEST}–{LONGEST}"}])
    if password != again:
        raise InvalidInput.of_fields([{"field": say("再次输入"), "reason": say("两次输入的密码不一致")}])
    return password


def _again() -> Account:
    found: Account = Account.objects(id=account().id).first()
    return found
