"""The slips of an election: shuffled when it closes, opened by scrutineers' shares."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from votesvc.crypto.ballot import Election, parse_election
from votesvc.crypto.encoding import (
    JsonValue,
    as_list,
    as_natural,
    as_text,
    canonical_json,
    exact_fields,
    parse_canonical_json,
)
from votesvc.crypto.group import random_scalar
from votesvc.crypto.shuffle import Row, random_order, shuffle_rows
from votesvc.crypto.slips import (
    Slips,
    check_slip_share,
    open_slips,
    parse_slip_share,
    parse_slips,
)
from votesvc.crypto.trustees import Trustees, parse_trustees
from votesvc.domain import entries
from votesvc.domain.casting import write_in_slots
from votesvc.domain.lifecycle import State
from votesvc.domain.write_ins import Written, block_context, blocks, read_slips, slip_width
from votesvc.errors import (
    MalformedInput,
    NotShuffled,
    ShareConflict,
    UnknownOwner,
    WrongState,
    located,
)
from votesvc.services import agenda, boards
from votesvc.services.sequencer import Log
from votesvc.storage import agenda as item_table, write_ins as table

OPENING = frozenset({State.CLOSED, State.COUNTED, State.SIGNED})
"""States of an item whose names are being shuffled and opened."""


def shuffle_slips(
    inner: Session, item: str, election: Election, rows: Sequence[Row]
) -> list[bytes]:
    """Shuffle the slips of a closing election block by block, keep them, and return their leaves.

    Called inside the transaction that closes the item; nothing for an election without slots. The
    order that is drawn is forgotten. Scrutineers shuffle again before a name is opened.
    """
    leaves = []
    slots = write_in_slots(election)
    for block, part in enumerate(blocks(len(rows), slots) if slots else ()):
        context = block_context(election, block)
        before = rows[part.start : part.stop]
        order = random_order(len(part))
        after, proof = shuffle_rows(context, election.public_key, before, order, random_scalar)
        slips = Slips(after, proof).encoded
        inner.add(
            table.SlipsRow(item=item, place=0, block=block, owner=0, slips=slips, signature=b"")
        )
        leaves.append(entries.Shuffled(item, block, slips.decode()).encoded)
    return leaves


def submit_slip_shares(
    session: Session, log: Log, item: str, owner: int, shares: Sequence[bytes]
) -> None:
    """Take scrutineer `owner`'s shares of every block, if they prove themselves.

    The last one needed opens the names. The same again changes nothing. Raises WrongState,
    UnknownOwner, NotShuffled, MalformedInput, InvalidShare, ShareConflict; each names the owner.
    """
    row = agenda.item_row(session, item)
    congress, election = row.congress, _election(row)
    trustees = parse_trustees(boards.board_for(session, row).trustees)
    with located(f"owner {owner}"):
        demand_owner(trustees, owner)
        _check_state(row)
        slips = latest(session, row)
        _demand_shuffled(session, item, slips, trustees)
        if len(shares) != len(slips):
            reason = "not one share for each block of slips"
            raise MalformedInput(reason)
        if _known(session, item, owner, shares):
            return
        key = trustees.verification_keys[owner - 1]
        for block, (rows, share) in enumerate(zip(slips, shares, strict=True)):
            parsed = parse_slip_share(share, len(rows), len(rows[0]))
            check_slip_share(block_context(election, block), key, rows, parsed)
    session.rollback()

    def take(inner: Session) -> list[bytes]:
        # Looked at again under the lock: the same shares may have come twice at once.
        if not _known(inner, item, owner, shares):
            fresh = agenda.item_row(inner, item)
            _check_state(fresh)
            for block, share in enumerate(shares):
                inner.add(table.SlipShareRow(item=item, block=block, owner=owner, factors=share))
            inner.flush()
            _open_if_enough(inner, fresh, slips, trustees)
        return []

    log.append(congress, take)


def demand_owner(trustees: Trustees, owner: int) -> None:
    """Raise `UnknownOwner` unless a scrutineer has this number."""
    if not 1 <= owner <= len(trustees.verification_keys):
        reason = "no scrutineer has this number"
        raise UnknownOwner(reason)


def share_leaves(inner: Session, item: str) -> list[bytes]:
    """Return the entries of the shares on hold, in order."""
    return [
        entries.SlipShareMade(item, one.block, one.owner, one.factors.decode()).encoded
        for one in table.slip_shares(inner, item)
    ]


def slots_of_item(row: item_table.ItemRow) -> int:
    """Return how many names may be written in on a ballot of the item; none while it is a draft."""
    return write_in_slots(_election(row)) if row.election else 0


def owners_present(session: Session, item: str) -> tuple[int, ...]:
    """Return who has handed in shares of the item's slips."""
    return tuple(sorted({share.owner for share in table.slip_shares(session, item)}))


