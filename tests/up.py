"""`fuyu up` as somebody starts it in a terminal."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from fuyu.running.folders import Folders


class Up:
    """`fuyu up` as a person starts it: in a terminal of its own, ended by Ctrl-C."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folders = Folders(folder)
        self.began = time.monotonic()
        self.output = folder.parent / "output"
        command = [sys.executable, "-m", "fuyu.command", "--var", str(folder), "up", "--port", "0", *options]
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)

    def wait_until_ready(self, seconds: float = 90) -> float:
        """Return the seconds that it took until it said that it is up."""
        while "is up after" not in self.output.read_text():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() - self.began < seconds, self.output.read_text()
            time.sleep(0.05)
        return time.monotonic() - self.began

    def press_ctrl_c(self) -> int:
        """Do what the terminal does: send SIGINT to the foreground group."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(60)
