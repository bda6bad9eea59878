"""Selecting under quotas: places are filled from a ranking, and each row and each empty place is explained. Pure; rules use it as they need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from fuyu.law.answers import Placement
from fuyu.law.facts import Candidate, Stage

Told = Callable[[Candidate, str], str | None]
"""Says something of a candidate for a kind; None where there is nothing to say."""


@dataclass(slots=True)
class Places:
    """The places of one kind that are left: open to all, and those reserved for a class; `open` is None where the text sets no number.

    Filling takes from them.
    """

    kind: str
    open: int | None
    reserved: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, kind: str, most: int, granted: int = 0, reserved: Mapping[str, int] | None = None) -> Places:
        """Return what is left of so many places; what was granted before is taken from the open ones first, then from the reserved ones in their order."""
        kept = dict(reserved or {})
        left = most - sum(kept.values()) - granted
        for name, places in kept.items():
            taken = min(places, max(-left, 0))
            kept[name], left = places - taken, left + taken
        return cls(kind, max(left, 0), kept)

    def take(self, of_class: str | None) -> str | None:
        """Take a place for a candidate of a class, a reserved one first; return which, None where none is left."""
        if of_class is not None and self.reserved.get(of_class):
            self.reserved[of_class] -= 1
            return f"it takes a place reserved for {of_class}"
        if self.open is None:
            return "no number is fixed"
        if self.open:
            self.open -= 1
            return "it takes a place"
        return None


def nothing(candidate: Candidate, kind: str) -> str | None:
    """Say nothing."""
    return None


def no_class(candidate: Candidate) -> str | None:
    """Return no class: nothing is reserved."""
    return None


def fill(
    ranked: Sequence[Candidate],
    places: Sequence[Places],
    *,
    stands_in_the_way: Told = nothing,
    beside: Told = nothing,
    class_of: Callable[[Candidate], str | None] = no_class,
) -> list[Placement]:
    """Return a placement for each candidate, best first: the first kind that it reaches and that has a place left for it.

    `stands_in_the_way` says why a candidate does not reach a kind (a floor of points), `beside` why it gets the kind without using a place (a repeat
    winner), `class_of` for which reserved places it is meant. A place that nobody reaches stays empty.
    """
    return [_placed(candidate, f"ranks {rank} of {len(ranked)}", places, stands_in_the_way, beside, class_of) for rank, candidate in enumerate(ranked, start=1)]


def _placed(
    candidate: Candidate, begins: str, places: Sequence[Places], stands_in_the_way: Told, beside: Told, class_of: Callable[[Candidate], str | None]
) -> Placement:
    id, said = candidate.application.id, [begins if candidate.score is None else f"{begins} with {candidate.score} points"]
    for each in places:
        if (why := stands_in_the_way(candidate, each.kind)) is not None:
            said.append(f"{each.kind}: {why}")
        elif (without := beside(candidate, each.kind)) is not None:
            return Placement(id, each.kind, "; ".join([*said, f"{each.kind}: {without}"]), uses_place=False)
        elif (taken := each.take(class_of(candidate))) is not None:
            return Placement(id, each.kind, "; ".join([*said, f"{each.kind}: {taken}"]))
        else:
            said.append(f"{each.kind}: no place is left for it")
    return Placement(id, None, "; ".join(said))


@dataclass(frozen=True, slots=True)
class SelectedRow:
    """One row of a proposal: its rank from 1, its score, how many others have the same, and what it is proposed for, with the reason."""

    application: str
    rank: int
    score: Decimal | None
    ties: int
    kind: str | None
    uses_place: bool
    because: str


@dataclass(frozen=True, slots=True)
class SelectedPlaces:
    """What a proposal leaves of a kind's places: `before` were used by earlier decisions, `now` are proposed, `beside` get it without a place."""

    kind: str
    places: int | None
    before: int
    now: int
    beside: int

    @property
    def empty(self) -> int | None:
        """Return how many places stay empty; None where the text sets no number."""
        return None if self.places is None else max(self.places - self.before - self.now, 0)


@dataclass(frozen=True, slots=True)
class Selection:
    """A proposal for a list: its rows, best first, and each kind's places."""

    rows: Sequence[SelectedRow]
    kinds: Sequence[SelectedPlaces]


def explain(stage: Stage, ranked: Sequence[Candidate], placements: Sequence[Placement]) -> Selection:
    """Return a proposal with ranks, ties and what stays empty; a tie says whether the application date tells the tied apart."""
    made = {each.application: each for each in placements}
    equal, same_day = Counter(each.score for each in ranked), Counter(_score_and_day(each) for each in ranked)
    rows = []
    for rank, each in enumerate(ranked, start=1):
        placed = made[each.application.id]
        ties = 0 if each.score is None else equal[each.score] - 1
        because = placed.because + _of_ties(ties, same_day[_score_and_day(each)] - 1)
        rows.append(SelectedRow(each.application.id, rank, each.score, ties, placed.kind, placed.uses_place and placed.kind is not None, because))
    return Selection(rows, _kinds(stage, rows))


def _score_and_day(candidate: Candidate) -> tuple[Decimal | None, date | None]:
    return candidate.score, candidate.application.applied_on


def _of_ties(ties: int, on_the_same_day: int) -> str:
    if not ties:
        return ""
    of_one_day = f", {on_the_same_day} of them applied on the same day" if on_the_same_day else ""
    return f"; {ties} on the list {'has' if ties == 1 else 'have'} the same points{of_one_day}"


def _kinds(stage: Stage, rows: Sequence[SelectedRow]) -> list[SelectedPlaces]:
    now = Counter(row.kind for row in rows if row.kind is not None and row.uses_place)
    beside = Counter(row.kind for row in rows if row.kind is not None and not row.uses_place)
    kinds = dict.fromkeys([*stage.call.quotas, *now, *beside])
    return [SelectedPlaces(kind, stage.call.quotas.get(kind), stage.already_granted.get(kind, 0), now[kind], beside[kind]) for kind in kinds]
