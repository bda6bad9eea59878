"""The keys of a local run, made once under var/keys, and tokens minted with them for trying Fuyu out and for tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from fuyu.caller import Role
from fuyu.certificates.signing import make_signing_key
from fuyu.web.keys import JWKS, load_private, make_key
from fuyu.web.tokens import mint


class Keys:
    """The keys in one folder: private ones for us alone (0600), that of certificates among them, and `jwks.json` for the services."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.jwks = folder / JWKS
        self.signing_p12 = folder / "signing.p12"

    @property
    def are_here(self) -> bool:
        """Return whether keys were made already."""
        return self.jwks.exists()

    def make(self) -> None:
        """Make a key once; a second call changes nothing, so that tokens outlive a restart."""
        if not self.are_here:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            make_key(self.folder)
        make_signing_key(self.signing_p12)

    def mint(self, person: str, actors: Sequence[Mapping[str, str]], now: datetime, hours: float = 12, name: str | None = None) -> str:
        """Return a signed token for `person` in the given roles, from the instant `now` (UTC) for `hours`.

        Each of `actors` holds `actor` and `city`, and `office`, `district` or `organisation` where the role is bound to one.
        """
        roles = [Role(**actor) for actor in actors]
        return mint(load_private(self.folder), person, roles, lasts=timedelta(hours=hours), name=name, since=now)
