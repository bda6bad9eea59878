"""What there is of everything acknowledged, counted afresh: records, committed events, inbox rows of each listener, and effects.

Each count must be equal, none "at least": what was lost and what happened twice are both found.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from fuyu.messaging.operator import depths
from fuyu.messaging.topology import KERNEL_KINDS, dead_queue_name
from fuyu.service import load_services
from fuyu.settings import Settings
from fuyu.store.verifying import verify

from ..services.registry_desk.registry import code
from .comparing import MOST_SHOWN, STRANGER, Look, compare, looking
from .effects import answers, duties, effects, pages
from .load import Load
from .town import HOLDER, REGISTRY, TRACKER, Town


def differences(town: Town, load: Load) -> list[str]:
    """Return what is not as it was acknowledged, as sentences that begin with the kind of count; none where all is equal."""
    counts = (requests, records, events, arrivals, effects, duties, pages, answers, nets, trails)
    with looking(town, load) as look:
        return [f"{count.__name__}: {line}" for count in counts for line in count(look)]


def summary(town: Town, load: Load) -> str:
    """Return the sums, for the one who reads the run."""
    with looking(town, load) as look:
        committed, arrived = (sum(rows[kind].count_documents({}) for rows in look.of.values()) for kind in ("outbox", "inbox"))
    return (
        f"{load.count} requests acknowledged ({len(load.sessions)} sessions, {len(load.organisations)} organisations), {len(load.unanswered)} unanswered, "
        f"{sum(load.retried.values())} asked again {dict(load.retried)}; {committed} events committed, {arrived} inbox rows"
    )


def requests(look: Look) -> Iterator[str]:
    """No request was refused: a kill excuses no answer, or 503, and nothing else."""
    yield from look.load.refused[:MOST_SHOWN]


def records(look: Look) -> Iterator[str]:
    """Every acknowledged request has one record, every record one request, and every act one row in the audit."""
    load, kept = look.load, {row["_id"]: row for row in look.of[REGISTRY]["organisations"].find({"code": {"$ne": code(HOLDER)}})}
    logged, unanswered = Counter(look.keys_of_sessions.values()), {request.key for request in load.unanswered}
    yield from compare("sessions logged under the key", {done.request.key: 1 for done in load.sessions.values()}, logged, unanswered)
    yield from compare("session", dict.fromkeys(look.sessions, 1), dict.fromkeys(look.keys_of_sessions, 1))
    about = {request.path.rpartition("/")[2] for request in load.unanswered} | {id for id, row in kept.items() if row["code"] in _codes(load)}
    known = {id: (each.name, each.acts) for id, each in load.organisations.items() if id not in about}
    found = {id: (row["name"], row["version"]) for id, row in kept.items() if id not in about}
    yield from compare("(name, version) of organisation", known, found)
    acts = look.of[TRACKER]["audit"].count_documents({"act": "session.logged"})
    if acts != logged.total():
        yield f"{acts} audit rows for {logged.total()} sessions"


def events(look: Look) -> Iterator[str]:
    """Every record has its events, each subject's numbered from 1 without a gap, all of them sent."""
    for name, rows in look.of.items():
        numbers: dict[str, list[int]] = defaultdict(list)
        for row in rows["outbox"].find({}, {"city": 1, "kind": 1, "subject": 1, "sequence": 1}):
            numbers[f"{row['city']}/{row['kind']}/{row['subject']}"].append(row["sequence"])
        counted = {row["_id"]: list(range(1, row["emitted"] + 1)) for row in rows["sequences"].find()}
        yield from compare(f"numbers of {name}'s events about", counted, {subject: sorted(each) for subject, each in numbers.items()})
        if unsent := rows["outbox"].count_documents({"sent": None}):
            yield f"{unsent} events of {name} were not sent"
    acts = {row["_id"]: row["version"] for row in look.of[REGISTRY]["organisations"].find({}, {"version": 1})}
    yield from compare("events of session", look.ids(TRACKER, "sessions"), _told(look, TRACKER, "session"))
    yield from compare("events of organisation", acts, _told(look, REGISTRY, "organisation"))


def arrivals(look: Look) -> Iterator[str]:
    """Every event has one inbox row at each service that listens to its kind of subject, and no inbox row is without its event."""
    services = load_services()
    sent = [(row["_id"], row["kind"]) for rows in look.of.values() for row in rows["outbox"].find({}, {"kind": 1})]
    for name, rows in look.of.items():
        heard = services[name].listens_to | KERNEL_KINDS
        yield from compare(f"inbox rows at {name} of event", {id: 1 for id, kind in sent if kind in heard}, look.ids(name, "inbox", source={"$ne": STRANGER}))
        for collection in ("parked", "dead_letters"):
            yield from (f"{name} has {row['type']} of {row['subject']} in {collection}: {row['says']}" for row in rows[collection].find().limit(MOST_SHOWN))


def nets(look: Look) -> Iterator[str]:
    """Nothing lies in RabbitMQ's own dead-letter queues, for no message was given back too often."""
    rabbitmq = look.town.system.rabbitmq
    found = depths(Settings(broker_url=rabbitmq.url), look.of) if rabbitmq is not None else {}
    yield from (f"{found[queue]} messages are dead in {queue}" for queue in map(dead_queue_name, look.of) if found.get(queue))


def trails(look: Look) -> Iterator[str]:
    """Every audit trail is whole: whatever sealer was killed, no number was given twice or left out, and what was committed is sealed."""
    for name, rows in look.of.items():
        yield from (f"{name}: {fault}" for fault in verify(rows).faults)


def _codes(load: Load) -> set[str]:
    return {str(request.body.get("code")) for request in load.unanswered}


def _told(look: Look, service: str, kind: str) -> Counter[str]:
    return Counter(row["subject"] for row in look.of[service]["outbox"].find({"kind": kind}, {"subject": 1}))
