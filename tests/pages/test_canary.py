"""A telephone number and a password that occur nowhere else go through every form, and turn up nowhere but where they belong."""

from __future__ import annotations

import email
import json
import re
import time
from collections.abc import Iterator
from email.policy import default
from typing import Any

import pymongo
import pyotp
import pytest

from fuyu.messaging.settled import differences
from fuyu.running.system import System

from .filling import Filler
from .sender import Sender
from .subjects import Subjects
from .test_rights import PLACE, ROLES, TABLE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SECONDS_TO_SETTLE = 120
PHONE, FREE_PHONE, SECRET = "0371-98765432", "0371-87654321", "金丝雀密码"
FREE, PASSWORD = f"请𬭎𬀩拨 {FREE_PHONE} 联系", f"{SECRET} 2026 一二三"
KEPT_IN = {"fuyu_incubatee_tracker.liaisons", "fuyu_base_registry.applications", "fuyu_incubatee_tracker.idempotency"}
"""Records that have a telephone of their own; and the answer that a form gets which comes a second time, for a day."""
TELLS = {
    "session.held",
    "session.corrected",
    "activity.planned",
    "activity.cancelled",
    "application.returned",
    "proceeding.ended",
    "designation.foreseen",
    "person.changed",
    "organisation.changed",
}
"""Events that tell what somebody wrote for others to read: a topic, a reason, a task, a name; no other carries a text that was typed."""
WITHOUT_TEXT = {
    "/<any(applications, proceedings, enrolments):name>/<id:id>/acts": "reached, as each kind of file",
    "/applications/<id:id>/materials": "takes files",
    "/calls/<id:id>/apply": "takes a choice",
    "/city": "takes a choice",
    "/draws": "takes days",
    "/public/certificates": "takes a file",
    "/files/<any(registry, tracker):where>": "takes files",
    "/inbox/<id:id>/open": "takes nothing",
    "/in-stead": "takes a choice",
    "/language": "takes a choice",
    "/me/calendar": "takes a choice",
    "/people/<string:person>/absence": "takes days and a choice",
    "/people/<string:person>/account": "takes a choice",
    "/stacks/<id:id>": "takes nothing; what was typed in the list is kept with the stack",
    "/sign-in/demonstration": "takes a choice",
    "/sign-out": "takes nothing",
}
NOT_HERE = {
    "/calls/<id:id>/acts": "no step over the whole call is open in the demonstration",
    "/enrolments/<id:id>/key-steps-done": "the base of the demonstration brings up none of the key list",
    "/enrolments/<id:id>/services-given": "takes a choice and a day",
    "/enrolments/<id:id>/result": "no assessment of the base of the demonstration failed; test_records.py corrects one",
    "/enrolments/<id:id>/withdrawals": "nothing that its own people could take back goes on; test_records.py takes an assessment back",
    "/applications/<id:id>/sheet": "takes what the form of the score takes, and saves it by itself; test_sheet_drafts.py looks for it everywhere",
    "/people/<string:person>/succession": "would take its roles from somebody who fills in forms; test_succession.py replaces one and looks for the reason",
    "/people/<string:person>/invitation": "the accounts of the demonstration were never invited",
    "/objections/<id:id>": "no list is published in the demonstration; test_rounds.py publishes one, objects and looks for what was typed",
    "/public/calls/<id:id>/object/<id:application>": "no list is published in the demonstration; test_rounds.py publishes one, as above",
}
"""Forms that the demonstration does not come to."""


@pytest.fixture(scope="module")
def sent(system: System) -> set[str]:
    """Every form was sent by everyone who comes to it; return where to."""
    here, done = Subjects(system), set()
    for role, who in ROLES.items():
        filler = Filler(Sender(system.urls["portal"], who), PHONE, FREE, PASSWORD)
        filler.fill_all(f"{system.urls['portal']}/")
        for path in further(here, role):
            filler.fill(system.urls["portal"] + path)
        done |= filler.sent
    open_account(system, done)
    settle(system)
    return done


def further(here: Subjects, role: str) -> list[str]:
    """Return pages that one comes to by a choice, or of which only the first of a kind was visited."""
    if role == "base":
        return [f"/enrolments/{here.enrolment('509')['id']}/consultations/new", f"/bases/{here.places('designation', '004')['id']}/reports?report=work_report"]
    kinds = ("calendar", "relief") if role == "city" else ("calendar", "adoption", "override", "switch off", "relief", "second person", "host")
    settings = [f"/law-settings/new?kind={kind}" for kind in kinds] if role in ("city", "operator") else []
    if role == "city":
        settings += [f"/experts/{here.places('expert', 'expert')['id']}"] * 2  # First a bar is asked, then why it is lifted.
        settings += [f"/{path}/{here.places(kind, name)['id']}" for path, kind, name in (("news", "news", "posted"), ("activities", "activity", "004"))]
        settings += ["/calls/new?programme=zhengzhou.base", *[f"/draws/{here.places('draw', '2024')['id']}"] * 2]  # First the seed is asked, then results.
    return settings


