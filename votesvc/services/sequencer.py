"""The log: entries in batches, one transaction each, with a signed checkpoint and receipts.

Whoever appends locks the row of the log's head first, so that several threads and processes on
one database write one log without a fork. Ballots and comments wait a moment for company, are
sorted by the hash of their leaf, and enter together: the order of arrival is gone. A receipt is
given only after the commit, and always against the first checkpoint that covers the leaf, so that
asking again gives the same bytes.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Condition, Event

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from votesvc.crypto.checkpoint import LogKey
from votesvc.crypto.merkle import leaf_hash
from votesvc.errors import (
    LogShutDown,
    NotWritten,
    UnknownCongress,
    UnknownEntry,
    VotesvcError,
)
from votesvc.services.log_book import Book, Claim, Ready, Receipt, Register, Seal, Waiting
from votesvc.storage import board

__all__ = ["Log", "Ready", "Receipt"]

_KEY_LABEL = b"votesvc/v1/log|"


class Log:
    """The logs of all congresses of this installation, shared safely with other processes.

    `sessions` opens sessions on the board's database, `master` is the secret from which the key
    of each log is derived, and `pause` is how many seconds a ballot waits for company.
    """

    def __init__(self, sessions: Callable[[], Session], master: bytes, pause: float = 0.1) -> None:
        self._sessions = sessions
        self._master = master
        self._pause = pause
        self._books: dict[str, Book] = {}
        self._closing = Event()
        self._active = 0
        self._changed = Condition()

    # --- Writing ----------------------------------------------------------------------------------

    def create(self, congress: str) -> str:
        """Start an empty log and return its verifier key text; again gives the same."""
        with self._sessions() as session:
            try:
                session.add(board.LogHeadRow(congress=congress, size=0))
                session.commit()
            except IntegrityError:
                session.rollback()
        return self._book(congress).key.vkey

    def append(self, congress: str, decide: Callable[[Session], Sequence[bytes]]) -> list[int]:
        """Append the leaves that `decide` returns and return their positions.

        `decide` runs inside the locked transaction; the rows it changes are committed with the
        leaves, or not at all. It may return no leaves.
        """
        book = self._book(congress)
        with self._running(), self._locked(book) as (session, size):
            leaves = decide(session)
            if leaves:
                book.write(session, size, leaves)
            return list(range(size, size + len(leaves)))

    def submit(self, congress: str, ready: Ready) -> Receipt:
        """Wait until the batch is durable and return the receipt.

        The caller should hold no database connection meanwhile. Raises what the register says
        against it inside the transaction (for a ballot NotOpen and CredentialUsed), NotWritten
        when the database failed, LogShutDown.
        """
        book = self._book(congress)
        waiting = Waiting(ready, leaf_hash(ready.leaf))
        with self._running():
            if book.join_queue(waiting):
                # The first of a batch waits for company and then writes for all.
                try:
                    self._closing.wait(self._pause)
                finally:
                    self._write_queue(book)
            return waiting.receipt.result()

    def close(self) -> None:
        """Write at once what is waiting, and refuse whatever comes later."""
        with self._changed:
            self._closing.set()
            self._changed.wait_for(lambda: self._active == 0)

    # --- Reading ----------------------------------------------------------------------------------

    def inclusion(self, session: Session, congress: str, index: int, size: int) -> tuple[str, ...]:
        """Return the proof (hex) that leaf `index` stands in the log of this size."""
        if not 0 <= index < size:
            reason = "the log of this size has no such entry"
            raise UnknownEntry(reason)
        tree = self._book(congress).catch_up(session, size)
        return tuple(node.hex() for node in tree.inclusion(index, size))

    def consistency(self, session: Session, congress: str, old: int, new: int) -> tuple[str, ...]:
        """Return the proof (hex) that the log of size `new` extends that of size `old`."""
        if not 0 <= old <= new:
            reason = "a log does not shrink"
            raise UnknownEntry(reason)
        tree = self._book(congress).catch_up(session, new)
        return tuple(node.hex() for node in tree.consistency(old, new))

    def receipt(self, session: Session, congress: str, logged: board.Logged) -> Receipt:
        """Return the receipt of what is in the log, the same bytes every time."""
        covering = board.covering_checkpoint(session, congress, logged.position)
        return self._prove(session, congress, logged, covering.size, covering.note)

    # --- Private ----------------------------------------------------------------------------------

    def _book(self, congress: str) -> Book:
        # setdefault is atomic: two threads that meet here get the same book.
        return self._books.get(congress) or self._books.setdefault(
            congress, Book(congress, self._key(congress))
        )

    def _key(self, congress: str) -> LogKey:
        info = _KEY_LABEL + congress.encode()
        seed = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(self._master)
        return LogKey.from_seed(f"votesvc/{congress}", seed)

    @contextmanager
    def _running(self) -> Iterator[None]:
        with self._changed:
            if self._closing.is_set():
                reason = "the service is stopping"
                raise LogShutDown(reason)
            self._active += 1
        try:
            yield
        finally:
            with self._changed:
                self._active -= 1
                self._changed.notify_all()

    @contextmanager
    def _locked(self, book: Book) -> Iterator[tuple[Session, int]]:
        """Lock the log, give its size, and commit at the end of the block."""
        with self._sessions() as session:
            # The connection is taken first: nobody who holds the lock ever waits for one.
            session.connection(bind_arguments={"mapper": board.LogHeadRow})
            with book.writing:
                size = board.lock_log(session, book.congress)
                if size is None:
                    reason = "there is no such congress"
                    raise UnknownCongress(reason)
                try:
                    yield session, size
                    session.commit()
                except BaseException:
                    book.forget_beyond(size)
                    raise

    def _write_queue(self, book: Book) -> None:
        """Write everything that waits, and settle every claim whatever happens."""
        batch: list[Waiting] = []
        taken = False
        try:
            with self._locked(book) as (session, size):
                # Whoever came while the last batch was written joins this one.
                batch, taken = book.take_queue(), True
                answers = self._write_batch(session, book, size, batch)
        except BaseException as error:
            batch = batch if taken else book.take_queue()
            refusal = error if isinstance(error, VotesvcError) else NotWritten("nothing was stored")
            for waiting in batch:
                waiting.receipt.set_exception(refusal)
            if not isinstance(error, VotesvcError | SQLAlchemyError):
                raise
            return
        for waiting, answer in zip(batch, answers, strict=True):
            if isinstance(answer, Receipt):
                waiting.receipt.set_result(answer)
            else:
                waiting.receipt.set_exception(answer)

    def _write_batch(
        self, session: Session, book: Book, size: int, batch: Sequence[Waiting]
    ) -> list[Receipt | VotesvcError]:
        """Store what may enter, sorted by hash, and answer every one in the batch."""
        ready = [waiting.ready for waiting in sorted(batch, key=lambda waiting: waiting.hash)]
        taken, barred = _look_up(session, ready)
        accepted: dict[Register, list[board.Logged]] = {}
        leaves: list[bytes] = []
        for one in ready:
            claims = one.register.claims(one)
            if one not in barred and taken.keys().isdisjoint(claims):
                position = size + len(leaves)
                logged = board.Logged(one.tracker, one.item, one.credential, position)
                taken |= dict.fromkeys(claims, logged)
                accepted.setdefault(one.register, []).append(logged)
                leaves.append(one.leaf)
        seal: Seal | None = None
        if leaves:
            for register, entered in accepted.items():
                register.add(session, entered)
            seal = book.write(session, size, leaves)
        return [
            self._answer(session, book, waiting.ready, seal, taken)
            or barred[waiting.ready]("it may not enter the log now")
            for waiting in batch
        ]

    def _answer(
        self,
        session: Session,
        book: Book,
        ready: Ready,
        seal: Seal | None,
        taken: Mapping[Claim, board.Logged],
    ) -> Receipt | VotesvcError | None:
        """Return the answer to what is in the log, or that something else is; None for neither."""
        known = [taken[claim] for claim in ready.register.claims(ready) if claim in taken]
        if not known:
            return None
        if any((ready.tracker, ready.credential) != (one.tracker, one.credential) for one in known):
            return ready.register.clash(ready, known)
        if seal is None or known[0].position < seal.first:
            return self.receipt(session, book.congress, known[0])
        return self._prove(session, book.congress, known[0], seal.size, seal.note)

    def _prove(
        self, session: Session, congress: str, logged: board.Logged, size: int, note: str
    ) -> Receipt:
        inclusion = self.inclusion(session, congress, logged.position, size)
        return Receipt(logged.item, logged.tracker, logged.position, size, inclusion, note)


def _look_up(
    session: Session, ready: Sequence[Ready]
) -> tuple[dict[Claim, board.Logged], dict[Ready, type[VotesvcError]]]:
    """Return what is in the log already by its claims, and what may not enter, each with why."""
    taken: dict[Claim, board.Logged] = {}
    barred: dict[Ready, type[VotesvcError]] = {}
    for register in {one.register for one in ready}:
        own = [one for one in ready if one.register is register]
        for logged in register.known(session, own):
            taken |= dict.fromkeys(register.claims(logged), logged)
        for one, refusal in zip(own, register.barred(session, own), strict=True):
            if refusal is not None:
                barred[one] = refusal
    return taken, barred
