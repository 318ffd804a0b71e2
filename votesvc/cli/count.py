"""`votesvc count`: the rules of congresses alone, for ballots that people counted on paper."""

import json
import sys
from collections.abc import Iterable, Mapping
from io import TextIOWrapper
from typing import BinaryIO

import click

from votesvc.cli.count_words import explanation
from votesvc.cli.language import Words, words
from votesvc.cli.wording import COUNT_REFUSED, printable
from votesvc.domain.sheet import Report, count_sheet, read_sheet
from votesvc.errors import VotesvcError
from votesvc.services.presets import library

UNUSABLE = 2
_LARGEST_FILE = 1_048_576


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option("--preset", required=True, help="The kind of matter, such as P04.")
@click.option("--pack", default="national", show_default=True, help="The place, such as shanghai.")
@click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="NUMBER=VALUE",
    help="Change a number of the preset, such as pass.op=ge; may be repeated.",
)
@click.option(
    "--shortfall",
    type=click.Choice(["reballot", "vacant", "floor"]),
    help="What follows when too few are elected; short for --set shortfall.policy=..",
)
@click.option(
    "--tie",
    type=click.Choice(["run-off", "shared"]),
    help="What follows equal votes at the last place; short for --set tie.policy=..",
)
@click.option("--explain", is_flag=True, help="Say in words why, as the list `explanation`.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the words.")
def command(
    file: BinaryIO,
    preset: str,
    pack: str,
    changes: tuple[str, ...],
    explain: bool,
    lang: str | None,
    **policies: str | None,
) -> None:
    """Count FILE, the JSON of a count sheet, by a preset, and print what follows as JSON.

    FILE may be - for the standard input; docs/count.md tells what stands in it. Exits with 0, or
    with 2 for figures that no ballot can have, and names the field.
    """
    reader = words(lang)
    try:
        report = _count(file.read(_LARGEST_FILE + 1), preset, pack, _read(changes, policies))
    except VotesvcError as error:
        click.echo(reader.gettext(COUNT_REFUSED, {"reason": printable(str(error))}), err=True)
        sys.exit(UNUSABLE)
    _print(report, explain=explain, reader=reader)


def _count(data: bytes, preset: str, pack: str, changes: Mapping[str, str]) -> Report:
    found = library().preset(preset, pack, changes)
    return count_sheet(read_sheet(data, found), found, pack)


def _read(changes: Iterable[str], policies: Mapping[str, str | None]) -> dict[str, str]:
    found: dict[str, str] = {}
    for change in changes:
        number, equals, value = change.partition("=")
        if not equals:
            reason = "not of the form NUMBER=VALUE"
            raise click.BadParameter(reason, param_hint="--set")
        found[number] = value
    chosen = {f"{name}.policy": value for name, value in policies.items() if value is not None}
    return {**found, **chosen}


def _print(report: Report, *, explain: bool, reader: Words) -> None:
    """Print the report; a terminal that cannot show Chinese gets it escaped, which JSON allows."""
    printed = dict(report.printed)
    if explain:
        printed["explanation"] = explanation(report, reader)
    utf8 = not isinstance(sys.stdout, TextIOWrapper) or "utf" in sys.stdout.encoding.lower()
    click.echo(json.dumps(printed, ensure_ascii=not utf8, indent=2))
