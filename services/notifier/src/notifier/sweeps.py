"""What the notifier looks for at each tick: people who are replaced, mails that have become proofs, duties to bring to mind, messages to hand over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import structlog
from pymongo.errors import PyMongoError

from fuyu.problems import AlreadyExists, Busy, ProgrammeUnavailable, Stale, Unavailable
from fuyu.service import Running, Sweep
from notifier.settings import NotifierSettings
from notifier.usecases.deliver import deliver_due
from notifier.usecases.looking import Found, look
from notifier.usecases.proving import prove_accepted
from notifier.usecases.remind import hold, remind
from notifier.usecases.succeeding import hand_over_due

BATCH = 50
log = structlog.get_logger("notifier.sweeps")


def remind_of_what_is_due(running: Running) -> None:
    """See to every duty of which a rung has come, until none is left or none can be seen to now."""
    hand_over_due(running)  # Where a day began since the sweep before, nobody is told as the one who was replaced with it.
    today = running.clock.today()
    while found := look(today):
        seen_to = [_remind_together(running, city, ids) for city, ids in _batches(found)]
        if not any(seen_to):
            return


def deliver_what_waits(running: Running) -> None:
    """Hand over what waits on each channel."""
    deliver_due(running, NotifierSettings.from_environ(running.settings))


SWEEPS = (Sweep("hand over", hand_over_due), Sweep("prove", prove_accepted), Sweep("remind", remind_of_what_is_due), Sweep("deliver", deliver_what_waits))


def _batches(found: Sequence[Found]) -> Iterator[tuple[str, list[str]]]:
    """Go through what was found, city by city, as many at a time as one transaction takes."""
    for city, rows in groupby(found, key=lambda each: each.city):
        ids = [row.id for row in rows]
        yield from ((city, ids[start : start + BATCH]) for start in range(0, len(ids), BATCH))


def _remind_together(running: Running, city: str, ids: Sequence[str]) -> bool:
    """See to several duties in one transaction, which is twice as quick; where that fails, one by one, so that none holds up another."""
    try:
        running.store.transact(lambda tx: [remind(tx, id) for id in ids], city=city)
    except (Unavailable, PyMongoError):
        raise
    except Exception:  # noqa: BLE001 -- Whatever it is, the duty that it is about is found one by one.
        seen_to = [_remind(running, city, id) for id in ids]
        return any(seen_to)
    return True


def _remind(running: Running, city: str, id: str) -> bool:
    """See to one duty; return False where another worker was at it at the same moment, so that it must be looked at again."""
    try:
        running.store.transact(lambda tx: remind(tx, id), city=city)
    except (AlreadyExists, Stale):
        return False
    except (Busy, Unavailable, PyMongoError):
        raise  # The database is away or busy: the next tick goes on from here.
    except ProgrammeUnavailable as problem:
        _hold(running, city, id, problem.detail)
    except Exception:  # One duty that cannot be seen to must not keep all others from being reminded of.
        log.exception("duty.failed", duty=id)
        _hold(running, city, id, "an unexpected failure")
    return True


def _hold(running: Running, city: str, id: str, because: str) -> None:
    running.store.transact(lambda tx: hold(tx, id), city=city)
    log.warning("duty.held", duty=id, because=because)
