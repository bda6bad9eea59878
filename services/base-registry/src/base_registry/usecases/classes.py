"""Counting who holds which class, wherever someone comes to hold one or holds it no more."""

from __future__ import annotations

from base_registry.documents import ClassCount, Designation


def count_class(designation: Designation, change: int) -> None:
    """Count one more, or one fewer, who holds the designation's class in its call."""
    if designation.holds_class is not None:
        ClassCount.change(designation.city, designation.call, {designation.holds_class: change})
