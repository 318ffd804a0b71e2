"""What anyone may ask the log for: entries, proofs, receipts and the record as files."""

from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy.orm import Session

from votesvc.services.sequencer import Log, Receipt


@dataclass(frozen=True, slots=True)
class LeafProof:
    """A leaf with its inclusion proof (hex) against a checkpoint of `size`."""

    leaf: bytes
    index: int
    size: int
    inclusion: tuple[str, ...]
    checkpoint: str


def entries(session: Session, congress: str, start: int, end: int) -> list[bytes]:
    """Return the leaves start <= index < end, at most 500."""
    raise NotImplementedError


def item_proof(session: Session, log: Log, item: str) -> LeafProof:
    """Return the item's leaf and its proof against the latest checkpoint."""
    raise NotImplementedError


def consistency(session: Session, log: Log, congress: str, old: int, new: int) -> tuple[str, ...]:
    """Return the proof (hex) that size `new` extends size `old`."""
    raise NotImplementedError


def receipt(session: Session, log: Log, congress: str, tracker: str) -> Receipt:
    """Return the receipt of a logged ballot, or raise `UnknownReceipt`."""
    raise NotImplementedError


def checkpoint(session: Session, congress: str) -> str:
    """Return the latest signed checkpoint."""
    raise NotImplementedError


def archive(session: Session, item: str) -> bytes:
    """Return the .bel of an announced item, byte for byte the same each time."""
    raise NotImplementedError


def write_record(session: Session, congress: str, out: BinaryIO) -> None:
    """Write the public record.zip, byte for byte the same for the same log."""
    raise NotImplementedError
