"""Reminding: the newest rung that has come is sent to whom it concerns, and the older ones are recorded as superseded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fuyu.store.transaction import Transaction
from notifier.documents import Delivery, Duty, Person, Reminder
from notifier.documents.delivery import AT_ONCE, STOPPED, SUPERSEDED, WAITING
from notifier.ladder import Rung, ladder
from notifier.usecases.audiences import people_for
from notifier.usecases.duties import opens_on, plan_next
from notifier.usecases.proving import REMINDER, is_proven
from notifier.usecases.reaching import channels_of
from notifier.usecases.settling import settle_waiting
from notifier.writing import Owed, Written, reminder

UNREACHED = "unreached"
"""The kind of a delivery that asks an office to reach who owes a duty; it is no reminder, and so no proof."""


@dataclass(frozen=True, slots=True)
class Told:
    """Someone to be told of a duty, at the lowest level at which they stand; `is_asked_to_reach` where the level below could not be proven to be told."""

    person: Person
    level: int
    is_asked_to_reach: bool = False


def remind(tx: Transaction, id: str) -> int:
    """See to the rungs of a duty that have come by today, and return how many reminders were made to be sent.

    Two workers that do it at once meet in the same duty, and the second, run again, finds nothing left; should it ever find
    something, the ids of the rows are the same in both.
    """
    duty: Duty | None = Duty.objects(city=tx.city, id=id).first()
    if duty is None or duty.next_on is None or duty.next_on > tx.today.isoformat():
        return 0
    due_on, seen_to = date.fromisoformat(duty.due_on), date.fromisoformat(duty.reminded_on) if duty.reminded_on else None
    rungs = ladder().due(due_on, opens_on(duty), seen_to, tx.today)
    made = _send(tx, duty, rungs) if rungs else 0
    plan_next(duty)
    duty.keep()
    return made


def owed_of(duty: Duty) -> Owed:
    """Return what people are told of a duty that has a due date."""
    about = str(duty.about.get("name") or duty.about.get("kind") or "")
    return Owed(duty.title, about, duty.says, duty.clause, date.fromisoformat(duty.due_on), duty.is_provisional)


def hold(tx: Transaction, id: str) -> None:
    """Look at a duty again tomorrow, because today it could not be seen to; the rungs that have come stay due."""
    tomorrow = (tx.today + timedelta(days=1)).isoformat()
    Duty.objects(city=tx.city, id=id, next_on__lt=tomorrow).update(set__next_on=tomorrow, inc__version=1)


def _send(tx: Transaction, duty: Duty, rungs: Sequence[Rung]) -> int:
    newest = rungs[-1]
    wanted = _level(duty, newest)
    level = _proven_up_to(tx, duty, wanted)
    duty.is_unproven = level < wanted
    told = _who(tx, duty, level)
    day = newest.day(date.fromisoformat(duty.due_on), opens_on(duty))
    duty.reminded_on, duty.level = day.isoformat(), level
    duty.is_unheard = not any(each.level == 0 for each in told)
    settle_waiting(tx, {"duty": duty.id, "rung": {"$ne": newest.name}}, SUPERSEDED, f"superseded by {newest.name}")
    _add(tx, (row for rung in rungs[:-1] for row in _rows(tx, duty, rung, _at(told, rung.level), SUPERSEDED, f"superseded by {newest.name}")))
    if duty.is_unproven:
        told += _asked_to_reach(tx, duty, level, {each.person.person for each in told})
    rows = _rows(tx, duty, newest, told, WAITING, None)
    return _deliver(tx, duty, _add(tx, rows), {each.person.person: each for each in told})


def _level(duty: Duty, rung: Rung) -> int:
    """Return the level up to which a rung is told: that of the ladder, but never two above the one told before."""
    before = -1 if duty.level is None else duty.level
    return min(rung.level, before + 1, max(len(duty.levels) - 1, 0))


def _proven_up_to(tx: Transaction, duty: Duty, wanted: int) -> int:
    """Return the level up to which a duty may be told: each level above rests on the proof that the one below was told."""
    return next((level for level in range(wanted) if not is_proven(tx, duty, level)), wanted)


def _asked_to_reach(tx: Transaction, duty: Duty, level: int, known: set[str]) -> list[Told]:
    """Return the people of the next level that has someone: they are asked to reach who could not be proven to be told."""
    for number in range(level + 1, len(duty.levels)):
        if found := [each for each in people_for(tx.city, duty.levels[number], tx.today) if each.person not in known]:
            return [Told(person, number, is_asked_to_reach=True) for person in found]
    return []


def _who(tx: Transaction, duty: Duty, level: int) -> list[Told]:
    """Return whom to tell up to a level; where there is nobody, the next level that has someone, so that a duty is never forgotten."""
    found: dict[str, Told] = {}
    for number, audiences in enumerate(duty.levels):
        if number > level and found:
            break
        for person in people_for(tx.city, audiences, tx.today):
            found.setdefault(person.person, Told(person, number))
    return list(found.values())


def _at(told: Sequence[Told], level: int) -> list[Told]:
    """Return those who would have been told at a level, the lowest that has someone in any case."""
    lowest = min((each.level for each in told), default=0)
    return [each for each in told if each.level <= max(level, lowest)]


def _rows(tx: Transaction, duty: Duty, rung: Rung, told: Sequence[Told], state: str, because: str | None) -> Iterator[Reminder]:
    falls_on = rung.day(date.fromisoformat(duty.due_on), opens_on(duty)).isoformat()
    for each in told:
        for channel in channels_of(each.person):
            yield Reminder(
                id=Reminder.id_for(tx.city, duty.id, rung.name, duty.due_on, each.person.person, channel),
                city=tx.city,
                duty=duty.id,
                rung=rung.name,
                due_on=duty.due_on,
                person=each.person.person,
                channel=channel,
                falls_on=falls_on,
                made_on=tx.today.isoformat(),
                level=each.level,
                state=state,
                because=because,
                seen_by=duty.seen_by,
            )


def _add(tx: Transaction, rows: Iterable[Reminder]) -> list[Reminder]:
    """Keep reminders that are not kept yet, and return those to be sent; one that was stopped or superseded and is wanted again is one of them."""
    wanted = {row.id: row for row in rows}
    known = {row["_id"]: row["state"] for row in Reminder.objects(city=tx.city, id__in=list(wanted)).only("state").as_pymongo()}
    again = [id for id, state in known.items() if state in (STOPPED, SUPERSEDED) and wanted[id].state == WAITING]
    if again:
        Reminder.objects(city=tx.city, id__in=again).update(set__state=WAITING, unset__because=True, set__made_on=tx.today.isoformat(), inc__version=1)
    new = [row for id, row in wanted.items() if id not in known]
    if new:
        Reminder.objects.insert(new, load_bulk=False)
    return [*new, *(wanted[id] for id in again)]


def _deliver(tx: Transaction, duty: Duty, rows: Sequence[Reminder], told: Mapping[str, Told]) -> int:
    loaded = tx.laws.of(duty.programme, duty.programme_version)
    owed = owed_of(duty)
    known = {row["_id"] for row in Delivery.objects(city=tx.city, id__in=[row.id for row in rows]).only("id").as_pymongo()}
    new = []
    for row in rows:
        reader = told[row.person]
        letter = "duty-unreached" if reader.is_asked_to_reach else "duty-above" if row.level > 0 else None
        written = reminder(loaded, owed, tx.today, reader.person.name, reader.person.language, letter)
        if row.id in known:
            # It keeps its claim and its next try: a worker may have it in its hands.
            changes = {"set__subject": written.subject, "set__body": written.body, "set__language": written.language, "set__headings": dict(written.headings)}
            Delivery.objects(city=tx.city, id=row.id).update(set__state=WAITING, set__made_on=row.made_on, unset__because=True, inc__version=1, **changes)
        else:
            new.append(_delivery(tx, duty, row, written, UNREACHED if reader.is_asked_to_reach else REMINDER))
    if new:
        Delivery.objects.insert(new, load_bulk=False)
    return len(rows)


def _delivery(tx: Transaction, duty: Duty, row: Reminder, written: Written, kind: str) -> Delivery:
    return Delivery(
        id=row.id,
        city=tx.city,
        person=row.person,
        channel=row.channel,
        kind=kind,
        about={"kind": "duty", "id": duty.id},
        duty=duty.id,
        rung=row.rung,
        due_on=row.due_on,
        level=row.level,
        seen_by=duty.seen_by,
        subject=written.subject,
        body=written.body,
        language=written.language,
        headings=dict(written.headings),
        made_on=row.made_on,
        made_at=tx.now,
        next_try_at=AT_ONCE,
    )
