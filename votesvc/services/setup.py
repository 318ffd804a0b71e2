"""Steps that need both the roll and the log: counts and hashes pass between them, never rows."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from votesvc.crypto.encoding import JsonValue
from votesvc.services.sequencer import Log

Two = tuple[str, str]
"""The names of the organiser who proposed and of the chief scrutineer who confirmed."""


def create_congress(session: Session, log: Log, title: str, booth_hash: str, now: datetime) -> str:
    """Start a congress with its own log and return its uuid."""
    raise NotImplementedError


def fix_roll(session: Session, log: Log, congress: str, now: datetime) -> None:
    """Fix the roll and log N and the members' hash."""
    raise NotImplementedError


def set_board(
    session: Session, log: Log, congress: str, keys: Sequence[JsonValue], now: datetime
) -> None:
    """Check and log the scrutineers' public keys, once."""
    raise NotImplementedError


def prepare(session: Session, log: Log, item: str, now: datetime) -> None:
    """Turn a draft into a ready item: key, election, leaf. Raises RollNotFixed, NoBoard."""
    raise NotImplementedError


def open_issuing(session: Session, log: Log, item: str, now: datetime) -> None:
    """Log N and A, and let phones collect."""
    raise NotImplementedError


def open_ballot(session: Session, log: Log, item: str, by: Two, now: datetime) -> None:
    """Open the ballot as proposed by one person and confirmed by another."""
    raise NotImplementedError


def close_ballot(session: Session, log: Log, item: str, by: Two, now: datetime) -> None:
    """Stop issuing, close the ballot, log A, I, R and the encrypted tally; R > I makes it void."""
    raise NotImplementedError


def void(session: Session, log: Log, item: str, reason: str, by: str, now: datetime) -> None:
    """Declare the item void for a reason that stays on record."""
    raise NotImplementedError
