"""The command line: each command lives in a module of its own and is loaded only when it runs."""

from collections.abc import Mapping
from importlib import import_module
from typing import cast

import click

from votesvc import __version__

# Shown by --help without loading any of them, so that one that cannot start hides none.
_COMMANDS: Mapping[str, str] = {
    "serve": "Start the service on a data folder.",
    "demo": "Start the service with a ready-made sample congress.",
    "verify": "Check a .bel archive or a record.zip, whoever made it.",
    "verify-comment": "Show that a record holds a comment, and what became of it.",
    "count": "Count ballots that were counted on paper, by the rules of a congress.",
    "rehearse": "Play a whole congress on this machine and compare the result.",
    "export": "Write the public record of a congress as a zip file.",
    "scrutineer": "Make a scrutineer's key and decrypt with it.",
    "officer": "Open the comments of a hearing, away from the service.",
    "invite": "Print a one-time link that makes an account.",
}


class _LazyGroup(click.Group):
    """A group that imports votesvc.cli.NAME when NAME is called."""

    # typing.override is of Python 3.12.

    def list_commands(  # type: ignore[explicit-override]
        self, ctx: click.Context
    ) -> list[str]:
        """Return the names in the order in which --help shows them."""
        return list(_COMMANDS)

    def get_command(  # type: ignore[explicit-override]
        self, ctx: click.Context, cmd_name: str
    ) -> click.Command | None:
        """Import one command."""
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"votesvc.cli.{cmd_name.replace('-', '_')}")
        return cast(click.Command, module.command)

    def format_commands(  # type: ignore[explicit-override]
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """List the commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.command(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Secret ballots of workers' congresses, provable to anyone."""
