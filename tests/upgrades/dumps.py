"""Dumps of a released version's databases: one gzipped file of MongoDB's extended JSON, a line a row.

`python -m tests.upgrades.dumps tests/upgrades/v0.1.0.jsonl.gz` makes one from the demonstration of the version that is checked out.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
from pathlib import Path
from typing import Any

from bson import json_util
from pymongo import MongoClient

from fuyu.running.system import System

PREFIX = "fuyu_"


def dump(uri: str, path: Path) -> None:
    """Write every row of every service's database, without indexes: the migration makes them."""
    client: MongoClient[dict[str, Any]] = MongoClient(uri)
    with gzip.GzipFile(path, "wb", mtime=0) as file:
        for database in sorted(name for name in client.list_database_names() if name.startswith(PREFIX)):
            for collection in sorted(client[database].list_collection_names()):
                for row in client[database][collection].find():
                    line = json_util.dumps({"database": database, "collection": collection, "row": row}, ensure_ascii=False)
                    file.write(line.encode() + b"\n")
    client.close()


def restore(uri: str, path: Path) -> None:
    """Write a dump's rows into empty databases."""
    client: MongoClient[dict[str, Any]] = MongoClient(uri)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            kept = json_util.loads(line)
            client[kept["database"]][kept["collection"]].insert_one(kept["row"])
    client.close()


def make(path: Path) -> None:
    """Play the demonstration on a system of its own and dump what it left."""
    from fuyu.command.demo import prepare

    with tempfile.TemporaryDirectory() as folder, System(Path(folder), settable_clock=True) as system:
        prepare(system)
        dump(system.mongod.uri, path)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
