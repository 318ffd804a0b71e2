"""Measures votesvc on this machine and prints one table: `scripts/bench [NAME...]`."""

import importlib
import os
import platform
import sys
from collections.abc import Iterator, Sequence

from benchmarks.table import Row, print_table

NAMES = (
    "verification",
    "shuffles",
    "credentials",
    "browser",
    "seats",
    "casting",
    "comments",
    "polling",
    "scrutineers",
)


def main(names: Sequence[str]) -> None:
    """Run the measurements called `names`, or all."""
    unknown = set(names) - set(NAMES)
    if unknown:
        sys.exit(f"no such measurement; there are: {' '.join(NAMES)}")
    print(f"{_processor()}, {len(os.sched_getaffinity(0))} cores, {platform.platform()}, ", end="")
    print(f"Python {platform.python_version()}\n")
    print_table(_rows(names or NAMES))


def _rows(names: Sequence[str]) -> Iterator[Row]:
    for name in names:
        yield from importlib.import_module(f"benchmarks.{name}").measure()


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as info:
            lines = [line for line in info if line.startswith("model name")]
    except OSError:
        lines = []
    return lines[0].partition(":")[2].strip() if lines else platform.machine()


if __name__ == "__main__":
    main(sys.argv[1:])
