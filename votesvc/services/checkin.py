"""The check-in desk: find a person, check in, hand out a pass or a slip."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from votesvc.services.roll import MemberView


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """A person who is here; `pass_secret` (base64url) is shown once, None for who gets no pass.

    `repeated` says that the person was here already; then no new pass is made.
    """

    member: MemberView
    pass_secret: str | None
    repeated: bool


def find(session: Session, congress: str, query: str, limit: int = 20) -> list[MemberView]:
    """Return people whose name, staff number or pinyin initials match `query`, best first."""
    raise NotImplementedError


def check_in(session: Session, congress: str, member: int, now: datetime) -> CheckedIn:
    """Record that `member` is here and make the pass of a delegate; needs a fixed roll.

    Coming back after leaving counts as here again, without a new pass (`renew_pass` makes one).
    """
    raise NotImplementedError


def renew_pass(session: Session, member: int, now: datetime) -> str:
    """Withdraw a delegate's pass and return the secret of a new one.

    Raises NotEntitled, NotCheckedIn, SlipHandedOut.
    """
    raise NotImplementedError


def revoke_pass(session: Session, member: int) -> None:
    """Withdraw a delegate's pass; what it has collected stays collected."""
    raise NotImplementedError


def leave(session: Session, member: int, now: datetime) -> MemberView:
    """Record that `member` has left; the pass collects nothing more until they are back."""
    raise NotImplementedError


def make_slips(session: Session, congress: str, count: int) -> list[str]:
    """Make `count` anonymous passes for printed slips and return their secrets."""
    raise NotImplementedError


def hand_out_slip(session: Session, member: int, now: datetime) -> MemberView:
    """Record that a delegate drew a slip (checking them in), withdrawing an unused pass.

    Raises NotEntitled, PassInUse, SlipHandedOut, NoSlipsLeft.
    """
    raise NotImplementedError
