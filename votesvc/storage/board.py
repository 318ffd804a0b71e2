"""Tables and queries of the log and of what a ballot leaves behind.

No column here holds a time, an address or a counter. The position in the log, shuffled within
each batch, is the only order there is; tables have no hidden row numbers either.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    and_,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from votesvc.domain.lifecycle import State
from votesvc.storage.agenda import ItemRow
from votesvc.storage.base import BoardBase

_WITHOUT_ROW_NUMBERS = {"sqlite_with_rowid": False}


class LogHeadRow(BoardBase):
    """The size of one congress's log; whoever appends locks this row first."""

    __tablename__ = "log_head"
    __table_args__ = _WITHOUT_ROW_NUMBERS

    congress: Mapped[str] = mapped_column(String(22), primary_key=True)
    size: Mapped[int]


class LogEntryRow(BoardBase):
    """One leaf and its hash."""

    __tablename__ = "log_entry"
    __table_args__ = _WITHOUT_ROW_NUMBERS

    congress: Mapped[str] = mapped_column(ForeignKey("log_head.congress"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    leaf: Mapped[bytes] = mapped_column(LargeBinary)


class CheckpointRow(BoardBase):
    """The signed checkpoint of each size at which the log was committed."""

    __tablename__ = "checkpoint"
    __table_args__ = _WITHOUT_ROW_NUMBERS

    congress: Mapped[str] = mapped_column(ForeignKey("log_head.congress"), primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    note: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True, slots=True)
class Logged:
    """A ballot that is in the log, as a plain value."""

    tracker: str
    item: str
    credential: str
    position: int


@dataclass(frozen=True, slots=True)
class Box:
    """An item as casting sees it, with the ballot that was cast with a credential, if any."""

    congress: str
    state: State
    election: bytes | None
    public_key: bytes | None
    logged: Logged | None


class BallotRow(BoardBase):
    """All that is kept of a ballot beside its leaf: two digests, the item, the position."""

    __tablename__ = "ballot"
    __table_args__ = (UniqueConstraint("item", "credential"), _WITHOUT_ROW_NUMBERS)

    tracker: Mapped[str] = mapped_column(String(43), primary_key=True)
    item: Mapped[str] = mapped_column(ForeignKey("item.uuid"))
    credential: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]


def lock_log(session: Session, congress: str) -> int | None:
    """Lock the log until the transaction ends and return its size; must be the first statement."""
    return session.scalar(
        update(LogHeadRow)
        .where(LogHeadRow.congress == congress)
        .values(size=LogHeadRow.size)
        .returning(LogHeadRow.size)
        .execution_options(synchronize_session=False)
    )


def log_size(session: Session, congress: str) -> int:
    """Return the size of a log; inside the locked transaction this is where the next leaf goes."""
    return session.scalars(select(LogHeadRow.size).where(LogHeadRow.congress == congress)).one()


def set_size(session: Session, congress: str, size: int) -> None:
    """Move the head of a locked log."""
    session.execute(
        update(LogHeadRow)
        .where(LogHeadRow.congress == congress)
        .values(size=size)
        .execution_options(synchronize_session=False)
    )


def hashes(session: Session, congress: str, start: int, end: int) -> list[bytes]:
    """Return the leaf hashes start <= position < end."""
    return list(
        session.scalars(
            select(LogEntryRow.hash)
            .where(
                LogEntryRow.congress == congress,
                LogEntryRow.position >= start,
                LogEntryRow.position < end,
            )
            .order_by(LogEntryRow.position)
        )
    )


def leaves(session: Session, congress: str, start: int, end: int) -> list[bytes]:
    """Return the leaves start <= position < end."""
    return list(
        session.scalars(
            select(LogEntryRow.leaf)
            .where(
                LogEntryRow.congress == congress,
                LogEntryRow.position >= start,
                LogEntryRow.position < end,
            )
            .order_by(LogEntryRow.position)
        )
    )


def leaf(session: Session, congress: str, position: int) -> bytes:
    """Return the leaf at a position that the log has reached."""
    [found] = leaves(session, congress, position, position + 1)
    return found


def latest_checkpoint(session: Session, congress: str) -> CheckpointRow:
    """Return the checkpoint of the whole log, which has at least one leaf."""
    statement = (
        select(CheckpointRow)
        .where(CheckpointRow.congress == congress)
        .order_by(CheckpointRow.size.desc())
        .limit(1)
    )
    return session.scalars(statement).one()


def covering_checkpoint(session: Session, congress: str, position: int) -> CheckpointRow:
    """Return the first checkpoint that covers a logged position: always the same one."""
    statement = (
        select(CheckpointRow)
        .where(CheckpointRow.congress == congress, CheckpointRow.size > position)
        .order_by(CheckpointRow.size)
        .limit(1)
    )
    return session.scalars(statement).one()


def ballot_by_tracker(session: Session, tracker: str) -> Logged | None:
    """Return the ballot with this tracker."""
    return next(iter(_ballots(session, BallotRow.tracker == tracker)), None)


def look_into(session: Session, item: str, credential: str) -> Box | None:
    """Return what casting needs to know of an item, in one query."""
    row = session.execute(
        select(
            ItemRow.congress,
            ItemRow.state,
            ItemRow.election,
            ItemRow.public_key,
            BallotRow.tracker,
            BallotRow.position,
        )
        .outerjoin(
            BallotRow, and_(BallotRow.item == ItemRow.uuid, BallotRow.credential == credential)
        )
        .where(ItemRow.uuid == item)
    ).one_or_none()
    if row is None:
        return None
    congress, state, election, public_key, tracker, position = row
    # The join leaves this empty when nothing was cast, which its type does not tell.
    found: str | None = tracker
    logged = None if found is None else Logged(found, item, credential, position)
    return Box(congress, State(state), election, public_key, logged)


def spent(session: Session, item: str, credentials: Sequence[str]) -> list[Logged]:
    """Return the ballots of this item cast with any of these credential digests."""
    return _ballots(session, and_(BallotRow.item == item, BallotRow.credential.in_(credentials)))


def add_ballots(session: Session, ballots: Sequence[Logged]) -> None:
    """Store what ballots leave behind beside their leaves."""
    session.execute(insert(BallotRow), [asdict(ballot) for ballot in ballots])


def add_entries(
    session: Session, congress: str, start: int, entries: Sequence[tuple[bytes, bytes]]
) -> None:
    """Store leaves with their hashes from position `start` on."""
    session.execute(
        insert(LogEntryRow),
        [
            {"congress": congress, "position": position, "leaf": leaf, "hash": digest}
            for position, (leaf, digest) in enumerate(entries, start=start)
        ],
    )


def add_checkpoint(session: Session, congress: str, size: int, note: str) -> None:
    """Store the signed checkpoint of a size."""
    session.execute(insert(CheckpointRow), [{"congress": congress, "size": size, "note": note}])


def count_ballots(session: Session, item: str) -> int:
    """Count the ballots of the item: R."""
    statement = select(func.count()).select_from(BallotRow).where(BallotRow.item == item)
    return session.scalar(statement) or 0


def ballot_leaves(session: Session, congress: str, item: str, skip: int = 0) -> list[bytes]:
    """Return the leaves of the item's ballots in log order, without the first `skip`."""
    return list(
        session.scalars(
            select(LogEntryRow.leaf)
            .join(BallotRow, BallotRow.position == LogEntryRow.position)
            .where(LogEntryRow.congress == congress, BallotRow.item == item)
            .order_by(LogEntryRow.position)
            .offset(skip)
        )
    )


def _ballots(session: Session, condition: ColumnElement[bool]) -> list[Logged]:
    rows = session.execute(
        select(BallotRow.tracker, BallotRow.item, BallotRow.credential, BallotRow.position).where(
            condition
        )
    )
    return [Logged(*row) for row in rows]
