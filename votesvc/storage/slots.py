"""Tables and queries of the credentials of hearings: two keys, and several slots for each holder.

What an item has in one row, a hearing has by kind and slot: those of its `IssuingRow` are empty.
"""

from dataclasses import dataclass

from sqlalchemy import ForeignKey, ForeignKeyConstraint, LargeBinary, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from votesvc.domain.credentials import BALLOT, Slot
from votesvc.storage.base import RollBase
from votesvc.storage.passes import CollectedRow


class SlotKeyRow(RollBase):
    """One of the two keys of a hearing; the private half is erased when issuing ends."""

    __tablename__ = "slot_key"

    item: Mapped[str] = mapped_column(ForeignKey("issuing.item"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    # So many credentials each holder can collect under this key.
    slots: Mapped[int]
    private_key: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)


class SlotRow(RollBase):
    """One credential issued for a hearing; as `CollectedRow`, and one at most for each slot."""

    __tablename__ = "slot"
    __table_args__ = (
        ForeignKeyConstraint(["item", "kind"], ["slot_key.item", "slot_key.kind"]),
        {"sqlite_with_rowid": False},
    )

    item: Mapped[str] = mapped_column(String(22), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    holder: Mapped[str] = mapped_column(String(80), primary_key=True)
    pass_id: Mapped[str] = mapped_column(ForeignKey("pass.id"))
    request: Mapped[str] = mapped_column(String(64))
    answer: Mapped[bytes] = mapped_column(LargeBinary)


@dataclass(frozen=True, slots=True)
class Handover:
    """A credential that was issued: who holds it, the hash of the request, and the answer."""

    holder: str
    pass_id: str
    request: str
    answer: bytes


def slot_key(session: Session, item: str, kind: str) -> SlotKeyRow | None:
    """Return the key of a hearing for one kind of credentials."""
    return session.get(SlotKeyRow, (item, kind), populate_existing=True)


def slot_keys(session: Session, item: str) -> dict[str, bytes]:
    """Return the public keys of a hearing by kind."""
    rows = session.execute(
        select(SlotKeyRow.kind, SlotKeyRow.public_key).where(SlotKeyRow.item == item)
    )
    return {row.kind: row.public_key for row in rows}


def set_slots(session: Session, item: str, kind: str, slots: int) -> None:
    """Change how many credentials of this kind each holder can collect."""
    session.execute(
        update(SlotKeyRow)
        .where(SlotKeyRow.item == item, SlotKeyRow.kind == kind)
        .values(slots=slots)
        .execution_options(synchronize_session=False)
    )


def erase_slot_keys(session: Session, item: str) -> None:
    """Erase the private keys of a hearing."""
    session.execute(
        update(SlotKeyRow)
        .where(SlotKeyRow.item == item)
        .values(private_key=b"")
        .execution_options(synchronize_session=False)
    )


def handover(session: Session, item: str, slot: Slot, holder: str) -> Handover | None:
    """Return what this holder has collected of an item or hearing, if anything."""
    row: CollectedRow | SlotRow | None
    if slot == BALLOT:
        row = session.get(CollectedRow, (item, holder))
    else:
        row = session.get(SlotRow, (item, slot.kind, slot.number, holder))
    return None if row is None else Handover(row.holder, row.pass_id, row.request, row.answer)


def add_handover(session: Session, item: str, slot: Slot, given: Handover) -> None:
    """Store a credential that is issued."""
    shared = {
        "item": item,
        "holder": given.holder,
        "pass_id": given.pass_id,
        "request": given.request,
        "answer": given.answer,
    }
    if slot == BALLOT:
        session.add(CollectedRow(**shared))
    else:
        session.add(SlotRow(kind=slot.kind, number=slot.number, **shared))


def comment_slots(session: Session, item: str) -> list[tuple[str, int]]:
    """Return pass id and number of every credential for a comment that was issued."""
    rows = session.execute(
        select(SlotRow.pass_id, SlotRow.number).where(
            SlotRow.item == item, SlotRow.kind == "comment"
        )
    )
    return [(row.pass_id, row.number) for row in rows]


def count_comment_slots(session: Session, item: str) -> int:
    """Count the credentials issued for comments in a hearing: its I."""
    statement = (
        select(func.count())
        .select_from(SlotRow)
        .where(SlotRow.item == item, SlotRow.kind == "comment")
    )
    return session.scalar(statement) or 0
