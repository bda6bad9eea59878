"""The unit of work: records, events, audit rows and the kept answer are committed together, or nothing is."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pymongo
import structlog
from mongoengine.errors import OperationError
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import PyMongoError
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from fuyu.caller import Caller
from fuyu.clock import Clock
from fuyu.events.catalogue import checked, event_type
from fuyu.events.envelope import NO_CITY, Audience, Event, Subject
from fuyu.ids import new_id
from fuyu.store.audit import audit_row
from fuyu.store.doorbell import Doorbell
from fuyu.store.faults import answerable
from fuyu.store.idempotency import Answer, Claim, KeptAnswer, answer_of, kept
from fuyu.store.mongo import disconnect
from fuyu.store.outbox import insert, write_events
from fuyu.store.rows import AuditRow, KeptAnswerRow, Rows

if TYPE_CHECKING:
    from fuyu.law.registry import Laws
    from fuyu.law.settings import LawSettings
    from fuyu.store.migrations import Migration

__all__ = ["Store", "Subject", "Transaction"]

T = TypeVar("T")
SECONDS_TO_TRY = 10.0  # then a caller hears that others are changing the same thing; a browser would not wait longer
SECONDS_TO_READ = 30.0  # half of what MongoDB lets a transaction live
_log = structlog.get_logger(__name__)
_at_work: ContextVar[bool] = ContextVar("at_work", default=False)


@dataclass
class _Pending:
    """What a transaction writes at its end, with one command each."""

    events: list[Event] = field(default_factory=list)
    audit: list[AuditRow] = field(default_factory=list)
    answers: list[KeptAnswerRow] = field(default_factory=list)
    afterwards: list[Callable[[], object]] = field(default_factory=list)

    def write(self, rows: Rows) -> None:
        if self.events:
            write_events(rows, self.events)
        insert(rows.audit, self.audit)
        insert(rows.idempotency, self.answers)


class Transaction:
    """One MongoDB transaction, bound to this thread: mongoengine's and PyMongo's operations on the service's database all join it.

    The work may run several times, so it does nothing but read and write the database, and takes its ids from outside. `today` is the law's,
    `now` an instant in UTC; both stay the same throughout.
    """

    def __init__(self, store: Store, caller: Caller | None, city: str, chance: bytes, pending: _Pending | None = None) -> None:
        self._store, self.caller, self.city, self._chance = store, caller, city, chance
        self._pending = pending or _Pending()
        self._claim: Claim | None = None
        self.now = store.clock.now()

    @property
    def laws(self) -> Laws:
        """Return the law of all installed plugins."""
        return self._store.laws

    @property
    def rows(self) -> Rows:
        """Return the kernel's rows of this service."""
        return self._store.rows

    @cached_property
    def today(self) -> date:
        """Return the law's day."""
        return self._store.clock.today()

    @cached_property
    def settings(self) -> LawSettings:
        """Return the city's law settings; who reads them puts their position on the events of this transaction."""
        from fuyu.store.law_settings import read_settings  # It imports this module.

        return read_settings(self.rows, self.city)

    @property
    def fonts(self) -> Path:
        """Return the folder with the fonts of certificates, whose letters are looked up before one is ordered."""
        return self._store.fonts

    def random_for(self, purpose: str) -> bytes:
        """Return 32 random bytes for one purpose; they are the same however often this work is tried, since chance was cast outside of it."""
        return hmac.new(self._chance, purpose.encode(), hashlib.sha256).digest()

    def within(self, city: str) -> Transaction:
        """Return this transaction as it is for another city, at the same moment; the two commit together."""
        other = Transaction(self._store, self.caller, city, self._chance, self._pending)
        other.now, other.__dict__["today"] = self.now, self.today
        return other

    def emit(self, type: str, subject: Subject, data: Mapping[str, Any], *, audiences: Sequence[Audience] = ()) -> None:
        """Say what happened; it is numbered and sent when this transaction commits, and only then.

        Raise NotInCatalogue unless the type is declared for this kind of subject and `data` are as declared.
        """
        declared = event_type(type)
        if not self.city:
            raise ValueError(f"{type} needs a city; use NO_CITY for what belongs to none.")
        if subject.kind != declared.subject:
            raise ValueError(f"{type} is about a subject of kind {declared.subject!r}, not {subject.kind!r}.")
        law = self.__dict__["settings"].position if "settings" in self.__dict__ else 0
        plain = checked(declared, data)
        self._pending.events.append(
            Event(new_id(), type, self._store.name, self.city, subject, 0, self.now, plain, tuple(audiences), law, declared.version),
        )

    def audit(self, act: str, subject: Subject, /, *, actor: str | None = None, **details: Any) -> None:
        """Note who did what to whom, on the law's day; it stands if and only if the act does."""
        self._pending.audit.append(audit_row(self.city, self.caller, self.today, self.now, act, subject, actor, details))

    def claim(self, scope: str, key: str, mark: str) -> KeptAnswer | None:
        """Return the answer given before under an Idempotency-Key, None for a new one, which keep_answer() then closes.

        The key counts per city and `scope`; raise KeyReused where it came with a request of another `mark`.
        """
        self._claim = Claim.of(self.city, scope, key, mark)
        return answer_of(self.rows, self._claim)

    def claim_as_new(self, scope: str, key: str, mark: str) -> None:
        """Claim a key without a look at whether it came before: where it did, this transaction fails with AlreadyExists when it ends."""
        self._claim = Claim.of(self.city, scope, key, mark)

    def forget_answer(self) -> None:
        """Let go of the answer given before under the key claimed, because what it speaks of is gone; keep_answer() then keeps another."""
        if self._claim is None:
            raise RuntimeError("forget_answer() comes after claim()")
        self.rows.idempotency.delete_one({"_id": self._claim.id})

    def keep_answer(self, answer: Answer) -> None:
        """Keep the answer under the key claimed before, in this transaction."""
        if self._claim is None:
            raise RuntimeError("keep_answer() comes after claim()")
        self._pending.answers.append(kept(self._claim, answer, self.now))

    def after_commit(self, act: Callable[[], object]) -> None:
        """Do something once this has committed; what it raises is logged, since the commit stands."""
        self._pending.afterwards.append(act)

    def _finish(self) -> _Pending:
        self._pending.write(self.rows)
        return self._pending


