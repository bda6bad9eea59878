"""`python -m tests.bench`: measure everything, print one table; no time is a failure, only what breaks is."""

from __future__ import annotations

from pathlib import Path

import click
from tests.bench import carrying_events, checking_admission, logging_sessions, looking_for_due, selecting_winners, showing_pages, simulating, watching_bases
from tests.bench.bed import Bed
from tests.bench.printing import print_head, print_rows

PARTS = {
    "sessions": logging_sessions,
    "events": carrying_events,
    "duties": looking_for_due,
    "admission": checking_admission,
    "watch": watching_bases,
    "pages": showing_pages,
    "simulate": simulating,
    "selecting": selecting_winners,
}


@click.command()
@click.option("--quick", is_flag=True, help="One small round, which shows that the bench still works and says nothing about speed.")
@click.option("--rounds", type=click.IntRange(1), help="How many rounds; 5, or 1 with --quick.")
@click.option("--only", type=click.Choice(list(PARTS)), multiple=True, help="Measure this part alone; may be given several times.")
@click.option(
    "--var", type=click.Path(path_type=Path, file_okay=False), default=Path("var/bench"), show_default=True, help="Where the private servers live meanwhile."
)
def bench(quick: bool, rounds: int | None, only: tuple[str, ...], var: Path) -> None:
    """Measure speed beside plain code that does the same, side by side, and print a table with the targets."""
    rounds = rounds or (1 if quick else 5)
    with Bed(var) as bed:
        print_head(bed.facts(), rounds)
        for name in only or PARTS:
            click.echo(f"Measuring {name}", err=True)
            print_rows(PARTS[name].measure(bed, rounds, quick))


bench()
