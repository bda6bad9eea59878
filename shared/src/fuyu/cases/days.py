"""Going from day to day: the law's day is set in every service, and nothing goes on before all that it brings has arrived everywhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from fuyu.cases.desk import Desk, Someone
from fuyu.messaging.settled import Settled, differences, on_their_way

T = TypeVar("T")
SECONDS_TO_SETTLE = 60.0
SECONDS_OF_A_LOOK, MOST_SECONDS_OF_A_LOOK = 0.03, 0.3
SECONDS_BETWEEN, MOST_SECONDS_BETWEEN = 0.04, 0.25  # Asking takes time from the services; the longer they take, the rarer it is.


class NotSettled(Exception):
    """The services did not come to rest; the message says what has not arrived."""


@dataclass
class Days:
    """The law's day of a deployment, as its operator sets and watches it."""

    desk: Desk
    operator: Someone
    today: date | None = None
    _takes: float = SECONDS_OF_A_LOOK
    """So many seconds a look took of late, from the asking until all was still: to ask sooner would be work for nothing."""
    _asked_at: float | None = None
    _still: tuple[int, Mapping[str, Settled]] | None = None
    """After how many writes of this desk all was still, and the numbers then: before it writes again nothing can have moved."""
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(8, thread_name_prefix="days"))

    def close(self) -> None:
        """Let go of its threads."""
        self._pool.shutdown()

    def begin(self, day: date) -> None:
        """Set the first day of a story."""
        self._set(day)
        self.settle()

    def go_to(self, day: date) -> None:
        """Go to a day, visiting each day before it on which something falls due in some service."""
        if self.today is None:
            self.begin(day)
            return
        if day <= self.today:
            return
        numbers = self.settle()
        while self.today < day:
            self._set(min(self.next_due() or day, day))
            numbers = self._until_still(numbers)

    def next_due(self) -> date | None:
        """Return the next day on which something falls due in some service."""
        found = self._each(lambda service: self.desk.read(self.operator, service, "/ops/agenda", after=str(self.today))["next"])
        return min((date.fromisoformat(day) for day in found.values() if day), default=None)

    def settle(self) -> Mapping[str, Settled]:
        """Wait until all that happened has arrived everywhere and every service has looked for what is due since; return the numbers then."""
        if self._still is not None and self._still[0] == self.desk.writes:
            return self._still[1]
        before = self._arrived()
        self._look()
        return self._until_still(before)

    def arrived(self) -> None:
        """Wait until every event has been applied by who listens; what a service finds by looking may still come."""
        earlier, now = self._arrived(), self._arrived()
        while any(not _same(earlier, now, name) for name in now):
            earlier, now = now, self._arrived()

    def _until_still(self, before: Mapping[str, Settled]) -> Mapping[str, Settled]:
        """Have those services look again that said or heard something since they last looked, until none did; return the numbers then.

        `before` are the numbers of a moment of rest before all looked: what was still before a look and is the same after it has nothing left to do.
        """
        until = time.monotonic() + SECONDS_TO_SETTLE
        now = self._arrived()
        while moved := [name for name in now if not _same(before, now, name)] or (list(now) if differences(now) else []):
            if time.monotonic() > until:
                raise NotSettled(self._why(now))
            self._look(moved)
            before, now = now, self._arrived()
        self._still = self.desk.writes, now
        return now

    def _arrived(self) -> Mapping[str, Settled]:
        """Return the numbers of all services once nothing is on its way between them and all have looked that were asked to."""
        until, pause = time.monotonic() + SECONDS_TO_SETTLE, SECONDS_BETWEEN
        while on_their_way(numbers := self._numbers()):
            if time.monotonic() > until or any(told["dead_letters"] for told in numbers.values()):
                raise NotSettled(self._why(numbers))
            time.sleep(pause)
            pause = min(pause * 1.5, MOST_SECONDS_BETWEEN)
        self.desk.forget()
        self._learn()
        return numbers

    def _learn(self) -> None:
        """Learn how long the services take for a look, from one that has just ended."""
        if self._asked_at is not None:
            took, self._asked_at = time.monotonic() - self._asked_at, None
            self._takes = min(max((self._takes + took) / 2, SECONDS_OF_A_LOOK), MOST_SECONDS_OF_A_LOOK)

    def _why(self, numbers: Mapping[str, Settled]) -> str:
        dead = [f"{name}: {told['dead_letters']} dead letters (`fuyu dead-letters list` shows them)" for name, told in numbers.items() if told["dead_letters"]]
        lines = [*dead, *differences(numbers)] or [f"the numbers went on changing: {numbers}"]
        return f"On {self.today} the services did not come to rest. {'; '.join(lines)}."

    def _set(self, day: date) -> None:
        self.today = day
        self._look()

    def _look(self, services: Iterable[str] = ()) -> None:
        """Set the present day (again), so that services look for what is due at once, all or some, and give them most of the time that it took of late."""
        self._asked_at = time.monotonic()
        self._each(lambda service: self.desk.put(self.operator, service, "/ops/clock", {"today": str(self.today)}), services)
        time.sleep(max(0.8 * self._takes - (time.monotonic() - self._asked_at), 0))

    def _numbers(self) -> Mapping[str, Settled]:
        found: dict[str, Any] = self._each(lambda service: self.desk.read(self.operator, service, "/ops/settled"))
        return found

    def _each(self, ask: Callable[[str], T], services: Iterable[str] = ()) -> dict[str, T]:
        """Ask services at once, all where none is named, so that they change days within the same moment."""
        asked = list(services or self.desk.urls)
        return dict(zip(asked, self._pool.map(ask, asked), strict=True))


def _same(one: Mapping[str, Settled], other: Mapping[str, Settled], name: str) -> bool:
    """Claim that a service emitted and applied nothing between two rounds."""
    return one[name]["emitted"] == other[name]["emitted"] and one[name]["applied"] == other[name]["applied"]
