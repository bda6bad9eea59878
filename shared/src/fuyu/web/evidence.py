"""Evidence as an answer: the archive of what was known, made and noted in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response

from fuyu.evidence.archive import pack
from fuyu.store.transaction import Subject, Transaction
from fuyu.web.asking import caller, city, running

ZIP = "application/zip"
SECONDS = 30.0
CONTENT: dict[str, Any] = {
    "200": {"description": "The archive; `fuyu evidence verify FILE` verifies it", "content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}
}
RECEIVERS = "officers of the programme, the operator, and whoever it is about"
Gather = Callable[[Transaction], dict[str, bytes]]


def given(about: Subject, gather: Gather) -> Response:
    """Answer the evidence about a subject; that it was given, to whom and with which manifest, is in the audit trail."""
    who, where, at_work = caller(), city(), running()

    def work(tx: Transaction) -> bytes:
        told = {"subject": {"kind": about.kind, "id": about.id}, "city": where, "service": at_work.store.name}
        archive, manifest = pack(gather(tx), told | {"made_at": tx.now, "made_on": tx.today, "made_for": who.person})
        tx.audit("evidence.given", about, manifest=manifest)
        return archive

    archive = at_work.store.transact(work, caller=who, city=where, seconds=SECONDS)
    name = f"evidence-{about.kind}-{about.id}.zip"
    return Response(archive, headers={"Content-Type": ZIP, "Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"})
