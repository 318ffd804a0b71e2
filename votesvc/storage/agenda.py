"""Tables and queries of the public agenda: congresses, items, proposals, shares on hold."""

from sqlalchemy import ForeignKey, LargeBinary, String, Text, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from votesvc.domain.lifecycle import State
from votesvc.storage.base import BoardBase


class CongressRow(BoardBase):
    """A congress as everybody may see it."""

    __tablename__ = "congress"

    uuid: Mapped[str] = mapped_column(String(22), primary_key=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    vkey: Mapped[str] = mapped_column(Text)
    entitled: Mapped[int | None]
    # From the moment the board is set: its keys, and the log position of its leaf.
    trustees: Mapped[bytes | None] = mapped_column(LargeBinary)
    board_position: Mapped[int | None]


class GroupRow(BoardBase):
    """How many are entitled in one group of voters of a congress, as the log says."""

    __tablename__ = "voter_group"

    congress: Mapped[str] = mapped_column(ForeignKey("congress.uuid"), primary_key=True)
    name: Mapped[str] = mapped_column(String(300), primary_key=True)
    entitled: Mapped[int]


class ItemRow(BoardBase):
    """An agenda item; what stands below `state` is empty until the item has come that far."""

    __tablename__ = "item"

    uuid: Mapped[str] = mapped_column(String(22), primary_key=True)
    congress: Mapped[str] = mapped_column(ForeignKey("congress.uuid"), index=True)
    number: Mapped[int]
    spec: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[State] = mapped_column(String(16), default=State.DRAFT)
    # From the moment it is ready: the log position of its leaf, its election, its key.
    position: Mapped[int | None]
    election: Mapped[bytes | None] = mapped_column(LargeBinary)
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    # From the moment it is closed: A, I, R, the issued list, the time, the encrypted tally.
    present: Mapped[int | None]
    issued: Mapped[int | None]
    returned: Mapped[int | None]
    issued_list: Mapped[str | None] = mapped_column(Text)
    closed_at: Mapped[str | None] = mapped_column(String(20))
    tally: Mapped[bytes | None] = mapped_column(LargeBinary)
    # From the moment it is counted; it enters the log with the announcement.
    result: Mapped[bytes | None] = mapped_column(LargeBinary)
    # From the moment it is announced: the log position of the announcement.
    announced: Mapped[int | None]


class ProposalRow(BoardBase):
    """A step that one person has proposed and another has not confirmed yet."""

    __tablename__ = "proposal"

    item: Mapped[str] = mapped_column(ForeignKey("item.uuid"), primary_key=True)
    action: Mapped[str] = mapped_column(String(16))
    proposer: Mapped[str] = mapped_column(String(80))
    # Why a round is to be void; empty for every other step.
    reason: Mapped[str] = mapped_column(Text, default="")


class ShareRow(BoardBase):
    """A checked partial decryption, kept back until the announcement."""

    __tablename__ = "share"

    item: Mapped[str] = mapped_column(ForeignKey("item.uuid"), primary_key=True)
    owner: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    factors: Mapped[bytes] = mapped_column(LargeBinary)


def congresses(session: Session) -> list[CongressRow]:
    """Return all congresses in the order they were made."""
    return list(
        session.scalars(
            select(CongressRow)
            .order_by(CongressRow.number)
            .execution_options(populate_existing=True)
        )
    )


def next_congress_number(session: Session) -> int:
    """Return the place of the next congress in the list."""
    return (session.scalar(select(func.max(CongressRow.number))) or 0) + 1


def groups(session: Session, congress: str) -> dict[str, int]:
    """Return how many are entitled in each group of voters."""
    rows = session.scalars(select(GroupRow).where(GroupRow.congress == congress))
    return {row.name: row.entitled for row in rows}


def items(session: Session, congress: str) -> list[ItemRow]:
    """Return the agenda in order."""
    return list(
        session.scalars(
            select(ItemRow)
            .where(ItemRow.congress == congress)
            .order_by(ItemRow.number)
            .execution_options(populate_existing=True)
        )
    )


def next_item_number(session: Session, congress: str) -> int:
    """Return the place of the next item on the agenda."""
    last = session.scalar(select(func.max(ItemRow.number)).where(ItemRow.congress == congress))
    return (last or 0) + 1


def public_items(session: Session, congress: str) -> list[tuple[str, State, int, bytes]]:
    """Return uuid, state, log position and spec of the items that are on record, in order."""
    rows = session.execute(
        select(ItemRow.uuid, ItemRow.state, ItemRow.position, ItemRow.spec)
        .where(ItemRow.congress == congress, ItemRow.position.is_not(None))
        .order_by(ItemRow.number)
    )
    return [(uuid, State(state), position or 0, spec) for uuid, state, position, spec in rows]


def state_of(session: Session, item: str) -> State | None:
    """Return the state of an item as it stands in the database now."""
    state = session.scalar(select(ItemRow.state).where(ItemRow.uuid == item))
    return None if state is None else State(state)


def lock_item(session: Session, item: str) -> State | None:
    """Lock the item until the transaction ends and return its state."""
    state = session.scalar(
        update(ItemRow)
        .where(ItemRow.uuid == item)
        .values(state=ItemRow.state)
        .returning(ItemRow.state)
        .execution_options(synchronize_session=False)
    )
    return None if state is None else State(state)


def delete_item(session: Session, item: str, state: State) -> bool:
    """Delete the item if it is in this state, and say whether it was."""
    deleted = session.scalar(
        delete(ItemRow)
        .where(ItemRow.uuid == item, ItemRow.state == state)
        .returning(ItemRow.uuid)
        .execution_options(synchronize_session=False)
    )
    return deleted is not None


def drop_proposal(session: Session, item: str) -> None:
    """Delete the proposal for an item, if there is one."""
    session.execute(delete(ProposalRow).where(ProposalRow.item == item))


def shares(session: Session, item: str) -> list[ShareRow]:
    """Return the shares on hold for an item by owner."""
    return list(
        session.scalars(select(ShareRow).where(ShareRow.item == item).order_by(ShareRow.owner))
    )
