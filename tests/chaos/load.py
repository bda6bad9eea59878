"""A load that nothing stops: each request has its own Idempotency-Key and is asked again with it until it is answered."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import httpx

from fuyu.ids import new_id

from ..services.registry_desk.registry import code, name
from .town import DAY, REGISTRY, Town

REGISTRARS, LOGGERS = 2, 3
SECONDS_TO_ANSWER, MOST_TRIES = 90.0, 400
PAUSE = 0.15  # before one asks again
FIRST_ORGANISATION = 1_000
DISTRICTS = ("中原区", "金水区")


@dataclass(frozen=True)
class Request:
    """One thing that was asked for, as it is sent each time."""

    service: str
    method: str
    path: str
    body: dict[str, Any]
    headers: dict[str, str]

    @property
    def key(self) -> str:
        """Return its Idempotency-Key."""
        return self.headers["Idempotency-Key"]


@dataclass(frozen=True)
class Acknowledged:
    """A request that was answered with success, and the answer."""

    request: Request
    status: int
    answer: bytes
    document: dict[str, Any]


@dataclass
class Organisation:
    """What was acknowledged of one organisation: the name it has now, and how many acts there were."""

    id: str
    name: str
    acts: int
    etag: str


@dataclass
class Load:
    """Threads that ask until `stop`; what was acknowledged is remembered, for the comparison. Where there is no base, there are no sessions.

    `unanswered` are keys for which patience ended: each of these may have happened or not. `refused` are answers that no kill excuses:
    4xx, and a 500 that nobody foresaw.
    """

    town: Town
    seed: int
    pause: float = 0.02
    organisations: dict[str, Organisation] = field(default_factory=dict)
    sessions: dict[str, Acknowledged] = field(default_factory=dict)
    acknowledged: list[Acknowledged] = field(default_factory=list)
    unanswered: list[Request] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    retried: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _ending: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)
    _numbers: int = FIRST_ORGANISATION

    def start(self) -> Load:
        """Begin to ask, or go on after a stop."""
        self._ending.clear()
        works = [self._register] * REGISTRARS + [self._log] * (LOGGERS if self.town.enrolments else 0)
        rngs = [random.Random(f"{self.seed} {self.count} {number}") for number in range(len(works))]
        self._threads = [threading.Thread(target=work, args=(rng,), daemon=True) for work, rng in zip(works, rngs, strict=True)]
        for thread in self._threads:
            thread.start()
        return self

    def stop(self) -> None:
        """Begin nothing new, and wait until what was begun is answered."""
        self._ending.set()
        for thread in self._threads:
            thread.join(SECONDS_TO_ANSWER + 30)
            assert not thread.is_alive(), "A thread of the load does not end."

    @property
    def count(self) -> int:
        """Return how many requests were acknowledged so far."""
        return len(self.acknowledged)

    def ask(self, client: httpx.Client, request: Request) -> Acknowledged | None:
        """Ask until there is an answer; None where it is a refusal, or none comes."""
        until = time.monotonic() + SECONDS_TO_ANSWER
        for _ in range(MOST_TRIES):
            if time.monotonic() > until:
                break
            try:
                answer = client.request(request.method, request.path, json=request.body, headers=request.headers)
            except httpx.TransportError as fault:
                self._again(type(fault).__name__)
                continue
            if answer.is_success:
                return self._acknowledge(request, answer)
            if answer.status_code < 500:
                return self._refuse(request, answer)
            if answer.status_code == 500:
                self._refuse(request, answer)
            self._again(str(answer.status_code))
        with self._lock:
            self.unanswered.append(request)
        return None

    def _again(self, why: str) -> None:
        with self._lock:
            self.retried[why] += 1
        time.sleep(PAUSE)

    def _acknowledge(self, request: Request, answer: httpx.Response) -> Acknowledged:
        done = Acknowledged(request, answer.status_code, answer.content, {**answer.json(), "etag": answer.headers["ETag"]})
        with self._lock:
            self.acknowledged.append(done)
        return done

    def _refuse(self, request: Request, answer: httpx.Response) -> None:
        with self._lock:
            self.refused.append(f"{request.method} {request.path} -> {answer.status_code} {answer.text[:300]}")

    def _register(self, rng: random.Random) -> None:
        """Register one organisation after another, and change the name of every other one once or twice: several events of one subject, in order."""
        with self.town.officer() as officer:
            while not self._ending.is_set():
                number = self._next()
                body = {"code": code(number), "name": name(number), "district": rng.choice(DISTRICTS), "industry": "装备制造业"}
                made = self.ask(officer, Request(REGISTRY, "POST", "/organisations", body, {"Idempotency-Key": new_id()}))
                if made is not None:
                    self.organisations[made.document["id"]] = Organisation(made.document["id"], body["name"], 1, made.document["etag"])
                    self._rename(officer, made.document["id"], rng.choice((0, 0, 1, 2)))
                time.sleep(self.pause)

    def _rename(self, officer: httpx.Client, id: str, times: int) -> None:
        for _ in range(times):
            known = self.organisations[id]
            headers = {"Idempotency-Key": new_id(), "If-Match": known.etag}
            done = self.ask(officer, Request(REGISTRY, "PATCH", f"/organisations/{id}", {"name": f"{known.name}改"}, headers))
            if done is None:
                return
            known.name, known.acts, known.etag = done.document["name"], known.acts + 1, done.document["etag"]

    def _log(self, rng: random.Random) -> None:
        """Log one session after another; the topic carries the key, so that a second record of one request is told from another session."""
        with self.town.coordinator() as coordinator:
            while not self._ending.is_set():
                key = new_id()
                done = self.ask(coordinator, Request("incubatee-tracker", "POST", "/sessions", self._session(rng, key), {"Idempotency-Key": key}))
                if done is not None:
                    self.sessions[done.document["id"]] = done
                time.sleep(self.pause)

    def _session(self, rng: random.Random, key: str) -> dict[str, Any]:
        first, last = date.fromisoformat(self.town.starts_on), date.fromisoformat(DAY)
        came = rng.sample(self.town.enrolments, rng.randint(0, len(self.town.enrolments)))
        return {
            "designation": self.town.designation,
            "held_on": (first + timedelta(days=rng.randrange((last - first).days))).isoformat(),
            "kind": "training",
            "topic": f"《卓越绩效评价准则》导读 {key}",
            "hours": rng.choice(("0.5", "1.5", "3", "7.25")),
            "is_free": rng.random() < 0.7,
            "attendance": [{"enrolment": id} if rng.random() < 0.8 else {"enrolment": id, "hours": "0.25"} for id in came],
        }

    def _next(self) -> int:
        with self._lock:
            self._numbers += 1
            return self._numbers
