"""What base-registry counts of its records, for pages that show a whole city."""

from __future__ import annotations

from fuyu.store.figures import Figures

DESIGNATIONS = Figures(
    of="designations",
    which={},
    by={
        "programme": "$programme",
        "host": "$host",
        "organisation": {"district": "$organisation.district"},
        "state": "$state",
        "holds_class": "$holds_class",
    },
    adds={name: {"$ifNull": [f"${name}", 0]} for name in ("running_enrolments", "completed_enrolments", "ended_enrolments")},
)
"""The designations by all that decides who sees them, by state and by class, with the incubations under them."""
