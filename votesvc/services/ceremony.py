"""A key ceremony as organiser and chief scrutineer lead it: propose, confirm, invite, stop.

What the scrutineers' devices do in it stands in `seats`.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from votesvc.crypto.encoding import encode_b64url, is_uuid, new_uuid
from votesvc.crypto.seat_keys import check_board_size
from votesvc.domain import entries
from votesvc.domain.ceremony import RUNNING, CeremonyState
from votesvc.domain.forms import parse_text
from votesvc.domain.key_forms import check_names
from votesvc.errors import (
    CeremonyOver,
    CeremonyRunning,
    SamePerson,
    SeatTaken,
    UnknownCeremony,
)
from votesvc.services import agenda
from votesvc.services.sequencer import Log
from votesvc.storage import scrutineers as table

INVITATION_BYTES = 20


@dataclass(frozen=True, slots=True)
class SeatView:
    """A seat as everybody may see it: whose it is, and how far the device there has come."""

    seat: int
    name: str
    joined: bool
    pledged: bool
    dealt: bool
    confirmed: bool


@dataclass(frozen=True, slots=True)
class CeremonyView:
    """A ceremony as everybody may see it.

    `commitments` and `board` are log positions, None until the leaves are there. `stopped` is the
    seat that complained, the dealer it complained of and the reason; zeros where nobody did.
    """

    uuid: str
    congress: str
    threshold: int
    state: CeremonyState
    proposer: str
    confirmer: str
    seats: tuple[SeatView, ...]
    commitments: int | None
    board: int | None
    stopped: tuple[int, int, str]

    @property
    def running(self) -> bool:
        """Whether messages are waited for."""
        return self.state in RUNNING


def ceremonies(session: Session, congress: str) -> list[CeremonyView]:
    """Return the ceremonies of a congress, the latest first."""
    agenda.congress(session, congress)
    return [view_of(session, row) for row in reversed(table.ceremonies(session, congress))]


def ceremony(session: Session, uuid: str) -> CeremonyView:
    """Return one ceremony, or raise `UnknownCeremony`."""
    return view_of(session, ceremony_row(session, uuid))


def propose(session: Session, congress: str, threshold: int, names: Sequence[str], by: str) -> str:
    """Propose a board of any `threshold` of these people; it replaces an earlier proposal.

    Raises MalformedInput for numbers or names that cannot be, CeremonyRunning.
    """
    agenda.congress(session, congress)
    check_board_size(threshold, len(names))
    check_names(tuple(names))
    _check_none_runs(session, congress)
    table.drop_proposed(session, congress)
    uuid = new_uuid()
    session.add(
        table.CeremonyRow(
            uuid=uuid,
            congress=congress,
            number=table.next_ceremony_number(session, congress),
            threshold=threshold,
            proposer=by,
        )
    )
    session.flush()
    session.add_all(
        table.SeatRow(ceremony=uuid, seat=seat, name=name) for seat, name in enumerate(names, 1)
    )
    session.commit()
    return uuid


def decline(session: Session, congress: str) -> None:
    """Drop what was proposed; without a proposal nothing changes."""
    agenda.congress(session, congress)
    table.drop_proposed(session, congress)
    session.commit()


def confirm(session: Session, log: Log, uuid: str, by: str) -> None:
    """Let the proposed ceremony begin, as a second person. Raises SamePerson, CeremonyRunning."""
    congress = ceremony_row(session, uuid).congress

    def decide(inner: Session) -> list[bytes]:
        row = ceremony_row(inner, uuid)
        if row.state != CeremonyState.PROPOSED:
            reason = "this is not proposed any more"
            raise CeremonyRunning(reason)
        if row.proposer == by:
            reason = "one person cannot both propose and confirm"
            raise SamePerson(reason)
        _check_none_runs(inner, row.congress)
        row.state, row.confirmer = CeremonyState.PLEDGING, by
        return []

    log.append(congress, decide)


def invite(session: Session, log: Log, uuid: str, seat: int) -> str:
    """Return a fresh one-time invitation to a seat; the one before is void from then on.

    Raises SeatTaken once a device has the seat, CeremonyOver.
    """
    congress = ceremony_row(session, uuid).congress
    secret = secrets.token_bytes(INVITATION_BYTES)

    def decide(inner: Session) -> list[bytes]:
        if ceremony_row(inner, uuid).state != CeremonyState.PLEDGING:
            reason = "invitations are for the first round"
            raise CeremonyOver(reason)
        row = inner.get(table.SeatRow, (uuid, seat), populate_existing=True)
        if row is None:
            reason = "the ceremony has no such seat"
            raise UnknownCeremony(reason)
        if row.device is not None:
            reason = "a device has this seat already"
            raise SeatTaken(reason)
        row.invitation = hashlib.sha256(secret).hexdigest()
        return []

    log.append(congress, decide)
    return encode_b64url(secret)


def stop(session: Session, log: Log, uuid: str, reason: str, now: datetime) -> None:
    """End a ceremony without a key, for a reason; once round 1 is over it goes on record.

    Raises CeremonyOver for one that is not running.
    """
    parse_text(reason)
    congress = ceremony_row(session, uuid).congress

    def decide(inner: Session) -> list[bytes]:
        row = ceremony_row(inner, uuid)
        if row.state not in RUNNING:
            refusal = "the ceremony is not running"
            raise CeremonyOver(refusal)
        row.state, row.reason = CeremonyState.STOPPED, reason
        if row.commitments is None:
            return []
        leaf = entries.KeyStopped(
            ceremony=uuid, seat=0, dealer=0, evidence=(), reason=reason, time=now
        )
        return [leaf.encoded]

    log.append(congress, decide)


def ceremony_row(session: Session, uuid: str) -> table.CeremonyRow:
    """Return the ceremony as it stands in the database now, or raise `UnknownCeremony`."""
    row = session.get(table.CeremonyRow, uuid, populate_existing=True) if is_uuid(uuid) else None
    if row is None:
        reason = "there is no such ceremony"
        raise UnknownCeremony(reason)
    return row


def view_of(session: Session, row: table.CeremonyRow) -> CeremonyView:
    """Return a ceremony with its seats as everybody may see them."""
    return CeremonyView(
        uuid=row.uuid,
        congress=row.congress,
        threshold=row.threshold,
        state=CeremonyState(row.state),
        proposer=row.proposer,
        confirmer=row.confirmer,
        seats=tuple(
            SeatView(
                one.seat,
                one.name,
                one.device is not None,
                one.pledge is not None,
                one.deal is not None,
                one.verification_key is not None,
            )
            for one in table.seats(session, row.uuid)
        ),
        commitments=row.commitments,
        board=row.board,
        stopped=(row.seat, row.dealer, row.reason),
    )


def _check_none_runs(session: Session, congress: str) -> None:
    if any(row.state in RUNNING for row in table.ceremonies(session, congress)):
        reason = "another ceremony has begun"
        raise CeremonyRunning(reason)
