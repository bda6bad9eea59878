"""A stack: files at one step that an officer acts on with one word, one after another."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateTimeField, Document, StringField

from fuyu.store.fields import ListField
from fuyu.store.record import meta


class Stack(Document):
    """What was ticked in a list of the kind `name` and what is said of it; the id follows from both, so that sending it again makes no second one.

    It outlives the web session, so that who signs in again goes on with it. Each row has `id`, `version` as it was shown, `name` of the file and
    `outcome`: empty while it waits, "done", "proposed" or "refused", then with the service's `problem` as JSON. MongoDB deletes it when `ends_at`
    is past: before the services forget the keys under which its acts were sent.
    """

    meta: ClassVar = meta("portal", "stacks", {"fields": ["ends_at"], "expireAfterSeconds": 0})

    id = StringField(primary_key=True)
    account = StringField(required=True)
    city = StringField(required=True)
    name = StringField(required=True)
    programme = StringField(required=True)
    process = StringField(required=True)
    step = StringField(required=True)
    does = StringField(required=True)
    reason = StringField()
    number = StringField()
    rows = ListField()
    ends_at = DateTimeField(required=True)

    @property
    def waiting(self) -> list[int]:
        """Return the places of the rows that were not acted on yet."""
        return [place for place, row in enumerate(self.rows) if not row["outcome"]]

    @property
    def refused(self) -> int:
        """Return how many rows were refused."""
        return sum(row["outcome"] == "refused" for row in self.rows)

    def note(self, place: int, outcome: str, problem: str = "") -> None:
        """Keep what became of a row, unless another window kept it before."""
        row = f"rows.{place}"
        told: dict[str, Any] = {f"{row}.outcome": outcome, f"{row}.problem": problem}
        self._get_collection().update_one({"_id": self.id, f"{row}.outcome": ""}, {"$set": told})
        self.reload()
