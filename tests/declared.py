"""What plugins declare, as tests read it: each file once, since reading it strictly takes longer than most requests."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fuyu.law.strict_yaml import load


@cache
def declared(path: Path) -> Any:
    """Return what a file of a plugin holds; nobody changes it."""
    return load(path)
