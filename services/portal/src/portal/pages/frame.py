"""The frame of all pages: who asks, in which city and language, what the frame shows, and how a refusal is told in words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlsplit

import structlog
from flask import Blueprint, Response, current_app, g, make_response, redirect, render_template, request, session, url_for
from flask_wtf.csrf import CSRFError
from pymongo import ReturnDocument
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from fuyu.problems import Forbidden, Problem, Stale
from fuyu.running.serving import HERE
from fuyu.store.transaction import Store
from fuyu.web.asking import request_id, running
from fuyu.web.problems import as_problem
from portal.accounts.tokens import drawn
from portal.asking import Desk, Down, Reach, desk, reach
from portal.documents import Account
from portal.knowing import City, Document, Knowledge
from portal.sessions import current
from portal.telling import in_words

View = TypeVar("View", bound=Callable[..., Any])
FORM_BYTES = 4 * 1024 * 1024
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
GUARDS = "guards of forms"
MOST_UNOPENED = 50
IN_STEAD = "in stead of"
"""Where a session keeps the absence in which its person acts in another's stead."""
LANGUAGES = {"zh": "中文", "en": "English"}
_log = structlog.get_logger("portal")

blueprint = Blueprint("pages", __name__, template_folder="../templates", static_folder="../static", static_url_path="/assets")


def url_prefix(public_url: str) -> str:
    """Return the path under which the browser finds the portal."""
    return f"{urlsplit(public_url).path.rstrip('/')}/portal"


def public_address(endpoint: str, **values: Any) -> str:
    """Return the whole address of a page for who is not at it now, below the deployment's own: what the browser called the host is not believed."""
    return running().settings.public_url.rstrip("/") + "/portal" + url_for(f"pages.{endpoint}", **values).removeprefix(request.script_root)


def secret_key(store: Store) -> str:
    """Return what signs the guards of forms: drawn once and kept, so that a page of one process is taken by every other."""
    change = {"$setOnInsert": {"secret": drawn()}}
    found = store.rows.state.find_one_and_update({"_id": GUARDS}, change, upsert=True, return_document=ReturnDocument.AFTER) or {}
    return str(found["secret"])


# --- who asks -------------------------------------------------------------------------------------------------------------------------------


@blueprint.before_request
def _begin() -> Any:
    """Find out who asks, and make the way to the services for them."""
    found = _account()
    g.portal_account = found
    g.portal_language = _language(found)
    cities = sorted({role.city for role in found.actors}) if found else []
    wanted = session.get("city")
    g.portal_city = wanted if wanted in cities else next(iter(cities), None)
    current_app.extensions.setdefault("portal.reach", _reach())
    g.portal_desk = Desk(reach(), found, g.portal_city, _in_stead_of(g.portal_city) if found else None)
    return None


def _in_stead_of(where: str | None) -> Document | None:
    """Return the absence in which the person chose to act in another's stead in the city at hand."""
    chosen: Document | None = session.get(IN_STEAD)
    return chosen if chosen and chosen["city"] == where else None


def _reach() -> Reach:
    here = current_app.extensions.get(HERE)
    known = current_app.extensions.get("portal.reach")
    return known or Reach(running().settings, here)


def _account() -> Account | None:
    here = current()
    if here.account is None:
        return None
    found: Account | None = Account.objects(id=here.account, is_active=True, holds=here.holds).first()
    if found is None:
        here.end()
    return found


def _language(account: Account | None) -> str:
    chosen = session.get("language") or (account.language if account else None)
    return chosen if chosen in LANGUAGES else "zh"


def account() -> Account:
    """Return the account that asks."""
    found: Account = g.portal_account
    return found


# --- who may see a page ---------------------------------------------------------------------------------------------------------------------

PUBLIC, SIGNED_IN = "anyone", "anyone signed in"
ACCESS: dict[str, str] = {}
"""Who may ask for each view, by endpoint; the services decide on what it shows."""
MOST_FILES: dict[str, int] = {}
"""How many of the largest files may come with one form, by endpoint; other forms bring none."""


def page(path: str, who: str = SIGNED_IN, methods: Sequence[str] = ("GET",), most_files: int = 0) -> Callable[[View], View]:
    """Register a view with who may ask for it: without a session the sign-in page comes first and leads back here."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(**parts: Any) -> Any:
            if who != PUBLIC and g.portal_account is None:
                return to_sign_in()
            if who != PUBLIC and (way := _second_factor_first(view.__name__)) is not None:
                return way
            return view(**parts)

        ACCESS[f"pages.{view.__name__}"] = who
        MOST_FILES[f"pages.{view.__name__}"] = most_files
        blueprint.add_url_rule(path, view.__name__, guarded, methods=list(methods), strict_slashes=False)
        return view

    return decorate


def only(is_theirs: bool) -> None:
    """Raise Forbidden unless what a page begins is the person's to do; where they may do it the services say again, of the very thing."""
    if not is_theirs:
        raise Forbidden("None of your roles does this.")