class Store:
    """A service's database: kernel rows, records by mongoengine, and transactions over both."""

    def __init__(self, name: str, database: Database[dict[str, Any]], clock: Clock, laws: Laws, fonts: Path) -> None:
        self.name, self.database, self.clock, self.laws, self.fonts = name, database, clock, laws, fonts
        self.client = database.client
        self.rows = Rows.of(database)
        self.doorbell = Doorbell()

    def transact(self, work: Callable[[Transaction], T], *, caller: Caller | None = None, city: str | None = None, seconds: float = SECONDS_TO_TRY) -> T:
        """Run `work` in a transaction and return what it returns once that is committed by a majority.

        Conflicts with others are tried again, so `work` may run several times. Raise Busy where they last longer than `seconds`, Unavailable where
        the database does not answer, AlreadyExists where a unique key is taken; then nothing of it stands.
        """
        where = city if city is not None else _only_city(caller)
        met: list[PyMongoError] = []
        chance = secrets.token_bytes(32)

        def attempt(_: ClientSession) -> tuple[T, _Pending]:
            transaction = Transaction(self, caller, where, chance)
            try:
                result = work(transaction)
                return result, transaction._finish()
            except OperationError as error:  # mongoengine's; it hides the label by which a conflict is known
                met.append(_hidden_in(error))
                raise met[-1] from None
            except PyMongoError as error:
                met.append(error)
                raise

        try:
            result, done = self._run(attempt, seconds)
        except PyMongoError as error:
            raise answerable(error, met) from error
        if done.events:
            self.doorbell.ring()
        for act in done.afterwards:
            _do(act)
        return result

    def read(self, work: Callable[[], T], *, seconds: float = SECONDS_TO_READ) -> T:
        """Run `work` over one state of the database and return what it returns; whatever it would write is rolled back, always."""
        try:
            with _alone(), pymongo.timeout(seconds), self.client.start_session(causal_consistency=False) as session, session.bind(end_session=False):
                session.start_transaction(ReadConcern("snapshot"))
                try:
                    return work()
                finally:
                    session.abort_transaction()
        except PyMongoError as error:
            raise answerable(error, []) from error

    def migrate(self, migrations: Sequence[Migration] = ()) -> list[str]:
        """Bring the database to the shape this version needs; return the names of the steps done now."""
        from fuyu.store.migrations import migrate  # It imports this module.

        return migrate(self, migrations)

    def close(self) -> None:
        """Let go of the database; the store cannot be used afterwards."""
        disconnect(self.name)

    def _run(self, attempt: Callable[[ClientSession], T], seconds: float) -> T:
        with _alone(), pymongo.timeout(seconds), self.client.start_session(causal_consistency=False) as session, session.bind(end_session=False):
            return session.with_transaction(attempt, read_concern=ReadConcern("snapshot"), write_concern=WriteConcern("majority"))


@contextmanager
def _alone() -> Iterator[None]:
    if _at_work.get():
        raise RuntimeError("A transaction cannot begin within another; pass the Transaction on.")
    token = _at_work.set(True)
    try:
        yield
    finally:
        _at_work.reset(token)


def _hidden_in(error: OperationError) -> PyMongoError:
    """Return MongoDB's error that mongoengine wrapped while handling it (without `from`); raise the wrapping where there is none."""
    if isinstance(error.__context__, PyMongoError):
        return error.__context__
    raise error


def _only_city(caller: Caller | None) -> str:
    cities = caller.cities if caller else frozenset()
    return next(iter(cities)) if len(cities) == 1 else NO_CITY


def _do(act: Callable[[], object]) -> None:
    try:
        act()
    except Exception:  # noqa: BLE001 -- Whatever it is, the commit stands and its caller must hear that.
        _log.exception("what should follow a commit failed")
