"""What one process keeps of one log: its key, the leaf hashes read so far, and who is waiting."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

from sqlalchemy.orm import Session

from votesvc.crypto.checkpoint import Checkpoint, LogKey
from votesvc.crypto.merkle import Tree, leaf_hash
from votesvc.errors import LogDamaged, UnknownEntry, VotesvcError
from votesvc.storage import board

Claim = tuple[str, ...]
"""Something that only one entry of its kind may have, such as an item and a credential."""


class Register(Protocol):
    """Where the ballots, comments or supports that are in the log are known by their digests.

    All of it is asked inside the transaction that holds the log's lock.
    """

    def claims(self, one: "Ready | board.Logged") -> tuple[Claim, ...]:
        """Return what nothing else in any register may claim."""

    def known(self, session: Session, ready: Sequence["Ready"]) -> Sequence[board.Logged]:
        """Return what is in the log already and shares a claim with any of these."""

    def barred(
        self, session: Session, ready: Sequence["Ready"]
    ) -> Sequence[type[VotesvcError] | None]:
        """Return for each of these why it may not enter now, None where it may."""

    def add(self, session: Session, logged: Sequence[board.Logged]) -> None:
        """Store what these leave behind beside their leaves."""

    def clash(self, ready: "Ready", known: Sequence[board.Logged]) -> VotesvcError:
        """Return why this cannot enter beside others that have a claim of its own."""


@dataclass(frozen=True, slots=True)
class Ready:
    """What has been checked and waits for its batch; `credential` is the digest it is spent by."""

    item: str
    leaf: bytes
    tracker: str
    credential: str
    register: Register


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where a ballot or comment stands in the log, provable to anyone; tells nothing of it."""

    item: str
    tracker: str
    index: int
    size: int
    inclusion: tuple[str, ...]
    checkpoint: str


@dataclass(frozen=True, slots=True)
class Seal:
    """A signed checkpoint, and the first position that no earlier one covers."""

    first: int
    size: int
    note: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something in the queue, and its thread's claim to the receipt."""

    ready: Ready
    hash: bytes
    receipt: Future[Receipt] = field(default_factory=Future)


@dataclass(slots=True)
class Book:
    """One log as one process knows it; the database holds the truth."""

    congress: str
    key: LogKey
    # Threads of one process line up here, which is fairer and quicker than polling the database.
    writing: Lock = field(default_factory=Lock)
    _tree: Tree = field(default_factory=Tree)
    _growing: Lock = field(default_factory=Lock)
    _queue: list[Waiting] = field(default_factory=list)
    _queueing: Lock = field(default_factory=Lock)

    # --- Queue ------------------------------------------------------------------------------------

    def join_queue(self, waiting: Waiting) -> bool:
        """Add something to the next batch and say whether it is the first."""
        with self._queueing:
            self._queue.append(waiting)
            return len(self._queue) == 1

    def take_queue(self) -> list[Waiting]:
        """Empty the queue and return what was in it."""
        with self._queueing:
            taken, self._queue = self._queue, []
            return taken

    # --- Tree -------------------------------------------------------------------------------------

    def catch_up(self, session: Session, size: int) -> Tree:
        """Return a tree that holds at least the first `size` leaves of the database."""
        tree = self._tree
        known = tree.size
        missing = board.hashes(session, self.congress, known, size) if known < size else []
        with self._growing:
            # Another thread may have read the same leaves meanwhile.
            for digest in missing[tree.size - known :]:
                tree.append(digest)
        if tree.size < size:
            reason = "the log has never had this size"
            raise UnknownEntry(reason)
        return tree

    def write(self, session: Session, size: int, leaves: Sequence[bytes]) -> Seal:
        """Store leaves behind a log locked at `size` and return their signed checkpoint.

        Until the commit the tree is ahead of the database: `forget_beyond` mends it when there is
        none. Proofs for committed sizes hold all the while.
        """
        tree = self.catch_up(session, size)
        if tree.size != size:
            reason = "the database holds a shorter log than this process has signed"
            raise LogDamaged(reason)
        entries = [(leaf, leaf_hash(leaf)) for leaf in leaves]
        with self._growing:
            for _, digest in entries:
                tree.append(digest)
        board.add_entries(session, self.congress, size, entries)
        grown = size + len(leaves)
        note = self.key.sign(Checkpoint(self.key.origin, grown, tree.root(grown)))
        board.add_checkpoint(session, self.congress, grown, note)
        board.set_size(session, self.congress, grown)
        return Seal(size, grown, note)

    def forget_beyond(self, size: int) -> None:
        """Drop the tree when it holds leaves beyond `size`, which were not committed after all."""
        if self._tree.size > size:
            self._tree = Tree()
