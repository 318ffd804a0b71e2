"""`votesvc export`: the public record of a congress as one file."""

import os
from pathlib import Path

import click
from sqlalchemy.orm import Session

from votesvc.services import agenda, auditing
from votesvc.web.app import Settings, create_app
from votesvc.web.installation import current_session
from votesvc.web.settings import ANONYMOUS


@click.command()
@click.option(
    "--data",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the installation.",
)
@click.option("--congress", help="Which congress, where there is more than one.")
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The zip file to write; replaced when it exists.",
)
@click.option("--board-url", help="Database of the ballots.  [default: DIR/board.sqlite]")
def command(data: Path, congress: str | None, out: Path, board_url: str | None) -> None:
    """Write everything public about a congress as one zip file.

    The service may be running, and the congress may still go on. `votesvc verify` checks the file.
    """
    if not (data / "server.key").is_file():
        message = f"{data} is not the data folder of an installation."
        raise click.UsageError(message)
    settings = Settings(data=data, board_url=board_url, sides=frozenset({ANONYMOUS}))
    with create_app(settings).app_context():
        session = current_session()
        _write(session, _choose(session, congress), out)
    click.echo(str(out))


def _choose(session: Session, congress: str | None) -> str:
    known = {view.uuid: view.title for view in agenda.congresses(session)}
    if congress is None and len(known) == 1:
        return next(iter(known))
    if congress is not None and congress in known:
        return congress
    listed = "".join(f"\n  {uuid}  {title}" for uuid, title in known.items())
    message = f"Say which congress with --congress:{listed}" if known else "There is no congress."
    raise click.UsageError(message)


def _write(session: Session, congress: str, out: Path) -> None:
    """Write beside the target and move into place, so that nobody finds half a record."""
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("wb") as stream:
            auditing.write_record(session, congress, stream)
        os.replace(part, out)
    finally:
        part.unlink(missing_ok=True)
