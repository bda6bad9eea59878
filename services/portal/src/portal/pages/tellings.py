"""Who was told of a duty by telephone or on paper: an officer's records, which are the proof on which the next level rests."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from fuyu.ids import new_id
from portal.asking import NOTIFIER, Refusal
from portal.forms import whole
from portal.pages.frame import city, desk, only, page, reach, show
from portal.telling import beside, in_form_words

HOW = {"phone": "电话", "paper": "书面"}
FIELDS = {"how": "告知方式", "who": "告知了谁", "on": "告知日期", "level": "告知对象", "number": "文号", "note": "告知内容"}
"""What the parts of a record are called on its form."""
MOST = 100


@page("/duties/<id:id>/tellings", methods=("GET", "POST"))
def tellings(id: str) -> Any:
    """Show who was told of a duty by an officer, and record that somebody was."""
    only(any(role.office for role in desk().roles))
    duty, problem = desk().get(NOTIFIER, f"/duties/{id}"), None
    if request.method == "POST":
        told = {name: value for name in FIELDS if (value := request.form.get(name, "").strip())}
        try:
            desk().post(NOTIFIER, f"/duties/{id}/tellings", told | {"level": whole(told.get("level", "0"))}, key=request.form.get("key"))
            return redirect(url_for("pages.tellings", id=id, done=1), 303)
        except Refusal as refusal:
            problem = refusal
            in_form_words(problem, FIELDS)
    return show(
        "tellings.html",
        problem.status if problem else 200,
        duty=duty,
        rows=desk().all(NOTIFIER, f"/duties/{id}/tellings", MOST),
        levels=["、".join(dict.fromkeys(city().actor(actor) for actor in level)) for level in duty["levels"]],
        how=HOW,
        typed=request.form if problem else {"on": reach().today().isoformat()},
        problem=problem,
        beside=beside(problem, FIELDS),
        key=request.form.get("key") or new_id(),
    )
