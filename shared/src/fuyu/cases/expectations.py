"""Whether what a story expects is what the services show, told sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fuyu.cases.comparing import row_faults, shown, unlike
from fuyu.cases.kinds import KINDS
from fuyu.cases.looking import MANY, ONE
from fuyu.cases.scene import Scene
from fuyu.cases.story import Expectation
from fuyu.cases.telling import Tone


def look(scene: Scene, expectation: Expectation) -> None:
    """Tell of one expectation whether it holds."""
    faults = list(_faults(scene, expectation.kind, expectation.expected))
    for fault in faults:
        scene.told.tell(Tone.FAILED, fault, scene.days.today, expectation.line)
    if not faults:
        says = f"{expectation.kind}: {shown(expectation.expected) if expectation.expected not in ([], None) else 'there is none'}"
        scene.told.tell(Tone.HELD, says, scene.days.today, expectation.line)


def _faults(scene: Scene, kind: str, expected: Any) -> Iterator[str]:
    if KINDS[kind].is_list:
        yield from row_faults(kind, expected, MANY[kind](scene))
        return
    of = expected.get("of") if expected else None
    rows = ONE[kind](scene, of)
    if expected is None:
        yield from (f"{kind}: there should be none, and there is one of {row.get('organisation') or row.get('incubatee')}" for row in rows[:1])
    elif not rows:
        yield f"{kind}: there should be one{f' of {of}' if of else ''}, and there is none"
    else:
        told = {name: value for name, value in expected.items() if name != "of"}
        yield from (f"{kind}{f' of {of}' if of else ''}: {phrase}" for phrase in unlike(told, rows[0]))