def open_account(system: System, done: set[str]) -> None:
    """Take up the invitation that the forms have sent, with the second factor that an officer needs; change the password, and sign in with it."""
    link, somebody = invitation(system), Sender(system.urls["portal"])
    assert somebody.post(link, {"new_password": PASSWORD, "again": PASSWORD}).status_code == 303
    somebody.who = "an officer"
    secret = re.search(r"<code>([A-Z2-7]+)</code>", somebody.get("/me/second-factor").text)
    assert secret is not None
    code = pyotp.TOTP(secret.group(1))
    assert somebody.post("/me/second-factor", {"code": code.now()}).status_code == 303
    assert somebody.post("/me", {"password": PASSWORD, "new_password": f"{PASSWORD}四", "again": f"{PASSWORD}四"}).status_code == 303
    again = Sender(system.urls["portal"])
    assert again.post("/sign-in", {"login": "canary@example.org", "password": f"{PASSWORD}四"}).status_code == 303
    assert again.post("/sign-in/second-factor", {"code": code.at(time.time() + 30)}).status_code == 303
    done |= {"POST /invitations/SECRET", "POST /sign-in/second-factor"}


def invitation(system: System) -> str:
    """Return the address of the invitation, as its mail has it."""
    mails = (email.message_from_bytes(path.read_bytes(), policy=default).get_content() for path in system.mail.folder.glob("*.eml"))
    found = [match.group(1) for text in mails if (match := re.search(r"(/invitations/\S+)", text))]
    assert found
    return str(found[-1])


def settle(system: System) -> None:
    """Wait until every event came where it goes."""
    operator, until = system.token("operator", "operator", "zhengzhou"), time.monotonic() + SECONDS_TO_SETTLE
    while left := differences({service: system.client(service, operator).get("/ops/settled").json() for service in system.services}):
        assert time.monotonic() < until, left
        time.sleep(0.3)


def documents(system: System) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield everything that is kept: where, and as text."""
    client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(system.mongod.uri)
    with client:
        for database in (name for name in client.list_database_names() if name.startswith("fuyu_")):
            for collection in client[database].list_collection_names():
                for each in client[database][collection].find():
                    yield f"{database}.{collection}", each, written(each)


def written(value: Any) -> str:
    """Return a document as text, bytes as what they say."""
    if isinstance(value, dict):
        return " ".join(f"{name} {written(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return " ".join(map(written, value))
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def test_every_form_that_takes_text_was_sent(sent: set[str]) -> None:
    """INVARIANT: what is looked for below went in everywhere; a form that is new is sent as well, or named here with its reason."""
    patterns = {route: re.compile("POST " + PLACE.sub("[^/]+", route) + "$") for route in (line[5:] for line in TABLE if line.startswith("POST"))}
    missing = {route for route, pattern in patterns.items() if not any(pattern.match(each) for each in sent)}
    assert missing <= set(WITHOUT_TEXT) | set(NOT_HERE), sorted(missing)


def test_rare_characters_came_whole_through_every_form(system: System, sent: set[str]) -> None:
    """INVARIANT: 𬭎 and 𬀩 stand in names; they lie beyond the first 65,536 characters, where a careless part makes two halves or a question mark of them."""
    assert sent
    kept = [(place, text) for place, _, text in documents(system) if FREE_PHONE in text]
    assert len({place for place, _ in kept}) > 10
    assert [place for place, text in kept if text.count(FREE_PHONE) != text.count(f"𬭎𬀩拨 {FREE_PHONE}")] == []


def test_no_log_holds_what_was_typed(system: System, sent: set[str]) -> None:
    """INVARIANT: logs are read by many, and outlive what they tell of."""
    assert sent
    logs = {path: path.read_text("utf-8", "replace") for path in system.folders.log("services").parent.glob("*")}
    assert any(logs.values())
    for path, text in logs.items():
        found = [line for line in text.splitlines() if any(each in line for each in (PHONE, FREE_PHONE, SECRET, json.dumps(SECRET), "canary@"))]
        assert found == [], path


def test_an_event_carries_no_telephone_and_no_text_but_what_was_written_for_others_to_read(system: System, sent: set[str]) -> None:
    """INVARIANT: events travel to every service; nothing of a person's travels with them."""
    events = [(each["type"], text) for where, each, text in documents(system) if where.endswith((".outbox", ".parked", ".dead_letters"))]
    assert len(events) > 100
    assert [type for type, text in events if PHONE in text or SECRET in text or "canary@" in text] == []
    assert {type for type, text in events if FREE_PHONE in text} <= TELLS


def test_a_telephone_stands_where_it_was_asked_for_and_a_password_nowhere(system: System, sent: set[str]) -> None:
    """INVARIANT: a password is kept as a hash alone; a telephone in the record that asked for it."""
    kept = [(where, text) for where, _, text in documents(system)]
    assert {where for where, text in kept if PHONE in text} == KEPT_IN
    assert {where for where, text in kept if SECRET in text} == set()
    assert any("canary@example.org" in text for _, text in kept)
