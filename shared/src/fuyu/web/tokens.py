"""Tokens: ES256 JWTs for the audience "fuyu", checked against a JWKS file, read into a Caller."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import ECKey, Key, KeySet

from fuyu.caller import Caller, Role
from fuyu.problems import Unauthenticated, Unavailable

AUDIENCE = "fuyu"
ALGORITHM = "ES256"
LONGEST = 8192  # bytes; a token with forty roles has about 4,000
ROLE_MEMBERS = frozenset({"actor", "city", "office", "district", "organisation"})


def mint(
    key: ECKey, person: str, actors: Sequence[Role], *, lasts: timedelta = timedelta(hours=1), name: str | None = None, since: datetime | None = None
) -> str:
    """Return a token that lets `person` act in these roles for `lasts` from `since` (now where none is given) in real time, signed by `key`."""
    now = int(since.timestamp() if since else time.time())
    roles = [{member: value for member, value in asdict(role).items() if value is not None} for role in actors]
    claims: dict[str, Any] = {"sub": person, "aud": AUDIENCE, "iat": now, "exp": now + int(lasts.total_seconds()), "actors": roles}
    if name is not None:
        claims["name"] = name
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key, algorithms=[ALGORITHM])


class Tokens:
    """Checks tokens against the public keys of one JWKS file, which is read again when it changes or a key is unknown.

    A verified token is remembered until it runs out, at most `capacity` of them; a change of the keys forgets them all. A removed
    key is noticed within `look_seconds`.
    """

    def __init__(self, jwks: Path, *, leeway: int = 5, capacity: int = 10_000, look_seconds: float = 1.0) -> None:
        self._jwks, self._look_seconds, self._capacity, self._leeway = jwks, look_seconds, capacity, leeway
        self._claims = jwt.JWTClaimsRegistry(leeway=leeway, sub={"essential": True}, exp={"essential": True}, aud={"essential": True, "value": AUDIENCE})
        self._lock = threading.Lock()
        self._verified: OrderedDict[bytes, tuple[Caller, float]] = OrderedDict()
        self._keys: KeySet | None = None
        self._stamp: tuple[int, int] | None = None
        self._looked_at = 0.0

    def caller_of(self, token: str) -> Caller:
        """Return whom `token` speaks for, or raise Unauthenticated with the reason."""
        keys = self._current_keys()
        mark = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        known = self._verified.get(mark)
        if known is None:
            known = self._verify(token, keys)
            self._remember(mark, known, keys)
        if known[1] + self._leeway <= time.time():
            raise Unauthenticated("The token has run out; sign in again.")
        return known[0]

    def _verify(self, token: str, keys: KeySet) -> tuple[Caller, float]:
        if len(token) > LONGEST:
            raise Unauthenticated(f"The token is longer than {LONGEST} bytes.")
        try:
            claims = self._decode(token, keys)
            return caller_from(claims), float(claims["exp"])
        except (JoseError, ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
            # The token is a stranger's text: whatever is wrong with it, it is one refusal. The reason never quotes the token.
            reason = error.description if isinstance(error, JoseError) and error.description else type(error).__name__
            raise Unauthenticated(f"The token was refused: {reason}") from None

    def _decode(self, token: str, keys: KeySet) -> dict[str, Any]:
        # The algorithm is fixed here, never taken from the token: "none" and an HS256 signed with the public key are both refused.
        try:
            decoded = jwt.decode(token, keys, algorithms=[ALGORITHM])
        except InvalidKeyIdError:
            decoded = jwt.decode(token, self._current_keys(at_once=True), algorithms=[ALGORITHM])
        self._claims.validate(decoded.claims)
        return decoded.claims

    def _remember(self, mark: bytes, known: tuple[Caller, float], keys: KeySet) -> None:
        with self._lock:
            if keys is self._keys:  # else the keys changed while this token was being checked, and it is checked again next time
                self._verified[mark] = known
            while len(self._verified) > self._capacity:
                self._verified.popitem(last=False)

    def _current_keys(self, at_once: bool = False) -> KeySet:
        now = time.monotonic()
        if self._keys is not None and not at_once and now - self._looked_at < self._look_seconds:
            return self._keys
        with self._lock:
            self._looked_at = now
            try:
                found = self._jwks.stat()
                if self._keys is None or (found.st_mtime_ns, found.st_ino) != self._stamp:
                    self._keys, self._stamp = read_keys(self._jwks), (found.st_mtime_ns, found.st_ino)
                    self._verified.clear()
            except (OSError, ValueError, KeyError, JoseError) as error:
                self._keys = None
                raise Unavailable("The file with the public keys cannot be read, so no token can be checked.") from error
            return self._keys


def read_keys(jwks: Path) -> KeySet:
    """Return the P-256 keys of the file; other kinds are left out, so that they can never check a token."""
    keys: list[Key] = [ECKey.import_key(key) for key in json.loads(jwks.read_text("utf-8"))["keys"] if key.get("kty") == "EC" and key.get("crv") == "P-256"]
    return KeySet(keys)


def caller_from(claims: Mapping[str, Any]) -> Caller:
    """Return the Caller that verified `claims` describe; raise Unauthenticated where they are not of the agreed shape."""
    person, roles = claims.get("sub"), claims.get("actors", [])
    if not isinstance(person, str) or not 0 < len(person) <= 100 or not isinstance(roles, list):
        raise Unauthenticated("The token needs sub, a person's id, and actors, a list of roles.")
    return Caller(person, tuple(_role(role) for role in roles))


def _role(claim: Any) -> Role:
    is_plain = isinstance(claim, dict) and all(isinstance(value, str) and value for value in claim.values())
    if not is_plain or not {"actor", "city"} <= claim.keys() <= ROLE_MEMBERS:
        raise Unauthenticated(f"Each of the token's actors needs actor and city, and may name {', '.join(sorted(ROLE_MEMBERS - {'actor', 'city'}))}.")
    return Role(**claim)
