"""What all tests share: a mark that names requirements, no time limit for a property's example, an empty broker for each file, long files first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import settings
from tests.memory import forget

# An example's time says more about who else uses the machine than about the code.
settings.register_profile("fuyu", deadline=None)
settings.load_profile("fuyu")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark by which scripts/conformance finds what a test holds."""
    config.addinivalue_line("markers", 'requirement(*ids): the statements of docs/requirements.yaml that the test holds, such as "L3", "ZB-1"')


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files with the most slow tests first: two workers that share the files end together, where a long one at the end would leave one idle."""
    slow = Counter(item.path for item in items if item.get_closest_marker("slow"))
    items.sort(key=lambda item: -slow[item.path])


@pytest.fixture(scope="module", autouse=True)
def nothing_left_in_memory() -> Iterator[None]:
    """INVARIANT: no event of one file reaches the services of another that runs in the same process; it would wait there for ever for those before it."""
    forget()
    yield
    forget()
