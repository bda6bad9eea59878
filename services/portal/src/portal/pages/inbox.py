"""The inbox: what one was told, and opening it, which is the proof that it was read."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from portal.asking import NOTIFIER
from portal.pages.frame import desk, page, show


@page("/inbox")
def inbox() -> Any:
    """List one's own messages, the newest first."""
    told = desk().get(NOTIFIER, "/inbox", limit=50, cursor=request.args.get("cursor"))
    return show("inbox.html", rows=told["items"], following=told.get("next"))


@page("/inbox/<id:id>/open", methods=("POST",))
def open_message(id: str) -> Any:
    """Open a message; the first time is kept."""
    desk().post(NOTIFIER, f"/inbox/{id}/open", {})
    return redirect(url_for("pages.inbox", _anchor=f"m-{id}"), 303)
