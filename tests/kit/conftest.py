"""Cities that are written anew, broken in one place, and checked."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fuyu.kit.naming import names_of
from fuyu.kit.writing import write_city

COUNT = itertools.count()

Write = Callable[..., Path]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Return how a test writes a new city under a name of its own, and puts something else in one place of one file."""
    monkeypatch.setattr(sys, "path", [*sys.path])

    def write(file: str | None = None, before: str = "", after: str = "") -> Path:
        names = names_of(f"made{next(COUNT)}", "示例市", "model")
        write_city(names, tmp_path)
        folder = tmp_path / names.distribution
        if file is not None:
            target = folder / "src" / names.package / "model" / file
            text = target.read_text(encoding="utf-8") if target.exists() else ""
            assert before in text, f"{file} does not hold {before!r} any more"
            target.write_text(text.replace(before, after, 1) if before else text + after, encoding="utf-8")
        return folder

    return write
