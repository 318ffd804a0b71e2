"""The public agenda: congresses, items, and steps that one proposes and another confirms."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from votesvc.crypto.encoding import canonical_json, is_uuid, new_uuid, parse_canonical_json
from votesvc.crypto.trustees import parse_trustees
from votesvc.domain.congress import Congress
from votesvc.domain.forms import parse_text
from votesvc.domain.items import ItemSpec, parse_spec
from votesvc.domain.lifecycle import State, Step, next_state
from votesvc.errors import MalformedInput, NoBoard, UnknownCongress, UnknownItem, WrongState
from votesvc.storage import agenda as table, scrutineers

PROPOSED_STEPS: Mapping[str, Step] = {
    "open": Step.OPEN,
    "close": Step.CLOSE,
    "void": Step.VOID,
}
"""The steps that need two people."""


@dataclass(frozen=True, slots=True)
class CongressView:
    """A congress as everybody may see it.

    `board_position` is the log position of the latest board's leaf, None before it is written;
    `needed` of its `owners` can decrypt.
    """

    uuid: str
    title: str
    origin: str
    vkey: str
    entitled: int | None
    trustees: bytes | None
    board_position: int | None
    owners: int
    needed: int


@dataclass(frozen=True, slots=True)
class ItemView:
    """An agenda item as everybody may see it (drafts are for the organiser's pages).

    `position` is the log position of the item's leaf, `election` the exact Belenios JSON,
    `public_key` the SPKI of its credential key: all None while the item is a draft.
    `returned` is R, `issued` I, `present` A: None until the item is closed. `announced` is the log
    position of the announcement, None before it.
    """

    item: str
    congress: str
    kind: str
    title: str
    state: State
    spec: ItemSpec
    position: int | None
    election: bytes | None
    public_key: bytes | None
    present: int | None
    issued: int | None
    returned: int | None
    announced: int | None


@dataclass(frozen=True, slots=True)
class Board:
    """Scrutineers' keys, the log position of their leaf, and the ceremony that made them."""

    position: int
    trustees: bytes
    ceremony: str | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A step one person has proposed and another must confirm: "open", "close" or "void".

    `reason` says why the round is to be void, and is empty for the other steps.
    """

    item: str
    action: str
    by: str
    reason: str = ""


def congresses(session: Session) -> list[CongressView]:
    """Return all congresses in the order they were made."""
    return [_congress_view(row) for row in table.congresses(session)]


def congress(session: Session, uuid: str) -> CongressView:
    """Return one congress, or raise `UnknownCongress`."""
    return _congress_view(congress_row(session, uuid))


def items(session: Session, congress: str) -> list[ItemView]:
    """Return the agenda in order."""
    return [_item_view(row) for row in table.items(session, congress)]


def item(session: Session, uuid: str) -> ItemView:
    """Return one item, or raise `UnknownItem`."""
    return _item_view(item_row(session, uuid))


def create_item(session: Session, congress: str, spec: ItemSpec) -> str:
    """Append a draft to the agenda and return its uuid. Raises UnknownCongress."""
    congress_row(session, congress)
    uuid = new_uuid()
    session.add(
        table.ItemRow(
            uuid=uuid,
            congress=congress,
            number=table.next_item_number(session, congress),
            spec=canonical_json(spec.to_json()),
        )
    )
    session.commit()
    return uuid


def delete_draft(session: Session, item: str) -> None:
    """Remove a draft; anything further is on record and raises `WrongState`."""
    item_row(session, item)
    if not table.delete_item(session, item, State.DRAFT):
        session.rollback()
        reason = "only a draft can be deleted"
        raise WrongState(reason)
    session.commit()


def propose(session: Session, item: str, action: str, account_name: str, reason: str = "") -> None:
    """Record that `account_name` proposes a step; a later proposal replaces it.

    Only "void" has a reason, and needs one. Raises WrongState when the item cannot take that step
    now, MalformedInput.
    """
    if action not in PROPOSED_STEPS:
        refusal = "only opening, closing and declaring void are proposed"
        raise MalformedInput(refusal)
    if action == "void":
        parse_text(reason)
    elif reason:
        refusal = "only a round that is to be void needs a reason"
        raise MalformedInput(refusal)
    item_row(session, item)
    # The lock keeps two proposals made at once from tripping over each other.
    state = table.lock_item(session, item)
    try:
        if state is not None:
            next_state(state, PROPOSED_STEPS[action])
    except WrongState:
        session.rollback()
        raise
    table.drop_proposal(session, item)
    session.add(table.ProposalRow(item=item, action=action, proposer=account_name, reason=reason))
    session.commit()


def proposal(session: Session, item: str) -> Proposal | None:
    """Return the proposal that waits for a second person, if any."""
    row = session.get(table.ProposalRow, item, populate_existing=True)
    return None if row is None else Proposal(row.item, row.action, row.proposer, row.reason)


def decline(session: Session, item: str) -> None:
    """Drop the proposal that waits for the chief scrutineer; without one nothing changes."""
    table.drop_proposal(session, item)
    session.commit()


def congress_row(session: Session, uuid: str) -> table.CongressRow:
    """Return the congress as it stands in the database now, or raise `UnknownCongress`."""
    row = session.get(table.CongressRow, uuid, populate_existing=True) if is_uuid(uuid) else None
    if row is None:
        reason = "there is no such congress"
        raise UnknownCongress(reason)
    return row


def item_row(session: Session, uuid: str) -> table.ItemRow:
    """Return the item as it stands in the database now, or raise `UnknownItem`."""
    row = session.get(table.ItemRow, uuid, populate_existing=True) if is_uuid(uuid) else None
    if row is None:
        reason = "there is no such item"
        raise UnknownItem(reason)
    return row


def _congress_view(row: table.CongressRow) -> CongressView:
    owners, needed = (0, 0) if row.trustees is None else _sizes(row.trustees)
    return CongressView(
        uuid=row.uuid,
        title=row.title,
        origin=Congress(row.uuid, row.title).origin,
        vkey=row.vkey,
        entitled=row.entitled,
        trustees=row.trustees,
        board_position=row.board_position,
        owners=owners,
        needed=needed,
    )


def keep_board(
    inner: Session, congress: str, trustees: bytes, position: int, ceremony: str | None
) -> None:
    """Store the board whose leaf is being appended at `position`; it holds for later items."""
    row = congress_row(inner, congress)
    kept = [Board(position, trustees, ceremony)]
    earlier = scrutineers.board_before(inner, congress, position)
    if row.trustees is not None and row.board_position is not None and earlier is None:
        # Congresses of 0.1.0 have one board, which stood beside the congress alone.
        kept.insert(0, Board(row.board_position, row.trustees, None))
    row.trustees, row.board_position = trustees, position
    inner.add_all(scrutineers.ScrutineersRow(congress=congress, **asdict(one)) for one in kept)


def board_for(session: Session, item: table.ItemRow) -> Board:
    """Return the board that holds for an item on record: the last before its leaf.

    Raises NoBoard.
    """
    row = None
    if item.position is not None:
        row = scrutineers.board_before(session, item.congress, item.position)
    if row is not None:
        return Board(row.position, row.trustees, row.ceremony)
    # As above: a congress of 0.1.0 that has had no other board since.
    congress = congress_row(session, item.congress)
    if congress.trustees is None or congress.board_position is None:
        reason = "the item has no scrutineers yet"
        raise NoBoard(reason)
    return Board(congress.board_position, congress.trustees, None)


@lru_cache(maxsize=64)
def _sizes(trustees: bytes) -> tuple[int, int]:
    # Reading the keys checks their proofs, too much for every look at a list.
    read = parse_trustees(trustees)
    return len(read.verification_keys), read.threshold


def _item_view(row: table.ItemRow) -> ItemView:
    spec = parse_spec(parse_canonical_json(row.spec))
    return ItemView(
        item=row.uuid,
        congress=row.congress,
        kind=spec.kind,
        title=spec.title,
        state=State(row.state),
        spec=spec,
        position=row.position,
        election=row.election,
        public_key=row.public_key,
        present=row.present,
        issued=row.issued,
        returned=row.returned,
        announced=row.announced,
    )
