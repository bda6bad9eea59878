"""Handing in with what a base works, and showing its editions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fuyu.store.files import keep_files
from fuyu.store.transaction import Subject, Transaction
from incubatee_tracker.documents import Profile
from incubatee_tracker.usecases.bases import base_at_work, check_is_holder, check_stands


def hand_in_profile(tx: Transaction, id: str, designation: str, given: Mapping[str, Any]) -> Profile:
    """Hand in a base's profile as it is from today on; what was handed in before stays on record as an earlier edition."""
    base = base_at_work(tx, designation)
    programme = tx.laws.of(base["programme"], base["programme_version"]).programme
    check_is_holder(tx, programme, base)
    check_stands(programme, base, tx.today)
    latest = Profile.objects(city=tx.city, designation=designation).order_by("-edition").only("edition").first()
    subject = Subject("profile", id)
    if given["files"]:
        keep_files(tx, given["files"], subject)
    profile = Profile(
        id=id,
        city=tx.city,
        designation=designation,
        edition=latest.edition + 1 if latest else 1,
        **{name: given[name] for name in ("work_body", "rooms", "equipment", "teaching_material", "files")},
        note=given.get("note"),
        valid_from=tx.today.isoformat(),
        handed_in_by=tx.caller.person if tx.caller else "",
    )
    profile.add()
    tx.audit("profile.filed", subject, designation=designation, edition=profile.edition)
    return profile
