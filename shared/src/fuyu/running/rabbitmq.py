"""A private RabbitMQ from Debian's package, beside (and apart from) one that the machine may run of its own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pika
from pika.exceptions import AMQPError

from fuyu.running.errors import CannotStart
from fuyu.running.ports import free_port, is_listening
from fuyu.running.processes import Child

SCRIPTS = "lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server"
SECONDS_TO_START = 90
SECONDS_TO_STOP = 30
HOW_TO_INSTALL = "Install Debian's: `apt-get install --no-install-recommends rabbitmq-server`; or run without it: `make up`."


def find_rabbitmq() -> Path:
    """Return the server's own start script (the wrapper in /usr/sbin forces another user); raise CannotStart saying how to install it."""
    found = sorted(Path("/usr").glob(SCRIPTS))
    if not found:
        raise CannotStart(f"RabbitMQ is not installed. {HOW_TO_INSTALL}")
    return found[-1]


class RabbitMQ:
    """One broker over one folder, with an epmd of its own; it can be killed and started again on the same port."""

    def __init__(self, folder: Path, log: Path | None = None, port: int | None = None) -> None:
        self.folder = folder.resolve()
        self._log = log or self.folder / "rabbitmq.log"
        self.port = free_port(port)
        self._distribution_port = free_port()
        self._names_port = free_port()
        self._names = Child("epmd", [], self._log, self.folder / "epmd.pid")
        self._child = Child("rabbitmq", [], self._log, self.folder / "rabbitmq.pid")

    @property
    def url(self) -> str:
        """Return the address for AMQP clients; RabbitMQ lets `guest` in from this machine only."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    @property
    def pid(self) -> int | None:
        """Return the broker's process id while it runs."""
        return self._child.pid

    @property
    def is_alive(self) -> bool:
        """Return whether the broker's process runs."""
        return self._child.is_alive

    def start(self) -> None:
        """Start it and return when a client can log in."""
        script = find_rabbitmq()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._start_names()
        self._child.command = [str(script)]
        self._child.environment = self._environment()
        self._child.start()
        self._child.wait_until(self._answers, SECONDS_TO_START)

    def stop(self) -> None:
        """Stop the broker cleanly and its epmd after it."""
        self._child.stop(SECONDS_TO_STOP)
        self._names.stop()

    def kill(self) -> None:
        """Kill the broker at once; its epmd stays for the next `start`."""
        self._child.kill()

    def _start_names(self) -> None:
        """Start epmd in the foreground as a child of ours: one that Erlang starts itself would outlive the broker."""
        epmd = shutil.which("epmd")
        if epmd is None:
            raise CannotStart(f"Erlang's epmd is not installed. {HOW_TO_INSTALL}")
        self._names.command = [epmd, "-port", str(self._names_port), "-address", "127.0.0.1"]
        self._names.start()
        self._names.wait_until(lambda: is_listening(self._names_port), SECONDS_TO_START)

    def _environment(self) -> dict[str, str]:
        """Write the broker's files and return its environment; RUNNING_UNDER_SYSTEMD makes its pid the broker's own."""
        files = {
            "rabbitmq-env.conf": "",
            "rabbitmq.conf": f"listeners.tcp.1 = 127.0.0.1:{self.port}\nlog.console = true\nlog.file = false\nvm_memory_high_watermark.absolute = 512MB\n",
            "enabled_plugins": "[].\n",
        }
        for name, text in files.items():
            (self.folder / name).write_text(text)
        inherited = {key: value for key, value in os.environ.items() if not key.startswith(("RABBITMQ_", "ERL_"))}
        return inherited | {
            "HOME": str(self.folder),
            "RUNNING_UNDER_SYSTEMD": "true",
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "rabbitmq-env.conf"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "enabled_plugins"),
            "RABBITMQ_NODENAME": "fuyu@localhost",
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_PID_FILE": str(self._child.pid_file),
            "RABBITMQ_DIST_PORT": str(self._distribution_port),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false",
            "ERL_EPMD_PORT": str(self._names_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }

    def _answers(self) -> bool:
        """Return whether a client can open a channel: the port opens a moment before the broker takes logins."""
        if not is_listening(self.port):
            return False
        try:
            pika.BlockingConnection(pika.URLParameters(f"amqp://guest:guest@127.0.0.1:{self.port}/%2F")).close()
        except (AMQPError, OSError):
            return False
        return True
