"""A token counts only when our key signed it for us, and only while it lasts."""

from __future__ import annotations

import base64
import hmac
import json
import time
from datetime import timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from fuyu.caller import Caller, Role
from fuyu.problems import Unauthenticated
from fuyu.web.keys import load_private, make_key, publish
from fuyu.web.tokens import Tokens, mint

ROLE = Role("officer", "east", office="east-1")
GOOD = {"sub": "p-1", "aud": "fuyu", "actors": [{"actor": "officer", "city": "east", "office": "east-1"}]}


@pytest.fixture
def folder(tmp_path):
    make_key(tmp_path)
    return tmp_path


@pytest.fixture
def tokens(folder):
    return Tokens(folder / "jwks.json", look_seconds=0)


def signed(folder, claims=None, header=None, key=None):
    key = key or load_private(folder)
    lasting = {"exp": int(time.time()) + 60, **GOOD, **(claims or {})}
    return jwt.encode({"alg": "ES256", "kid": key.kid, **(header or {})}, {name: value for name, value in lasting.items() if value is not None}, key)


def unsigned(header, claims):
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, claims)]
    return ".".join([*parts, ""])


def test_a_token_names_its_person_and_roles(folder, tokens):
    assert tokens.caller_of(mint(load_private(folder), "p-1", [ROLE])) == Caller("p-1", (ROLE,))


def test_a_token_that_has_run_out_is_refused_though_it_was_seen_before(folder, tokens):
    token = mint(load_private(folder), "p-1", [ROLE], lasts=timedelta(seconds=-2))  # five seconds of leeway, of which at least two are left

    assert tokens.caller_of(token).person == "p-1"
    until = time.monotonic() + 30
    while not _is_run_out(tokens, token):
        assert time.monotonic() < until
        time.sleep(0.1)


def _is_run_out(tokens, token):
    try:
        tokens.caller_of(token)
    except Unauthenticated as refusal:
        return "run out" in refusal.detail
    return False


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "another"},
        {"aud": None},
        {"exp": None},
        {"exp": int(time.time()) - 3600},
        {"exp": "tomorrow"},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"actors": "all"},
        {"actors": [{"actor": "officer"}]},
        {"actors": [{"actor": "officer", "city": "east", "office": None, "rank": "high"}]},
        {"actors": [{"actor": "officer", "city": ["east", "west"]}]},
    ],
)
def test_claims_that_are_not_as_agreed_are_refused(folder, tokens, claims):
    with pytest.raises(Unauthenticated):
        tokens.caller_of(signed(folder, claims))


def test_a_token_of_a_foreign_key_is_refused_even_under_our_key_id(folder, tokens):
    ours = load_private(folder)
    foreign = ECKey.generate_key("P-256", {"kid": ours.kid})

    with pytest.raises(Unauthenticated):
        tokens.caller_of(signed(folder, key=foreign))


def test_a_token_without_a_signature_is_refused(folder, tokens):
    claims = {**GOOD, "exp": int(time.time()) + 60}

    for algorithm in ("none", "None", "NONE", ""):
        with pytest.raises(Unauthenticated):
            tokens.caller_of(unsigned({"alg": algorithm, "kid": load_private(folder).kid}, claims))


def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(folder, tokens):
    """INVARIANT: the algorithm is ours to choose. Without it anyone could sign with the key that everyone knows."""
    ours = load_private(folder)
    secret = ours.as_pem(private=False)
    head = unsigned({"alg": "HS256", "kid": ours.kid}, {**GOOD, "exp": int(time.time()) + 60}).removesuffix(".")
    signature = hmac.digest(secret, head.encode(), "sha256")

    with pytest.raises(Unauthenticated):
        tokens.caller_of(f"{head}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}")


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "e30.e30.e30", "{}", "é.é.é", "\ud800", "x" * 100_000, "WyJh" * 1500 + ".e30.e30"])
def test_what_is_no_token_is_refused_without_a_failure(tokens, text):
    with pytest.raises(Unauthenticated):
        tokens.caller_of(text)


def test_a_new_key_counts_at_once_and_a_dropped_one_no_more(folder, tokens):
    old = load_private(folder)
    by_old = mint(old, "p-1", [ROLE])
    tokens.caller_of(by_old)
    make_key(folder)
    by_new = mint(load_private(folder), "p-2", [ROLE])

    assert load_private(folder).kid != old.kid
    assert (tokens.caller_of(by_new).person, tokens.caller_of(by_old).person) == ("p-2", "p-1")
    (folder / f"{old.kid}.pem").unlink()
    publish(folder)
    with pytest.raises(Unauthenticated):
        tokens.caller_of(by_old)


def test_over_http_a_bad_token_is_a_problem_that_does_not_quote_it(anyone):
    answer = anyone.get("/desks", headers={"Authorization": "Bearer secret.secret.secret"})

    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "secret" not in answer.text


def test_a_private_key_is_for_its_owner_alone(folder):
    [file] = folder.glob("*.pem")

    assert file.stat().st_mode & 0o777 == 0o600
    assert '"d"' not in (folder / "jwks.json").read_text()
