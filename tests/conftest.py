"""What all tests share: a mark that names requirements, no time limit for an example, an empty broker for each file, the demonstration, who runs what."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest
import structlog
from hypothesis import settings
from tests.demonstration import filled
from tests.memory import forget
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from fuyu.running.mongod import Mongod

# An example's time says more about who else uses the machine than about the code.
settings.register_profile("fuyu", deadline=None)
settings.load_profile("fuyu")

# With a rich traceback the values of all the law in use would be written out, for minutes, before a fault is answered.
_PLAIN = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
structlog.configure(processors=[*structlog.get_config()["processors"][:-1], _PLAIN])


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark by which scripts/conformance finds what a test holds, and forget the width that pytest-xdist gives its workers' terminals.

    A console that was made with it would keep it, whatever width a test asks for.
    """
    os.environ.pop("COLUMNS", None)
    config.addinivalue_line("markers", 'requirement(*ids): the statements of docs/requirements.yaml that the test holds, such as "L3", "ZB-1"')


SHARES_OF_A_LONG_FILE = 4
DEMONSTRATION = "demonstration"


class Sharing(LoadFileScheduling):
    """A worker runs a whole file, whose tests share their servers; a share of the stories, which are too many for one."""

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return f"{file}#{crc32(nodeid.encode()) % SHARES_OF_A_LONG_FILE}" if file.endswith("test_stories.py") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Sharing:
    """Share the tests among the workers."""
    return Sharing(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have several workers end together, where a long file at the end would leave one idle, and none wait for another that fills the demonstration.

    One file that needs the demonstration begins, then come those with the most slow tests, then the others that need it, and the short ones last.
    """
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    need = [item.path for item in items if DEMONSTRATION in getattr(item, "fixturenames", ())]
    first, others = need[:1], set(need[1:]) - set(need[:1])
    items.sort(key=lambda item: (item.path not in first, item.path in others or not slow[item.path], item.path not in others, -slow[item.path]))


@pytest.fixture(scope="session", name=DEMONSTRATION)
def filled_demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a system that was started with the demonstration and stopped; whoever needs it works on a copy."""
    return filled(tmp_path_factory)


@pytest.fixture(scope="session")
def mongod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mongod]:
    """The MongoDB of all tests of a worker that neither kill it nor start a whole system; each package has databases of its own in it."""
    server = Mongod(tmp_path_factory.mktemp("mongod"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module", autouse=True)
def nothing_left_in_memory() -> Iterator[None]:
    """INVARIANT: no event of one file reaches the services of another that runs in the same process; it would wait there for ever for those before it."""
    forget()
    yield
    forget()
