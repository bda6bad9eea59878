"""What all tests share: the mark that names a requirement, and no time limit for a property's example."""

from __future__ import annotations

import pytest
from hypothesis import settings

# An example's time says more about who else uses the machine than about the code.
settings.register_profile("fuyu", deadline=None)
settings.load_profile("fuyu")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark by which scripts/conformance finds what a test holds."""
    config.addinivalue_line("markers", 'requirement(*ids): the statements of docs/requirements.yaml that the test holds, such as "L3", "ZB-1"')
