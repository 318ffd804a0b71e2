"""The roll of a congress: import as a whole, fix once, count."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from votesvc.domain.initials import initials
from votesvc.domain.roll import Category, RollLine, RollReport, members_hash, read_rows
from votesvc.errors import EmptyRoll, NoVoters, RollAlreadyFixed, UnknownCongress
from votesvc.services.roll_file import open_roll
from votesvc.storage import roll as table
from votesvc.storage.passes import PassRow, passes_of


@dataclass(frozen=True, slots=True)
class FixedRoll:
    """What is published about a fixed roll: N and the hash of its salted member hashes (hex).

    `groups` says how many of N each group of voters has, sorted by group.
    """

    entitled: int
    members_hash: str
    groups: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GroupCount:
    """N and A (delegates here now) of one group of voters."""

    entitled: int
    present: int


@dataclass(frozen=True, slots=True)
class Counts:
    """N, A (delegates here now), others here, and whether the roll is fixed."""

    entitled: int
    present: int
    observers: int
    fixed: bool


@dataclass(frozen=True, slots=True)
class MemberView:
    """One line of the roll as the desk sees it.

    `pass_state` is "none", "waiting" (shown, not yet scanned), "redeemed", "revoked" or "slip";
    `group` is "" for whoever has none.
    """

    id: int
    name: str
    staff_no: str
    delegation: str
    category: Category
    present: bool
    left: bool
    pass_state: str
    group: str


def start_roll(session: Session, congress: str) -> None:
    """Make room for the roll of a new congress; again changes nothing."""
    if session.get(table.RollRow, congress) is None:
        session.add(table.RollRow(congress=congress))
        session.commit()


def import_roll(session: Session, congress: str, data: bytes, filename: str) -> RollReport:
    """Replace the roll by a CSV or XLSX file, or change nothing and list every bad line.

    The content decides what the file is; `filename` is for the caller's own message. Raises
    EmptyRoll, RollTooLarge, UnknownRollEncoding, UnknownRollFormat, MissingRollHeader and
    RollAlreadyFixed.
    """
    del filename
    lines, problems = read_rows(open_roll(data))
    if not lines and not problems:
        reason = "the roll file names nobody"
        raise EmptyRoll(reason)
    report = RollReport(len(lines), sum(line.category.votes for line in lines), problems)
    if problems:
        return report
    if _locked(session, congress).fixed:
        session.rollback()
        reason = "the roll is fixed"
        raise RollAlreadyFixed(reason)
    table.replace_members(
        session,
        congress,
        [_member_row(congress, line) for line in lines],
        [line.group for line in lines],
    )
    session.commit()
    return report


def fix_roll(session: Session, congress: str) -> FixedRoll:
    """Fix the roll for good; again gives the same answer. Raises NoVoters."""
    roll = _locked(session, congress)
    if not roll.fixed:
        voters = [row for row in table.members(session, congress) if Category(row.category).votes]
        if not voters:
            session.rollback()
            reason = "the roll has nobody who may vote"
            raise NoVoters(reason)
        groups = table.groups_of(session, [row.id for row in voters])
        for row in voters:
            row.salt = secrets.token_hex(32)
        roll.fixed = True
        roll.entitled = len(voters)
        roll.members_hash = members_hash(
            _line(row, groups.get(row.id, "")).hash(row.salt) for row in voters
        )
    by_group = table.count_entitled_by_group(session, congress)
    fixed = FixedRoll(roll.entitled, roll.members_hash, by_group)
    session.commit()
    return fixed


def counts(session: Session, congress: str) -> Counts:
    """Count the roll; a congress without a roll yet counts zero."""
    roll = session.get(table.RollRow, congress)
    return Counts(
        entitled=table.count_entitled(session, congress),
        present=table.count_present(session, congress),
        observers=table.count_observers_present(session, congress),
        fixed=roll is not None and roll.fixed,
    )


def group_counts(session: Session, congress: str) -> dict[str, GroupCount]:
    """Count each group of voters on the roll, sorted by group."""
    return {
        group: GroupCount(entitled, table.count_present(session, congress, group=group))
        for group, entitled in table.count_entitled_by_group(session, congress).items()
    }


def members(session: Session, congress: str) -> list[MemberView]:
    """Return the whole roll in the order of the file."""
    return view_members(session, table.members(session, congress))


def view_members(session: Session, rows: Sequence[table.MemberRow]) -> list[MemberView]:
    """Return these people as the desk sees them, with the state of their passes."""
    ids = [row.id for row in rows]
    passes, groups = passes_of(session, ids), table.groups_of(session, ids)
    return [
        MemberView(
            id=row.id,
            name=row.name,
            staff_no=row.staff_no,
            delegation=row.delegation,
            category=Category(row.category),
            present=row.arrived is not None and row.left is None,
            left=row.left is not None,
            pass_state=_pass_state(row, passes.get(row.id)),
            group=groups.get(row.id, ""),
        )
        for row in rows
    ]


def _pass_state(member: table.MemberRow, held: PassRow | None) -> str:
    if member.slip:
        return "slip"
    if held is None:
        return "none"
    if held.revoked:
        return "revoked"
    return "waiting" if held.device is None else "redeemed"


def _locked(session: Session, congress: str) -> table.RollRow:
    roll = table.lock_roll(session, congress)
    if roll is None:
        session.rollback()
        reason = "there is no such congress"
        raise UnknownCongress(reason)
    return roll


def _member_row(congress: str, line: RollLine) -> table.MemberRow:
    return table.MemberRow(
        congress=congress,
        line=line.line,
        name=line.name,
        staff_no=line.staff_no,
        delegation=line.delegation,
        category=line.category.value,
        sought_name=line.name.casefold(),
        sought_staff_no=line.staff_no.casefold(),
        initials="".join(f" {reading}" for reading in initials(line.name)),
    )


def _line(row: table.MemberRow, group: str) -> RollLine:
    category = Category(row.category)
    return RollLine(row.line, row.name, row.staff_no, row.delegation, category, group)
