"""Tables and queries of what was done before a ballot, and of its result being posted."""

from datetime import date

from sqlalchemy import ForeignKey, LargeBinary, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from votesvc.storage.base import BoardBase
from votesvc.storage.hearings import HearingRow


class PreparedRow(BoardBase):
    """A preparation on record: its day, its document, and the log position of its leaf."""

    __tablename__ = "prepared"

    item: Mapped[str] = mapped_column(ForeignKey("item.uuid"), primary_key=True)
    gate: Mapped[str] = mapped_column(String(16), primary_key=True)
    day: Mapped[date]
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class PostedRow(BoardBase):
    """The log position of an item's posting, and the box for objections to it, if it has one."""

    __tablename__ = "posted"

    item: Mapped[str] = mapped_column(ForeignKey("item.uuid"), primary_key=True)
    position: Mapped[int]
    box: Mapped[str | None] = mapped_column(ForeignKey("hearing.uuid"), index=True)


def prepared(session: Session, item: str) -> list[tuple[str, date, int, str]]:
    """Return gate, day, log position and document's name of every preparation of an item."""
    rows = session.execute(
        select(PreparedRow.gate, PreparedRow.day, PreparedRow.position, PreparedRow.name)
        .where(PreparedRow.item == item)
        .order_by(PreparedRow.position)
    )
    return [(gate, day, position, name) for gate, day, position, name in rows]


def document(session: Session, item: str, gate: str) -> bytes | None:
    """Return the document of a preparation."""
    return session.scalar(
        select(PreparedRow.data).where(PreparedRow.item == item, PreparedRow.gate == gate)
    )


def posted_position(session: Session, item: str) -> int | None:
    """Return where in the log an item's posting stands."""
    return session.scalar(select(PostedRow.position).where(PostedRow.item == item))


def boxes(session: Session, congress: str) -> set[str]:
    """Return the boxes that postings of a congress name for objections."""
    found = select(PostedRow.box).join(HearingRow, HearingRow.uuid == PostedRow.box)
    return {box for box in session.scalars(found.where(HearingRow.congress == congress)) if box}


def posted_with(session: Session, box: str) -> str | None:
    """Return the item, or the first of a family, whose posting has this box for objections."""
    return session.scalar(
        select(PostedRow.item).where(PostedRow.box == box).order_by(PostedRow.position).limit(1)
    )
