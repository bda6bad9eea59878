"""`fuyu evidence`: an archive of what a decision rested on, verified without any server."""

from __future__ import annotations

import re
from pathlib import Path

import click

from fuyu.command import console
from fuyu.evidence.verifying import NoEvidence
from fuyu.evidence.verifying import verify as verified


@click.group()
def evidence() -> None:
    """Verify the evidence of a decision: an archive that a service gave, with no server and no network.

    \b
    Examples:
        fuyu evidence verify evidence-designation-0198c0de.zip
        fuyu evidence verify evidence-designation-0198c0de.zip --head HASH
    """


@evidence.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--head", metavar="HASH", help="A hash that `fuyu audit head` printed and somebody noted elsewhere; the archive's chain must hold it.")
@click.pass_context
def verify(ctx: click.Context, file: Path, head: str | None) -> None:
    """Verify each member, each decision and the chain of the audit trail; name the first member that was changed and exit with 1 where there is one."""
    if head is not None and not re.fullmatch(r"[0-9a-fA-F]{64}", head):
        raise click.BadParameter("A hash has 64 hexadecimal digits; take it as `fuyu audit head` printed it.", param_hint="--head")
    try:
        found = verified(file, head.lower() if head else None)
    except NoEvidence as reason:
        raise click.ClickException(f"{file} is no archive of evidence. {reason}") from None
    about = found.about
    subject = about.get("subject") or {}
    console.print(f"{subject.get('kind')} {subject.get('id')} of {about.get('city')}, made on {about.get('made_on')}", soft_wrap=True, markup=False)
    if found.fault:
        console.print(f"[red]broken[/] {found.fault}", soft_wrap=True)
        ctx.exit(1)
    for note in found.notes:
        console.print(f"    {note}", soft_wrap=True, markup=False)
    chain = f"the chain from number {found.chain[0]} to {found.chain[1]}" if found.chain else "no chain"
    console.print(f"{found.members} members and {found.decisions} decisions are whole, {chain}, {found.head}", soft_wrap=True)
    if head is None:
        console.print("    Compare the last hash with a head that was noted elsewhere (--head), since whoever wrote the archive could write it anew.")
