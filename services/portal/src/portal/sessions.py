"""Web sessions kept in MongoDB: the cookie holds a random secret and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from flask import Flask, Request, Response, session
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from portal.accounts.tokens import drawn, mark
from portal.documents import Account, WebSession

COOKIE = "fuyu_session"
HOURS_OF_A_VISITOR, HOURS_SIGNED_IN = 1, 12


class Session(CallbackDict[str, Any], SessionMixin):
    """What is remembered between two requests of one browser."""

    def __init__(self, data: Mapping[str, Any], secret: str | None, account: str | None = None, holds: int | None = None) -> None:
        def changed(_: Any) -> None:
            self.modified = True

        super().__init__(dict(data), changed)
        self.secret, self.account, self.holds = secret, account, holds
        self.modified = False
        self.was: str | None = None

    def begin_for(self, account: Account) -> None:
        """Sign an account in: under a new secret, so that nobody who knew the one before is signed in with it."""
        self.was, self.secret = self.secret, None
        self.clear()
        self.account, self.holds, self.modified = account.id, account.holds, True

    def end(self) -> None:
        """Sign out: the session is deleted, whatever browser still has its cookie."""
        self.clear()
        self.account, self.holds, self.modified = None, None, True
        self.was, self.secret = self.secret, None


def current() -> Session:
    """Return the session of the request at hand."""
    found = session
    assert isinstance(found._get_current_object(), Session)  # type: ignore[attr-defined]  # noqa: S101 -- open_session() made it
    return cast("Session", found)


class MongoSessions(SessionInterface):
    """Keeps Flask's sessions in the portal's database."""

    def open_session(self, app: Flask, request: Request) -> Session:
        """Return the session of a browser, an empty one where it has none."""
        secret = request.cookies.get(COOKIE, "")
        kept = WebSession.alive(mark(secret), datetime.now(UTC)) if secret else None
        return Session(kept.data, secret, kept.account, kept.holds) if kept else Session({}, None)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what changed, and give a new session its cookie."""
        assert isinstance(session, Session)  # noqa: S101 -- open_session() made it
        response.vary.add("Cookie")
        if not session.modified:
            return
        if session.was is not None:
            WebSession.objects(id=mark(session.was)).delete()
        if not session and session.account is None:
            if session.was is not None:
                response.delete_cookie(COOKIE, path=self.path(app), httponly=True, samesite="Lax")
            return
        self._keep(app, session, response)

    def _keep(self, app: Flask, session: Session, response: Response) -> None:
        now = datetime.now(UTC)
        hours = HOURS_SIGNED_IN if session.account else HOURS_OF_A_VISITOR
        change = {"account": session.account, "holds": session.holds, "data": dict(session)}
        if session.secret is not None:
            WebSession.objects(id=mark(session.secret)).update_one(**{f"set__{name}": value for name, value in change.items()})
            return
        secret = drawn()
        WebSession(id=mark(secret), begun_at=now, ends_at=now + timedelta(hours=hours), **change).save(force_insert=True)
        response.set_cookie(COOKIE, secret, httponly=True, samesite="Lax", secure=app.config["SESSION_COOKIE_SECURE"], path=self.path(app))

    @staticmethod
    def path(app: Flask) -> str:
        """Return the path under which the cookie is sent: the portal's own, so that no other application on the host sees it."""
        return str(app.config["SESSION_COOKIE_PATH"])
