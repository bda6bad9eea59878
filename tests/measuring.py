"""How much memory processes hold: PSS, which counts what they share once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


def family_of(pid: int) -> set[int]:
    """Return a process and all that descend from it (Linux only)."""
    parents = dict(_parents())
    family = {pid}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return family


def pss_mb(pids: Iterable[int]) -> float:
    """Return the proportional set size of the processes together, in MB (10⁶ bytes); those that ended meanwhile count nothing."""
    return sum(_pss_kb(pid) for pid in pids) * 1024 / 1_000_000


def _pss_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _parents() -> Iterable[tuple[int, int]]:
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = status.read_text()
        except OSError:
            continue
        yield int(status.parent.name), int(text.rpartition(")")[2].split()[1])
