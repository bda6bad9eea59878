"""Two notifiers beside each other on one database, each a process, and a mail server that can end them while it takes a mail."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pymongo import MongoClient
from pymongo.database import Database

from base_registry import SERVICE as REGISTRY_SERVICE
from fuyu.events.envelope import Subject
from fuyu.ids import new_id
from fuyu.messaging.worker import Worker
from fuyu.running.processes import Child
from fuyu.running.smtp import MailSink
from fuyu.running.system import System
from fuyu.service import Running, start
from fuyu.settings import Settings
from fuyu.store.clock import set_today
from fuyu.store.duties import Duty, open_all

from ..services.registry_desk.registry import CITY, OFFICE, PROGRAMME, code, name
from .town import NOTIFIER

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

BEFORE, RUNG, DUE = date(2026, 4, 14), date(2026, 4, 15), date(2026, 4, 22)
"""The duties open on the second, so that before-7 is the one rung that ever falls on it, and nothing falls on the first."""
LEASE_SECONDS = 5.0  # a claim that a killed worker leaves is free after so long, and no worker that lives needs so long for one mail
DUTIES_AT_ONCE = 500
SECONDS_FOR_A_MAIL = 60.0
QUICK = {"FUYU_DELIVERY_LEASE_SECONDS": str(LEASE_SECONDS), "FUYU_DELIVERY_RETRY_SECONDS": "0.2", "FUYU_TICK_SECONDS": "0.2", "FUYU_LOG_LEVEL": "warning"}


class DeadlySink(MailSink):
    """A mail server that keeps a mail and then, where it is told to, ends who handed it over before they hear of it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.strike: Callable[[], None] | None = None
        self.struck = threading.Event()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep one mail; the yes to it reaches nobody where this is the one to strike at."""
        answer = await super().handle_DATA(server, session, envelope)
        strike, self.strike = self.strike, None
        if strike is not None:
            strike()
            self.struck.set()
        return answer


@dataclass
class Notifiers:
    """Two workers of the notifier, their mail server, and base-registry as far as it tells them of duties."""

    system: System
    mail: DeadlySink
    teller: Running
    rows: Database[dict[str, Any]]
    workers: Sequence[Child]

    def set_day(self, day: date) -> None:
        """Let it be a day of the law for both."""
        with self.system.client(NOTIFIER, self.system.token("operator-1", "operator", CITY)) as operator:
            operator.put("/ops/clock", json={"today": day.isoformat()}).raise_for_status()

    def know(self, number: int) -> None:
        """Take the liaison of a made-up company into the directory."""
        person = {"person": f"liaison-{number}", "name": name(number), "email": f"liaison-{number}@example.org"}
        role = {"actor": "base", "organisation": code(number)}
        with self.system.client(NOTIFIER, self.system.token("operator-1", "operator", CITY)) as operator:
            operator.post("/people", json={**person, "roles": [role]}, headers={"Idempotency-Key": new_id()}).raise_for_status()

    def owe(self, count: int, companies: int) -> dict[str, int]:
        """Let so many duties be owed, by the companies in turn, and return who owes each."""
        owed: dict[str, int] = {}
        for first in range(0, count, DUTIES_AT_ONCE):
            made = [_duty(1 + number % companies) for number in range(first, min(first + DUTIES_AT_ONCE, count))]
            ids: list[str] = self.teller.store.transact(lambda tx, made=made: open_all(tx, [duty for duty, _ in made]), city=CITY)  # type: ignore[misc]
            owed |= dict(zip(ids, (company for _, company in made), strict=True))
        return owed

    def inbox(self, company: int) -> list[str]:
        """Return the duties of which a company's liaison finds a message, one for each message."""
        with self.system.client(NOTIFIER, self.system.token(f"liaison-{company}", "base", CITY, organisation=code(company))) as liaison:
            return [each["about"]["id"] for each in liaison.get("/inbox", params={"limit": 200}).raise_for_status().json()["items"]]

    def end(self, *workers: Child) -> None:
        """Kill workers with -9 at this moment."""
        for worker in workers:
            worker.kill()

    def end_as_a_mail_is_taken(self) -> None:
        """Kill both with -9 between the mail server's keeping of a mail and its yes."""
        self.mail.struck.clear()
        self.mail.strike = lambda: self.end(*self.workers)
        assert self.mail.struck.wait(SECONDS_FOR_A_MAIL), "No mail came."

    def start(self) -> None:
        """Start those that were killed again."""
        for worker in self.workers:
            worker.start()


@contextmanager
def two_notifiers(folder: Path) -> Iterator[Notifiers]:
    """Run what there is to remind: MongoDB, RabbitMQ, the notifier over HTTP and its two workers."""
    system = System(folder / "var", broker="rabbitmq", settable_clock=True, settings=QUICK)
    system.services, system.mail = [NOTIFIER], (mail := DeadlySink(system.folders.mail))
    assert system.rabbitmq is not None
    with system, MongoClient[dict[str, Any]](system.mongod.uri) as client:
        first, another = system.processes[f"{NOTIFIER}-worker"], f"{NOTIFIER}-worker-2"
        system.processes[another] = Child(another, first.command, system.folders.log(another), system.folders.pid_file(another), first.environment)
        system.processes[another].start()
        settings = Settings(mongodb_uri=system.mongod.uri, broker_url=system.rabbitmq.url, is_clock_settable=True, tick_seconds=3600)
        teller = start(REGISTRY_SERVICE, settings)
        set_today(teller.clock, BEFORE)
        worker = Worker(teller)
        worker.start()
        try:
            yield Notifiers(system, mail, teller, client[settings.database_of(NOTIFIER)], [first, system.processes[another]])
        finally:
            worker.stop(10)
            teller.store.close()


def _duty(company: int) -> tuple[Duty, int]:
    duty = Duty(
        subject=Subject("designation", new_id()),
        subject_name=name(company),
        key="report",
        title="半年工作报告",
        clause={"regulation": "郑市监〔2022〕1号", "clause": "第十四条"},
        programme=PROGRAMME,
        programme_version="2022-01-10",
        due_on=DUE,
        opens_on=RUNG,
        levels=(
            ({"actor": "base", "programme": PROGRAMME, "organisation": code(company)},),
            ({"actor": "city bureau", "programme": PROGRAMME, "office": OFFICE},),
        ),
    )
    return duty, company
