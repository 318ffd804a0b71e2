"""Tables and queries of scrutineers: boards, ceremonies with their seats, signatures, witnesses.

Everything here is public but the digests of invitations and device tokens. Sealed shares are
ciphertext that only their recipients can open.
"""

from collections.abc import Sequence

from sqlalchemy import ForeignKey, LargeBinary, String, Text, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from votesvc.domain.ceremony import CeremonyState
from votesvc.storage.base import BoardBase


class ScrutineersRow(BoardBase):
    """A board and the log position of its leaf; it holds for the items that come after it."""

    __tablename__ = "scrutineers"

    congress: Mapped[str] = mapped_column(ForeignKey("congress.uuid"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    trustees: Mapped[bytes] = mapped_column(LargeBinary)
    # The ceremony that made it; single keys come from none.
    ceremony: Mapped[str | None] = mapped_column(ForeignKey("ceremony.uuid"))


class CeremonyRow(BoardBase):
    """A ceremony, proposed by one person and confirmed by another."""

    __tablename__ = "ceremony"

    uuid: Mapped[str] = mapped_column(String(22), primary_key=True)
    congress: Mapped[str] = mapped_column(ForeignKey("congress.uuid"), index=True)
    number: Mapped[int]
    threshold: Mapped[int]
    state: Mapped[CeremonyState] = mapped_column(String(16), default=CeremonyState.PROPOSED)
    proposer: Mapped[str] = mapped_column(String(80))
    confirmer: Mapped[str] = mapped_column(String(80), default="")
    # Log positions of its leaves, once they are there.
    commitments: Mapped[int | None]
    board: Mapped[int | None]
    # Why it stopped, and between which seats; 0 and empty where it did not.
    seat: Mapped[int] = mapped_column(default=0)
    dealer: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(Text, default="")


class SeatRow(BoardBase):
    """A seat: who sits there, and what the device there has sent so far."""

    __tablename__ = "seat"

    ceremony: Mapped[str] = mapped_column(ForeignKey("ceremony.uuid"), primary_key=True)
    seat: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(Text)
    # SHA-256 of the invitation that is good now, and of the token of the device that used it.
    invitation: Mapped[str | None] = mapped_column(String(64), unique=True)
    device: Mapped[str | None] = mapped_column(String(64), unique=True)
    pledge: Mapped[bytes | None] = mapped_column(LargeBinary)
    deal: Mapped[bytes | None] = mapped_column(LargeBinary)
    verification_key: Mapped[bytes | None] = mapped_column(LargeBinary)


class SignatureRow(BoardBase):
    """A scrutineer's signature on a result, kept back until the announcement."""

    __tablename__ = "signature"

    item: Mapped[str] = mapped_column(ForeignKey("item.uuid"), primary_key=True)
    owner: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    signature: Mapped[bytes] = mapped_column(LargeBinary)


class CosignatureRow(BoardBase):
    """The line that a witness has put below a checkpoint."""

    __tablename__ = "cosignature"

    congress: Mapped[str] = mapped_column(ForeignKey("congress.uuid"), primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    witness: Mapped[str] = mapped_column(String(100), primary_key=True)
    line: Mapped[str] = mapped_column(Text)


# --- Boards ---------------------------------------------------------------------------------------


def board_before(session: Session, congress: str, position: int) -> ScrutineersRow | None:
    """Return the last board whose leaf stands before a position of the log."""
    return session.scalars(
        select(ScrutineersRow)
        .where(ScrutineersRow.congress == congress, ScrutineersRow.position < position)
        .order_by(ScrutineersRow.position.desc())
        .limit(1)
    ).one_or_none()


def boards(session: Session, congress: str) -> list[ScrutineersRow]:
    """Return the boards of a congress in the order of the log."""
    return list(
        session.scalars(
            select(ScrutineersRow)
            .where(ScrutineersRow.congress == congress)
            .order_by(ScrutineersRow.position)
        )
    )


# --- Ceremonies -----------------------------------------------------------------------------------


def ceremonies(session: Session, congress: str) -> list[CeremonyRow]:
    """Return the ceremonies of a congress, oldest first."""
    return list(
        session.scalars(
            select(CeremonyRow)
            .where(CeremonyRow.congress == congress)
            .order_by(CeremonyRow.number)
            .execution_options(populate_existing=True)
        )
    )


def next_ceremony_number(session: Session, congress: str) -> int:
    """Return the place of the next ceremony in the list."""
    last = session.scalar(
        select(func.max(CeremonyRow.number)).where(CeremonyRow.congress == congress)
    )
    return (last or 0) + 1


def drop_proposed(session: Session, congress: str) -> None:
    """Delete what was proposed and not confirmed."""
    proposed = select(CeremonyRow.uuid).where(
        CeremonyRow.congress == congress, CeremonyRow.state == CeremonyState.PROPOSED
    )
    session.execute(delete(SeatRow).where(SeatRow.ceremony.in_(proposed)))
    session.execute(
        delete(CeremonyRow).where(
            CeremonyRow.congress == congress, CeremonyRow.state == CeremonyState.PROPOSED
        )
    )


def seats(session: Session, ceremony: str) -> list[SeatRow]:
    """Return the seats of a ceremony in order."""
    return list(
        session.scalars(
            select(SeatRow)
            .where(SeatRow.ceremony == ceremony)
            .order_by(SeatRow.seat)
            .execution_options(populate_existing=True)
        )
    )


def seat_of_invitation(session: Session, digest: str) -> SeatRow | None:
    """Return the seat that an invitation is good for."""
    return session.scalar(
        select(SeatRow)
        .where(SeatRow.invitation == digest)
        .execution_options(populate_existing=True)
    )


def seat_of_device(session: Session, digest: str) -> SeatRow | None:
    """Return the seat of the device with this token."""
    return session.scalar(
        select(SeatRow).where(SeatRow.device == digest).execution_options(populate_existing=True)
    )


# --- Signatures and witnesses ---------------------------------------------------------------------


def signatures(session: Session, item: str) -> list[SignatureRow]:
    """Return the signatures on hold for an item by owner."""
    return list(
        session.scalars(
            select(SignatureRow).where(SignatureRow.item == item).order_by(SignatureRow.owner)
        )
    )


def cosignatures(session: Session, congress: str, size: int) -> Sequence[str]:
    """Return the lines below the checkpoint of a size, by witness."""
    return session.scalars(
        select(CosignatureRow.line)
        .where(CosignatureRow.congress == congress, CosignatureRow.size == size)
        .order_by(CosignatureRow.witness)
    ).all()
