"""A law tried over bases: what they would owe by when, and which missed duty would be a ground."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fuyu.law.answers import Evidence
from fuyu.law.differences import Answered, answered
from fuyu.law.findings import Finding
from fuyu.store.simulating import Compared, Look, Part
from incubatee_tracker.documents import Base
from incubatee_tracker.facts import Counts, designation_facts
from incubatee_tracker.usecases.duties import as_held, is_shown, missed_of
from incubatee_tracker.usecases.numbers import minimum


def compare_bases(before: Look, after: Look, found: Sequence[Base]) -> Iterator[Compared]:
    """Ask of each base under both laws what it owes and what its missed duties mean."""
    counts = Counts.of_all(before.city, [each.id for each in found])
    for each in found:
        one, other = (answered(_asked, look, each, counts[each.id]) for look in (before, after))
        yield each, one, other, {"organisation": {name: each.organisation[name] for name in ("code", "name", "district")}, "ends_on": each.ends_on}


BASES = Part("base", Base, compare_bases, lambda on: {"state": "held", "starts_on": {"$lte": on}, "$or": [{"ends_on": None}, {"ends_on": {"$gte": on}}]})


def _asked(look: Look, base: Base, counts: Counts) -> Answered:
    loaded = look.laws.of(base.programme, look.judge(base.programme_version))
    law = look.view(loaded, base.host)
    told, as_of = as_held(base, designation_facts(base, counts), look.today)
    owed = loaded.ask.owed_by(Evidence.ACTIVITIES, law, told, as_of)
    missed: list[Finding] = [one for _, findings in missed_of(loaded, law, told, owed, look.today) for one in findings]
    number = minimum(loaded, law, told, look.today)
    lacking = {f"duty {each.key}": each.due_on for each in owed if is_shown(base, each, as_of, look.today) and not each.is_done}
    return Answered([*missed, *([number] if number else [])], dict(lacking), unknown_counts=False)
