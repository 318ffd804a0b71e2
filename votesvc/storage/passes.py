"""Tables and queries of passes, issuing keys and issued credentials."""

from sqlalchemy import ForeignKey, LargeBinary, String, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from votesvc.storage.base import RollBase


class PassRow(RollBase):
    """A pass by its SHA-256; `member` is None on a drawn slip, `device` until it is redeemed."""

    __tablename__ = "pass"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    congress: Mapped[str] = mapped_column(ForeignKey("roll.congress"))
    member: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    device: Mapped[str | None] = mapped_column(String(64), unique=True)
    expires: Mapped[str | None] = mapped_column(String(20))
    revoked: Mapped[bool] = mapped_column(default=False)
    # Stays true when the device is freed for another pass.
    redeemed: Mapped[bool] = mapped_column(default=False)


class IssuingRow(RollBase):
    """The credential key of one item; the private half is erased when issuing ends."""

    __tablename__ = "issuing"

    item: Mapped[str] = mapped_column(String(22), primary_key=True)
    congress: Mapped[str] = mapped_column(ForeignKey("roll.congress"))
    state: Mapped[str] = mapped_column(String(8), default="prepared")
    round: Mapped[int | None]
    present: Mapped[int | None]
    private_key: Mapped[bytes] = mapped_column(LargeBinary)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)


class IssuingGroupRow(RollBase):
    """The group of voters that an item is for; an item without a row is for everybody."""

    __tablename__ = "issuing_group"

    item: Mapped[str] = mapped_column(ForeignKey("issuing.item"), primary_key=True)
    group: Mapped[str] = mapped_column(String(40))


class CollectedRow(RollBase):
    """One issued credential; without a time, and one at most for each holder and item.

    `holder` is the person of a named pass or else the pass itself, so that a replaced pass cannot
    collect again what its holder has.
    """

    __tablename__ = "collected"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own spelling

    item: Mapped[str] = mapped_column(ForeignKey("issuing.item"), primary_key=True)
    holder: Mapped[str] = mapped_column(String(80), primary_key=True)
    pass_id: Mapped[str] = mapped_column(ForeignKey("pass.id"))
    request: Mapped[str] = mapped_column(String(64))
    answer: Mapped[bytes] = mapped_column(LargeBinary)


def passes_of(session: Session, members: list[int]) -> dict[int, PassRow]:
    """Return the valid pass, or else a withdrawn one, of each of these people who has any."""
    rows = session.scalars(
        select(PassRow).where(PassRow.member.in_(members)).order_by(PassRow.revoked.desc())
    )
    return {row.member: row for row in rows if row.member is not None}


def revoke_passes(session: Session, member: int) -> None:
    """Withdraw every pass of this person."""
    session.execute(update(PassRow).where(PassRow.member == member).values(revoked=True))


def count_redeemed(session: Session, member: int) -> int:
    """Count this person's passes that have ever been on a phone."""
    statement = (
        select(func.count())
        .select_from(PassRow)
        .where(PassRow.member == member, PassRow.redeemed.is_(True))
    )
    return session.scalar(statement) or 0


def pass_of_device(session: Session, device: str) -> PassRow | None:
    """Return the pass that this device has redeemed."""
    return session.scalar(select(PassRow).where(PassRow.device == device))


def count_slips(session: Session, congress: str) -> int:
    """Count the printed slips."""
    return _count_slips(session, congress, redeemed=False)


def count_slips_redeemed(session: Session, congress: str) -> int:
    """Count the slips that are on a phone."""
    return _count_slips(session, congress, redeemed=True)


def lock_issuing(session: Session, item: str) -> IssuingRow | None:
    """Return the item's issuing with its row locked until the transaction ends."""
    touched = session.execute(
        update(IssuingRow)
        .where(IssuingRow.item == item)
        .values(state=IssuingRow.state)
        .returning(IssuingRow.item)
        .execution_options(synchronize_session=False)
    ).first()
    if touched is None:
        return None
    return session.get_one(IssuingRow, item, populate_existing=True)


def group_of_item(session: Session, item: str) -> str | None:
    """Return the group that an item is for, None for everybody."""
    row = session.get(IssuingGroupRow, item)
    return None if row is None else row.group


def collected_passes(session: Session, item: str) -> list[str]:
    """Return the ids of the passes that have collected the item's credential."""
    return list(session.scalars(select(CollectedRow.pass_id).where(CollectedRow.item == item)))


def count_collected(session: Session, item: str) -> int:
    """Count the credentials issued for the item: I."""
    statement = select(func.count()).select_from(CollectedRow).where(CollectedRow.item == item)
    return session.scalar(statement) or 0


def _count_slips(session: Session, congress: str, *, redeemed: bool) -> int:
    statement = (
        select(func.count())
        .select_from(PassRow)
        .where(PassRow.congress == congress, PassRow.member.is_(None))
    )
    if redeemed:
        statement = statement.where(PassRow.redeemed.is_(True))
    return session.scalar(statement) or 0
