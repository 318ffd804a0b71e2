"""Casting a ballot, and what every phone asks for every two seconds."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from votesvc.crypto.encoding import JsonValue
from votesvc.services.sequencer import Log, Receipt


@dataclass(frozen=True, slots=True)
class CastRequest:
    """What a phone sends: the exact ballot, its credential token and its pair proofs."""

    item: str
    ballot: bytes
    prefix: bytes
    token: bytes
    pairs: list[JsonValue]


@dataclass(frozen=True, slots=True)
class PublicItem:
    """One agenda item as phones need it; `index` is the log position of its item leaf."""

    item: str
    state: str
    index: int
    title: str


@dataclass(frozen=True, slots=True)
class PublicState:
    """All that phones follow; the checkpoint covers every index in it."""

    congress: str
    title: str
    origin: str
    vkey: str
    size: int
    checkpoint: str
    items: tuple[PublicItem, ...]


def cast(session: Session, log: Log, congress: str, request: CastRequest) -> Receipt:
    """Check a ballot, put it into the log and return its receipt; the same again, the same.

    Raises UnknownItem, NotOpen, TooLarge, MalformedInput, InvalidToken, InvalidBallot and
    CredentialUsed (another ballot with a used credential).
    """
    raise NotImplementedError


def public_state(session: Session, congress: str) -> PublicState:
    """Return the state of a congress in three small queries."""
    raise NotImplementedError


def returned(session: Session, item: str) -> int:
    """Count the item's ballots in the log: R, as anybody can count it there."""
    raise NotImplementedError
