"""Addresses stay in the directory: no event, audit row, log line or delivery holds one."""

from __future__ import annotations

import json
from datetime import date

from bson import json_util

from .conftest import DISTRICT, LIAISON

SECRETS = ("secret.box@example.org", "other.box@example.org", "+86 371 5555 7777", "5555 7777", "secret.box")


def test_no_address_or_phone_leaves_the_directory(world, owe, capfd):
    """INVARIANT: events travel to every service and logs to whoever runs them; neither may tell where a person is reached."""
    world.person("liaison", LIAISON, email=SECRETS[0], phone=SECRETS[2])
    world.person("district", DISTRICT, email=SECRETS[1])
    world.mail.refusal = f"451 4.3.0 <{SECRETS[0]}> is greylisted, call {SECRETS[2]}"
    owe(date(2026, 4, 22))
    world.mail.refusal = f"550 5.1.1 <{SECRETS[0]}> unknown"
    world.wait_until(lambda: world.rows("/deliveries", state="failed"))
    world.mail.refusal = None
    with world.client() as operator:
        world.change(operator, "liaison", email="secret.box@example.com", phone=None).raise_for_status()
    world.day(date(2026, 4, 23))

    database = world.notifier.store.database
    # Kept answers are those of the directory itself: whoever asked again gets what they got.
    kept = {name: json_util.dumps(list(database[name].find())) for name in database.list_collection_names() if name not in ("people", "idempotency")}
    logs = capfd.readouterr()
    assert [name for name, text in kept.items() if any(secret in text for secret in SECRETS)] == []
    assert [secret for secret in SECRETS if secret in logs.out + logs.err] == []
    said = [json.dumps(row["data"], default=str) + str(row["audiences"]) for row in database["outbox"].find()]
    assert len(said) >= 4
    assert not any("@" in each for each in said)
