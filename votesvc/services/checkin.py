"""The check-in desk: find a person, check in, hand out a pass or a slip."""

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from votesvc.crypto.encoding import encode_b64url, parse_b64url
from votesvc.domain.forms import format_time
from votesvc.domain.roll import Category
from votesvc.errors import (
    NoSlipsLeft,
    NotCheckedIn,
    NotEntitled,
    PassInUse,
    RollNotFixed,
    SlipHandedOut,
    TooManySlips,
    UnknownCongress,
    UnknownMember,
    VotesvcError,
)
from votesvc.services.roll import MemberView, view_members
from votesvc.storage import roll as table
from votesvc.storage.passes import (
    PassRow,
    count_redeemed,
    count_slips,
    passes_of,
    revoke_passes,
)

PASS_BYTES = 20
PASS_LIFETIME = timedelta(minutes=15)
"""How long a named pass may wait to be scanned; afterwards it works until it is withdrawn."""


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """A person who is here; `pass_secret` (base64url) is shown once, None for who gets no pass.

    `repeated` says that the person was here already; then no new pass is made.
    """

    member: MemberView
    pass_secret: str | None
    repeated: bool


def find(session: Session, congress: str, query: str, limit: int = 20) -> list[MemberView]:
    """Return people by part of a name, or the start of a staff number or of pinyin initials."""
    sought = unicodedata.normalize("NFC", query).strip().casefold()
    if not sought or not sought.isprintable():
        return []
    return view_members(session, table.find_members(session, congress, sought, limit))


def check_in(session: Session, congress: str, member: int, now: datetime) -> CheckedIn:
    """Record that `member` is here and make the pass of a delegate; needs a fixed roll.

    Again, or coming back after leaving, makes no new pass: `renew_pass` does. Raises RollNotFixed
    and UnknownMember.
    """
    person = _locked(session, member, congress)
    repeated = person.arrived is not None and person.left is None
    if person.arrived is None:
        person.arrived = format_time(now)
    person.left = person.left_round = None
    secret = None
    if Category(person.category).votes and not person.slip and not _has_pass(session, person):
        secret = _new_pass(session, person, now)
    answer = CheckedIn(_view(session, person), secret, repeated)
    session.commit()
    return answer


def renew_pass(session: Session, member: int, now: datetime) -> str:
    """Withdraw a delegate's pass and return the secret of a new one.

    The new one collects only what its holder has not collected yet. Raises NotEntitled,
    NotCheckedIn, SlipHandedOut.
    """
    person = _locked_voter(session, member)
    if person.arrived is None or person.left is not None:
        raise refused(session, NotCheckedIn("this person has not checked in or has left"))
    if person.slip:
        raise refused(session, SlipHandedOut("this person drew a slip"))
    revoke_passes(session, person.id)
    secret = _new_pass(session, person, now)
    session.commit()
    return secret


def revoke_pass(session: Session, member: int) -> None:
    """Withdraw a delegate's pass; what it has collected stays collected."""
    person = _locked(session, member)
    revoke_passes(session, person.id)
    session.commit()


def leave(session: Session, member: int, now: datetime) -> MemberView:
    """Record that `member` has left; a named pass collects nothing more until they are back."""
    person = _locked(session, member)
    if person.arrived is None:
        raise refused(session, NotCheckedIn("this person has not checked in"))
    if person.left is None:
        person.left = format_time(now)
        person.left_round = session.get_one(table.RollRow, person.congress).rounds
    view = _view(session, person)
    session.commit()
    return view


def make_slips(session: Session, congress: str, count: int) -> list[str]:
    """Make `count` anonymous passes for printed slips and return their secrets.

    No more than there are delegates in all. Raises RollNotFixed, TooManySlips.
    """
    roll = lock_fixed_roll(session, congress)
    if count < 1 or count_slips(session, congress) + count > roll.entitled:
        raise refused(session, TooManySlips("there are to be more slips than delegates"))
    secrets_made = [_secret() for _ in range(count)]
    session.add_all(PassRow(id=pass_id(secret), congress=congress) for secret in secrets_made)
    session.commit()
    return secrets_made


def hand_out_slip(session: Session, member: int, now: datetime) -> MemberView:
    """Record that a delegate drew a slip (checking them in), withdrawing a pass not yet scanned.

    Which slip it was is not recorded. Raises NotEntitled, PassInUse, SlipHandedOut, NoSlipsLeft.
    """
    person = _locked_voter(session, member)
    if person.slip:
        raise refused(session, SlipHandedOut("this person drew a slip already"))
    if count_redeemed(session, person.id):
        raise refused(session, PassInUse("this person's pass is on a phone already"))
    handed_out = table.count_slips_handed_out(session, person.congress)
    if handed_out >= count_slips(session, person.congress):
        raise refused(session, NoSlipsLeft("every printed slip has been handed out"))
    revoke_passes(session, person.id)
    if person.arrived is None:
        person.arrived = format_time(now)
    person.left = person.left_round = None
    person.slip = True
    view = _view(session, person)
    session.commit()
    return view


def lock_fixed_roll(session: Session, congress: str) -> table.RollRow:
    """Return the locked roll, or raise `UnknownCongress` or `RollNotFixed`."""
    roll = table.lock_roll(session, congress)
    if roll is None:
        raise refused(session, UnknownCongress("there is no such congress"))
    if not roll.fixed:
        raise refused(session, RollNotFixed("the roll has to be fixed first"))
    return roll


def pass_id(secret: str) -> str:
    """Return the name under which the roll keeps a pass: the SHA-256 (hex) of its bytes."""
    return hashlib.sha256(parse_b64url(secret, PASS_BYTES)).hexdigest()


def refused(session: Session, refusal: VotesvcError) -> VotesvcError:
    """End the transaction and return `refusal` to be raised.

    The lock taken to look must not outlive the refusal.
    """
    session.rollback()
    return refusal


def _locked(session: Session, member: int, congress: str | None = None) -> table.MemberRow:
    # Larger numbers are not numbers to a database.
    found = session.get(table.MemberRow, member) if 0 < member < 2**31 else None
    if found is None or congress not in (None, found.congress):
        raise refused(session, UnknownMember("there is no such person on the roll"))
    lock_fixed_roll(session, found.congress)
    # Read again under the lock: another desk may just have dealt with the same person.
    return session.get_one(table.MemberRow, member, populate_existing=True)


def _locked_voter(session: Session, member: int) -> table.MemberRow:
    person = _locked(session, member)
    if not Category(person.category).votes:
        raise refused(session, NotEntitled("this person attends without a vote"))
    return person


def _has_pass(session: Session, person: table.MemberRow) -> bool:
    return person.id in passes_of(session, [person.id])


def _new_pass(session: Session, person: table.MemberRow, now: datetime) -> str:
    secret = _secret()
    session.add(
        PassRow(
            id=pass_id(secret),
            congress=person.congress,
            member=person.id,
            expires=format_time(now + PASS_LIFETIME),
        )
    )
    session.flush()
    return secret


def _secret() -> str:
    return encode_b64url(secrets.token_bytes(PASS_BYTES))


def _view(session: Session, person: table.MemberRow) -> MemberView:
    session.flush()
    return view_members(session, [person])[0]
