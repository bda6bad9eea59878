"""What `fuyu resend` publishes of the notifier's: how each delivery ended, and who is away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from fuyu.service import Running, Snapshot
from fuyu.store.transaction import Subject
from notifier.documents import Delivery, Person
from notifier.documents.delivery import DELIVERED, FAILED
from notifier.usecases.people import absence
from notifier.usecases.settling import said


def notices(running: Running, city: str | None) -> Iterable[Snapshot]:
    """Yield a snapshot of each delivery that was delivered or failed, of one city or all."""
    ended = Delivery.objects(state__in=[DELIVERED, FAILED], **({"city": city} if city else {}))
    for delivery in ended:
        yield Snapshot(f"notice.{delivery.state}", Subject("notice", delivery.id), delivery.city, said(delivery, delivery.settled_on, delivery.because))


def absences(running: Running, city: str | None) -> Iterable[Snapshot]:
    """Yield a snapshot of each person's absence, of one city or all."""
    for person in Person.objects(away_from__ne=None, **({"city": city} if city else {})):
        yield Snapshot("absence.changed", Subject("absence", person.person), person.city, absence(person))


SNAPSHOTS: Mapping[str, Callable[[Running, str | None], Iterable[Snapshot]]] = {"notice": notices, "absence": absences}
