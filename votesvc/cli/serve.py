"""`votesvc serve`: one installation, from its data folder, for a hall or a whole company."""

from pathlib import Path
from typing import Any

import click
from flask import Flask

from votesvc.cli.serving import SIDES, Serving, serve, serving_options
from votesvc.services import accounts
from votesvc.web.installation import current_session


@click.command()
@click.option(
    "--data",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of this installation; made when it does not exist.",
)
@serving_options
@click.option(
    "--sides",
    default="both",
    show_default=True,
    type=click.Choice(list(SIDES)),
    help="Serve only the roll's side or only the ballots' side, as two separate processes.",
)
def command(**given: Any) -> None:
    """Serve the installation in a data folder until it is stopped with Ctrl-C.

    Prints a one-time set-up link as long as there is no organiser.
    """
    serving = Serving(**given)

    def announce(app: Flask, base: str) -> None:
        click.echo(f"Data in {serving.data}, pages at {base}/")
        link = setup_link(app, base)
        if link is not None:
            click.echo(
                f"Set-up link for the organiser, works once / 工作人员设置链接(一次有效):\n  {link}"
            )

    serve(serving, announce)


def setup_link(app: Flask, base: str) -> str | None:
    """Return a fresh link for the first organiser; None once there is one, or without the roll."""
    if not app.extensions["votesvc"].settings.serves_names:
        return None
    with app.app_context():
        token = accounts.setup_token(current_session())
    return None if token is None else f"{base}/staff/setup/{token}"
