"""The sheet at a step that gives points: which rubric it is made on, what each item can get at most, and whether points are needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from fuyu.law.steps import Agree, Rubric, Score
from fuyu.law.view import Law


@dataclass(frozen=True)
class Sheet:
    """A rubric with the most points of each item under the law that judges; where no points are needed they are each one's own matter."""

    rubric: Rubric
    most: Mapping[str, Decimal]
    needs_points: bool

    @classmethod
    def at(cls, step: Score | Agree, rubric: Rubric, law: Law) -> Sheet:
        """Return the sheet of a step on a rubric under a law."""
        most = {item.key: law[item.maximum].value for item in rubric.items}
        return cls(rubric, most, not isinstance(step, Score) or step.sets_score)

    def as_document(self) -> dict[str, Any]:
        """Return it as it is told to who fills it in."""
        items = [{"key": i.key, "title": i.title, "clause": i.clause, "note": i.note, "most": str(self.most[i.key])} for i in self.rubric.items]
        return {"rubric": self.rubric.name, "title": self.rubric.title, "items": items, "needs_points": self.needs_points}

    def faults(self, given: Mapping[str, Any], *, is_whole: bool = True) -> list[dict[str, Any]]:
        """Return what is wrong with points: unknown items, numbers beyond an item's maximum and, where they are the whole sheet, items without points."""
        known = {item.key for item in self.rubric.items}
        errors: list[dict[str, Any]] = [{"field": f"entry.points.{key}", "reason": "The rubric has no such item."} for key in given if key not in known]
        for item in self.rubric.items:
            points, most = decimal_of(given.get(item.key)), self.most[item.key]
            if (item.key in given or is_whole) and (points is None or not 0 <= points <= most):
                errors.append(
                    {"field": f"entry.points.{item.key}", "reason": f"{item.title} ({item.clause})", "found": given.get(item.key), "needed": f"0 to {most}"}
                )
        return errors


def decimal_of(value: Any) -> Decimal | None:
    """Return a number given as text or number exactly, None where it is no finite number."""
    try:
        number = Decimal(str(value)) if not isinstance(value, bool) else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None
