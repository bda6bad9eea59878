"""What only RabbitMQ can do: go away, lose what is not confirmed, return what goes nowhere, bury what was given too often."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pika.exceptions import AMQPError

from fuyu.command import main
from fuyu.messaging.broker import AmqpBroker, Confirms, Message
from fuyu.messaging.health import health
from fuyu.messaging.operator import depths
from fuyu.messaging.topology import DEAD, EVENTS, MOST_DELIVERIES, Topology, dead_queue_name, queue_name
from fuyu.messaging.transport import Connection
from fuyu.running.mongod import Mongod
from fuyu.running.rabbitmq import RabbitMQ
from fuyu.settings import Settings

from .conftest import Deployment, note_effect, settings_of

pytestmark = pytest.mark.rabbitmq
LISTENS = {"session.held": note_effect}
STILL = 5  # looks in a row that find the same
LISTENING = Topology({"counter": frozenset({"session"})})


@pytest.fixture
def own_rabbitmq(tmp_path: Path) -> Iterator[RabbitMQ]:
    """Return a broker that this test may kill."""
    server = RabbitMQ(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def fragile(own_rabbitmq: RabbitMQ, mongod: Mongod, prefix: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    monkeypatch.setattr("fuyu.messaging.topology.SECONDS_TO_REMEMBER", 2.0)
    made = Deployment(settings_of(mongod, own_rabbitmq.url, prefix))
    made.add("alpha")
    made.add("beta", "session", handlers=LISTENS)
    yield made
    made.stop()
    made.close()


@pytest.mark.slow
def test_the_broker_goes_and_comes_back(fragile: Deployment, own_rabbitmq: RabbitMQ) -> None:
    """INVARIANT: while the broker is gone writing goes on and events wait; health says so; when it is back all of them arrive, once."""
    fragile.work()
    fragile.say("alpha", "a", 1)
    fragile.settle()
    own_rabbitmq.kill()
    for number in range(2, 52):
        fragile.say("alpha", "a", number)
    fragile.wait(lambda: any("relay" in line for line in health(fragile.running["alpha"]).red))
    own_rabbitmq.start()
    fragile.settle(60)
    assert fragile.effects("beta") == [("a", number) for number in range(1, 52)]
    for running in fragile.running.values():
        fragile.wait(lambda running=running: not health(running).red, tell=lambda running=running: health(running).red)


@pytest.mark.slow
def test_the_broker_dies_in_the_midst_of_a_stream(fragile: Deployment, own_rabbitmq: RabbitMQ) -> None:
    """INVARIANT: whatever the broker had in its hands when it was killed arrives once, in order."""
    fragile.work()
    fragile.settle()
    ending = threading.Event()

    def tell() -> None:
        number = 0
        while not ending.is_set():
            number += 1
            fragile.say("alpha", f"s-{number % 7}", number)

    teller = threading.Thread(target=tell)
    teller.start()
    for _ in range(2):
        time.sleep(1)
        own_rabbitmq.kill()
        own_rabbitmq.start()
    ending.set()
    teller.join()
    fragile.settle(60)
    emitted = fragile.running["alpha"].store.rows.outbox.count_documents({"kind": "session"})
    effects = fragile.effects("beta")
    assert len(effects) == emitted > 100
    for id in range(7):
        numbers = [number for subject, number in effects if subject == f"s-{id}"]
        assert numbers == sorted(set(numbers))


class Hasty(AmqpBroker):
    """The same broker with its confirms switched off: what was written to the socket counts as taken."""

    def _await(self, confirms: Confirms) -> None:
        confirms.taken.update(confirms.awaited.values())
        confirms.awaited.clear()


class Impatient(AmqpBroker):
    """The same broker, for whom every confirm comes too late once its patience is gone."""

    has_patience = True

    def _publish(self, messages: Sequence[Message], confirms: Confirms) -> None:
        if not self.has_patience:
            self._confirms = Confirms()  # A confirm that comes while the window is still being written is not heard either.
        super()._publish(messages, confirms)

    def _await(self, confirms: Confirms) -> None:
        if not self.has_patience:
            raise TimeoutError("the confirms did not come in time")
        super()._await(confirms)


def _published_and_kept(broker: AmqpBroker, server: RabbitMQ, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Publish while the server first stands still and is then killed; return how many it is said to have taken and how many it still has."""
    taken = len(broker.publish_window(_messages(*(f"before-{number}" for number in range(100))), None))  # type: ignore[arg-type]
    assert server.pid is not None
    os.kill(server.pid, signal.SIGSTOP)  # The socket takes what is written to it all the same.
    with monkeypatch.context() as hurried:  # These confirms never come; those before may take their time.
        hurried.setattr("fuyu.messaging.broker.CONFIRM_SECONDS", 1.0)
        taken += len(broker.publish_window(_messages(*(f"meanwhile-{number}" for number in range(100))), None))  # type: ignore[arg-type]
    server.kill()
    broker.close()
    server.start()
    return taken, _kept(server)


