"""Telling people of what happened: the table's row for the event, the audiences it names, a letter for each on each channel."""

from __future__ import annotations

from fuyu.events.envelope import Event
from fuyu.store.transaction import Transaction
from notifier.channels.inbox import Inbox
from notifier.documents import Delivery, Person
from notifier.documents.delivery import AT_ONCE, STOPPED
from notifier.notices import at, notices
from notifier.usecases.audiences import people_for
from notifier.usecases.reaching import channels_of
from notifier.usecases.settling import settle_waiting
from notifier.writing import Written, notice


def notify(tx: Transaction, event: Event) -> None:
    """Make the deliveries by which people hear of an event; the same event makes the same rows, so a repeat adds none.

    A snapshot tells services how something stands; people were told when it happened.
    """
    if event.is_snapshot:
        return
    but = notices()[event.type].but
    people = people_for(tx.city, event.audiences, tx.today, but=str(at(event.data, but)) if but else None)
    wanted = {Delivery.id_for(tx.city, event.id, person.person, channel): (person, channel) for person in people for channel in channels_of(person)}
    known = {row["_id"] for row in Delivery.objects(city=tx.city, id__in=list(wanted)).only("id").as_pymongo()}
    rows = [_delivery(tx, event, id, person, channel) for id, (person, channel) in wanted.items() if id not in known]
    if rows:
        Delivery.objects.insert(rows, load_bulk=False)


def stop_telling(tx: Transaction, event: Event) -> None:
    """Stop what waits to be sent about a proposal that waits for nobody any more, and say so on what stands in inboxes."""
    because, about = f"the proposal was {event.data['outcome']}", {"about.kind": event.subject.kind, "about.id": event.subject.id}
    settle_waiting(tx, about, STOPPED, because)
    over = {"$set": {"over_on": event.data["on"], "over_because": event.data["outcome"]}, "$inc": {"version": 1}}
    Delivery.objects(__raw__={"city": tx.city, "channel": Inbox.name, **about}).update(__raw__=over)


def _delivery(tx: Transaction, event: Event, id: str, person: Person, channel: str) -> Delivery:
    written = _write(tx, event, person)
    return Delivery(
        id=id,
        city=tx.city,
        person=person.person,
        channel=channel,
        kind="notice",
        about={"kind": event.subject.kind, "id": event.subject.id},
        event=event.type,
        seen_by=_seen_by(tx, event),
        subject=written.subject,
        body=written.body,
        language=written.language,
        headings=dict(written.headings),
        made_on=tx.today.isoformat(),
        made_at=tx.now,
        next_try_at=AT_ONCE,
    )


def _write(tx: Transaction, event: Event, person: Person) -> Written:
    row, loaded = notices()[event.type], tx.laws.of(event.data["programme"], event.data["programme_version"])
    citation, titles = row.cited(loaded, event.data)
    return notice(row.letter, loaded, citation, row.told(event.data) | titles, row.words, person.name, person.language)


def _seen_by(tx: Transaction, event: Event) -> list[str]:
    programme = tx.laws.of(event.data["programme"], event.data["programme_version"]).programme
    office = programme.office
    if programme.hosts:  # Who runs the call stands among those who hear; where no office does, none but the operator looks at the letter.
        named = [str(each["office"]) for each in event.audiences if each.get("office") and not each.get("district")]
        return named[:1]
    where = notices()[event.type].district
    district = at(event.data, where) if where else None
    return [office, f"{office}/{district}"] if district else [office]
