"""A random choice that anyone can check: from a seed that nobody could know when the population was published, and the population's hash.

The ids of the population are put in order and hashed; each id is then given the SHA-256 of seed, that hash and the id itself, and those with the
smallest come first. Whoever knows population and seed comes to the same choice with a few lines of any language.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, Decimal

RECIPE = (
    "population_hash = SHA-256 of the ids in ascending order, joined by a line feed, in hex; for each id: SHA-256 of "
    '"seed|population_hash|id" in UTF-8, in hex; the ids with the smallest of these are drawn, as many as `count` says.'
)


def population_hash(ids: Iterable[str]) -> str:
    """Return the hash of a population, whichever way it is ordered."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()


def how_many(population: int, share: Decimal, least: int) -> int:
    """Return how many are drawn: the share rounded up, at least `least`, never more than there are."""
    return min(population, max(least, int((share * population).to_integral_value(ROUND_CEILING))))


def drawn(ids: Sequence[str], seed: str, count: int) -> list[str]:
    """Return the ids that a seed draws from a population, in the order in which they are drawn."""
    base = population_hash(ids)
    return sorted(set(ids), key=lambda id: hashlib.sha256(f"{seed}|{base}|{id}".encode()).hexdigest())[:count]
