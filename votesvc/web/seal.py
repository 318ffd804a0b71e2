"""The log's checkpoint as people compare it: a QR code, a size, and a root in readable groups."""

from dataclasses import dataclass
from typing import Final

from votesvc.crypto.checkpoint import open_checkpoint

_GROUP: Final = 4


@dataclass(frozen=True, slots=True)
class Seal:
    """A signed checkpoint; `root` is its hexadecimal digits in groups of four."""

    note: str
    vkey: str
    size: int
    root: tuple[str, ...]


def read_seal(note: str, vkey: str) -> Seal:
    """Return what `note` says; raise `InvalidCheckpoint` when the log did not sign it."""
    checkpoint = open_checkpoint(note, vkey)
    digits = checkpoint.root.hex()
    groups = tuple(digits[i : i + _GROUP] for i in range(0, len(digits), _GROUP))
    return Seal(note, vkey, checkpoint.size, groups)
