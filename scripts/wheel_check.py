"""Raises unless the source archive alone gives a complete votesvc that works from any folder."""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 30.0


def main() -> None:
    """Build, install in a fresh environment, start from an empty folder, and look at the pages."""
    with tempfile.TemporaryDirectory(prefix="votesvc-wheel-") as name:
        folder = Path(name)
        python = _install(folder)
        elsewhere = folder / "elsewhere"
        elsewhere.mkdir()
        _run([str(python.parent / "votesvc"), "--help"], elsewhere)
        with _served(python, elsewhere) as base:
            _look_at_pages(base)


def _install(folder: Path) -> Path:
    build = [sys.executable, "-m", "hatchling", "build", "--target", "sdist"]
    _run([*build, "--directory", str(folder)], ROOT)
    archive = next(folder.glob("votesvc-*.tar.gz"))
    _run([sys.executable, "-m", "venv", str(folder / "venv")], folder)
    python = folder / "venv" / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run(
        [*pip, "--require-hashes", "--no-deps", "-r", str(ROOT / "scripts" / "locks" / "run.txt")],
        folder,
    )
    _run([*pip, str(archive)], folder)
    return python


@contextmanager
def _served(python: Path, folder: Path) -> Iterator[str]:
    port = _free_port()
    command = [str(python.parent / "votesvc"), "serve", "--data", "data", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as server:
        try:
            base = f"http://127.0.0.1:{port}"
            _wait_for(base, server)
            yield base
        finally:
            server.terminate()


def _look_at_pages(base: str) -> None:
    for page in ("/", "/p", "/staff/login"):
        chinese, english = _get(f"{base}{page}?lang=zh"), _get(f"{base}{page}?lang=en")
        if chinese == english:
            message = f"{page}: the English wording is not inside"
            raise AssertionError(message)
        assets = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', chinese))
        if not any(".css" in asset for asset in assets):
            message = f"{page}: no style sheet"
            raise AssertionError(message)
        # Without the file its address says so.
        for asset in assets:
            if "v=missing" in asset:
                message = f"{page}: {asset} is not inside"
                raise AssertionError(message)
            _get(f"{base}{asset}")
    if not re.search(r'src="/static/dist/[^"]+\.js', _get(f"{base}/p")):
        message = "/p: the phone's script is not inside"
        raise AssertionError(message)


def _wait_for(base: str, server: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            _get(f"{base}/p")
        except HTTPError:
            return
        except URLError:
            time.sleep(0.1)
        else:
            return
    server.kill()
    said = server.stdout.read().decode() if server.stdout else ""
    message = f"the service did not start:\n{said}"
    raise AssertionError(message)


def _get(address: str) -> str:
    with urlopen(address, timeout=10) as answer:
        return str(answer.read().decode())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(command: list[str], where: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    subprocess.run(command, cwd=where, env=environment, check=True)


if __name__ == "__main__":
    main()