def _second_factor_first(name: str) -> Any:
    """Return the way to set up a second factor where the account needs one and has none."""
    if account().needs_second_factor and account().totp is None and name not in ("set_second_factor", "sign_out"):
        return redirect(url_for("pages.set_second_factor"))
    return None


def take_files() -> None:
    """Let the form at hand be as large as the files that its page takes; without this a photograph would count as a form that is too long."""
    most = MOST_FILES.get(request.endpoint or "", 0)
    if most:
        request.max_content_length = most * running().settings.max_file_bytes + FORM_BYTES


def to_sign_in() -> Any:
    """Return the way to the sign-in page; what was typed in a form stays in the browser, which offers it again afterwards."""
    back = request.full_path if request.method == "GET" else came_from().removeprefix(request.script_root)
    way = url_for("pages.sign_in", next=back.rstrip("?"), lost=int(request.method == "POST") or None)
    if request.headers.get("HX-Request"):
        answer = make_response("", 401)
        answer.headers["HX-Redirect"] = way
        return answer
    return redirect(way, 303)


def came_from() -> str:
    """Return the page on which a form was filled in, with what its address asks."""
    page = urlsplit(request.referrer or "")
    return f"{page.path}?{page.query}" if page.query else page.path


def page_above() -> str | None:
    """Return the nearest page above the address at hand, None where there is none.

    An address that takes a form alone stays in the browser where a refusal is shown there: who changes the language, signs in again or goes back to it
    asks for it as a page, and finds what the form was about.
    """
    places, path = current_app.create_url_adapter(request), request.path
    while places is not None and path != "/":
        path = path.rstrip("/").rpartition("/")[0] or "/"
        try:
            endpoint, _ = places.match(path, method="GET")
        except HTTPException:
            continue
        if str(endpoint).startswith(f"{blueprint.name}."):
            return request.script_root + path
    return None


def safe_next(given: str | None) -> str:
    """Return a path of these pages to go to next: what was asked for where it lies here, else the home page."""
    if given and re.fullmatch(r"/(?![/\\])[^\x00-\x20\\]*", given):
        return request.script_root + given
    return url_for("pages.home")


# --- showing --------------------------------------------------------------------------------------------------------------------------------


def show(template: str, status: int = 200, **values: Any) -> Response:
    """Return a page."""
    return make_response(render_template(template, **values), status)


def version_to_name(fresh: str, problem: Problem | None) -> str:
    """Return the version that a form names when it is shown again: the one that its sender saw, or the fresh one once they were told that theirs is stale."""
    seen = request.form.get("version")
    return fresh if not seen or (problem is not None and problem.slug == Stale.slug) else seen


def first_shown(stands: Document) -> Document:
    """Return what a form that was sent had shown when it was opened (its hidden field `shown`); what stands now where it does not say."""
    try:
        told = json.loads(request.form.get("shown", ""))
    except (ValueError, RecursionError):
        return stands
    return {name: told.get(name, value) for name, value in stands.items()} if isinstance(told, dict) else stands


def shown_again(typed: Document, stands: Document, problem: Problem | None) -> tuple[Document, Document]:
    """Return what fills a form that is shown again, and what it has shown then.

    Who was told that theirs is stale finds what they typed, and what stands now in the fields that they had left as they were: sent again, the form undoes
    nobody's change.
    """
    seen = first_shown(stands)
    if problem is None or problem.slug != Stale.slug:
        return typed, seen
    return {name: stands[name] if name in stands and value == seen[name] else value for name, value in typed.items()}, stands


def knowledge() -> Knowledge:
    """Return what the installed plugins declare, as the services tell it."""
    found: Knowledge = current_app.extensions.setdefault("portal.knowledge", Knowledge())
    return found


def city() -> City:
    """Return what is declared for the city at hand."""
    return knowledge().city(desk())


@blueprint.app_context_processor
def _everywhere() -> dict[str, Any]:
    """Return what every page shows of who asks."""
    found: Account | None = g.get("portal_account")
    return {
        "account": found,
        "city_id": g.get("portal_city"),
        "language": g.get("portal_language", "zh"),
        "languages": LANGUAGES,
        "today": _today,
        "is_demonstration": running().settings.is_clock_settable,
        "menu": _menu(found),
        "stead": g.portal_desk.stead if found else None,
        "unread": _unread,
    }


