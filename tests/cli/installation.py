"""A data folder with a congress in it, and votesvc as a process of its own beside it."""

import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from tests.databases import Databases
from tests.services.story import Story
from votesvc.cli.keyfile import new_key, write_key
from votesvc.services import auditing
from votesvc.services.sequencer import Log
from votesvc.storage.base import open_engine, open_sessions
from votesvc.storage.schema import create_board_tables, create_roll_tables
from votesvc.web.settings import Settings, server_key

_PATIENCE_SECONDS = 60
_PORT = re.compile(r"listens on \S+ port (\d+)")


@dataclass(frozen=True, slots=True)
class Installation:
    """One data folder; `story` plays the congress in it, `keys` are the scrutineers' files."""

    data: Path
    story: Story
    keys: tuple[Path, Path]

    def write_record(self) -> Path:
        """Write record.zip as it is now."""
        path = self.data / "record.zip"
        with path.open("wb") as stream:
            auditing.write_record(self.story.session, self.story.congress, stream)
        return path


@contextmanager
def open_installation(folder: Path) -> Iterator[Installation]:
    """Make an installation in `folder` and begin a congress."""
    data = folder / "data"
    master, urls = server_key(data), Settings(data).databases
    roll, board = open_engine(urls["roll"]), open_engine(urls["board"])
    create_roll_tables(roll)
    create_board_tables(board)
    databases = Databases(
        "sqlite", urls["roll"], urls["board"], roll, board, open_sessions(roll, board)
    )
    keys = new_key(), new_key()
    files = folder / "1.key.json", folder / "2.key.json"
    for path, key in zip(files, keys, strict=True):
        write_key(path, key)
    log = Log(databases.sessions, master, pause=0.0)
    try:
        with databases.sessions() as session:
            story = Story(databases, session, log, scrutineers=tuple(key.secret for key in keys))
            yield Installation(data, story.begin(), files)
    finally:
        log.close()
        roll.dispose()
        board.dispose()


@dataclass(frozen=True, slots=True)
class Service:
    """A running `votesvc serve` or `demo`: its address and what it has printed so far."""

    address: str
    printed: str
    process: subprocess.Popen[str]

    def get(self, path: str) -> str:
        """Return the page at `path`, answered with 200."""
        with urlopen(f"{self.address}{path}") as answer:
            return str(answer.read().decode())

    def post(self, path: str, fields: dict[str, str]) -> str:
        """Return the answer to a POST of JSON, answered with 200."""
        headers = {"Content-Type": "application/json"}
        request = Request(f"{self.address}{path}", json.dumps(fields).encode(), headers)
        with urlopen(request) as answer:
            return str(answer.read().decode())

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Send a signal and return the exit status and what was still printed."""
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=_PATIENCE_SECONDS)
        return self.process.returncode, rest


@contextmanager
def running(*arguments: str, last_line: str) -> Iterator[Service]:
    """Run votesvc until the block is left; it listens once a line with `last_line` is printed."""
    command = [sys.executable, "-m", "votesvc", *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        # Whatever hangs is ended, so that the reader below sees the end of its output.
        hangs = threading.Timer(_PATIENCE_SECONDS, process.kill)
        hangs.start()
        try:
            printed = "".join(_lines_until(process, last_line))
            port = _PORT.search(printed)
            assert port, printed
            yield Service(f"http://127.0.0.1:{port[1]}", printed, process)
        finally:
            hangs.cancel()
            process.terminate()


def _lines_until(process: subprocess.Popen[str], last: str) -> Iterator[str]:
    assert process.stdout is not None
    for line in process.stdout:
        yield line
        if last in line:
            return
