"""Tables and queries of the roll and of check-in."""

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    case,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from votesvc.domain.roll import Category
from votesvc.storage.base import RollBase


class RollRow(RollBase):
    """The roll of one congress; writers lock this row first."""

    __tablename__ = "roll"

    congress: Mapped[str] = mapped_column(String(22), primary_key=True)
    fixed: Mapped[bool] = mapped_column(default=False)
    entitled: Mapped[int] = mapped_column(default=0)
    members_hash: Mapped[str] = mapped_column(String(64), default="")
    # How many items have been issued so far: says what someone who leaves was still here for.
    rounds: Mapped[int] = mapped_column(default=0)


class MemberRow(RollBase):
    """One person on the roll; times are written as text in UTC."""

    __tablename__ = "member"
    __table_args__ = (UniqueConstraint("congress", "staff_no"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    congress: Mapped[str] = mapped_column(ForeignKey("roll.congress"))
    line: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    staff_no: Mapped[str] = mapped_column(String(40))
    delegation: Mapped[str] = mapped_column(String(120))
    category: Mapped[Category] = mapped_column(String(16))
    # Lower-case spellings to search by; the initials of each reading, each after a blank.
    sought_name: Mapped[str] = mapped_column(String(160))
    sought_staff_no: Mapped[str] = mapped_column(String(80))
    initials: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(64), default="")
    arrived: Mapped[str | None] = mapped_column(String(20))
    left: Mapped[str | None] = mapped_column(String(20))
    left_round: Mapped[int | None]
    slip: Mapped[bool] = mapped_column(default=False)


class MemberGroupRow(RollBase):
    """The group of voters that a person belongs to; whoever has no row belongs to none."""

    __tablename__ = "member_group"

    member: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    group: Mapped[str] = mapped_column(String(40))


def lock_roll(session: Session, congress: str) -> RollRow | None:
    """Return the roll with its row locked until the transaction ends."""
    touched = session.execute(
        update(RollRow)
        .where(RollRow.congress == congress)
        .values(rounds=RollRow.rounds)
        .returning(RollRow.congress)
        .execution_options(synchronize_session=False)
    ).first()
    if touched is None:
        return None
    return session.get_one(RollRow, congress, populate_existing=True)


def replace_members(
    session: Session, congress: str, rows: list[MemberRow], groups: list[str]
) -> None:
    """Put `rows` in the place of everybody on the roll; `groups` are theirs, "" for none."""
    there = select(MemberRow.id).where(MemberRow.congress == congress)
    session.execute(delete(MemberGroupRow).where(MemberGroupRow.member.in_(there)))
    session.execute(delete(MemberRow).where(MemberRow.congress == congress))
    session.add_all(rows)
    session.flush()
    session.add_all(
        MemberGroupRow(member=row.id, group=group)
        for row, group in zip(rows, groups, strict=True)
        if group
    )


def members(session: Session, congress: str) -> list[MemberRow]:
    """Return everybody in the order of the file."""
    return list(
        session.scalars(
            select(MemberRow).where(MemberRow.congress == congress).order_by(MemberRow.line)
        )
    )


def groups_of(session: Session, members: list[int]) -> dict[int, str]:
    """Return the group of each of these people who has one."""
    rows = session.scalars(select(MemberGroupRow).where(MemberGroupRow.member.in_(members)))
    return {row.member: row.group for row in rows}


def find_members(session: Session, congress: str, sought: str, limit: int) -> list[MemberRow]:
    """Return people by part of a name, start of a staff number, or start of initials."""
    exact = or_(MemberRow.sought_staff_no == sought, MemberRow.sought_name == sought)
    by_name = MemberRow.sought_name.contains(sought, autoescape=True)
    by_number = MemberRow.sought_staff_no.startswith(sought, autoescape=True)
    by_initials = MemberRow.initials.contains(" " + sought, autoescape=True)
    return list(
        session.scalars(
            select(MemberRow)
            .where(MemberRow.congress == congress, or_(by_name, by_number, by_initials))
            .order_by(case((exact, 0), (by_number, 1), (by_name, 2), else_=3), MemberRow.line)
            .limit(limit)
        )
    )


def count_entitled(session: Session, congress: str) -> int:
    """Count those who may vote: N."""
    return _count(session, congress, MemberRow.category == Category.DELEGATE)


def count_present(
    session: Session, congress: str, opened_round: int | None = None, group: str | None = None
) -> int:
    """Count delegates who are here, or who still were when the item `opened_round` was issued.

    With a group, those of that group.

    A drawn slip cannot be told from another, so whoever drew one counts as here after leaving:
    the slip may still be used.
    """
    here = or_(MemberRow.left.is_(None), MemberRow.slip)
    if opened_round is not None:
        here = or_(here, MemberRow.left_round >= opened_round)
    conditions = [MemberRow.category == Category.DELEGATE, MemberRow.arrived.is_not(None), here]
    if group is not None:
        conditions.append(_in_group(group))
    return _count(session, congress, *conditions)


def count_entitled_by_group(session: Session, congress: str) -> dict[str, int]:
    """Count those who may vote in each group that has any of them."""
    rows = session.execute(
        select(MemberGroupRow.group, func.count())
        .join(MemberRow, MemberRow.id == MemberGroupRow.member)
        .where(MemberRow.congress == congress, MemberRow.category == Category.DELEGATE)
        .group_by(MemberGroupRow.group)
    )
    return dict(sorted((group, count) for group, count in rows))


def count_observers_present(session: Session, congress: str) -> int:
    """Count those who are here without a vote."""
    return _count(
        session,
        congress,
        MemberRow.category != Category.DELEGATE,
        MemberRow.arrived.is_not(None),
        MemberRow.left.is_(None),
    )


def count_slips_handed_out(session: Session, congress: str) -> int:
    """Count those who drew a slip."""
    return _count(session, congress, MemberRow.slip.is_(True))


def _in_group(group: str) -> ColumnElement[bool]:
    return MemberRow.id.in_(select(MemberGroupRow.member).where(MemberGroupRow.group == group))


def _count(session: Session, congress: str, *conditions: ColumnElement[bool]) -> int:
    statement = (
        select(func.count())
        .select_from(MemberRow)
        .where(MemberRow.congress == congress, *conditions)
    )
    return session.scalar(statement) or 0
