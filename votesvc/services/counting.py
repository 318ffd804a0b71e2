"""The count: shares are checked when handed in, and published with the announcement."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from votesvc.services.sequencer import Log


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the count is; `result` (counts per question) only once all needed are there."""

    needed: int
    owners_present: tuple[int, ...]
    result: tuple[tuple[int, ...], ...] | None


def progress(session: Session, item: str) -> Progress:
    """Return who has handed in a share; for the scrutineers and the organiser."""
    raise NotImplementedError


def submit_share(session: Session, log: Log, item: str, owner: int, factors: bytes) -> None:
    """Take scrutineer `owner`'s partial decryption (owner from 1) if it proves itself.

    Raises WrongState, UnknownOwner, InvalidShare, ShareConflict.
    """
    raise NotImplementedError


def announce(session: Session, log: Log, item: str, by: str, now: datetime) -> None:
    """Publish shares, result, outcome and announcement together."""
    raise NotImplementedError