def _today() -> Any:
    try:
        return reach().today()
    except Exception:  # noqa: BLE001 -- The frame shows without a day where the service that knows it is down.
        return None


def _unread() -> int:
    return len(unopened()) if g.portal_account else 0


def unopened() -> list[Document]:
    """Return the newest messages that nobody has opened, asked for once however often a page shows them; none where the part that keeps them is away."""
    if "portal_unopened" not in g:
        g.portal_unopened = []
        with suppress(Problem):
            g.portal_unopened = desk().get("notifier", "/inbox", limit=MOST_UNOPENED, is_opened="false")["items"]
    found: list[Document] = g.portal_unopened
    return found


def _menu(found: Account | None) -> list[tuple[str, str]]:
    """Return the ways of the menu that the account's roles have."""
    if found is None:
        return [("pages.notices", "公示公告"), ("pages.holders", "认定名单"), ("pages.public_draws", "随机抽查"), ("pages.check_certificate", "证书查验")]
    roles, brings_up = desk().roles, _brings_up()
    incubating = [("pages.enrolments", "入孵"), ("pages.sessions", "培训")] if brings_up else []
    is_office = any(role.office for role in roles)
    ways = [("pages.home", "首页")]
    if is_office or any(role.actor == "operator" for role in roles):
        ways += [("pages.applications", "申报"), ("pages.calls", "批次"), ("pages.designations", "认定"), *incubating]
        ways += [("pages.proceedings", "事项"), ("pages.duties", "期限"), ("pages.dashboard", "统计"), ("pages.people", "人员")]
    else:
        ways += [("pages.applications", "申报"), ("pages.designations", "认定"), *incubating, *_boards()]
        ways += [("pages.proceedings", "事项"), ("pages.duties", "期限"), ("pages.calls", "申报批次")]
    return [*ways, ("pages.inbox", "收件箱")]


def _boards() -> list[tuple[str, str]]:
    """Return the way to news, or to activities where a programme in which one of the roles acts has these alone; none where nothing can be asked."""
    try:
        return [(f"pages.{name}", title) for name, title in (("news", "质量动态"), ("activities", "活动")) if city().declaring(name)][:1]
    except Problem:
        return []


def _brings_up() -> bool:
    """Claim that one of the roles acts in a programme in which companies are brought up, as an operator does in all; so too where nothing can be asked."""
    actors = {role.actor for role in desk().roles}
    try:
        programmes = [city().programme(str(each["id"]), str(each["version"])) for each in city().latest()]
    except Problem:
        return True
    return any(each.brings_up and actors & {"operator", *each.told["actors"]} for each in programmes)


@blueprint.after_request
def _finish(response: Response) -> Response:
    """Set what a browser may do with a page; assets may be kept, pages never."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()"
    response.headers["Referrer-Policy"] = "same-origin"
    if request.endpoint and request.endpoint.endswith(".static"):
        response.headers["Cache-Control"] = "public, max-age=86400"
    return response


# --- refusals in words ----------------------------------------------------------------------------------------------------------------------


def shown_problem(error: Exception) -> Response:
    """Return the page that tells a refusal: what, why, and the way out."""
    if isinstance(error, CSRFError) and current().account is None and ACCESS.get(request.endpoint or "", PUBLIC) != PUBLIC:
        return _finish(make_response(to_sign_in()))  # The session ended while the form was filled in.
    if isinstance(error, CSRFError):
        problem: Problem = Problem("The form is too old, or who is signed in changed.")
        problem.slug, problem.title = "form-too-old", "表单已失效"  # type: ignore[misc]
    elif isinstance(error, HTTPException) and error.code and error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    elif isinstance(error, MethodNotAllowed) and request.method == "GET" and (above := page_above()) is not None:
        return _finish(make_response(redirect(above, 303)))
    else:
        problem = as_problem(error)
    if problem.status >= 500 and not isinstance(problem, Down):
        _log.error("a page failed", request_id=request_id(), exc_info=error)
    g.setdefault("portal_account", None)
    g.setdefault("portal_language", "zh")
    g.setdefault("portal_city", None)
    back = came_from() if request.method == "POST" else ""
    answer = show("refused.html", problem.status, problem=problem, said=in_words(problem), findings=problem.members.get("findings", []), back=back)
    return _finish(answer)


__all__ = ["PUBLIC", "SIGNED_IN", "account", "blueprint", "city", "desk", "only", "page", "reach", "show"]
