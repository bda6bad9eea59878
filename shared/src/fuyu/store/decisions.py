"""Keeping what was known when something was decided, in the transaction that decides it; its digest stands in the decision's audit row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fuyu.evidence.parts import canonical_text, part_digest, plain, whole_digest
from fuyu.store.transaction import Subject, Transaction


def keep_decision(tx: Transaction, id: str, about: Subject, does: str, parts: Mapping[str, Any]) -> str:
    """Keep the parts of what was known, and return the digest over all of them, for the audit row of the same act."""
    texts = {name: canonical_text(plain(content)) for name, content in parts.items()}
    salts = {name: tx.random_for(f"decision {id} {name}").hex() for name in texts}
    digest = whole_digest({name: part_digest(salts[name], text) for name, text in texts.items()})
    tx.rows.decisions.insert_one(
        {
            "_id": id,
            "city": tx.city,
            "subject": {"kind": about.kind, "id": about.id},
            "does": does,
            "on": tx.today.isoformat(),
            "at": tx.now,
            "parts": texts,
            "salts": salts,
            "digest": digest,
        }
    )
    return digest
