"""The board of news: an office posts, those who take part read, and what is taken down is kept with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fuyu.law.programme import News
from fuyu.law.registry import Loaded
from fuyu.problems import NotFound, StepNotOpen
from fuyu.process.actors import role_in_office
from fuyu.store.files import keep_files
from fuyu.store.transaction import Subject, Transaction
from incubatee_tracker.documents import NewsItem
from incubatee_tracker.usecases.seeing import check_seen, seen_news

KIND = "news"
POSTED, TAKEN_DOWN = "posted", "taken down"


def post_news(tx: Transaction, id: str, given: Mapping[str, Any]) -> NewsItem:
    """Post an item of news for all who take part in a programme; its office does it."""
    loaded, declared = _declared(tx, given["programme"])
    _check_may(tx, loaded, declared)
    if given["files"]:
        keep_files(tx, given["files"], Subject(KIND, id))
    item = NewsItem(
        id=id,
        city=tx.city,
        programme_version=loaded.programme.version,
        office=loaded.programme.office,
        clause=loaded.view(tx.settings, tx.today).cite(declared.clause).as_document(),
        posted_on=tx.today.isoformat(),
        posted_by=tx.caller.person if tx.caller else "",
        **given,
    )
    item.add()
    tx.audit("news.posted", Subject(KIND, id), programme=item.programme, title=item.title)
    return item


def take_down_news(tx: Transaction, id: str, given: Mapping[str, Any], expected: int) -> NewsItem:
    """Take an item of news down, once, with the reason; it stays on record, and its office goes on seeing it."""
    item: NewsItem = show_news(tx, id)
    loaded = tx.laws.of(item.programme, item.programme_version)
    if loaded.programme.news is not None:
        _check_may(tx, loaded, loaded.programme.news)
    if item.state != POSTED:
        raise StepNotOpen(f"This was taken down on {item.taken_down_on}; post it anew where it is to be read again.", found=item.state, needed=POSTED)
    item.state, item.reason = TAKEN_DOWN, given["reason"]
    item.taken_down_on, item.taken_down_by = tx.today.isoformat(), tx.caller.person if tx.caller else ""
    item.keep(expected)
    tx.audit("news.taken_down", Subject(KIND, id), reason=item.reason)
    return item


def show_news(tx: Transaction, id: str) -> NewsItem:
    """Return an item of news that the caller may see; raise NotFound otherwise."""
    found = NewsItem.objects(__raw__={**seen_news(tx.caller, tx.city, tx.laws), "_id": id}).first() if tx.caller else None
    shown: NewsItem = check_seen(found, KIND, id)
    return shown


def _declared(tx: Transaction, programme: str) -> tuple[Loaded, News]:
    tx.laws.named(programme)
    loaded = tx.laws.last_in_force(programme, tx.today, tx.settings)
    if loaded.programme.city != tx.city or loaded.programme.news is None:
        raise NotFound(f"{programme} declares no news here.", field="programme", found=programme)
    return loaded, loaded.programme.news


def _check_may(tx: Transaction, loaded: Loaded, declared: News) -> None:
    if tx.caller is not None:
        role_in_office(loaded.programme, declared.by, tx.caller, tx.city)
