"""The keys that sign and check tokens: one private key a file, and the JWKS file of all their public halves."""

from __future__ import annotations

import json
import os
from pathlib import Path

from joserfc.jwk import ECKey

from fuyu.ids import new_id

JWKS = "jwks.json"


def make_key(folder: Path) -> str:
    """Make an ES256 key in `folder`, publish it in the folder's JWKS file beside the older ones, and return its key id.

    Rotation is three acts: make a key (tokens are signed by the newest from then on), wait until the last token of the old one
    has run out, and delete the old one's file and publish() again; what it signed is refused from the services' next look at the JWKS file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kid = new_id()
    key = ECKey.generate_key("P-256", {"kid": kid, "use": "sig", "alg": "ES256"})
    _write(folder / f"{kid}.pem", key.as_pem(private=True), mode=0o600)
    publish(folder)
    return kid


def load_private(folder: Path, kid: str | None = None) -> ECKey:
    """Return the private key `kid`, or the newest; key ids sort by the time they were made."""
    names = sorted(path.stem for path in folder.glob("*.pem"))
    if not names:
        raise FileNotFoundError(f"There is no private key in {folder}; make one with make_key().")
    name = kid or names[-1]
    return ECKey.import_key((folder / f"{name}.pem").read_bytes(), {"kid": name, "use": "sig", "alg": "ES256"})


def publish(folder: Path) -> Path:
    """Write the JWKS file of the public halves of all keys in `folder`, and return its path."""
    public = [load_private(folder, path.stem).as_dict(private=False) for path in sorted(folder.glob("*.pem"))]
    _write(folder / JWKS, json.dumps({"keys": public}, indent=1).encode(), mode=0o644)
    return folder / JWKS


def _write(path: Path, content: bytes, mode: int) -> None:
    # Replaced as a whole, so that a service never reads half a file; created with its mode, so that nobody reads a key in between.
    beside = path.with_suffix(f".{os.getpid()}.new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
    beside.replace(path)
