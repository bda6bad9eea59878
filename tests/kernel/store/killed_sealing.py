"""A sealer as a process of its own that dies in the midst of sealing, for tests: after the rows were written and before the head was."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from pymongo.collection import Collection

from fuyu.law.registry import Laws
from fuyu.service import Service, start
from fuyu.settings import Settings
from fuyu.store.sealing import HEAD, seal_waiting


def main(uri: str, prefix: str, service: str) -> None:
    """Seal, and be killed as the head is about to move."""
    running = start(Service(service, service.title()), Settings(mongodb_uri=uri, database_prefix=prefix), laws=Laws())
    update_one = Collection.update_one

    def die(collection: Collection[Any], selector: Any, *given: Any, **more: Any) -> Any:
        if selector.get("_id") == HEAD:
            os.kill(os.getpid(), signal.SIGKILL)
        return update_one(collection, selector, *given, **more)

    Collection.update_one = die  # type: ignore[method-assign,assignment]
    seal_waiting(running.store)


if __name__ == "__main__":
    main(*sys.argv[1:])
