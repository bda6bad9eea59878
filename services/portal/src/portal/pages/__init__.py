"""The pages: what each kind of user sees and does."""

from __future__ import annotations

from flask import Flask, Response, request
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect
from flask_wtf.csrf import CSRFError

from fuyu.web import problems
from portal.pages import (  # noqa: F401 -- each adds its views to the frame's blueprint
    absences,
    accounts,
    activities,
    bases,
    calls,
    changes,
    corrections,
    dashboard,
    designations,
    district_reports,
    draws,
    enrolments,
    evidence,
    experts,
    grounds,
    home,
    inbox,
    law_settings,
    lists,
    news,
    objections,
    organisations,
    preferring,
    printing,
    public,
    reasons,
    reports,
    sessions_held,
    signing_in,
    simulating,
    stacks,
    subjects,
    tellings,
    uploads,
    words,
)
from portal.pages.compressing import compress
from portal.pages.frame import FORM_BYTES, blueprint, secret_key, shown_problem, take_files, url_prefix
from portal.sessions import MongoSessions

API = ("/accounts", "/ops", "/files", "/openapi.json", "/docs", "/problems")
"""What the kernel answers beside the pages, for machines."""


def register(app: Flask) -> None:
    """Add the pages to the portal's app: sessions, guards against other sites, Bootstrap, and the views."""
    running = app.extensions["fuyu"]
    app.config |= {
        "BOOTSTRAP_SERVE_LOCAL": True,
        "SESSION_COOKIE_PATH": url_prefix(running.settings.public_url),
        "SESSION_COOKIE_SECURE": running.settings.public_url.startswith("https:"),
        "WTF_CSRF_TIME_LIMIT": None,  # It ends with the session.
        "WTF_CSRF_SSL_STRICT": False,
        "WTF_CSRF_CHECK_DEFAULT": False,  # The API takes tokens, which no other site can send.
        "MAX_FORM_MEMORY_SIZE": FORM_BYTES,
        "MAX_FORM_PARTS": 5_000,
    }
    app.session_interface = MongoSessions()
    app.static_url_path = "/assets"
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    words.register(app)
    Bootstrap5(app)
    guard = CSRFProtect(app)

    @app.before_request
    def _check_form() -> None:
        if request.blueprint == blueprint.name:
            app.secret_key = app.secret_key or secret_key(running.store)  # Not before somebody asks: a start waits for no database.
            take_files()
            guard.protect()

    app.register_blueprint(blueprint)

    @app.after_request
    def _pack(response: Response) -> Response:
        if request.endpoint == "bootstrap.static":
            response.headers["Cache-Control"] = "public, max-age=86400"
        return compress(response) if request.blueprint in (blueprint.name, "bootstrap") else response

    def answer(error: Exception) -> Response:
        is_page = request.blueprint == blueprint.name or (request.blueprint is None and not request.path.startswith(API))
        return shown_problem(error) if is_page else problems.answer(error)

    for kind in (Exception, CSRFError, *(each for each in (404, 405, 413))):
        app.register_error_handler(kind, answer)
