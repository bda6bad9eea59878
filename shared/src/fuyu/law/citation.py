"""Where a rule comes from: a clause of a regulation, or a rule of the software's own (L10) with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Citation:
    """A clause of a regulation (`郑市监文〔2022〕4号 第六条（四）`), or a rule that no clause states (`rule`, for example L10).

    `reading` tells how the plugin reads a clause that leaves something open (L5).
    """

    regulation: str
    clause: str | None = None
    rule: str | None = None
    because: str | None = None
    reading: str | None = None

    def __str__(self) -> str:
        return f"{self.regulation} {self.clause}" if self.clause else f"{self.rule}: {self.because}"

    def as_document(self) -> dict[str, Any]:
        """Return the members that problems, findings and pages show."""
        shown = {"regulation": self.regulation}
        if self.clause is not None:
            shown["clause"] = self.clause
        if self.rule is not None:
            shown["rule"] = self.rule
        if self.because is not None:
            shown["because"] = self.because
        if self.reading is not None:
            shown["reading"] = self.reading
        return shown
