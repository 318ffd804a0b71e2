"""`votesvc rehearse`: the organiser's 演练 for this machine, and our load generator."""

import sys
import tempfile
import time
from pathlib import Path

import click

from votesvc.cli.rehearsal import groups as groups_of
from votesvc.cli.rehearsal.acts import Act
from votesvc.cli.rehearsal.election import FEWEST
from votesvc.cli.rehearsal.play import Play, Size, compare, download, play
from votesvc.cli.rehearsal.service import running_service
from votesvc.cli.rehearsal.wire import Wire
from votesvc.crypto.seat_keys import check_board_size
from votesvc.errors import MalformedInput, VotesvcError

_EXIT_REFUSED = 1


@click.command()
@click.option("--delegates", default=120, show_default=True, type=click.IntRange(1, 20_000))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--at-once", default=16, show_default=True, type=click.IntRange(1, 60))
@click.option(
    "--trustees",
    "board",
    default="2/3",
    show_default=True,
    metavar="T/N",
    help="Any T of N scrutineers decrypt; the rehearsal counts with T of them.",
)
@click.option("--hearing", default=0, type=click.IntRange(0, 20_000), help="How many are heard.")
@click.option("--election", is_flag=True, help="Hold an election and its run-off as well.")
@click.option("--groups", is_flag=True, help="Hold an evaluation by groups with weights as well.")
@click.option("--roll-url", default=None, help="PostgreSQL address of an empty roll database.")
@click.option("--board-url", default=None, help="PostgreSQL address of an empty board database.")
def command(  # noqa: PLR0913, PLR0917 - one for each option
    delegates: int,
    out: Path,
    at_once: int,
    board: str,
    hearing: int,
    election: bool,
    groups: bool,
    **urls: str | None,
) -> None:
    """Play a whole congress on this machine and compare the result with the votes cast.

    Starts the service on loopback with a temporary data folder, then plays the roll, the key
    ceremony, check-in, passes, blind issue, votes, closing, decryption, signing and announcement
    over real HTTP. Leaves
    record.zip and one .bel for each ballot in the folder OUT.

    With --hearing, so many of the delegates are heard first: comments, supports, opening in
    batches, replies and a report, for which the first ballot has to wait.

    With --election, three of five are elected by a preset: names are written in, their slips
    opened, two spellings merged, and the tied stand once more.

    With --groups, three groups of the roll evaluate, each on a ballot of its own, and are weighed
    30, 30 and 40.
    """
    parsed = _parse_board(board)
    if hearing > delegates:
        problem = "more are heard than there are delegates"
        raise click.BadParameter(problem, param_hint="--hearing")
    if election and delegates < FEWEST:
        problem = f"an election needs {FEWEST} delegates"
        raise click.BadParameter(problem, param_hint="--election")
    if groups and delegates < groups_of.FEWEST:
        problem = f"three groups need {groups_of.FEWEST} delegates"
        raise click.BadParameter(problem, param_hint="--groups")
    out.mkdir(parents=True, exist_ok=True)
    arguments = [f"--{name.replace('_', '-')}={url}" for name, url in urls.items() if url]
    try:
        with tempfile.TemporaryDirectory(prefix="votesvc-rehearsal-") as folder:
            size = Size(delegates, at_once, parsed, hearing, election, groups)
            _rehearse(Path(folder), out, size, tuple(arguments))
    except VotesvcError as failure:
        click.echo(f"the rehearsal failed: {failure}", err=True)
        sys.exit(_EXIT_REFUSED)


def _parse_board(text: str) -> tuple[int, int]:
    """Return T and N of "T/N"."""
    parts = text.split("/")
    if len(parts) != 2 or not all(part.isascii() and part.isdecimal() for part in parts):
        message = "--trustees looks like 3/5"
        raise click.UsageError(message)
    threshold, size = int(parts[0]), int(parts[1])
    try:
        check_board_size(threshold, size)
    except MalformedInput as error:
        raise click.UsageError(str(error)) from None
    return threshold, size


def _rehearse(folder: Path, out: Path, size: Size, arguments: tuple[str, ...]) -> None:
    start = time.perf_counter()
    with running_service(folder, arguments) as service:
        story = play(service, folder, size, _tell)
        wire = Wire(service.host, service.port)
        compare(wire, story)
        files = download(wire, story, out)
    _report(story, size.delegates, time.perf_counter() - start)
    for file in files:
        click.echo(f"{file}  {file.stat().st_size:,} bytes")


def _tell(act: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"  {act} …", err=True)


def _report(story: Play, delegates: int, seconds: float) -> None:
    click.echo(f"\n{'':<12}{'number':>8}{'seconds':>10}{'a second':>10}")
    for act in story.acts:
        click.echo(_row(act))
    click.echo(f"{'all':<12}{delegates:>8}{seconds:>10.2f}\n")
    click.echo(f"{len(story.items)} published results equal the votes cast")
    if story.election is not None:
        written = story.election.written.total()
        click.echo(f"{written} names written in became one, and the tied stood once more")
    if story.groups is not None:
        click.echo(f"{len(story.groups.items)} groups were weighed together")
    if story.talk is not None:
        click.echo(f"{len(story.talk.said)} comments became what was said and decided")


def _row(act: Act) -> str:
    return f"{act.name:<12}{act.count:>8}{act.seconds:>10.2f}{act.count / act.seconds:>10.1f}"
