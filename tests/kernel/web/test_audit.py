"""The audit trail as operators read it."""

from __future__ import annotations

import pytest

from fuyu.caller import Role
from fuyu.store.sealing import seal_waiting
from fuyu.store.transaction import Subject
from fuyu.web.audit import blueprint

from .conftest import OFFICER, OPERATOR, Client


@pytest.fixture
def trail(another_app, serve, token):
    """Return a function that reads the trail with these roles."""
    address = serve(another_app([blueprint]))

    def read(*roles, **asked):
        with Client(base_url=address, headers={"Authorization": f"Bearer {token(*roles)}"}) as client:
            return client.get("/audit", params=asked)

    return read


def test_a_row_shows_its_number_and_hash_once_it_is_sealed(trail, running):
    """INVARIANT: what an operator reads can be compared with the trail: by its number, and by a hash that covers all before it."""
    running.store.transact(lambda tx: tx.audit("desk.lent", Subject("desk", "sealing"), note="示范"), city="east")
    [fresh] = trail(OPERATOR, subject="desk/sealing").json()["items"]
    seal_waiting(running.store)
    [sealed] = trail(OPERATOR, subject="desk/sealing").json()["items"]

    assert (fresh["act"], fresh["number"], fresh["hash"]) == ("desk.lent", None, None)
    row = running.store.rows.audit.find_one({"_id": sealed["id"]})
    assert (sealed["number"], sealed["hash"]) == (row["seal"]["number"], row["seal"]["hash"])


def test_it_is_the_operators_of_its_city(trail, running):
    running.store.transact(lambda tx: tx.audit("desk.lent", Subject("desk", "elsewhere")), city="west")

    assert trail(OFFICER).status_code == 403
    assert trail(OPERATOR, subject="desk/elsewhere").json()["items"] == []
    assert len(trail(Role("operator", "west"), subject="desk/elsewhere").json()["items"]) == 1
