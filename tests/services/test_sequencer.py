"""One log, whoever appends: no fork, no loss, no receipt before the entry is durable."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import delete, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from tests.databases import Databases
from tests.services.appender import ready
from tests.services.story import MASTER
from votesvc.crypto.checkpoint import open_checkpoint
from votesvc.crypto.encoding import new_uuid
from votesvc.crypto.merkle import Tree, leaf_hash, verify_inclusion
from votesvc.domain.lifecycle import State
from votesvc.errors import (
    CredentialUsed,
    LogDamaged,
    LogShutDown,
    NotOpen,
    NotWritten,
    UnknownCongress,
    UnknownEntry,
    VotesvcError,
)
from votesvc.services.sequencer import Log, Ready, Receipt
from votesvc.services.voting import BALLOTS
from votesvc.storage.agenda import CongressRow, ItemRow
from votesvc.storage.board import (
    BallotRow,
    CheckpointRow,
    LogEntryRow,
    LogHeadRow,
    ballot_by_tracker,
)

ROOT = Path(__file__).parents[2]


@pytest.fixture
def log(databases: Databases) -> Iterator[Log]:
    """Give a log with a short pause."""
    made = Log(databases.sessions, MASTER, pause=0.01)
    yield made
    made.close()


@pytest.fixture
def congress(session: Session, log: Log) -> str:
    """Give a congress with an empty log."""
    uuid = new_uuid()
    vkey = log.create(uuid)
    session.add(CongressRow(uuid=uuid, number=1, title="t", vkey=vkey))
    session.commit()
    return uuid


@pytest.fixture
def item(session: Session, congress: str) -> str:
    """Give an open item."""
    uuid = new_uuid()
    session.add(ItemRow(uuid=uuid, congress=congress, number=1, spec=b"", state=State.OPEN))
    session.commit()
    return uuid


def leaves(session: Session, congress: str) -> list[bytes]:
    """Return the whole log after checking that all parts of it agree."""
    session.rollback()
    session.expire_all()
    rows = session.query(LogEntryRow).filter_by(congress=congress).order_by("position").all()
    assert [row.position for row in rows] == list(range(len(rows)))
    assert [row.hash for row in rows] == [leaf_hash(row.leaf) for row in rows]
    assert session.get_one(LogHeadRow, congress).size == len(rows)
    tree = Tree(row.hash for row in rows)
    vkey = session.get_one(CongressRow, congress).vkey
    for checkpoint in session.query(CheckpointRow).filter_by(congress=congress):
        found = open_checkpoint(checkpoint.note, vkey)
        assert (found.size, found.root) == (checkpoint.size, tree.root(checkpoint.size))
    return [row.leaf for row in rows]


def check(session: Session, congress: str, receipt: Receipt) -> None:
    """Check a receipt as a phone does."""
    vkey = session.get_one(CongressRow, congress).vkey
    found = open_checkpoint(receipt.checkpoint, vkey)
    row = session.query(BallotRow).filter_by(tracker=receipt.tracker).one()
    leaf = session.get_one(LogEntryRow, (congress, row.position)).leaf
    assert row.position == receipt.index
    path = [bytes.fromhex(node) for node in receipt.inclusion]
    verify_inclusion(leaf_hash(leaf), receipt.index, receipt.size, path, found.root)
    session.rollback()


def receipt_of(log: Log, session: Session, congress: str, tracker: str) -> Receipt:
    """Return the receipt of a ballot that must be in the log."""
    logged = ballot_by_tracker(session, tracker)
    assert logged is not None
    return log.receipt(session, congress, logged)


def submit_all(log: Log, congress: str, ballots: list[Ready]) -> list[Receipt | VotesvcError]:
    """Submit all ballots at once, each in its own thread."""
    barrier = Barrier(len(ballots))

    def submit(ballot: Ready) -> Receipt | VotesvcError:
        barrier.wait()
        try:
            return log.submit(congress, ballot)
        except VotesvcError as error:
            return error

    with ThreadPoolExecutor(len(ballots)) as pool:
        return list(pool.map(submit, ballots))


# --- Human events ---------------------------------------------------------------------------------


def test_entries_and_rows_are_committed_together(session: Session, log: Log, congress: str) -> None:
    def decide(inner: Session) -> list[bytes]:
        inner.get_one(CongressRow, congress).entitled = 7
        return [b"one", b"two"]

    assert log.append(congress, decide) == [0, 1]
    assert log.append(congress, lambda _: [b"three"]) == [2]
    assert leaves(session, congress) == [b"one", b"two", b"three"]
    assert session.get_one(CongressRow, congress).entitled == 7


def test_refusal_inside_leaves_neither_rows_nor_entries(
    session: Session, log: Log, congress: str
) -> None:
    def decide(inner: Session) -> list[bytes]:
        inner.get_one(CongressRow, congress).entitled = 7
        inner.flush()
        reason = "no"
        raise NotOpen(reason)

    with pytest.raises(NotOpen):
        log.append(congress, decide)
    assert leaves(session, congress) == []
    assert session.get_one(CongressRow, congress).entitled is None
    assert log.append(congress, lambda _: [b"next"]) == [0]


def test_event_without_entries_makes_no_checkpoint(
    session: Session, log: Log, congress: str
) -> None:
    assert log.append(congress, lambda _: []) == []
    assert leaves(session, congress) == []
    assert session.query(CheckpointRow).count() == 0


def test_commit_that_fails_leaves_no_trace_in_the_next_checkpoint(
    session: Session, log: Log, congress: str
) -> None:
    log.append(congress, lambda _: [b"one"])

    def decide(inner: Session) -> list[bytes]:
        # A second congress of the same uuid cannot be stored: the commit fails at its end.
        inner.add(CongressRow(uuid=congress, number=2, title="", vkey=""))
        return [b"lost"]

    with pytest.raises(SQLAlchemyError):
        log.append(congress, decide)
    log.append(congress, lambda _: [b"two"])
    assert leaves(session, congress) == [b"one", b"two"]


def test_key_of_a_log_depends_on_master_and_congress_alone(databases: Databases) -> None:
    one, other = new_uuid(), new_uuid()
    log = Log(databases.sessions, MASTER)
    vkey = log.create(one)
    assert vkey.startswith(f"votesvc/{one}+")
    assert log.create(one) == vkey == Log(databases.sessions, MASTER).create(one)
    assert log.create(other).partition("+")[2] != vkey.partition("+")[2]
    assert Log(databases.sessions, b"\x08" * 32).create(one) != vkey


def test_log_that_was_never_made_is_unknown(session: Session, log: Log) -> None:
    with pytest.raises(UnknownCongress):
        log.append(new_uuid(), lambda _: [b"x"])
    with pytest.raises(UnknownCongress):
        log.submit(new_uuid(), ready(new_uuid(), "a"))


def test_proofs_beyond_the_log_are_refused(session: Session, log: Log, congress: str) -> None:
    log.append(congress, lambda _: [b"one"])
    for index, size in ((1, 1), (-1, 1), (0, 2), (0, 0)):
        with pytest.raises(UnknownEntry):
            log.inclusion(session, congress, index, size)
    for old, new in ((1, 2), (2, 1), (-1, 1)):
        with pytest.raises(UnknownEntry):
            log.consistency(session, congress, old, new)


def test_database_put_back_to_an_earlier_day_is_noticed(
    session: Session, log: Log, congress: str
) -> None:
    log.append(congress, lambda _: [b"one"])
    log.append(congress, lambda _: [b"two"])
    session.execute(delete(CheckpointRow).where(CheckpointRow.size == 2))
    session.execute(delete(LogEntryRow).where(LogEntryRow.position == 1))
    session.get_one(LogHeadRow, congress).size = 1
    session.commit()
    with pytest.raises(LogDamaged):
        log.append(congress, lambda _: [b"another two"])


# --- Batches --------------------------------------------------------------------------------------


def test_batch_is_ordered_by_leaf_hash_not_by_arrival(
    databases: Databases, session: Session, congress: str, item: str
) -> None:
    log = Log(databases.sessions, MASTER, pause=0.5)
    ballots = [ready(item, f"b{number}") for number in range(12)]
    receipts = submit_all(log, congress, ballots)
    stored = leaves(session, congress)
    assert stored == sorted((ballot.leaf for ballot in ballots), key=leaf_hash)
    assert session.query(CheckpointRow).count() == 1
    for receipt in receipts:
        assert isinstance(receipt, Receipt)
        check(session, congress, receipt)


def test_lone_ballot_waits_no_longer_than_the_pause(
    session: Session, log: Log, congress: str, item: str
) -> None:
    receipt = log.submit(congress, ready(item, "a"))
    assert (receipt.index, receipt.size) == (0, 1)
    check(session, congress, receipt)


def test_same_ballot_again_has_the_same_receipt_in_and_after_its_batch(
    session: Session, log: Log, congress: str, item: str
) -> None:
    ballot = ready(item, "a")
    first = submit_all(log, congress, [ballot] * 4)
    assert len(set(first)) == 1
    log.append(congress, lambda _: [b"later"])
    assert log.submit(congress, ballot) == first[0]
    assert len(leaves(session, congress)) == 2


def test_one_of_two_ballots_with_one_credential_enters(
    session: Session, log: Log, congress: str, item: str
) -> None:
    one = ready(item, "a")
    other = Ready(item, b'"b"', "t" * 43, one.credential, BALLOTS)
    answers = submit_all(log, congress, [one, other])
    assert sorted(type(answer).__name__ for answer in answers) == ["CredentialUsed", "Receipt"]
    with pytest.raises(CredentialUsed):
        log.submit(congress, Ready(item, b'"c"', "u" * 43, one.credential, BALLOTS))
    assert len(leaves(session, congress)) == 1


@pytest.mark.parametrize("state", [State.ISSUING, State.CLOSED, State.VOID])
def test_item_must_be_open_inside_the_transaction(
    session: Session, log: Log, congress: str, item: str, state: State
) -> None:
    session.get_one(ItemRow, item).state = state
    session.commit()
    with pytest.raises(NotOpen):
        log.submit(congress, ready(item, "a"))
    assert leaves(session, congress) == []


def test_ballot_of_an_item_that_is_gone_does_not_harm_its_batch(
    session: Session, log: Log, congress: str, item: str
) -> None:
    answers = submit_all(log, congress, [ready(item, "a"), ready(new_uuid(), "b")])
    assert isinstance(answers[0], Receipt)
    assert isinstance(answers[1], NotOpen)


def test_database_that_fails_says_so_and_the_ballot_can_come_again(
    databases: Databases, session: Session, log: Log, congress: str, item: str
) -> None:
    with databases.board.begin() as connection:
        connection.execute(text("ALTER TABLE checkpoint RENAME TO elsewhere"))
    answers = submit_all(log, congress, [ready(item, "a"), ready(item, "b")])
    assert all(isinstance(answer, NotWritten) for answer in answers)
    with databases.board.begin() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO checkpoint"))
    check(session, congress, log.submit(congress, ready(item, "a")))
    assert len(leaves(session, congress)) == 1


def test_stopping_writes_what_waits_and_refuses_what_comes_later(
    databases: Databases, session: Session, congress: str, item: str
) -> None:
    log = Log(databases.sessions, MASTER, pause=60)
    answers: list[Receipt] = []

    def submit() -> None:
        answers.append(log.submit(congress, ready(item, "a")))

    thread = Thread(target=submit)
    thread.start()
    # Long enough to be waiting; should it not be yet, stopping refuses it and the test fails.
    thread.join(1)
    log.close()
    thread.join()
    assert len(answers) == 1
    check(session, congress, answers[0])
    with pytest.raises(LogShutDown):
        log.submit(congress, ready(item, "b"))
    with pytest.raises(LogShutDown):
        log.append(congress, lambda _: [])


def test_closing_races_with_casting_and_nothing_falls_between(
    session: Session, log: Log, congress: str, item: str
) -> None:
    counted: list[int] = []

    def close(inner: Session) -> list[bytes]:
        inner.get_one(ItemRow, item).state = State.CLOSED
        counted.append(inner.query(BallotRow).filter_by(item=item).count())
        return [b"closed"]

    ballots = [ready(item, f"b{number}") for number in range(40)]
    with ThreadPoolExecutor(1) as pool:
        log.submit(congress, ready(item, "first"))
        closing = pool.submit(log.append, congress, close)
        answers = submit_all(log, congress, ballots)
        closing.result()
    accepted = [answer for answer in answers if isinstance(answer, Receipt)]
    assert all(isinstance(answer, Receipt | NotOpen) for answer in answers)
    assert counted == [len(accepted) + 1]
    stored = leaves(session, congress)
    assert stored.index(b"closed") == len(accepted) + 1 == len(stored) - 1


# --- Several processes ----------------------------------------------------------------------------


def start(databases: Databases, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.services.appender", databases.board_url, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_two_processes_write_one_log_without_a_fork(
    databases: Databases, session: Session, log: Log, congress: str, item: str
) -> None:
    processes = [start(databases, congress, item, name, "60", "8") for name in ("left", "right")]
    # This process writes to the same log meanwhile.
    for _ in range(20):
        log.append(congress, lambda _: [b"event"])
    outputs = [process.communicate(timeout=120)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    receipts = [line.split() for output in outputs for line in output.splitlines()]
    assert len(receipts) == 120
    stored = leaves(session, congress)
    assert len(stored) == 140
    for tracker, index, size in receipts:
        receipt = receipt_of(log, session, congress, tracker)
        assert (receipt.index, receipt.size) == (int(index), int(size))
        check(session, congress, receipt)


def test_same_ballots_from_two_processes_enter_once(
    databases: Databases, session: Session, congress: str, item: str
) -> None:
    processes = [start(databases, congress, item, "same", "40", "8") for _ in range(2)]
    outputs = [sorted(process.communicate(timeout=120)[0].split()) for process in processes]
    assert outputs[0] == outputs[1]
    assert len(leaves(session, congress)) == 40


def test_killed_process_gave_no_receipt_without_a_durable_entry(
    databases: Databases, session: Session, log: Log, congress: str, item: str
) -> None:
    known: dict[str, tuple[int, int]] = {}
    for attempt in range(3):
        process = start(databases, congress, item, f"kill{attempt}-", "20000", "8")
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(25)]
        process.send_signal(signal.SIGKILL)
        # The last line may be cut short; nobody has read it as a receipt.
        lines += [line for line in process.stdout if line.endswith("\n")]
        process.stdout.close()
        assert process.wait() == -signal.SIGKILL
        for tracker, index, size in map(str.split, lines):
            known[tracker] = (int(index), int(size))
    assert len(known) >= 75
    stored = leaves(session, congress)
    assert session.query(BallotRow).count() == len(stored)
    for tracker, place in known.items():
        receipt = receipt_of(log, session, congress, tracker)
        assert (receipt.index, receipt.size) == place
        check(session, congress, receipt)
    # The log goes on where it was.
    assert log.append(congress, lambda _: [b"after"]) == [len(stored)]
    assert len(leaves(session, congress)) == len(stored) + 1
