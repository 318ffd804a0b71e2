"""The roll of a congress: import as a whole, fix once, count."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from votesvc.domain.roll import Category, RollReport


@dataclass(frozen=True, slots=True)
class FixedRoll:
    """What is published about a fixed roll: N and the hash of its salted member hashes (hex)."""

    entitled: int
    members_hash: str


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

    `pass_state` is "none", "waiting" (shown, not yet scanned), "redeemed", "revoked" or "slip".
    """

    id: int
    name: str
    staff_no: str
    delegation: str
    category: Category
    present: bool
    left: bool
    pass_state: str


def import_roll(session: Session, congress: str, data: bytes, filename: str) -> RollReport:
    """Replace the roll by a CSV or XLSX file, or change nothing and list every bad line.

    Raises EmptyRoll, RollTooLarge, UnknownRollEncoding, UnknownRollFormat, MissingRollHeader and
    RollAlreadyFixed.
    """
    raise NotImplementedError


def fix_roll(session: Session, congress: str) -> FixedRoll:
    """Fix the roll for good; again gives the same answer. Raises NoVoters."""
    raise NotImplementedError


def counts(session: Session, congress: str) -> Counts:
    """Count the roll; a congress without a roll yet counts zero."""
    raise NotImplementedError


def members(session: Session, congress: str) -> list[MemberView]:
    """Return the whole roll in the order of the file."""
    raise NotImplementedError
