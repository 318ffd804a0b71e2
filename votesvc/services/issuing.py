"""Blind issue of one credential per pass and item (protocol 6)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What a phone learns when its pass is redeemed; name and delegation are "" on a slip."""

    congress: str
    name: str
    delegation: str


@dataclass(frozen=True, slots=True)
class Issued:
    """I and the sorted list SHA-256(pass id | item) in hex; `present` is A for this item."""

    count: int
    entries: list[str]
    present: int


def prepare_item(session: Session, congress: str, item: str) -> bytes:
    """Make the item's RSA key, once, and return its public half (SPKI DER)."""
    raise NotImplementedError


def open_issuing(session: Session, item: str) -> None:
    """Let phones collect the item's credential from now on."""
    raise NotImplementedError


def close_issuing(session: Session, item: str) -> Issued:
    """Stop issuing the item for good and return what was issued; again gives the same."""
    raise NotImplementedError


def issued_count(session: Session, item: str) -> int:
    """Return how many credentials of the item were issued so far."""
    raise NotImplementedError


def redeem(session: Session, pass_secret: str, device: str, now: datetime) -> Redeemed:
    """Bind a pass to the device token whose SHA-256 (hex) is `device`; again gives the same.

    Raises UnknownPass, PassUsed (another device), PassExpired, PassRevoked, SlipNotHandedOut.
    """
    raise NotImplementedError


def collect(session: Session, device_token: str, item: str, blinded: bytes) -> bytes:
    """Return the blind signature for this device and item, the same one when asked again.

    Raises UnknownDevice, UnknownItem, IssuingClosed, PassRevoked, NotCheckedIn, AlreadyCollected.
    """
    raise NotImplementedError
