"""Where a local run keeps its things: one folder, `var`, with a part for each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Folders:
    """The parts of one `var`; deleting it forgets the run, and nothing of Fuyu lies elsewhere."""

    root: Path

    @property
    def mongodb(self) -> Path:
        """Return where MongoDB keeps its data, its port and its process id."""
        return self.root / "mongodb"

    @property
    def rabbitmq(self) -> Path:
        """Return where RabbitMQ keeps its settings and its messages."""
        return self.root / "rabbitmq"

    @property
    def mail(self) -> Path:
        """Return where the mail sink stores each message as an .eml file."""
        return self.root / "mail"

    @property
    def keys(self) -> Path:
        """Return where the keys of the tokens lie."""
        return self.root / "keys"

    @property
    def state(self) -> Path:
        """Return the file that says what runs here now."""
        return self.root / "run" / "system.json"

    @property
    def lock(self) -> Path:
        """Return the file that the one launcher of this folder holds locked."""
        return self.root / "run" / "lock"

    def pid_file(self, name: str) -> Path:
        """Return the file with the process id of the process called `name`."""
        return self.root / "run" / f"{name}.pid"

    def log(self, name: str) -> Path:
        """Return the log of the process called `name`."""
        return self.root / "log" / f"{name}.log"