def _kept(server: RabbitMQ) -> int:
    """Return how many messages the queue has, once it has its leader again and says the same for a while."""
    said: list[int | None] = []
    until = time.monotonic() + 60
    while len(said) < STILL or said[-1] is None or len(set(said[-STILL:])) > 1:
        assert time.monotonic() < until, f"The queue does not come to rest: {said[-20:]}"
        try:
            said.append(depths(Settings(broker_url=server.url), ["counter"])[queue_name("counter")])
        except AMQPError:  # It is not there yet.
            said.append(None)
        time.sleep(0.2)
    return said[-1]


@pytest.mark.slow
def test_without_confirms_messages_are_lost_and_with_them_none(own_rabbitmq: RabbitMQ, monkeypatch: pytest.MonkeyPatch) -> None:
    """INVARIANT: what the relay marks as sent has arrived. Shown once the other way: with confirms switched off a kill loses messages silently."""
    monkeypatch.setattr("fuyu.messaging.topology.SECONDS_TO_REMEMBER", 2.0)
    settings = Settings(broker_url=own_rabbitmq.url)
    taken, kept = _published_and_kept(Hasty(settings, LISTENING), own_rabbitmq, monkeypatch)
    assert taken == 200
    assert kept <= 100
    with Connection(own_rabbitmq.url) as connection:
        connection.default_channel.queue_purge(queue_name("counter"))
    assert _published_and_kept(AmqpBroker(settings, LISTENING), own_rabbitmq, monkeypatch) == (100, 100)


def test_a_late_confirm_is_not_taken_for_another(rabbitmq: RabbitMQ) -> None:
    """INVARIANT: after a window whose confirms did not come in time the channel is closed, so that none of them confirms a later message."""
    broker = Impatient(Settings(broker_url=rabbitmq.url), LISTENING)
    try:
        assert broker.publish_window(_messages("first"), None) == {"first"}  # type: ignore[arg-type]
        channel, broker.has_patience = broker._channel, False
        assert broker.publish_window(_messages("late"), None) == frozenset()  # type: ignore[arg-type]
        assert broker._channel is None
        assert not channel.is_open
        broker.has_patience = True
        assert broker.publish_window(_messages("next"), None) == {"next"}  # type: ignore[arg-type]
    finally:
        broker.close()
        _remove("counter", rabbitmq)


def test_an_event_that_finds_no_queue_is_not_sent(over_rabbitmq: Deployment, rabbitmq: RabbitMQ) -> None:
    """INVARIANT: a confirm alone is not enough: the broker confirms what goes nowhere. Returned, it waits until its queue is declared again."""
    over_rabbitmq.add("alpha")
    over_rabbitmq.add("beta", "session", handlers=LISTENS)
    broker = AmqpBroker(over_rabbitmq.settings, over_rabbitmq.topology)
    assert broker.publish_window(_messages("there"), None) == {"there"}  # type: ignore[arg-type]
    _remove("beta", rabbitmq)
    assert broker.publish_window(_messages("gone", "lost"), None) == frozenset()  # type: ignore[arg-type]
    assert broker.publish_window(_messages("gone", "lost"), None) == {"gone", "lost"}  # type: ignore[arg-type]
    broker.close()


def test_what_nobody_listens_to_is_sent_all_the_same(over_rabbitmq: Deployment) -> None:
    """INVARIANT: an event without listeners does not stop the relay for ever; whoever binds a queue of their own would get it."""
    over_rabbitmq.add("alpha")
    over_rabbitmq.work()
    over_rabbitmq.say("alpha", "a")
    over_rabbitmq.settle()
    assert over_rabbitmq.running["alpha"].store.rows.outbox.count_documents({"sent": None}) == 0


