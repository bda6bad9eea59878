"""Snapshots: what `fuyu resend` publishes of this service, and that nothing counts twice when it comes."""

from __future__ import annotations

from fuyu.messaging.resend import resend

from .world import World


def test_a_session_that_is_told_again_counts_once(world: World) -> None:
    world.set_day("2026-03-02")
    base = world.grant(companies=1)
    session = world.log(base)
    world.settle()

    assert resend(world.tracker, "session") >= 1
    world.settle()

    assert len(world.emitted("session.held", session["id"])) == 2
    year = world.year(base, 2026)
    assert (year["batches"]["done"], year["sessions"], year["hours"]) == (1, 1, "3.5")
    (enrolment,) = world.enrolments(base).values()
    assert world.base(base).get(f"/enrolments/{enrolment['id']}").json()["attended"] == 1


def test_an_enrolment_is_told_as_it_stands(world: World) -> None:
    world.set_day("2026-03-02")
    base = world.grant(companies=1)
    (enrolment,) = world.enrolments(base).values()

    resend(world.tracker, "enrolment")
    world.settle()

    first, again = world.emitted("enrolment.started", enrolment["id"])
    assert first == again
