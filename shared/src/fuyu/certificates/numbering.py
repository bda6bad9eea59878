"""Numbers without a gap, and check codes that nobody guesses."""

from __future__ import annotations

import hmac
from typing import Any

from pymongo import ReturnDocument

from fuyu.law.documents import Certificate
from fuyu.store.transaction import Transaction

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0, O, 1 and I, which readers mix up
CODE_LETTERS = 12  # 60 bits


def next_count(tx: Transaction, programme: str, certificate: Certificate, year: int) -> int:
    """Return the next place among a programme's certificates of one name and year in the city; it is given out if and only if the transaction commits."""
    counter = f"{tx.city} {programme} {certificate.name} {year}"
    row: Any = tx.rows.certificate_counts.find_one_and_update(
        {"_id": counter}, {"$inc": {"count": 1}, "$setOnInsert": {"city": tx.city}}, upsert=True, return_document=ReturnDocument.AFTER
    )
    return int(row["count"])


def code_of(chance: bytes) -> str:
    """Return a check code made of random bytes."""
    number = int.from_bytes(chance[:16], "big")
    letters = []
    for _ in range(CODE_LETTERS):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters)


def shown(code: str) -> str:
    """Return a code as people read it, `K7M2-QX9P-3RTB`."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def read(code: str) -> str:
    """Return a code as it is kept, however a person wrote it."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def is_same(one: str, other: str) -> bool:
    """Claim that two codes are the same, in a time that does not tell how much of them is."""
    return hmac.compare_digest(one.encode(), other.encode())
