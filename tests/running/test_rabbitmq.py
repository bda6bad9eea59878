"""A private RabbitMQ: durable messages outlive a kill, and neither broker nor epmd stays behind."""

from __future__ import annotations

import time

import pika
import pytest

from fuyu.running import rabbitmq as module
from fuyu.running.errors import CannotStart
from fuyu.running.ports import is_listening
from fuyu.running.rabbitmq import RabbitMQ, find_rabbitmq

pytestmark = [pytest.mark.rabbitmq, pytest.mark.slow]
# RabbitMQ 3.10 writes the name of a new quorum queue to disk up to a second after it has answered the declaration;
# killed within it, the queue never finds its log again. A queue declared once and for all is past that before the first event.
SECONDS_TO_KNOW_A_QUEUE = 1.5
QUEUE = {"queue": "notes", "durable": True, "arguments": {"x-queue-type": "quorum"}}


@pytest.fixture
def broker(tmp_path):
    server = RabbitMQ(tmp_path / "rabbitmq")
    server.start()
    yield server
    server.stop()


def channel(server: RabbitMQ):
    return pika.BlockingConnection(pika.URLParameters(f"amqp://guest:guest@127.0.0.1:{server.port}/%2F")).channel()


def test_a_confirmed_message_outlives_a_kill(broker):
    """INVARIANT: what the broker confirmed is on disk. Without it a crash loses events that the relay has let go."""
    with channel(broker) as before:
        before.confirm_delivery()
        before.queue_declare(**QUEUE)
        time.sleep(SECONDS_TO_KNOW_A_QUEUE)
        before.basic_publish("", "notes", b"kept", pika.BasicProperties(delivery_mode=2), mandatory=True)
    port = broker.port

    broker.kill()
    broker.start()

    with channel(broker) as after:
        assert after.basic_get("notes", auto_ack=True)[2] == b"kept"
    assert broker.port == port


def test_two_brokers_run_side_by_side_and_leave_nothing(broker, tmp_path):
    other = RabbitMQ(tmp_path / "other")
    other.start()
    assert broker.is_alive
    ports = [other.port, other._names_port, other._distribution_port]

    other.stop()

    assert not any(is_listening(port) for port in ports)
    assert channel(broker).is_open


def test_a_missing_rabbitmq_is_refused_with_how_to_install_it(monkeypatch):
    monkeypatch.setattr(module, "SCRIPTS", "lib/nothing-of-this-name-*")

    with pytest.raises(CannotStart, match="apt-get install --no-install-recommends rabbitmq-server"):
        find_rabbitmq()
