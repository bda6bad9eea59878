"""The notifier at work: a real MongoDB, a real SMTP server, its app over HTTP, its worker on a broker, and another service that tells it of duties."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage, Message
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.databases import empty
from tests.memory import forget
from werkzeug.serving import make_server

from fuyu.caller import Role
from fuyu.events.envelope import Subject
from fuyu.http import Client
from fuyu.ids import new_id
from fuyu.messaging.settled import Settled, differences, settled
from fuyu.messaging.worker import Worker
from fuyu.running.mongod import Mongod
from fuyu.running.smtp import MailSink
from fuyu.service import Running, Service, start
from fuyu.settings import Settings
from fuyu.store import duties
from fuyu.store.clock import set_today
from fuyu.store.migrations import migrate_running
from fuyu.store.transaction import Transaction
from fuyu.web.app import create_app
from fuyu.web.keys import load_private, make_key
from fuyu.web.tokens import mint
from notifier import SERVICE

from .city import laws

CITY, ELSEWHERE = "example", "elsewhere"
PREFIX = "notifier_"
TODAY = date(2026, 4, 15)
SECONDS_TO_WAIT = 30.0
TELLER = Service(name="base-registry", title="A service that owes and tells")
QUICK = {"FUYU_DELIVERY_RETRY_SECONDS": "0.05", "FUYU_DELIVERY_LEASE_SECONDS": "2", "FUYU_MAIL_ANSWER_SECONDS": "5"}


def code_of(number: int) -> str:
    """Return a made-up 统一社会信用代码 with its right check character."""
    from stdnum.cn import uscc

    body = f"91410100MA{number:07d}"
    return body + uscc.calc_check_digit(body)


@dataclass
class World:
    """The notifier and the service that tells it of things, with all that a test does to them."""

    notifier: Running
    teller: Running
    mail: MailSink
    url: str
    keys: Path
    workers: dict[str, Worker] = field(default_factory=dict)

    def client(self, person: str = "operator", actor: str = "operator", city: str = CITY, **bound: str) -> httpx.Client:
        """Return an HTTP client signed in as a person in one role."""
        token = mint(load_private(self.keys), person, [Role(actor, city, **bound)])
        return Client(base_url=self.url, headers={"Authorization": f"Bearer {token}"}, timeout=30)

    def person(self, person: str, *roles: Mapping[str, str], city: str = CITY, **known: Any) -> dict[str, Any]:
        """Take a person into the directory, as the operator does."""
        body = {"person": person, "name": known.pop("name", person), "roles": list(roles), "email": f"{person}@example.org", **known}
        with self.client(city=city) as operator:
            answer = operator.post("/people", json={k: v for k, v in body.items() if v is not None}, headers={"Idempotency-Key": new_id()})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def change(self, client: httpx.Client, person: str, **changes: Any) -> httpx.Response:
        """Change a person, as whoever the client is signed in as."""
        etag = client.get(f"/people/{person}").headers.get("ETag", '"1"')
        return client.patch(f"/people/{person}", json=changes, headers={"If-Match": etag})

    def tell(self, work: Callable[[Transaction], Any], city: str = CITY) -> Any:
        """Do something in the other service, and wait until the notifier has heard of it and done what follows."""
        done = self.teller.store.transact(work, city=city)
        self.settle()
        return done

    def day(self, day: date) -> None:
        """Let the law's day be another, and wait until everything due on it was done."""
        for each in (self.teller, self.notifier):
            set_today(each.clock, day)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is on its way: all events sent and applied, and each service has looked for what is due since, without finding anything."""
        until, before = time.monotonic() + SECONDS_TO_WAIT, None
        while True:
            while missing := differences(told := self._told()):
                assert time.monotonic() < until, missing
                time.sleep(0.01)
            now = {name: (each["emitted"], each["applied"]) for name, each in told.items()}
            if now == before:
                return
            before = now
            self.look()

    def look(self) -> None:
        """Have each service look at once for what is due: a day that is set, the same too, is looked at without waiting for the next tick."""
        for each in (self.teller, self.notifier):
            set_today(each.clock, each.clock.today())

    def _told(self) -> dict[str, Settled]:
        return {each.service.name: settled(each) for each in (self.notifier, self.teller)}

    def wait_until(self, holds: Callable[[], Any]) -> Any:
        """Wait until something holds, and return what it gave."""
        until = time.monotonic() + SECONDS_TO_WAIT
        while not (found := holds()):
            assert time.monotonic() < until, "It did not come to hold."
            self.look()
            time.sleep(0.02)
        return found

    def wait_for_retries(self) -> None:
        """Wait longer than the first two retries take."""
        until = time.monotonic() + 0.5
        while time.monotonic() < until:
            time.sleep(0.05)
            self.look()
        self.settle()

    @contextmanager
    def notifier_away(self) -> Iterator[None]:
        """Stop the notifier's workers for a while."""
        self.workers.pop("notifier").stop(10)
        yield
        self.begin(self.notifier)

    def begin(self, running: Running) -> Worker:
        """Start a worker of a service, another one where there is one already."""
        worker = Worker(running, services=[SERVICE, TELLER])
        worker.start()
        self.workers.setdefault(running.service.name, worker)
        return worker

    def rows(self, path: str, client: httpx.Client | None = None, **query: Any) -> list[dict[str, Any]]:
        """Return all rows of a list, as the operator or another sees them."""
        with client or self.client() as asking:
            answer = asking.get(path, params={"limit": 200, **query})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    def mails(self, to: str | None = None) -> list[EmailMessage]:
        """Return the mails that the server took, all or those to one person."""
        found = self.mail.messages()
        return [mail for mail in found if to is None or mail["X-Envelope-To"] == f"{to}@example.org"]

    def raw_headers(self) -> Message:
        """Return the only mail as the wire had it: Python's newer parser puts blanks into names of several encoded words, its older one does not."""
        [file] = self.mail.folder.glob("*.eml")
        return message_from_bytes(file.read_bytes())


