"""The public agenda: congresses, items, and steps that one proposes and another confirms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from votesvc.crypto.encoding import canonical_json, is_uuid, new_uuid, parse_canonical_json
from votesvc.crypto.trustees import parse_trustees
from votesvc.domain.congress import Congress
from votesvc.domain.electorate import Electorate
from votesvc.domain.forms import parse_text
from votesvc.domain.items import ItemSpec, family as split, parse_spec
from votesvc.domain.lifecycle import State, Step, next_state
from votesvc.domain.outcome.groups import SMALLEST_GROUP
from votesvc.domain.rules import Weight, family_of, group_of
from votesvc.errors import GroupTooSmall, MalformedInput, UnknownCongress, UnknownItem, WrongState
from votesvc.storage import agenda as table

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


def family(session: Session, uuid: str) -> list[ItemView]:
    """Return the items whose steps are taken together with this one's, in order; often it alone.

    They are those of all groups that are weighed together. Raises UnknownItem.
    """
    found = item(session, uuid)
    name = family_of(found.spec.rule)
    if name is None:
        return [found]
    return [one for one in items(session, found.congress) if family_of(one.spec.rule) == name]


def head(session: Session, uuid: str) -> str:
    """Return the item that stands for all of its family: the first of them."""
    return family(session, uuid)[0].item


def state_of_family(views: Sequence[ItemView]) -> State:
    """Return where items stand whose steps are taken together: as far as the last of them.

    What became void by itself is left behind by the others.
    """
    states = [view.state for view in views if view.state is not State.VOID]
    return min(states, key=list(State).index) if states else State.VOID


def electorate(session: Session, congress: str) -> Electorate:
    """Return N, and N of each group; 0 before the roll is fixed. Raises UnknownCongress."""
    entitled = congress_row(session, congress).entitled or 0
    return Electorate(entitled, table.groups(session, congress))


def check_groups(session: Session, views: Sequence[ItemView]) -> None:
    """Raise `GroupTooSmall` where a group is not on the roll, or too small to be counted apart."""
    groups = electorate(session, views[0].congress).groups
    for view in views:
        group = group_of(view.spec.rule)
        if group is not None and groups.get(group, 0) < SMALLEST_GROUP:
            reason = "a group is not on the roll, or has fewer than five people there"
            raise GroupTooSmall(reason)


def create_item(session: Session, congress: str, spec: ItemSpec) -> str:
    """Append a draft to the agenda and return its uuid. Raises UnknownCongress."""
    return _create(session, congress, [spec])[0]


def create_family(
    session: Session, congress: str, spec: ItemSpec, weights: Sequence[Weight]
) -> list[str]:
    """Append a draft for each group with a weight; `spec` is an evaluation without weights yet.

    Raises UnknownCongress, MalformedInput.
    """
    return _create(session, congress, split(spec, weights, new_uuid()))


def _create(session: Session, congress: str, specs: Sequence[ItemSpec]) -> list[str]:
    congress_row(session, congress)
    number, uuids = table.next_item_number(session, congress), [new_uuid() for _ in specs]
    session.add_all(
        table.ItemRow(
            uuid=uuid,
            congress=congress,
            number=number + place,
            spec=canonical_json(spec.to_json()),
        )
        for place, (uuid, spec) in enumerate(zip(uuids, specs, strict=True))
    )
    session.commit()
    return uuids


def delete_draft(session: Session, item: str) -> None:
    """Remove a draft with its family; anything further is on record and raises `WrongState`."""
    for view in family(session, item):
        if not table.delete_item(session, view.item, State.DRAFT):
            session.rollback()
            reason = "only a draft can be deleted"
            raise WrongState(reason)
    session.commit()


def propose(session: Session, item: str, action: str, account_name: str, reason: str = "") -> None:
    """Record that `account_name` proposes a step; a later proposal replaces it.

    The first item of a family holds it for all.

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
    item = head(session, item)
    # The lock keeps two proposals made at once from tripping over each other.
    table.lock_item(session, item)
    try:
        next_state(state_of_family(family(session, item)), PROPOSED_STEPS[action])
    except WrongState:
        session.rollback()
        raise
    table.drop_proposal(session, item)
    session.add(table.ProposalRow(item=item, action=action, proposer=account_name, reason=reason))
    session.commit()


def proposal(session: Session, item: str) -> Proposal | None:
    """Return the proposal that waits for a second person, if any."""
    row = session.get(table.ProposalRow, head(session, item), populate_existing=True)
    return None if row is None else Proposal(row.item, row.action, row.proposer, row.reason)


def decline(session: Session, item: str) -> None:
    """Drop the proposal that waits for the chief scrutineer; without one nothing changes."""
    drop_proposal(session, item)
    session.commit()


def drop_proposal(session: Session, item: str) -> None:
    """Drop what is proposed for an item and its family, inside a transaction."""
    table.drop_proposal(session, head(session, item))


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
