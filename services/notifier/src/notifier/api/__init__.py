"""The resources of the notifier: a schema in, one use-case, a schema out."""

from __future__ import annotations

from collections.abc import Sequence

from fuyu.web.blueprint import Blueprint
from notifier.api.calendar import blueprint as calendar
from notifier.api.inbox import blueprint as inbox
from notifier.api.people import blueprint as people
from notifier.api.sent import blueprint as sent


def blueprints() -> Sequence[Blueprint]:
    """Return the service's resources."""
    return (people, inbox, calendar, sent)