def opened(session: Session, row: item_table.ItemRow) -> Written | None:
    """Return the names, once they are opened; none for an election that nobody voted in."""
    kept = _kept(session, row.uuid)
    if kept is not None:
        return kept
    return Written((), 0) if row.returned == 0 else None


def latest(session: Session, row: item_table.ItemRow) -> list[tuple[Row, ...]]:
    """Return the slips of a closed item, block by block, as the last shuffle left them."""
    slots = write_in_slots(_election(row))
    width, sizes = slip_width(slots), blocks(row.returned or 0, slots)
    return [
        parse_slips(one.slips, len(sizes[one.block]), width).rows
        for one in table.slips(session, row.uuid)
    ]


def _open_if_enough(
    inner: Session,
    row: item_table.ItemRow,
    slips: Sequence[tuple[Row, ...]],
    trustees: Trustees,
) -> None:
    held = table.slip_shares(inner, row.uuid)
    if trustees.missing({one.owner for one in held}) or _kept(inner, row.uuid) is not None:
        return
    opened = []
    for block, rows in enumerate(slips):
        shares = {
            one.owner: parse_slip_share(one.factors, len(rows), len(rows[0]))
            for one in held
            if one.block == block
        }
        opened.extend(open_slips(rows, shares, trustees))
    written = read_slips(opened, _election(row).questions[1].answers)
    inner.add(table.WrittenRow(item=row.uuid, names=_spell(written)))


def _kept(session: Session, item: str) -> Written | None:
    row = session.get(table.WrittenRow, item, populate_existing=True)
    if row is None:
        return None
    fields = exact_fields(parse_canonical_json(row.names, len(row.names)), ("ballots", "void"))
    ballots = tuple(
        frozenset(as_text(name) for name in as_list(names)) for names in as_list(fields["ballots"])
    )
    return Written(ballots, as_natural(fields["void"]))


def _spell(written: Written) -> bytes:
    # Sorted: the order of the shuffle is in the log, and need not be here as well.
    rows: list[JsonValue] = [
        list[JsonValue](names) for names in sorted(sorted(one) for one in written.ballots if one)
    ]
    return canonical_json({"ballots": rows, "void": written.void})


def _known(session: Session, item: str, owner: int, shares: Sequence[bytes]) -> bool:
    held = [one.factors for one in table.slip_shares(session, item) if one.owner == owner]
    if held and held != list(shares):
        reason = "this scrutineer has handed in other shares"
        raise ShareConflict(reason)
    return bool(held)


def _demand_shuffled(
    session: Session, item: str, slips: Sequence[tuple[Row, ...]], trustees: Trustees
) -> None:
    if slips and trustees.missing(table.shufflers(session, item)):
        reason = "fewer scrutineers have shuffled the slips than are needed"
        raise NotShuffled(reason)


def _check_state(row: item_table.ItemRow) -> None:
    if State(row.state) not in OPENING:
        reason = "the names of this item cannot be opened now"
        raise WrongState(reason)


def _election(row: item_table.ItemRow) -> Election:
    return parse_election(row.election or b"")
