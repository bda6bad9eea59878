"""Idempotency keys: what comes again under its key is answered again and done once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from pymongo.database import Database

from fuyu.problems import KeyReused
from fuyu.service import Running
from fuyu.store.idempotency import KeptAnswer
from fuyu.store.transaction import Transaction

SCOPE = "p-1 POST /desks"


def add_desk(running: Running, desk: Any, key: str, mark: str = "m", city: str = "east", scope: str = SCOPE) -> KeptAnswer:
    """Add a desk as a creating POST does, under a key."""

    def work(tx: Transaction) -> KeptAnswer:
        known = tx.claim(scope, key, mark)
        if known is not None:
            return known
        made = desk(city=tx.city, name=f"{key} {mark} {scope}")
        made.id = f"{tx.city} {made.name}"
        made.add()
        answer = KeptAnswer(201, {"ETag": '"1"'}, made.id.encode())
        tx.keep_answer(answer)
        return answer

    return running.store.transact(work, city=city)


def test_the_same_request_again_gets_the_same_answer_and_does_nothing(alpha: Running, written: Database[dict[str, Any]], desk: Any) -> None:
    """INVARIANT: a client that did not hear the answer may ask again; without the kept answer it would make a second record."""
    first, second = add_desk(alpha, desk, "k"), add_desk(alpha, desk, "k")
    assert first == second
    assert written["desks"].count_documents({}) == 1


def test_another_request_under_the_same_key_is_refused(alpha: Running, written: Database[dict[str, Any]], desk: Any) -> None:
    """INVARIANT: a key stands for one request; answering another with the first one's answer would hide that it was not done."""
    add_desk(alpha, desk, "k")
    with pytest.raises(KeyReused):
        add_desk(alpha, desk, "k", mark="another")
    assert written["desks"].count_documents({}) == 1


def test_a_key_counts_per_city_and_scope(alpha: Running, written: Database[dict[str, Any]], desk: Any) -> None:
    """INVARIANT: whoever else uses the same key by chance, elsewhere, is not answered with what is not theirs."""
    bodies = {
        add_desk(alpha, desk, "k").body,
        add_desk(alpha, desk, "k", city="west").body,
        add_desk(alpha, desk, "k", scope="p-2 POST /desks").body,
    }
    assert len(bodies) == 3
    assert written["desks"].count_documents({}) == 3


def test_two_requests_with_one_key_at_once_are_done_once(alpha: Running, written: Database[dict[str, Any]], desk: Any) -> None:
    """INVARIANT: a browser that sends twice at the same moment makes one record, and both hear of that one."""
    together = threading.Barrier(4)

    def ask(_: int) -> KeptAnswer:
        together.wait()
        return add_desk(alpha, desk, "k")

    with ThreadPoolExecutor(4) as threads:
        answers = {each.body for each in threads.map(ask, range(4))}
    assert len(answers) == 1
    assert written["desks"].count_documents({}) == 1


def test_a_refused_request_keeps_no_answer(alpha: Running, written: Database[dict[str, Any]], begin: Callable[..., Running]) -> None:
    """INVARIANT: only what was done is remembered: a refusal may be asked again under its key once its reason is gone."""

    def work(tx: Transaction) -> None:
        assert tx.claim(SCOPE, "k", "m") is None
        tx.keep_answer(KeptAnswer(201, {}, b""))
        raise KeyReused("stands for any refusal")

    with pytest.raises(KeyReused):
        alpha.store.transact(work, city="east")
    assert written["idempotency"].count_documents({}) == 0


def test_answers_are_kept_for_thirty_days(written: Database[dict[str, Any]]) -> None:
    """INVARIANT: kept answers go after 30 days by themselves; else every request ever made would stay."""
    kept = [index for index in written["idempotency"].list_indexes() if "expireAfterSeconds" in index]
    assert [(index["key"].to_dict(), index["expireAfterSeconds"]) for index in kept] == [({"at": 1}, timedelta(days=30).total_seconds())]
