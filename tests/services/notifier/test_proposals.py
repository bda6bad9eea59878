"""A proposal that waits for a second person is told to those who may confirm it, and to nobody any more once it was confirmed or sent back."""

from __future__ import annotations

import pytest

from fuyu.events.envelope import Subject
from fuyu.ids import new_id

from .conftest import BUREAU, CITY, DISTRICT
from .test_notices import OF


@pytest.fixture
def propose(world):
    """Return a function by which officer-1 proposes something about an application, and which returns the proposal's data."""

    def made():
        about = {"kind": "application", "id": new_id(), "name": "示范企业002"}
        data = OF | {"proposal": new_id(), "about": about, "district": "东区", "process": "apply", "step": "designate", "does": "grant"}
        data |= {"proposed_by": "officer-1", "proposed_on": "2026-04-15"}
        audience = {**BUREAU, "programme": f"{CITY}.base"}
        world.tell(lambda tx: tx.emit("proposal.made", Subject("proposal", data["proposal"]), data, audiences=[audience]))
        return data

    return made


def settle(world, data, outcome):
    told = data | {"outcome": outcome, "on": "2026-04-16"}
    world.tell(lambda tx: tx.emit("proposal.settled", Subject("proposal", data["proposal"]), told))


def inbox(world, person):
    with world.client(person, "city bureau", office="quality") as client:
        return client.get("/inbox").json()["items"]


def test_all_who_may_confirm_it_are_told_but_who_proposed_it(world, propose):
    for officer in ("officer-1", "officer-2", "officer-3"):
        world.person(officer, BUREAU)
    world.person("district", DISTRICT)
    propose()
    assert {mail["X-Envelope-To"] for mail in world.mails()} == {"officer-2@example.org", "officer-3@example.org"}
    [mail] = world.mails("officer-2")
    assert mail["Subject"] == "待您复核：认定（示范企业002）"
    assert [part for part in ("2026年4月15日", "确认前不生效", "示市监〔2022〕12号 第九条") if part not in mail.get_content()] == []
    assert (len(inbox(world, "officer-2")), inbox(world, "officer-1")) == (1, [])


def test_who_is_away_is_told_where_who_proposed_it_would_stand_in(world, propose):
    """INVARIANT: an absence never leaves a proposal with nobody who was told of it but its author."""
    world.person("officer-1", BUREAU)
    world.person("officer-2", BUREAU, deputy="officer-1", away_from="2026-04-01", away_until="2026-04-30")
    propose()
    assert {mail["X-Envelope-To"] for mail in world.mails()} == {"officer-2@example.org"}


@pytest.mark.parametrize("outcome", ["confirmed", "sent back", "lapsed"])
def test_once_it_is_settled_nothing_more_is_sent_and_the_inbox_says_so(world, propose, outcome):
    world.person("officer-2", BUREAU)
    world.mail.refusal = "451 4.3.0 Try again later"
    data = propose()
    [before] = inbox(world, "officer-2")
    settle(world, data, outcome)
    world.mail.refusal = None
    world.wait_for_retries()
    [after] = inbox(world, "officer-2")
    assert world.mails() == []
    assert [row["state"] for row in world.rows("/deliveries", channel="email")] == ["stopped"]
    assert [(each["over_on"], each["over_because"]) for each in (before, after)] == [(None, None), ("2026-04-16", outcome)]
