"""The inbox: what one was told, and opening it, which is the proof that it was read."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from portal.asking import NOTIFIER
from portal.pages.frame import desk, page, show

ROWS = 30


@page("/inbox")
def inbox() -> Any:
    """List one's own messages, the newest first; all, or those that nobody has opened."""
    is_unread = request.args.get("unread") == "1"
    told = desk().get(NOTIFIER, "/inbox", limit=ROWS, cursor=request.args.get("cursor"), is_opened="false" if is_unread else None)
    return show("inbox.html", rows=told["items"], following=told.get("next"), is_unread=is_unread)


@page("/inbox/<id:id>/open", methods=("POST",))
def open_message(id: str) -> Any:
    """Open a message; the first time is kept."""
    message = desk().post(NOTIFIER, f"/inbox/{id}/open", {})
    if request.headers.get("HX-Request"):
        return show("_message.html", row=message)
    return redirect(url_for("pages.inbox", cursor=request.form.get("cursor") or None, _anchor=f"m-{id}"), 303)
