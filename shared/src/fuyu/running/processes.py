"""A supervised child process: its own session, its log in a file, killed with its launcher where Linux offers that."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from fuyu.running.errors import CannotStart

LOG_LINES_SHOWN = 15
POLL_SECONDS = 0.02
SECONDS_TO_END = 5  # for a process whose launcher is gone
SECONDS_TO_BECOME = 1  # for a process in which one program takes another's place
ENDED = ("Z", "X")  # as /proc shows a process that waits for its parent to hear of its end
MARK = "FUYU_PID_FILE"  # in the environment of each child: by it a left-over is told from a stranger with the same id

# The kernel sends the death signal when the *thread* that made the child ends, not the process;
# so one thread makes all children and lives as long as the launcher.
_spawner = ThreadPoolExecutor(max_workers=1, thread_name_prefix="spawner")


class Child:
    """One process under our care: `start` it, `wait_until` it is ready, `stop` or `kill` it, `start` it again."""

    def __init__(self, name: str, command: Sequence[str | Path], log: Path, pid_file: Path, environment: Mapping[str, str] | None = None) -> None:
        self.name = name
        self.pid_file = pid_file
        self.command = [str(part) for part in command]
        self.log = log
        self.environment = dict(os.environ if environment is None else environment)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Return the process's id while it lives."""
        return self._process.pid if self._process and self.is_alive else None

    @property
    def is_alive(self) -> bool:
        """Return whether the process was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the process in a session of its own, so that Ctrl-C in a terminal reaches the launcher alone.

        One that a killed launcher left under the same `pid_file` is ended first, and so is what the process itself left in its session when it was
        killed: a server's worker holds the port for as long as it has connections.
        """
        if self.is_alive:
            return
        self._end_session()
        end_left_over(self.pid_file)
        for file in (self.log, self.pid_file):
            file.parent.mkdir(parents=True, exist_ok=True)
        self._process = _spawner.submit(self._spawn).result()
        self.pid_file.write_text(str(self._process.pid))

    def _spawn(self) -> subprocess.Popen[bytes]:
        environment = {**self.environment, MARK: str(self.pid_file)}
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*_dying_with_parent(), *self.command], env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )

    def wait_until(self, is_ready: Callable[[], bool], seconds: float, every: float = POLL_SECONDS) -> None:
        """Wait until `is_ready`, looking `every` so many seconds.

        Raise CannotStart with the end of the log when the process ends first or time runs out.
        """
        until = time.monotonic() + seconds
        while not is_ready():
            if not self.is_alive:
                raise CannotStart(f"{self.name} ended before it was ready (exit {self._exit_code}).{self._end_of_log()}")
            if time.monotonic() > until:
                raise CannotStart(f"{self.name} was not ready after {seconds:.0f} s.{self._end_of_log()}")
            time.sleep(every)

    def wait_for_success(self, seconds: float) -> None:
        """Wait until the process has ended well; raise CannotStart with the end of its log when it has not."""
        try:
            self._wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
        if self._exit_code != 0:
            raise CannotStart(f"{self.name} did not end well (exit {self._exit_code}).{self._end_of_log()}")

    def stop(self, seconds: float = 10) -> None:
        """Ask the process to end (SIGTERM); kill it and what it started when it has not after `seconds`."""
        if self.is_alive:
            self.signal(signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self._wait(seconds)
        self.kill()

    def kill(self) -> None:
        """Kill the process and all that is in its session, at once (SIGKILL)."""
        if self._process is None:
            return
        self._end_session()
        self._wait(None)
        self.pid_file.unlink(missing_ok=True)

    def signal(self, number: int) -> None:
        """Send a signal to the process alone; nothing happens when it has ended."""
        if self._process is not None:
            self._process.send_signal(number)

    def _end_session(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _wait(self, seconds: float | None) -> None:
        if self._process is not None:
            self._process.wait(seconds)

    @property
    def _exit_code(self) -> int | None:
        return self._process.returncode if self._process else None

    def _end_of_log(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-LOG_LINES_SHOWN:] if self.log.exists() else []
        return f" The end of {self.log}:\n" + "\n".join(f"    {line}" for line in lines) if lines else f" {self.log} is empty."


def _dying_with_parent() -> list[str]:
    """Return the command of util-linux that sets PR_SET_PDEATHSIG and becomes the command after it; nothing where there is none."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []


def end_left_over(pid_file: Path, seconds: float = SECONDS_TO_END) -> None:
    """End the process (and its session) that a killed launcher left behind `pid_file`; nobody else, whoever has that process id now."""
    pid = _pid_in(pid_file)
    if pid is None or not is_of(pid, pid_file):
        return
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    until = time.monotonic() + seconds
    while is_of(pid, pid_file) and time.monotonic() < until:
        time.sleep(POLL_SECONDS)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    while is_of(pid, pid_file):
        time.sleep(POLL_SECONDS)


def is_of(pid: int, pid_file: Path) -> bool:
    """Return whether the process was started as the one of this `pid_file`: its environment says so (only where there is /proc)."""
    return f"{MARK}={pid_file}".encode() in _environment_of(pid)


def _environment_of(pid: int) -> list[bytes]:
    """Return what a living process was started with; nothing where there is none, or no /proc.

    While one program takes another's place in a process, Linux shows its environment as empty: it is read again until it is there.
    """
    until = time.monotonic() + SECONDS_TO_BECOME
    try:
        while not (told := Path(f"/proc/{pid}/environ").read_bytes()) and not _has_ended(pid) and time.monotonic() < until:
            time.sleep(0.001)
    except OSError:
        return []
    return told.split(b"\0")


def _has_ended(pid: int) -> bool:
    """Return whether a process has ended and only waits for its parent to hear of it."""
    return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[0] in ENDED


def _pid_in(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text())
    except (OSError, ValueError):
        return None
