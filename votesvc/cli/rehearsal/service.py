"""The service under rehearsal: a process of its own, on loopback, with a data folder of its own."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from votesvc.errors import VotesvcError

_START_SECONDS = 60
_SETUP_LINK = re.compile(r"(/staff/setup/[A-Za-z0-9_-]+)")


class ServiceDidNotStart(VotesvcError):
    """The service under rehearsal ended or kept silent."""


@dataclass(frozen=True, slots=True)
class Service:
    """Where the service listens and the path of its one-time set-up page."""

    host: str
    port: int
    setup_path: str

    @property
    def url(self) -> str:
        """The address for command-line tools."""
        return f"http://{self.host}:{self.port}"


@contextmanager
def running_service(data: Path, arguments: tuple[str, ...] = ()) -> Iterator[Service]:
    """Start `votesvc serve` on a free loopback port, and end it on leaving."""
    port = _free_port()
    log = data / "service.log"
    command = [sys.executable, "-m", "votesvc", "serve", "--data", str(data)]
    command += ["--host", "127.0.0.1", "--port", str(port), *arguments]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  our own interpreter and module
            command, stdout=output, stderr=subprocess.STDOUT, env=environment
        )
    try:
        yield Service("127.0.0.1", port, _wait_for_setup(process, port, log))
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for_setup(process: subprocess.Popen[bytes], port: int, log: Path) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        found = _SETUP_LINK.search(log.read_text(errors="replace"))
        if found is not None and _answers(port):
            return found[1]
        time.sleep(0.05)
    msg = "the service did not start: " + log.read_text(errors="replace")[-500:]
    raise ServiceDidNotStart(msg)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return int(port)
