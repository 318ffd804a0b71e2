"""One measured figure, and the table of all of them."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, what came out, and what was aimed at ("" where there is no aim)."""

    what: str
    figure: str
    aim: str = ""
    remark: str = ""


def print_table(rows: Iterable[Row]) -> None:
    """Print `rows` as a Markdown table, each as soon as it is there."""
    print("| measure | figure | aim | remark |\n| --- | ---: | ---: | --- |", flush=True)
    for row in rows:
        print(f"| {row.what} | {row.figure} | {row.aim} | {row.remark} |", flush=True)
