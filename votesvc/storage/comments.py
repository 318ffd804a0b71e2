"""Tables and queries of what comments and supports leave behind, and of what answers them.

As with ballots, no column holds a time, an address or a counter, keys are digests, and tables have
no hidden row numbers. What a comment says stands in the log alone, once it is published.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    ScalarSelect,
    String,
    UniqueConstraint,
    and_,
    func,
    insert,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from votesvc.storage.base import BoardBase
from votesvc.storage.board import LogEntryRow, Logged
from votesvc.storage.hearings import HearingRow

_WITHOUT_ROW_NUMBERS = {"sqlite_with_rowid": False}


class CommentRow(BoardBase):
    """All that is kept of a comment beside its leaf: two digests, the hearing, the position."""

    __tablename__ = "comment"
    __table_args__ = (UniqueConstraint("hearing", "credential"), _WITHOUT_ROW_NUMBERS)

    hearing: Mapped[str] = mapped_column(ForeignKey("hearing.uuid"), primary_key=True)
    commitment: Mapped[str] = mapped_column(String(64), primary_key=True)
    credential: Mapped[str] = mapped_column(String(64))
    position: Mapped[int]


class SupportRow(BoardBase):
    """All that is kept of a support beside its leaf; `credential` is the digest of a pseudonym."""

    __tablename__ = "support"
    __table_args__ = _WITHOUT_ROW_NUMBERS

    hearing: Mapped[str] = mapped_column(ForeignKey("hearing.uuid"), primary_key=True)
    credential: Mapped[str] = mapped_column(String(64), primary_key=True)
    commitment: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]


class OpeningRow(BoardBase):
    """A comment that was published, or withheld for a `reason`, in the entry at `position`."""

    __tablename__ = "opening"
    __table_args__ = _WITHOUT_ROW_NUMBERS

    hearing: Mapped[str] = mapped_column(ForeignKey("hearing.uuid"), primary_key=True)
    commitment: Mapped[str] = mapped_column(String(64), primary_key=True)
    reason: Mapped[str | None] = mapped_column(String(32))
    position: Mapped[int]


class ReplyRow(BoardBase):
    """An answer to a published comment, in the entry at `position`."""

    __tablename__ = "reply"
    __table_args__ = _WITHOUT_ROW_NUMBERS

    hearing: Mapped[str] = mapped_column(ForeignKey("hearing.uuid"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    commitment: Mapped[str] = mapped_column(String(64))


class MinutesRow(BoardBase):
    """What was said in the hall, or a correction of it, in the entry at `position`."""

    __tablename__ = "minutes"
    __table_args__ = _WITHOUT_ROW_NUMBERS

    hearing: Mapped[str] = mapped_column(ForeignKey("hearing.uuid"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


@dataclass(frozen=True, slots=True)
class OpenedComment:
    """What became of a comment; `reason` is that for which it was withheld, None if published."""

    commitment: str
    reason: str | None
    position: int


def comments_of(
    session: Session, hearing: str, credentials: Sequence[str], commitments: Sequence[str]
) -> list[Logged]:
    """Return the comments with any of these credential digests, then those with a commitment.

    One that has both stands there twice.
    """
    own = CommentRow.hearing == hearing
    # Two queries, each in the order of its index: SQLite would otherwise read the whole hearing.
    by_credential = _comments(
        session, and_(own, CommentRow.credential.in_(credentials)), CommentRow.credential
    )
    return by_credential + _comments(session, and_(own, CommentRow.commitment.in_(commitments)))


def comment_by_commitment(session: Session, congress: str, commitment: str) -> Logged | None:
    """Return the comment with this commitment in any hearing of the congress."""
    own = select(HearingRow.uuid).where(HearingRow.congress == congress)
    found = _comments(
        session, and_(CommentRow.commitment == commitment, CommentRow.hearing.in_(own))
    )
    return next(iter(found), None)


def all_comments(session: Session, hearing: str) -> list[Logged]:
    """Return the comments of a hearing in the order of their commitments."""
    return _comments(session, CommentRow.hearing == hearing)


def count_comments(session: Session, hearing: str) -> int:
    """Count the comments of a hearing."""
    statement = select(func.count()).select_from(CommentRow).where(CommentRow.hearing == hearing)
    return session.scalar(statement) or 0


def supports_of(
    session: Session, hearing: str, credentials: Sequence[str], commitments: Sequence[str]
) -> list[Logged]:
    """Return the supports by any of these pseudonyms for any of these comments."""
    rows = session.execute(
        select(
            SupportRow.commitment, SupportRow.hearing, SupportRow.credential, SupportRow.position
        ).where(
            SupportRow.hearing == hearing,
            SupportRow.credential.in_(credentials),
            SupportRow.commitment.in_(commitments),
        )
    )
    return [Logged(*row) for row in rows]


def count_supports(session: Session, hearing: str) -> dict[str, int]:
    """Return how many pseudonyms support each comment that any supports."""
    rows = session.execute(
        select(SupportRow.commitment, func.count().label("supports"))
        .where(SupportRow.hearing == hearing)
        .group_by(SupportRow.commitment)
    )
    return {row.commitment: row.supports for row in rows}


def openings(session: Session, hearing: str) -> dict[str, OpenedComment]:
    """Return what became of every comment that was opened, by its commitment."""
    rows = session.execute(
        select(OpeningRow.commitment, OpeningRow.reason, OpeningRow.position).where(
            OpeningRow.hearing == hearing
        )
    )
    return {row[0]: OpenedComment(*row) for row in rows}


def published_of(session: Session, hearing: str, commitments: Sequence[str]) -> set[str]:
    """Return which of these comments are published."""
    return set(
        session.scalars(
            select(OpeningRow.commitment).where(
                OpeningRow.hearing == hearing,
                OpeningRow.commitment.in_(commitments),
                OpeningRow.reason.is_(None),
            )
        )
    )


def replies(session: Session, hearing: str) -> list[tuple[str, bytes]]:
    """Return the commitment answered and the leaf of every reply, in the order of the log."""
    rows = session.execute(
        select(ReplyRow.commitment, LogEntryRow.leaf)
        .join(LogEntryRow, LogEntryRow.position == ReplyRow.position)
        .where(ReplyRow.hearing == hearing, LogEntryRow.congress == _congress(hearing))
        .order_by(ReplyRow.position)
    )
    return [(commitment, leaf) for commitment, leaf in rows]


def minutes(session: Session, hearing: str) -> list[bytes]:
    """Return the leaves of the minutes and their corrections, in the order of the log."""
    return list(
        session.scalars(
            select(LogEntryRow.leaf)
            .join(MinutesRow, LogEntryRow.position == MinutesRow.position)
            .where(MinutesRow.hearing == hearing, LogEntryRow.congress == _congress(hearing))
            .order_by(MinutesRow.position)
        )
    )


def published_leaves(session: Session, hearing: str) -> list[bytes]:
    """Return the leaves that publish comments of a hearing, in the order of the log."""
    return list(
        session.scalars(
            select(LogEntryRow.leaf)
            .join(OpeningRow, LogEntryRow.position == OpeningRow.position)
            .where(
                OpeningRow.hearing == hearing,
                OpeningRow.reason.is_(None),
                LogEntryRow.congress == _congress(hearing),
            )
            .order_by(OpeningRow.position)
        )
    )


def add_comments(session: Session, comments: Sequence[Logged]) -> None:
    """Store what comments leave behind beside their leaves."""
    session.execute(insert(CommentRow), [_row(one) for one in comments])


def add_supports(session: Session, supports: Sequence[Logged]) -> None:
    """Store what supports leave behind beside their leaves."""
    session.execute(insert(SupportRow), [_row(one) for one in supports])


def add_openings(session: Session, hearing: str, opened: Sequence[OpenedComment]) -> None:
    """Store what became of comments."""
    session.execute(insert(OpeningRow), [{"hearing": hearing, **asdict(one)} for one in opened])


def _congress(hearing: str) -> ScalarSelect[str]:
    return select(HearingRow.congress).where(HearingRow.uuid == hearing).scalar_subquery()


def _row(logged: Logged) -> dict[str, str | int]:
    return {
        "hearing": logged.item,
        "commitment": logged.tracker,
        "credential": logged.credential,
        "position": logged.position,
    }


def _comments(
    session: Session,
    condition: ColumnElement[bool],
    order: InstrumentedAttribute[str] = CommentRow.commitment,
) -> list[Logged]:
    rows = session.execute(
        select(
            CommentRow.commitment, CommentRow.hearing, CommentRow.credential, CommentRow.position
        )
        .where(condition)
        .order_by(order)
    )
    return [Logged(*row) for row in rows]
