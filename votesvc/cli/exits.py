"""How a scrutineer's command ends, and what it says of the checks it makes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from votesvc.cli.language import words
from votesvc.cli.unpack import UnusableInput
from votesvc.cli.wording import RECORD_CHECKS, printable
from votesvc.domain.record.steps import Step
from votesvc.errors import MalformedInput, VotesvcError

_REFUSED = 1
_UNUSABLE = 2


@contextmanager
def exit_codes(nothing: str) -> Iterator[None]:
    """End with 2 for input that cannot be read, and with 1 for everything that is refused."""
    try:
        yield
    except (MalformedInput, UnusableInput) as error:
        click.echo(f"cannot be used: {printable(str(error))}", err=True)
        sys.exit(_UNUSABLE)
    except VotesvcError as error:
        click.echo(f"refused, {nothing}: {printable(str(error))}", err=True)
        sys.exit(_REFUSED)


def print_step(step: Step) -> None:
    """Print that a check has passed."""
    click.echo(f"{step.number}. {words(None).gettext(RECORD_CHECKS[step.number])}")
