"""`votesvc invite`: a one-time link for a new account, e.g. after a lost password."""

from pathlib import Path

import click

from votesvc.services import accounts
from votesvc.web.app import Settings, create_app
from votesvc.web.installation import current_session
from votesvc.web.settings import NAMES


@click.command()
@click.argument("role", type=click.Choice(accounts.ROLES))
@click.option(
    "--data",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the installation.",
)
@click.option("--roll-url", help="Database of the roll.  [default: DIR/roll.sqlite]")
@click.option(
    "--base-url",
    default="http://127.0.0.1:8080",
    show_default=True,
    help="Address under which the service is reached.",
)
def command(role: accounts.Role, data: Path, roll_url: str | None, base_url: str) -> None:
    """Print a one-time link with which somebody makes an account of ROLE.

    The service may be running meanwhile.
    """
    settings = Settings(data=data, roll_url=roll_url, sides=frozenset({NAMES}))
    with create_app(settings).app_context():
        token = accounts.invite(current_session(), role)
    click.echo(f"{base_url.rstrip('/')}/staff/invite/{token}")
