"""Scrutineers see a result first, check it, and sign it; only then can it be announced."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from votesvc.crypto.result_signature import check_result_signature
from votesvc.crypto.trustees import Trustees, parse_trustees
from votesvc.domain.entries import ResultMade
from votesvc.domain.lifecycle import State, Step, next_state
from votesvc.errors import MessageConflict, NotYourItem, WrongState, located
from votesvc.services import agenda, boards
from votesvc.services.seats import seat_of
from votesvc.services.sequencer import Log
from votesvc.storage import agenda as table, scrutineers


@dataclass(frozen=True, slots=True)
class Count:
    """The count of one item as its scrutineers may see it.

    `shares` are owners with their factors, and `result` the bytes of the result: both are empty
    until enough shares are there. `owners` have handed in a share, `signed` have signed.
    """

    item: str
    state: State
    needed: int
    owners: tuple[int, ...]
    signed: tuple[int, ...]
    shares: tuple[tuple[int, str], ...]
    result: str


def count(session: Session, token: str, item: str) -> Count:
    """Return how far the count of an item is, and the result once it is there.

    For the scrutineers of the item's board alone. Raises UnknownSeat, NotYourItem.
    """
    row, trustees, _ = _of_seat(session, token, item)
    shares = table.shares(session, item)
    result = (row.result or b"").decode()
    return Count(
        item=item,
        state=State(row.state),
        needed=trustees.threshold,
        owners=tuple(share.owner for share in shares),
        signed=tuple(one.owner for one in scrutineers.signatures(session, item)),
        shares=tuple((one.owner, one.factors.decode()) for one in shares) if result else (),
        result=result,
    )


def sign(session: Session, log: Log, token: str, item: str, signature: bytes) -> Count:
    """Take a scrutineer's signature on the result; with enough of them it can be announced.

    The same again changes nothing. Raises UnknownSeat, NotYourItem, InvalidSignature, WrongState.
    """
    row, trustees, owner = _of_seat(session, token, item)
    congress = row.congress
    with located(f"owner {owner}"):
        if row.result is None:
            reason = "there is no result to sign"
            raise WrongState(reason)
        leaf = ResultMade(item, row.result.decode()).encoded
        check_result_signature(signature, trustees.signers[owner], item, leaf)
    session.rollback()

    def take(inner: Session) -> list[bytes]:
        known = inner.get(scrutineers.SignatureRow, (item, owner), populate_existing=True)
        if known is not None:
            if known.signature != signature:
                reason = "this scrutineer has signed otherwise"
                raise MessageConflict(reason)
            return []
        fresh = agenda.item_row(inner, item)
        signed = len(scrutineers.signatures(inner, item)) + 1
        if fresh.state != State.SIGNED:
            # Also where signatures are missing still: nothing is signed in any other state.
            after = next_state(State(fresh.state), Step.SIGN)
            fresh.state = after if signed >= trustees.threshold else State(fresh.state)
        inner.add(scrutineers.SignatureRow(item=item, owner=owner, signature=signature))
        return []

    log.append(congress, take)
    return count(session, token, item)


def _of_seat(session: Session, token: str, item: str) -> tuple[table.ItemRow, Trustees, int]:
    """Return the item, its scrutineers, and the number of the one who asks."""
    seat = seat_of(session, token)
    row = agenda.item_row(session, item)
    held = boards.board_for(session, row)
    if held.ceremony != seat.ceremony:
        reason = "another board counts this item"
        raise NotYourItem(reason)
    return row, parse_trustees(held.trustees), seat.seat
