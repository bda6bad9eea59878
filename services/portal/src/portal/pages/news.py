"""The board of news: read by all who take part in a programme; its office posts, and takes down with a reason."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for

from fuyu.ids import new_id
from fuyu.problems import Problem
from portal.asking import TRACKER, Refusal
from portal.pages.frame import city, desk, only, page, show, version_to_name
from portal.pages.lists import PROGRAMME, Column, List, listing, programme_of, states
from portal.pages.uploads import take_materials
from portal.telling import in_form_words

NEWS = List(
    "news",
    "质量动态",
    TRACKER,
    "/news",
    (
        Column("标题", lambda row: row["title"]),
        Column("日期", lambda row: row["posted_on"], "day"),
        Column("信息来源", lambda row: row["source"]),
        Column("项目", programme_of),
        Column("状态", lambda row: row["state"], "state"),
    ),
    "pages.news_item",
    (states("posted", "taken down"), PROGRAMME),
)
ASKED = {"programme": "项目", "title": "标题", "text": "正文", "source": "信息来源", "files": "附件", "reason": "撤下理由"}
TYPED = ("programme", "title", "text", "source")


@page("/news")
def news() -> Any:
    """List the news of one's programmes."""
    return listing(NEWS, template="news.html", may_post=bool(city().doing("news")))


@page("/news/new", methods=("GET", "POST"), most_files=5)
def post_news() -> Any:
    """Post an item of news for all who take part in a programme."""
    programmes, problem = city().doing("news"), None
    only(bool(programmes))
    typed: dict[str, Any] = {name: request.form.get(name, "").strip() for name in TYPED} | {"files": request.form.getlist("files")}
    if request.method == "POST":
        try:
            typed["files"] = take_materials("tracker")
            body = {name: value for name, value in typed.items() if value or name == "files"}
            made = desk().post(TRACKER, "/news", body, key=request.form.get("key"))
            return redirect(url_for("pages.news_item", id=made["id"], done=1), 303)
        except Refusal as refusal:
            problem = refusal
            in_form_words(problem, ASKED)
    key = request.form.get("key") or new_id()
    return show("news_new.html", problem.status if problem else 200, programmes=programmes, typed=typed, problem=problem, key=key)


@page("/news/<id:id>")
def news_item(id: str) -> Any:
    """Show an item of news with its papers."""
    return _one(id)


@page("/news/<id:id>/takedown", methods=("POST",))
def take_down_news(id: str) -> Any:
    """Take an item of news down with a reason."""
    body = {"reason": request.form.get("reason", "").strip()}
    try:
        desk().post(TRACKER, f"/news/{id}/takedown", body, key=request.form.get("key"), version=request.form.get("version"))
    except Refusal as problem:
        return _one(id, problem)
    return redirect(url_for("pages.news_item", id=id, done=1), 303)


def _one(id: str, problem: Problem | None = None) -> Any:
    item, version = desk().versioned(TRACKER, f"/news/{id}")
    if problem is not None:
        in_form_words(problem, ASKED)
    return show(
        "news_item.html",
        problem.status if problem else 200,
        item=item,
        version=version_to_name(version, problem),
        may_take_down=item["state"] == "posted" and any(each.told["id"] == item["programme"] for each in city().doing("news")),
        problem=problem,
        key=request.form.get("key") or new_id(),
    )
