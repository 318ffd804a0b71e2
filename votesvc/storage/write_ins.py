"""Tables of names written in: slips of closed elections, their shares, and spellings merged.

Nothing here is older than the closing of an item, and nothing says which ballot a name was on.
"""

from sqlalchemy import ForeignKey, LargeBinary, String, Text, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from votesvc.storage.base import BoardBase


class SlipsRow(BoardBase):
    """One block of shuffled slips with its proof, as it stands in the log.

    `place` 0 is the service's shuffle; behind it stand those of scrutineers, each with its owner.
    """

    __tablename__ = "slips"

    item: Mapped[str] = mapped_column(ForeignKey("item.uuid"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    block: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    owner: Mapped[int]
    slips: Mapped[bytes] = mapped_column(LargeBinary)
    signature: Mapped[bytes] = mapped_column(LargeBinary)


class SlipShareRow(BoardBase):
    """A checked partial decryption of a block, kept back until the announcement."""

    __tablename__ = "slip_share"

    item: Mapped[str] = mapped_column(ForeignKey("item.uuid"), primary_key=True)
    block: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    owner: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    factors: Mapped[bytes] = mapped_column(LargeBinary)


class WrittenRow(BoardBase):
    """The names that the slips of an item hold, once enough shares are there."""

    __tablename__ = "written"

    item: Mapped[str] = mapped_column(ForeignKey("item.uuid"), primary_key=True)
    names: Mapped[bytes] = mapped_column(LargeBinary)


class MergeRow(BoardBase):
    """Spellings that one person says are one name; `second` is empty until another agrees."""

    __tablename__ = "merge"

    item: Mapped[str] = mapped_column(ForeignKey("item.uuid"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    into: Mapped[str] = mapped_column(Text)
    names: Mapped[bytes] = mapped_column(LargeBinary)
    reason: Mapped[str] = mapped_column(Text)
    first: Mapped[str] = mapped_column(String(80))
    second: Mapped[str] = mapped_column(String(80), default="")
    merged_at: Mapped[str] = mapped_column(String(20), default="")


def slips(session: Session, item: str) -> list[SlipsRow]:
    """Return the blocks of an item in order, as the last shuffle left them."""
    last = select(func.max(SlipsRow.place)).where(SlipsRow.item == item).scalar_subquery()
    query = select(SlipsRow).where(SlipsRow.item == item, SlipsRow.place == last)
    return list(session.scalars(query.order_by(SlipsRow.block)))


def has_slips(session: Session, item: str) -> bool:
    """Say whether an item has any slips."""
    query = select(SlipsRow.block).where(SlipsRow.item == item).limit(1)
    return session.scalar(query) is not None


def shuffled_by(session: Session, item: str, owner: int) -> list[SlipsRow]:
    """Return the blocks of an item in order, as this owner shuffled them; none before."""
    query = select(SlipsRow).where(SlipsRow.item == item, SlipsRow.owner == owner)
    return list(session.scalars(query.order_by(SlipsRow.block)))


def shufflers(session: Session, item: str) -> list[int]:
    """Return which scrutineers have shuffled the slips of an item, in order."""
    query = select(SlipsRow.owner).where(
        SlipsRow.item == item, SlipsRow.place > 0, SlipsRow.block == 0
    )
    return list(session.scalars(query.order_by(SlipsRow.place)))


def slip_shares(session: Session, item: str) -> list[SlipShareRow]:
    """Return the shares on hold for an item by block and owner."""
    return list(
        session.scalars(
            select(SlipShareRow)
            .where(SlipShareRow.item == item)
            .order_by(SlipShareRow.block, SlipShareRow.owner)
        )
    )


def merges(session: Session, item: str) -> list[MergeRow]:
    """Return the merges of an item in the order in which they were proposed."""
    return list(
        session.scalars(
            select(MergeRow)
            .where(MergeRow.item == item)
            .order_by(MergeRow.number)
            .execution_options(populate_existing=True)
        )
    )


def drop_pending(session: Session, item: str) -> None:
    """Delete the merge of an item that waits for the second person, if there is one."""
    session.execute(delete(MergeRow).where(MergeRow.item == item, MergeRow.second == ""))