@dataclass
class Owing:
    """A duty of the other service that tests open, move and end."""

    world: World
    subject: Subject
    due_on: date | None
    members: dict[str, Any]

    def _as_declared(self) -> duties.Duty:
        return duties.Duty(subject=self.subject, due_on=self.due_on, **self.members)

    @property
    def id(self) -> str:
        """Return the duty's id."""
        return self._as_declared().id_in(CITY)

    def open(self) -> Owing:
        """Let it be owed."""
        self.world.tell(lambda tx: duties.open_(tx, self._as_declared()))
        return self

    def move(self, due_on: date, *, is_provisional: bool = False) -> None:
        """Move its due date."""
        self.world.tell(lambda tx: duties.move(tx, self.subject, "report", due_on, is_provisional=is_provisional))

    def done(self) -> None:
        """Do it."""
        self.world.tell(lambda tx: duties.done(tx, self.subject, "report"))

    def withdraw(self) -> None:
        """Let it be owed no more."""
        self.world.tell(lambda tx: duties.withdraw(tx, self.subject, "report"))

    def reopen(self) -> None:
        """Let it be owed again."""
        self.world.tell(lambda tx: duties.reopen(tx, self._as_declared()))

    def reminders(self, **query: Any) -> list[tuple[str, str, str, str]]:
        """Return its reminders as (rung, person, channel, state), in the order of their days."""
        rows = sorted(self.world.rows("/reminders", duty=self.id, **query), key=lambda row: (row["falls_on"], row["person"], row["channel"]))
        return [(row["rung"], row["person"], row["channel"], row["state"]) for row in rows]

    def sent(self, channel: str = "email") -> list[tuple[str, str]]:
        """Return which rung reached whom on a channel, in the order of their days."""
        return [(rung, person) for rung, person, by, state in self.reminders() if (by, state) == (channel, "delivered")]


LEVELS = (
    ({"actor": "base", "programme": f"{CITY}.base", "organisation": code_of(1)},),
    ({"actor": "district bureau", "programme": f"{CITY}.base", "office": "quality", "district": "东区"},),
    ({"actor": "city bureau", "programme": f"{CITY}.base", "office": "quality"},),
)
LIAISON = {"actor": "base", "organisation": code_of(1)}
DISTRICT = {"actor": "district bureau", "office": "quality", "district": "东区"}
BUREAU = {"actor": "city bureau", "office": "quality"}


@pytest.fixture
def owe(world: World) -> Callable[..., Owing]:
    """Return a function that opens a duty with good defaults."""

    def begin(due_on: date | None, *, opens_on: date | None = date(2026, 1, 1), **members: Any) -> Owing:
        told: dict[str, Any] = {
            "subject_name": "示范企业001",
            "key": "report",
            "title": "半年工作报告",
            "says": "本年度上半年的报告尚未报送。",
            "clause": {"regulation": "示市监〔2022〕12号", "clause": "第十四条（五）"},
            "programme": f"{CITY}.base",
            "programme_version": "2022-01-10",
            "opens_on": opens_on,
            "levels": LEVELS,
        } | members
        return Owing(world, Subject("designation", new_id()), due_on, told).open()

    return begin


@pytest.fixture(scope="module")
def standing(mongod: Mongod, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The services, once for all tests; each test then finds them empty."""
    folder = tmp_path_factory.mktemp("notifier")
    make_key(folder / "keys")
    empty(mongod, PREFIX)
    mail = MailSink(folder / "mail")
    mail.start()
    settings = Settings(
        mongodb_uri=mongod.uri,
        database_prefix=PREFIX,
        jwks=folder / "keys" / "jwks.json",
        is_clock_settable=True,
        smtp_url=mail.url,
        mail_from="孵育 <fuyu@example.org>",
        tick_seconds=0.5,
    )
    with pytest.MonkeyPatch.context() as patch:
        for name, value in QUICK.items():
            patch.setenv(name, value)
        law = laws(CITY, ELSEWHERE)
        running = [start(service, settings, laws=law) for service in (SERVICE, TELLER)]
        for each in running:
            migrate_running(each)
        server = make_server("127.0.0.1", 0, create_app(running[0]), threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        world = World(*running, mail, f"http://127.0.0.1:{server.port}", folder / "keys")
        yield world
        server.shutdown()
        mail.stop()
        for each in running:
            each.store.close()


@pytest.fixture
def world(standing: World) -> Iterator[World]:
    """The services at work on 2026-04-15, with nothing in them."""
    for at_work in (standing.notifier, standing.teller):
        for name in at_work.store.database.list_collection_names():
            if name != "state":
                at_work.store.database[name].delete_many({})
        set_today(at_work.clock, TODAY)
    for file in standing.mail.folder.glob("*.eml"):
        file.unlink()
    standing.mail.refusal, standing.mail.delay_seconds = None, 0.0
    standing.mail.refused_recipients.clear()
    for at_work in (standing.teller, standing.notifier):
        standing.begin(at_work)
    yield standing
    for worker in standing.workers.values():
        worker.stop(10)
    standing.workers.clear()
    forget()
