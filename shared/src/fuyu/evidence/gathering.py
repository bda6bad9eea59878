"""Gathering what the kernel keeps about subjects: what was known at decisions, who did what with the chain up to the head, and certificates."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from fuyu.evidence.archive import CHAIN, DECISIONS, ROWS, json_bytes
from fuyu.evidence.parts import part_digest
from fuyu.problems import NotFound
from fuyu.store.contents import PDF
from fuyu.store.files import open_file_of
from fuyu.store.rows import AuditRow, DecisionRow
from fuyu.store.sealing import BEFORE_THE_FIRST, HEAD, canonical
from fuyu.store.transaction import Subject, Transaction

MOST_LINKS = 500_000
"""A longer chain is not given, since it would be tens of megabytes; `fuyu audit verify` walks it in the database."""

NONE: dict[str, Any] = {"_id": {"$in": []}}
"""What no row meets: MongoDB wants one alternative at least."""


def decisions_about(tx: Transaction, subjects: Sequence[Subject], shows: Callable[[DecisionRow, str], bool]) -> dict[str, bytes]:
    """Return a member for each decision about subjects; of a part that the receiver may not see the digest alone."""
    rows: Iterable[DecisionRow] = tx.rows.decisions.find(_about(tx, subjects, "subject")).sort("_id", 1)
    return {f"{DECISIONS}{place:03}-{row['does']}-{row['_id']}.json": json_bytes(_decision(row, shows)) for place, row in enumerate(rows, start=1)}


def _decision(row: DecisionRow, shows: Callable[[DecisionRow, str], bool]) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for name, text in row["parts"].items():
        salt = row["salts"][name]
        shown[name] = {"salt": salt, "content": json.loads(text)} if shows(row, name) else {"withheld": part_digest(salt, text)}
    return {"id": row["_id"], **{name: row[name] for name in ("city", "subject", "does", "on", "at", "digest")}, "parts": shown}


def trail_about(tx: Transaction, subjects: Sequence[Subject], shows: Callable[[AuditRow], bool]) -> dict[str, bytes]:
    """Return who did what to subjects as far as the receiver may see, with all that leads from there to the head, known by digests alone."""
    rows: list[AuditRow] = list(tx.rows.audit.find(_about(tx, subjects, "subject")).sort([("seal.number", 1), ("_id", 1)]))
    seen = [row for row in rows if shows(row)]
    sealed = [row["seal"]["number"] for row in seen if "seal" in row]
    head: Mapping[str, Any] = tx.rows.state.find_one({"_id": HEAD}) or {"number": 0, "hash": BEFORE_THE_FIRST}
    first = min(sealed, default=head["number"] + 1)
    told = {"head": {"number": head["number"], "hash": head["hash"]}, "withheld": len(rows) - len(seen), "rows": [_row(row) for row in seen]}
    if head["number"] - first + 1 > MOST_LINKS:
        return {ROWS: json_bytes(told | {"before": None, "chain": f"longer than {MOST_LINKS} rows; `fuyu audit verify` walks it in the database"})}
    before = tx.rows.audit.find_one({"seal.number": first - 1}, {"seal": 1})
    links = tx.rows.audit.find({"seal.number": {"$gte": first, "$lte": head["number"]}}, {"seal": 1}).sort("seal.number", 1)
    chain = "".join(f"{row['seal']['number']} {row['seal'].get('digest')}\n" for row in links)
    return {ROWS: json_bytes(told | {"before": before["seal"]["hash"] if before else BEFORE_THE_FIRST}), CHAIN: chain.encode()}


def _row(row: AuditRow) -> dict[str, Any]:
    return {"number": row["seal"]["number"] if "seal" in row else None, "row": json.loads(canonical(row))}


def certificates_about(tx: Transaction, subjects: Sequence[Subject]) -> dict[str, bytes]:
    """Return the certificates about subjects: what each says, and its file where it was issued."""
    members: dict[str, bytes] = {}
    for row in tx.rows.certificates.find(_about(tx, subjects, "about")).sort("_id", 1):
        shown = ("number", "name", "title", "about", "dated_on", "starts_on", "ends_on", "texts", "clause", "state", "sha256", "signed_by", "issued_at")
        members[f"certificates/{row['_id']}.json"] = json_bytes({name: row[name] for name in shown})  # type: ignore[literal-required]
        if row["file"]:
            try:
                members[f"certificates/{row['_id']}.{PDF.name}"] = open_file_of(tx, row["file"])
            except NotFound:
                continue  # Its file was deleted; what it said stands above.
    return members


def _about(tx: Transaction, subjects: Sequence[Subject], path: str) -> dict[str, Any]:
    return {"city": tx.city, "$or": [NONE, *({f"{path}.kind": each.kind, f"{path}.id": each.id} for each in subjects)]}
