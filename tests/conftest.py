"""What all tests share: the mark that names a requirement, no time limit for a property's example, an empty broker in memory for each file."""

from __future__ import annotations

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


@pytest.fixture(scope="module", autouse=True)
def nothing_left_in_memory() -> Iterator[None]:
    """INVARIANT: no event of one file reaches the services of another that runs in the same process; it would wait there for ever for those before it."""
    forget()
    yield
    forget()
