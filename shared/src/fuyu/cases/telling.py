"""Telling a story while it is played: sentence by sentence, what held and what did not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rich.console import Console
from rich.text import Text

from fuyu.cases.story import Story


class Tone(StrEnum):
    """How a sentence is told."""

    DONE = "done"
    LEFT_OUT = "left out"
    HELD = "held"
    FAILED = "failed"


MARKS = {Tone.DONE: "·", Tone.LEFT_OUT: "·", Tone.HELD: "✓", Tone.FAILED: "✗"}
STYLES = {Tone.DONE: "", Tone.LEFT_OUT: "dim", Tone.HELD: "green", Tone.FAILED: "bold red"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a story that was played, on its law's day; `line` is where the file says so."""

    tone: Tone
    says: str
    on: date | None = None
    line: int | None = None

    def __str__(self) -> str:
        day = f"{self.on} " if self.on else ""
        return f"{MARKS[self.tone]} {day}{self.says}"


@dataclass
class Told:
    """All sentences of one story; whoever plays it adds them, a console shows them as they come."""

    story: Story
    console: Console | None = None
    sentences: list[Sentence] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._print(Text(self.story.says, style="bold"))

    @property
    def held(self) -> bool:
        """Claim that nothing failed."""
        return not self.failures

    @property
    def failures(self) -> list[str]:
        """Return what did not hold, each with the file's line."""
        return [
            f"{self.story.path}{f', line {each.line}' if each.line else ''}: {each.says}" for each in self.sentences if each.tone is Tone.FAILED
        ]  # fmt: skip  # It reads as one sentence.

    def tell(self, tone: Tone, says: str, on: date | None = None, line: int | None = None) -> None:
        """Add a sentence."""
        sentence = Sentence(tone, says, on, line)
        self.sentences.append(sentence)
        self._print(Text(f"  {sentence}", style=STYLES[tone]))
        if tone is Tone.FAILED:
            self._print(Text(f"      {self.story.path}{f', line {line}' if line else ''}", style="dim"))

    def _print(self, text: Text) -> None:
        if self.console is not None:
            self.console.print(text, soft_wrap=True)


def summary(told: list[Told]) -> str:
    """Return the sentence at the end: how many stories held."""
    held = sum(1 for each in told if each.held)
    lost = len(told) - held
    stories = f"{held} of {len(told)} stories held" if len(told) != 1 else "The story held" if held else "The story did not hold"
    return f"{stories}." if not lost or len(told) == 1 else f"{stories}; {lost} did not: {', '.join(each.story.path.stem for each in told if not each.held)}."
