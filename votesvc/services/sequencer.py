"""The log: entries in batches, one transaction each, with a signed checkpoint and receipts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Ready:
    """A checked ballot that waits for its batch."""

    item: str
    leaf: bytes
    tracker: str
    credential: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a ballot stands in the log, provable to anyone; says nothing about the choice."""

    item: str
    tracker: str
    index: int
    size: int
    inclusion: tuple[str, ...]
    checkpoint: str


class Log:
    """The logs of all congresses of this installation, shared safely with other processes."""

    def __init__(self, sessions: Callable[[], Session], master: bytes, pause: float = 0.1) -> None:
        raise NotImplementedError

    def create(self, congress: str) -> str:
        """Start an empty log and return its verifier key text; again gives the same."""
        raise NotImplementedError

    def append(self, congress: str, decide: Callable[[Session], Sequence[bytes]]) -> list[int]:
        """Append what `decide` returns, in one transaction with whatever rows it changes."""
        raise NotImplementedError

    def submit(self, congress: str, ready: Ready) -> Receipt:
        """Wait for the ballot's batch to be durable and return its receipt."""
        raise NotImplementedError

    def close(self) -> None:
        """Finish the batch under way and refuse whatever comes later."""
        raise NotImplementedError
