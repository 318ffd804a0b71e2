"""Refusing a record: which check, which entry, and why."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from votesvc.errors import (
    InvalidArchive,
    InvalidBallot,
    InvalidCheckpoint,
    InvalidComment,
    InvalidComplaint,
    InvalidDeal,
    InvalidPledge,
    InvalidProof,
    InvalidRecord,
    InvalidReport,
    InvalidShare,
    InvalidSignature,
    InvalidTally,
    InvalidToken,
    InvalidTrustees,
    MalformedInput,
    Refused,
)

_FAULTS = (
    InvalidArchive,
    InvalidBallot,
    InvalidCheckpoint,
    InvalidComment,
    InvalidSignature,
    InvalidPledge,
    InvalidDeal,
    InvalidComplaint,
    InvalidProof,
    InvalidReport,
    InvalidShare,
    InvalidTally,
    InvalidToken,
    InvalidTrustees,
    MalformedInput,
    Refused,
)


def refuse(check: int, reason: str, index: int | None = None) -> NoReturn:
    """Raise `InvalidRecord` for the check of this number and the entry at `index`."""
    error = InvalidRecord(reason)
    error.check, error.index = check, index
    raise error


@contextmanager
def blaming(check: int, index: int | None = None) -> Iterator[None]:
    """Turn whatever is wrong inside the block into a refusal of this check and entry.

    `Unsupported` passes: it says that a newer version may know better.
    """
    try:
        yield
    except _FAULTS as error:
        refuse(check, str(error), index)
