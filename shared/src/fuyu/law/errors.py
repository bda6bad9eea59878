"""What is wrong with a declaration, said so that its author can mend it."""

from __future__ import annotations


class DeclarationError(Exception):
    """A plugin's file or object that cannot be loaded: `where` it stands, the `reason`, and the `way_out`."""

    def __init__(self, where: str, reason: str, way_out: str) -> None:
        super().__init__(f"{where}: {reason} {way_out}")
        self.where = where
        self.reason = reason
        self.way_out = way_out


class NoValue(Exception):
    """A parameter was asked for that the programme does not declare, or outside the versions for which it has a value."""
