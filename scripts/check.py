"""Runs every check in turn, one line each with its time; stops loudly at the first that fails."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
NPM = [PYTHON, "scripts/front_end.py", "npm", "run", "--silent"]
REPORT = [PYTHON, "-m", "coverage", "report"]
MOST_LINES = 300
LONGEST = 60 * 60  # seconds; a step that takes longer hangs

CHECKS: dict[str, tuple[str, Sequence[str]]] = {
    "ruff": ("Python: rules", [f"{BIN}/ruff", "check", "."]),
    "format": ("Python: layout", [f"{BIN}/ruff", "format", "--check", "."]),
    "types": ("Python: types", [f"{BIN}/mypy"]),
    "imports": ("Python: layers and the wall", [f"{BIN}/lint-imports"]),
    "words": ("translations", [PYTHON, "scripts/translations.py", "check"]),
    "js-lint": ("JavaScript: rules and layout", [*NPM, "lint"]),
    "js-types": ("JavaScript: types", [*NPM, "check"]),
    "js-tests": ("JavaScript: tests", [*NPM, "test"]),
    "tests": (
        "Python: tests, with databases and browser",
        [PYTHON, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", "--cov", "--cov-report="],
    ),
    "core-cover": (
        "coverage of crypto and domain: every branch",
        [*REPORT, "--include=votesvc/crypto/*,votesvc/domain/*", "--fail-under=100"],
    ),
    "cover": (
        "coverage of everything: 95 %",
        [*REPORT, "--fail-under=95"],
    ),
    "wheel": (
        "a wheel from the source archive, installed alone",
        [PYTHON, "scripts/wheel_check.py"],
    ),
}


def run_check(name: str, width: int) -> None:
    """Run one check and print its line; on failure show what it said last, and leave with 1."""
    title, command = CHECKS[name]
    print(f"{name:<{width}} {title:<50}", end="", flush=True)
    start = time.monotonic()
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=LONGEST,
            check=False,
        )
        status, output = done.returncode, done.stdout
    except subprocess.TimeoutExpired as late:
        status, output = 1, (late.stdout or b"") + b"\nstill not done, stopped\n"
    took = f"{time.monotonic() - start:6.1f} s"
    if status:
        print(f"FAILED {took}\n", flush=True)
        lines = output.splitlines(keepends=True)
        if len(lines) > MOST_LINES:
            # Every tool used here ends with what went wrong.
            print(f"({len(lines) - MOST_LINES} lines before are left out)", flush=True)
        sys.stdout.buffer.write(b"".join(lines[-MOST_LINES:]))
        sys.stdout.flush()
        sys.exit(f"\nFAILED: {title}\n  {' '.join(command)}")
    print(f"ok {took}", flush=True)


def main(wanted: Sequence[str]) -> None:
    """Run the checks named in `wanted`, or all of them."""
    unknown = set(wanted) - CHECKS.keys()
    if unknown:
        sys.exit(f"no such check; there are: {' '.join(CHECKS)}")
    start = time.monotonic()
    chosen = [name for name in CHECKS if not wanted or name in wanted]
    for name in chosen:
        run_check(name, max(map(len, chosen)))
    minutes, seconds = divmod(round(time.monotonic() - start), 60)
    print(f"\nALL {len(chosen)} CHECKS PASSED in {minutes} min {seconds} s")


if __name__ == "__main__":
    main(sys.argv[1:])
