"""Verifying an archive with nothing but the archive: each member, each part of a decision, each audit row, and the chain up to its head."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fuyu.evidence.archive import CHAIN, DECISIONS, FORMAT, MANIFEST, ROWS
from fuyu.evidence.parts import canonical_text, part_digest, whole_digest
from fuyu.store.sealing import chained

MOST_BYTES = 500 * 1024 * 1024
"""Larger members are none of ours; who opens a stranger's file must not be made to unpack without end."""


class NoEvidence(Exception):
    """A file that is no archive of evidence at all, with the reason."""


@dataclass(frozen=True)
class Verified:
    """What an archive is about, how many members and decisions it holds, from which number to which its chain runs, and the first fault, if any."""

    about: Mapping[str, Any]
    members: int
    decisions: int = 0
    chain: tuple[int, int] | None = None
    head: str | None = None
    notes: tuple[str, ...] = ()
    fault: str | None = None
    hashes: frozenset[str] = field(default=frozenset(), repr=False)

    @property
    def is_whole(self) -> bool:
        """Claim that nothing was changed, added or left out."""
        return self.fault is None


class _Fault(Exception):
    pass


def verify(path: Path, noted: str | None = None) -> Verified:
    """Verify an archive and, with a head that was `noted` elsewhere, that its chain holds it; raise NoEvidence for what is no archive of evidence."""
    members = _read(path)
    manifest = _manifest(members)
    about = {name: value for name, value in manifest.items() if name != "members"}
    found = Verified(about, len(manifest["members"]))
    try:
        _check_members(members, manifest["members"])
        rows = json.loads(members[ROWS])
        digests = dict(_links(members.get(CHAIN, b"").decode()))
        _check_rows(rows, digests)
        hashes = list(_hashes(rows, digests))
        evidence = {row["row"]["details"].get("evidence"): row for row in rows["rows"]}
        decisions = [name for name in members if name.startswith(DECISIONS)]
        notes = [note for name in decisions for note in _check_decision(name, json.loads(members[name]), evidence, rows["withheld"])]
        notes += [f"{count} audit rows were not sealed yet when the archive was made." for count in [_unsealed(rows)] if count]
        notes += [rows["chain"]] if "chain" in rows else []
        if noted is not None:
            _check_head(noted, rows, digests, hashes)
    except _Fault as fault:
        return Verified(about, found.members, fault=str(fault))
    except (KeyError, TypeError, ValueError) as error:
        return Verified(about, found.members, fault=f"A member is not of the form that {FORMAT} has: {error!r}.")
    chain = (min(digests), max(digests)) if digests else None
    return Verified(about, found.members, len(decisions), chain, rows["head"]["hash"], tuple(notes), hashes=frozenset(hashes))


def _read(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if len(names) != len(set(names)):
                twice = next(name for name in names if names.count(name) > 1)
                raise NoEvidence(f"The member {twice!r} stands twice in it.")
            if sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
                raise NoEvidence(f"Its members are larger than {MOST_BYTES} bytes together.")
            return {name: _content(archive, name) for name in names}
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise NoEvidence(f"It cannot be read as a zip: {error}") from None


def _content(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a member as it is; one whose checksum within the zip does not fit is read as nothing, so that its hash names it."""
    try:
        return archive.read(name)
    except (zipfile.BadZipFile, EOFError, ValueError):
        return b""
    except Exception as error:
        if type(error).__module__ != "zlib":
            raise
        return b""


def _manifest(members: Mapping[str, bytes]) -> dict[str, Any]:
    if MANIFEST not in members:
        raise NoEvidence(f"It holds no {MANIFEST}.")
    try:
        manifest = json.loads(members[MANIFEST])
        listed = {each["name"]: each["sha256"] for each in manifest["members"]}
    except (ValueError, KeyError, TypeError):
        raise NoEvidence(f"Its {MANIFEST} cannot be read; it was changed, or is none of ours.") from None
    if manifest.get("format") != FORMAT or len(listed) != len(manifest["members"]):
        raise NoEvidence(f"Its format is {manifest.get('format')!r}; {FORMAT} is known here.")
    return dict(manifest)


def _check_members(members: Mapping[str, bytes], listed: list[dict[str, Any]]) -> None:
    for each in listed:
        if each["name"] not in members:
            raise _Fault(f"{each['name']} was left out.")
        if hashlib.sha256(members[each["name"]]).hexdigest() != each["sha256"]:
            raise _Fault(f"{each['name']} was changed: it has not the SHA-256 that the manifest names.")
    known = {MANIFEST, *(each["name"] for each in listed)}
    for name in members:
        if name not in known:
            raise _Fault(f"{name} was added: the manifest does not name it.")


def _links(text: str) -> Iterator[tuple[int, str]]:
    for line in text.splitlines():
        number, digest = line.split(" ")
        yield int(number), digest


def _check_rows(rows: Mapping[str, Any], digests: Mapping[int, str]) -> None:
    for each in rows["rows"]:
        digest = hashlib.sha256(canonical_text(each["row"]).encode()).hexdigest()
        if each["number"] is not None and digests and digests.get(each["number"]) != digest:
            raise _Fault(f"{ROWS} was changed: row number {each['number']} ({each['row'].get('act')}) has not the digest that the chain names.")


def _hashes(rows: Mapping[str, Any], digests: Mapping[int, str]) -> Iterator[str]:
    """Go through the hashes of the chain, from the one before its first row up to the head, which must be the head's own."""
    if not digests:
        return
    before, first, last = rows["before"], min(digests), max(digests)
    if sorted(digests) != list(range(first, last + 1)):
        raise _Fault(f"{CHAIN} was changed: the numbers from {first} to {last} are not without a gap.")
    yield before
    for number in range(first, last + 1):
        before = chained(number, before, digests[number])
        yield before
    if (last, before) != (rows["head"]["number"], rows["head"]["hash"]):
        raise _Fault(f"{CHAIN} was changed: it does not lead to the head that {ROWS} names, number {rows['head']['number']}.")


def _check_decision(name: str, decision: Mapping[str, Any], evidence: Mapping[Any, Any], withheld: int) -> Iterator[str]:
    digests = {}
    for part, kept in decision["parts"].items():
        digests[part] = kept["withheld"] if "withheld" in kept else part_digest(kept["salt"], canonical_text(kept["content"]))
    if whole_digest(digests) != decision["digest"]:
        raise _Fault(f"{name} was changed: its parts do not come to its digest.")
    if decision["digest"] in evidence:
        return
    if not withheld:
        raise _Fault(f"{name} was changed: no audit row names its digest.")
    yield f"{name}: the audit row that names its digest is among those withheld."


def _unsealed(rows: Mapping[str, Any]) -> int:
    return sum(each["number"] is None for each in rows["rows"])


def _check_head(noted: str, rows: Mapping[str, Any], digests: Mapping[int, str], hashes: list[str]) -> None:
    if noted in hashes:
        return
    span = f"the hashes of the numbers {min(digests) - 1} to {max(digests)}" if digests else "no chain"
    last = rows["head"]["number"]
    raise _Fault(
        f"No row of its chain has the hash that was noted, {noted}. It holds {span}: a head that was noted later than number {last} shows nothing here"
        " (ask for the evidence anew); one that was noted meanwhile would stand here if the trail had not been written anew."
    )
