"""The root of all refusals, and the two widest kinds."""

from collections.abc import Iterator
from contextlib import contextmanager


class VotesvcError(Exception):
    """The root: something was refused on purpose.

    `where` names the place, outermost first, as `located` blocks around the failing step told it.
    """

    where: tuple[str, ...] = ()

    def __str__(self) -> str:  # type: ignore[explicit-override]  # typing.override is of 3.12
        return ": ".join((*self.where, *map(str, self.args)))


@contextmanager
def located(where: str) -> Iterator[None]:
    """Put `where` in front of the place named by any refusal raised inside the block."""
    try:
        yield
    except VotesvcError as error:
        error.where = (where, *error.where)
        raise


class UnsafeLibrary(VotesvcError):
    """An installed library is known to accept what it must refuse; votesvc does not start on it."""


class SigningFault(VotesvcError):
    """The machine worked a signature out wrongly, so it is not handed out."""


class Refused(VotesvcError):
    """A well-formed request that the rules do not allow at this moment."""


class Unknown(VotesvcError):
    """What was asked for does not exist."""
