"""What a scrutineer's device does in a key ceremony: join, pledge, deal, confirm or complain.

Every message is checked when it comes, and refused with the seat that it came from. The same again
changes nothing. The last one of a round opens the next; all of it happens under the lock of the
log, so that no round is closed twice.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from votesvc.crypto.complaint import check_complaint, parse_complaint
from votesvc.crypto.encoding import parse_b64url
from votesvc.crypto.seat_keys import Ceremony
from votesvc.crypto.threshold import (
    Deal,
    Pledge,
    board_trustees,
    check_different,
    check_verification_key,
    parse_deal,
    parse_pledge,
)
from votesvc.domain import entries
from votesvc.domain.ceremony import RUNNING, CeremonyState, check_round
from votesvc.domain.key_forms import SeatPledge
from votesvc.errors import InvitationVoid, MessageConflict, SeatTaken, UnknownSeat, WrongRound
from votesvc.services import agenda
from votesvc.services.agenda import CongressView
from votesvc.services.boards import keep_board
from votesvc.services.ceremony import INVITATION_BYTES, CeremonyView, ceremony_row, view_of
from votesvc.services.sequencer import Log
from votesvc.storage import board, scrutineers as table

TOKEN_BYTES = 32
WRONG_SHARE = "份额与承诺不符 / a share does not fit the commitments"


@dataclass(frozen=True, slots=True)
class Status:
    """A ceremony as the device in `seat` sees it."""

    congress: CongressView
    ceremony: CeremonyView
    seat: int


def join(session: Session, log: Log, invitation: str, device: str) -> Status:
    """Give the seat of an invitation to the device with the token of this SHA-256.

    The first device has it; the same again gets the same answer. Raises InvitationVoid, SeatTaken.
    """
    digest = hashlib.sha256(parse_b64url(invitation, INVITATION_BYTES)).hexdigest()
    found = table.seat_of_invitation(session, digest)
    if found is None:
        reason = "nobody is invited with this"
        raise InvitationVoid(reason)
    congress, place = ceremony_row(session, found.ceremony).congress, (found.ceremony, found.seat)

    def decide(inner: Session) -> list[bytes]:
        row = inner.get_one(table.SeatRow, place, populate_existing=True)
        if row.device == device:
            return []
        if row.invitation != digest or ceremony_row(inner, row.ceremony).state not in RUNNING:
            reason = "the invitation was replaced, or its ceremony is over"
            raise InvitationVoid(reason)
        if row.device is not None or table.seat_of_device(inner, device) is not None:
            reason = "another device has this seat, or the device another seat"
            raise SeatTaken(reason)
        row.device = device
        return []

    session.rollback()
    log.append(congress, decide)
    return _status(session, *place)


def status(session: Session, token: str) -> Status:
    """Return the ceremony that this device has a seat in. Raises UnknownSeat."""
    row = seat_of(session, token)
    return _status(session, row.ceremony, row.seat)


def pledge(session: Session, log: Log, token: str, data: bytes, now: datetime) -> Status:
    """Take the message of round 1; the last one puts all of them on record.

    Raises InvalidPledge naming the seat, MessageConflict, WrongRound, CeremonyOver.
    """

    def take(inner: Session, row: table.SeatRow) -> list[bytes]:
        if _known(row.pledge, data):
            return []
        received = _received(inner, row, CeremonyState.PLEDGING)
        mine = parse_pledge(data, received.ceremony, row.seat)
        # Whoever comes second with a key is the one who is refused.
        check_different({**received.pledges, row.seat: mine})
        row.pledge = data
        if len(received.pledges) + 1 < len(received.seats):
            return []
        of = received.row
        of.state, of.commitments = CeremonyState.DEALING, board.log_size(inner, of.congress)
        seats = tuple(SeatPledge(one.name, (one.pledge or b"").decode()) for one in received.seats)
        by = (of.proposer, of.confirmer)
        return [entries.KeyCommitments(of.uuid, of.threshold, seats, by, now).encoded]

    return _take(session, log, token, take)


def deal(session: Session, log: Log, token: str, data: bytes) -> Status:
    """Take the message of round 2; after the last one the deals are shown to all seats.

    Raises InvalidDeal naming the seat, MessageConflict, WrongRound, CeremonyOver.
    """

    def take(inner: Session, row: table.SeatRow) -> list[bytes]:
        if _known(row.deal, data):
            return []
        received = _received(inner, row, CeremonyState.DEALING)
        parse_deal(data, received.ceremony, row.seat, list(received.pledges.values()))
        row.deal = data
        if len(received.deals) + 1 == len(received.seats):
            received.row.state = CeremonyState.CHECKING
        return []

    return _take(session, log, token, take)


def deals(session: Session, token: str) -> list[str]:
    """Return what everybody sent in round 2, by seat. Raises WrongRound before all are there."""
    seats = table.seats(session, seat_of(session, token).ceremony)
    found = [one.deal.decode() for one in seats if one.deal is not None]
    if len(found) < len(seats):
        reason = "not everybody has dealt yet"
        raise WrongRound(reason)
    return found


def confirm(session: Session, log: Log, token: str, data: bytes, now: datetime) -> Status:
    """Take the verification key that round 3 ends with; the last one makes the board.

    Raises InvalidDeal naming the seat, MessageConflict, WrongRound, CeremonyOver.
    """

    def take(inner: Session, row: table.SeatRow) -> list[bytes]:
        if _known(row.verification_key, data):
            return []
        received = _received(inner, row, CeremonyState.CHECKING)
        pledges, dealt = list(received.pledges.values()), list(received.deals.values())
        check_verification_key(data, row.seat, pledges, dealt)
        row.verification_key = data
        keys = [one.verification_key for one in received.seats if one.verification_key]
        if len(keys) < len(received.seats):
            return []
        trustees = board_trustees(received.ceremony, pledges, dealt, keys)
        _set_board(inner, received.row, trustees)
        return [entries.Board(trustees.decode(), now).encoded]

    return _take(session, log, token, take)


def complain(session: Session, log: Log, token: str, data: bytes, now: datetime) -> Status:
    """Take a complaint about a share; one that holds ends the ceremony, on record.

    Raises InvalidComplaint naming the seat that complains, WrongRound, CeremonyOver.
    """

    def take(inner: Session, row: table.SeatRow) -> list[bytes]:
        received = _received(inner, row, CeremonyState.CHECKING)
        of, pledges = received.row, list(received.pledges.values())
        complaint = parse_complaint(data)
        check_complaint(complaint, received.ceremony, row.seat, pledges, received.deals)
        of.state, of.reason = CeremonyState.STOPPED, WRONG_SHARE
        of.seat, of.dealer = row.seat, complaint.dealer
        evidence = (data.decode(), received.deals[complaint.dealer].encoded.decode())
        leaf = entries.KeyStopped(of.uuid, of.seat, of.dealer, evidence, WRONG_SHARE, now)
        return [leaf.encoded]

    return _take(session, log, token, take)


def seat_of(session: Session, token: str) -> table.SeatRow:
    """Return the seat of the device with this token, or raise `UnknownSeat`."""
    digest = hashlib.sha256(parse_b64url(token, TOKEN_BYTES)).hexdigest()
    row = table.seat_of_device(session, digest)
    if row is None:
        reason = "no seat belongs to this device"
        raise UnknownSeat(reason)
    return row


# --- Private --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Received:
    """A ceremony with what its devices have sent, by seat."""

    row: table.CeremonyRow
    seats: list[table.SeatRow]
    ceremony: Ceremony
    pledges: dict[int, Pledge]
    deals: dict[int, Deal]


def _received(inner: Session, seat: table.SeatRow, expected: CeremonyState) -> _Received:
    """Return what has come so far; refuse a ceremony that is not in the expected round."""
    row = ceremony_row(inner, seat.ceremony)
    check_round(CeremonyState(row.state), expected)
    seats = table.seats(inner, row.uuid)
    ceremony = Ceremony(row.congress, row.uuid, row.threshold, len(seats))
    pledges = {
        one.seat: parse_pledge(one.pledge, ceremony, one.seat)
        for one in seats
        if one.pledge is not None
    }
    dealt = {
        one.seat: parse_deal(one.deal, ceremony, one.seat, list(pledges.values()))
        for one in seats
        if one.deal is not None
    }
    return _Received(row, seats, ceremony, pledges, dealt)


def _take(
    session: Session,
    log: Log,
    token: str,
    take: Callable[[Session, table.SeatRow], list[bytes]],
) -> Status:
    """Let `take` look at a message under the lock of the log, and return how things stand then."""
    row = seat_of(session, token)
    place, congress = (row.ceremony, row.seat), ceremony_row(session, row.ceremony).congress
    session.rollback()

    def decide(inner: Session) -> list[bytes]:
        return take(inner, inner.get_one(table.SeatRow, place, populate_existing=True))

    log.append(congress, decide)
    return _status(session, *place)


def _status(session: Session, ceremony: str, seat: int) -> Status:
    view = view_of(session, ceremony_row(session, ceremony))
    return Status(agenda.congress(session, view.congress), view, seat)


def _known(kept: bytes | None, data: bytes) -> bool:
    if kept is not None and kept != data:
        reason = "something else was sent from this seat before"
        raise MessageConflict(reason)
    return kept is not None


def _set_board(inner: Session, row: table.CeremonyRow, trustees: bytes) -> None:
    position = board.log_size(inner, row.congress)
    row.state, row.board = CeremonyState.READY, position
    keep_board(inner, row.congress, trustees, position, row.uuid)
