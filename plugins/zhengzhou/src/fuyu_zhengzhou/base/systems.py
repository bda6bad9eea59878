"""The management systems that 第六条（三） asks for, and until when a certificate for one is valid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Protocol

from fuyu.law.facts import Designation
from fuyu_zhengzhou.base.forms import ENVIRONMENT, QUALITY, SAFETY, BaseApplication

SYSTEMS = {"quality_system": QUALITY, "environment_system": ENVIRONMENT, "safety_system": SAFETY}


class Certified(Protocol):
    """A certificate as any of the forms holds it."""

    @property
    def valid_from(self) -> date:
        """Return its first day."""

    @property
    def expires_on(self) -> date:
        """Return its last day, on which it is still valid."""


def valid_until(certificates: Iterable[tuple[str, Certified]], names: Sequence[str], day: date) -> date | None:
    """Return the last day of the certificate for one of the names that began by a day and lasts longest, None where none began."""
    return max((each.expires_on for name, each in certificates if name in names and each.valid_from <= day), default=None)


def held_until(certificates: Sequence[tuple[str, Certified]], names: Sequence[str], day: date) -> date | None:
    """Return the last day up to which one certificate joins another without a gap, from those that began by a day; None where none of them is valid then."""
    last = valid_until(certificates, names, day)
    if last is None or last < day:
        return None
    following = valid_until(certificates, names, last + timedelta(days=1))
    return last if following is None or following <= last else held_until(certificates, names, last + timedelta(days=1))


def certificates_of(designation: Designation) -> list[tuple[str, Certified]]:
    """Return a base's certificates by the system that each is for: those that it was designated on, and those renewed since that its district confirmed."""
    form: BaseApplication = designation.form
    renewed = [each.entry for run in designation.runs_of("renew_certificate") if run.outcome == "completed" for each in run.filled["renewed_certificate"]]
    claimed = [*((each.standard, each) for each in form.certificates), *((each.system, each) for each in form.other_certificates)]
    return [*claimed, *((each.system, each) for each in renewed)]
