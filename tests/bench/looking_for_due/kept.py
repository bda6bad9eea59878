"""A database with so many duties, of which some are due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from random import Random
from typing import Any

from pymongo import WriteConcern
from tests.bench.bed import Bed
from tests.bench.looking_for_due.looks import Look

from fuyu.clock import SystemClock
from fuyu.service import start
from notifier import SERVICE

TOGETHER = 5_000


class Kept:
    """Rows as the notifier keeps them, in any order as life makes them: the kernel's, which every service has, or its own."""

    def __init__(self, bed: Bed, look: Look, size: int, due: int) -> None:
        self._bed, self._look, self._size, self._due = bed, look, size, due
        self._today = SystemClock().today()
        self._settings = replace(bed.settings, database_prefix=f"of_{size}_")

    def fill(self) -> None:
        """Make the rows, straight into the collection, and then the indexes, which is many times quicker than the other way round."""
        database = self._bed.client[self._settings.database_of(SERVICE.name)]
        collection = database[self._look.collection].with_options(write_concern=WriteConcern(w=1))
        rows = self._rows()
        while batch := list(islice(rows, TOGETHER)):
            collection.insert_many(batch, ordered=False)
        running = start(SERVICE, self._settings)
        running.store.migrate(SERVICE.migrations)
        running.store.client.admin.command("fsync")
        running.store.close()

    def look(self) -> float:
        """Return the seconds of one look, which must find all that are due; the database is as before afterwards."""
        running = start(SERVICE, self._settings)
        try:
            running.store.client.admin.command("ping")
            seconds, found = self._look.run(running, self._today)
        finally:
            running.store.close()
        assert found == self._due, f"{found} were found, {self._due} are due"
        return seconds

    def forget(self) -> None:
        """Drop the database."""
        self._bed.client.drop_database(self._settings.database_of(SERVICE.name))

    def _rows(self) -> Iterator[dict[str, Any]]:
        chance = Random(self._size)
        due = set(chance.sample(range(self._size), self._due))
        return (self._look.row(chance, self._today, number in due) for number in range(self._size))