def test_queues_are_quorum_queues_with_a_net_beneath(over_rabbitmq: Deployment, rabbitmq: RabbitMQ) -> None:
    """INVARIANT: what the broker itself gave too often is moved to the dead-letter queue, not dropped; the operator brings it back, and it is applied once."""
    over_rabbitmq.add("alpha")
    notifier = over_rabbitmq.add("notifier", "session", handlers=LISTENS)
    over_rabbitmq.work("alpha")
    for number in (1, 2):
        over_rabbitmq.say("alpha", "a", number)
    over_rabbitmq.wait(lambda: over_rabbitmq.running["alpha"].store.rows.outbox.count_documents({"sent": None}) == 0)
    names = ["notifier"]
    over_rabbitmq.wait(lambda: depths(over_rabbitmq.settings, names)[queue_name("notifier")] == 3)  # with alpha's start
    _give_too_often(rabbitmq, "notifier")
    over_rabbitmq.wait(lambda: depths(over_rabbitmq.settings, names) == {queue_name("notifier"): 0, dead_queue_name("notifier"): 3})
    assert depths(over_rabbitmq.settings, ["nobody"]) == {queue_name("nobody"): None, dead_queue_name("nobody"): None}
    over_rabbitmq.work("notifier")
    over_rabbitmq.wait(lambda: health(notifier).numbers["buried"] == 3)
    environment = {"FUYU_MONGODB_URI": over_rabbitmq.settings.mongodb_uri, "FUYU_BROKER_URL": over_rabbitmq.settings.broker_url}
    answer = CliRunner().invoke(main, ["dead-letters", "bring-back", "--service", "notifier"], env=environment)
    assert (answer.exit_code, answer.output) == (0, "3 are back in the queue of notifier; 0 are left.\n")
    over_rabbitmq.settle()
    assert over_rabbitmq.effects("notifier") == [("a", 1), ("a", 2)]
    over_rabbitmq.wait(lambda: health(notifier).numbers["buried"] == 0)


def test_a_consumer_whose_queue_was_deleted_consumes_again(over_rabbitmq: Deployment, rabbitmq: RabbitMQ) -> None:
    """INVARIANT: a subscription that the broker ended is made anew; a consumer that only reconnects would sit there and hear nothing."""
    over_rabbitmq.add("alpha")
    over_rabbitmq.add("beta", "session", handlers=LISTENS)
    over_rabbitmq.work()
    over_rabbitmq.say("alpha", "a", 1)
    over_rabbitmq.settle()
    _remove("beta", rabbitmq)
    over_rabbitmq.wait(lambda: depths(over_rabbitmq.settings, ["beta"])[queue_name("beta")] is not None)
    over_rabbitmq.say("alpha", "a", 2)
    over_rabbitmq.settle()
    assert over_rabbitmq.effects("beta") == [("a", 1), ("a", 2)]


@pytest.mark.slow
def test_the_database_goes_and_comes_back(rabbitmq: RabbitMQ, tmp_path: Path, prefix: str) -> None:
    """INVARIANT: while a listener's database is gone its messages stay in hand; given back again and again the broker would bury them."""
    server = Mongod(tmp_path)
    server.start()
    deployment = Deployment(settings_of(server, rabbitmq.url, prefix))
    try:
        deployment.add("alpha")
        deployment.add("beta", "session", handlers=LISTENS)
        deployment.work()
        for number in range(1, 400):
            deployment.say("alpha", f"s-{number % 5}", number)
        server.kill()
        time.sleep(4)
        server.start()
        deployment.settle(40)
        assert sorted(number for _, number in deployment.effects("beta")) == list(range(1, 400))
        assert depths(deployment.settings, ["beta"])[dead_queue_name("beta")] == 0
    finally:
        deployment.close()
        server.stop()


def _messages(*ids: str) -> list[Message]:
    return [Message(id, "session", "c.session.held", b"{}") for id in ids]


def _remove(service: str, rabbitmq: RabbitMQ) -> None:
    with Connection(rabbitmq.url) as connection:
        connection.default_channel.queue_delete(queue_name(service))


def _give_too_often(rabbitmq: RabbitMQ, service: str) -> None:
    """Take and give back every message until the broker has enough of it."""
    with Connection(rabbitmq.url) as connection:
        channel = connection.default_channel
        misses = 0
        while misses < 20:
            message: Any = channel.basic_get(queue_name(service))
            if message is None:
                misses += 1
                time.sleep(0.05)
            else:
                assert message.headers is None or message.headers.get("x-delivery-count", 0) <= MOST_DELIVERIES
                channel.basic_reject(message.delivery_tag, requeue=True)


def test_the_exchanges_are_the_documented_ones() -> None:
    """INVARIANT: names that operators see on the broker stay the same from release to release."""
    assert (EVENTS.name, EVENTS.type, DEAD.name, queue_name("beta"), dead_queue_name("beta")) == (
        "fuyu.events",
        "topic",
        "fuyu.dead",
        "fuyu.beta",
        "fuyu.dead.beta",
    )
