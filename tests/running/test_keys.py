"""The keys of a local run and the tokens made with them."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from joserfc import jwt
from joserfc.errors import ExpiredTokenError
from joserfc.jwk import KeySet

from fuyu.command import main
from fuyu.running.keys import Keys

ACTORS = [{"actor": "operator", "city": "example"}]


@pytest.fixture
def keys(tmp_path):
    keys = Keys(tmp_path / "keys")
    keys.make()
    return keys


def claims_of(keys: Keys, token: str) -> dict:
    read = jwt.decode(token, KeySet.import_key_set(json.loads(keys.jwks.read_text())), algorithms=["ES256"])
    jwt.JWTClaimsRegistry(aud={"essential": True, "value": "fuyu"}).validate(read.claims)
    return read.claims


def test_a_token_is_checked_with_the_public_keys_alone(keys):
    token = keys.mint("p-1", ACTORS, datetime.now(UTC), name="林工")

    claims = claims_of(keys, token)

    assert (claims["sub"], claims["name"], claims["actors"]) == ("p-1", "林工", ACTORS)


def test_a_token_ends_after_its_hours(keys):
    token = keys.mint("p-1", ACTORS, datetime.now(UTC) - timedelta(hours=3), hours=2)

    with pytest.raises(ExpiredTokenError):
        claims_of(keys, token)


def test_the_private_key_is_for_its_owner_alone(keys):
    mode = stat.S_IMODE(next(keys.folder.glob("*.pem")).stat().st_mode)

    assert mode == 0o600
    assert '"d"' not in keys.jwks.read_text()


def test_keys_are_made_once(keys):
    """INVARIANT: a second start keeps the keys. Without it every token on a desk would die with a restart."""
    token = keys.mint("p-1", ACTORS, datetime.now(UTC))

    keys.make()

    assert claims_of(keys, token)["sub"] == "p-1"


def test_the_command_prints_only_the_token_when_asked(tmp_path):
    options = ["--plain", "--actor", "district", "--city", "example", "--district", "north", "--person", "p-9", "--hours", "1"]

    answer = CliRunner().invoke(main, ["--var", str(tmp_path), "token", *options])

    assert answer.exit_code == 0, answer.output
    claims = claims_of(Keys(tmp_path / "keys"), answer.output.strip())
    assert claims["actors"] == [{"actor": "district", "city": "example", "district": "north"}]
    assert claims["exp"] - claims["iat"] == 3600
