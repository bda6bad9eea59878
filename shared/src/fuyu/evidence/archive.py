"""The archive: one zip of members that people can read, with a manifest of their SHA-256 hashes; the same content gives the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from fuyu.evidence.parts import plain

FORMAT = "fuyu-evidence/1"
MANIFEST, README, ROWS, CHAIN, DECISIONS = "manifest.json", "README.txt", "audit/rows.json", "audit/chain.txt", "decisions/"
ALWAYS = (1980, 1, 1, 0, 0, 0)  # The first day that a zip can name: when the archive was made stands in its manifest.
SAYS = """证据档案：一项决定作出时所知的全部内容。
The evidence of a decision, as it was known.

Verify it without any server:    fuyu evidence verify FILE
Against a head that was noted:   fuyu evidence verify FILE --head HASH

manifest.json      each member with its SHA-256
decisions/*.json   what was known when something was decided, in parts; one that is withheld shows its digest alone
audit/rows.json    who did what, as sealed; audit/chain.txt one line for each number up to the head: number and digest

By hand: a part's digest is the SHA-256 over its salt, a line feed and its content as JSON with the members in the order of their names and no space
between. A decision's digest is that over the lines "name digest" of all its parts in the order of their names; the audit row of the decision names it
as `evidence`. A row's digest is the SHA-256 of the row as JSON in the same form; a hash is that over number, hash before and digest, a line each.
"""


def json_bytes(content: Any) -> bytes:
    """Return content as JSON that people can read."""
    return (json.dumps(plain(content), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def pack(members: Mapping[str, bytes], about: Mapping[str, Any]) -> tuple[bytes, str]:
    """Return an archive of members in their order, and the SHA-256 of its manifest; `about` are the manifest's further members."""
    whole = {README: SAYS.encode(), **members}
    listed = [{"name": name, "sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)} for name, content in whole.items()]
    manifest = json_bytes({"format": FORMAT, **about, "members": listed})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {MANIFEST: manifest, **whole}.items():
            info = zipfile.ZipInfo(name, ALWAYS)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, content)
    return buffer.getvalue(), hashlib.sha256(manifest).hexdigest()
