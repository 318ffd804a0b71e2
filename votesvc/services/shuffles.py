"""Scrutineers shuffle the slips of an election again, one after the other, before any is opened."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from votesvc.crypto.ballot import parse_election
from votesvc.crypto.encoding import JsonValue, as_text, exact_fields
from votesvc.crypto.group import Element
from votesvc.crypto.reshuffle import check_reshuffle, check_shuffler
from votesvc.crypto.trustees import Trustees, parse_trustees
from votesvc.domain import entries
from votesvc.domain.casting import write_in_slots
from votesvc.domain.lifecycle import State
from votesvc.domain.write_ins import blocks, shuffler_context
from votesvc.errors import (
    MalformedInput,
    ShareConflict,
    ShuffledMeanwhile,
    ShuffleNotNeeded,
    WrongState,
    located,
)
from votesvc.services import agenda, boards, slips
from votesvc.services.sequencer import Log
from votesvc.storage import write_ins as table
from votesvc.storage.agenda import ItemRow

Made = tuple[bytes, bytes]
"""One block as a scrutineer shuffled it, and the signature on it."""


def parse_blocks(value: Sequence[JsonValue]) -> list[Made]:
    """Read a list of blocks as they are handed in: shape alone."""
    blocks = [exact_fields(one, ("slips", "signature")) for one in value]
    return [(as_text(one["slips"]).encode(), as_text(one["signature"]).encode()) for one in blocks]


def submit_shuffle(
    session: Session, log: Log, item: str, owner: int, place: int, made: Sequence[Made]
) -> None:
    """Take scrutineer `owner`'s shuffle of every block, made on the latest one, and log it.

    `place` is its number in the chain of scrutineers' shuffles, from 1. The same again changes
    nothing. Raises WrongState, UnknownOwner, ShuffleNotNeeded, ShuffledMeanwhile, MalformedInput,
    InvalidSignature, InvalidProof, ShareConflict; each names the owner.
    """
    row = agenda.item_row(session, item)
    congress = row.congress
    trustees = parse_trustees(boards.board_for(session, row).trustees)
    with located(f"owner {owner}"):
        slips.demand_owner(trustees, owner)
        if _known(session, item, owner, made):
            return
        _check_place(session, row, trustees, owner, place)
        _check(session, row, trustees.shuffler(owner), owner, made)
    session.rollback()

    def take(inner: Session) -> list[bytes]:
        # Looked at again under the lock: another shuffle, or the same, may have come first.
        if _known(inner, item, owner, made):
            return []
        with located(f"owner {owner}"):
            _check_place(inner, agenda.item_row(inner, item), trustees, owner, place)
        leaves = []
        for block, (shuffled, signature) in enumerate(made):
            inner.add(
                table.SlipsRow(
                    item=item,
                    place=place,
                    block=block,
                    owner=owner,
                    slips=shuffled,
                    signature=signature,
                )
            )
            entry = entries.Reshuffled(item, owner, block, shuffled.decode(), signature.decode())
            leaves.append(entry.encoded)
        return leaves

    log.append(congress, take)


def shufflers(session: Session, item: str) -> tuple[int, ...] | None:
    """Return which scrutineers have shuffled, in order; None for an item without slips."""
    return tuple(table.shufflers(session, item)) if table.has_slips(session, item) else None


def _check(
    session: Session, row: ItemRow, signer: Element, owner: int, made: Sequence[Made]
) -> None:
    election = parse_election(row.election or b"")
    if len(made) != len(blocks(row.returned or 0, write_in_slots(election))):
        reason = "not one shuffle for each block of slips"
        raise MalformedInput(reason)
    contexts = [shuffler_context(election, block, owner) for block in range(len(made))]
    # Signatures first: nobody but a scrutineer can put the service to the work of a proof.
    for context, (shuffled, signature) in zip(contexts, made, strict=True):
        check_shuffler(context, signer, shuffled, signature)
    before = slips.latest(session, row)
    for context, rows, (shuffled, _) in zip(contexts, before, made, strict=True):
        check_reshuffle(context, election.public_key, rows, shuffled)


def _check_place(
    session: Session, row: ItemRow, trustees: Trustees, owner: int, place: int
) -> None:
    """Raise unless the next shuffle is the one of this number, and this owner is needed for it."""
    if State(row.state) not in slips.OPENING or not table.has_slips(session, row.uuid):
        reason = "the slips of this item cannot be shuffled now"
        raise WrongState(reason)
    before = table.shufflers(session, row.uuid)
    if trustees.missing([*before, owner]) == trustees.missing(before):
        reason = "as many scrutineers have shuffled as are needed"
        raise ShuffleNotNeeded(reason)
    if place != len(before) + 1:
        reason = "another scrutineer has shuffled first"
        raise ShuffledMeanwhile(reason)


def _known(session: Session, item: str, owner: int, made: Sequence[Made]) -> bool:
    held = [(one.slips, one.signature) for one in table.shuffled_by(session, item, owner)]
    if held and held != list(made):
        reason = "this scrutineer has shuffled otherwise"
        raise ShareConflict(reason)
    return bool(held)
