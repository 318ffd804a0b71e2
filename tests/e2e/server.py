"""`votesvc serve` as people run it: a process of its own, which can be killed and started again."""

import http.client
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

_PATIENCE_SECONDS = 60
_SETUP_LINK = re.compile(r"http://\S+/staff/setup/[A-Za-z0-9_-]+")


class Server:
    """One installation on one loopback port."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = int(probe.getsockname()[1])
        self.data = data
        self.url = f"http://127.0.0.1:{self._port}"
        self._output = data.with_suffix(".log")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def setup_link(self) -> str:
        """The one-time link it printed at its first start."""
        found = _SETUP_LINK.search(self._printed())
        assert found is not None, self._printed()
        return found[0]

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-u", "-m", "votesvc", "serve"]
        command += ["--data", str(self.data), "--host", "127.0.0.1", "--port", str(self._port)]
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not self._answers():
            assert self._process.poll() is None, self._printed()
            assert time.monotonic() < deadline, self._printed()
            time.sleep(0.05)

    def kill(self) -> None:
        """End it as a power cut would: with no warning at all."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
            self._process = None

    def _printed(self) -> str:
        return self._output.read_text(errors="replace")

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=5)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()
