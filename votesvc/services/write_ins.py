"""Names written in, once their slips are opened: shown, merged by two people, counted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from votesvc.crypto.encoding import as_list, as_text, canonical_json, parse_canonical_json
from votesvc.domain import entries
from votesvc.domain.forms import format_time, parse_text, parse_time
from votesvc.domain.lifecycle import State
from votesvc.domain.write_ins import Merge, Written, merged
from votesvc.errors import (
    MalformedInput,
    MergePending,
    NamesUnopened,
    NotProposed,
    SamePerson,
    WrongState,
)
from votesvc.services import agenda, slips
from votesvc.storage import agenda as item_table, write_ins as table

Two = tuple[str, str]
"""The names of who proposed a merge and of who confirmed it."""

_MOST_MERGES = 100


@dataclass(frozen=True, slots=True)
class MergeView:
    """Spellings said to be one name; `second` is empty while another person has to agree."""

    into: str
    names: tuple[str, ...]
    reason: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class NamesView:
    """How far the opening of names is; `votes` and `void` only once enough shares are there."""

    slots: int
    owners_present: tuple[int, ...]
    votes: tuple[tuple[str, int], ...] | None
    void: int
    merges: tuple[MergeView, ...]


def names(session: Session, item: str) -> NamesView | None:
    """Return how far the names of an item are; None for one that has no slots.

    Names stand here before they are announced: only pages that may know them show them.
    """
    row = agenda.item_row(session, item)
    slots = slips.slots_of_item(row)
    if not slots:
        return None
    written = slips.opened(session, row)
    merges = tuple(_merge_view(one) for one in table.merges(session, item))
    after = None if written is None else merged(written, _confirmed(session, item))
    return NamesView(
        slots=slots,
        owners_present=slips.owners_present(session, item),
        votes=None if after is None else tuple(after.votes),
        void=0 if after is None else after.void,
        merges=merges,
    )


def propose_merge(session: Session, item: str, merge: Merge, reason: str, by: str) -> None:
    """Record that `by` finds spellings to be one name; a later proposal replaces it.

    Raises NoSuchName, WrongState, NamesUnopened, MalformedInput.
    """
    parse_text(reason)
    item_table.lock_item(session, item)
    try:
        row = agenda.item_row(session, item)
        _check_counted(row)
        written = _demand_opened(session, row)
        confirmed = _confirmed(session, item)
        merged(written, [*confirmed, merge])
        if len(confirmed) >= _MOST_MERGES:
            refusal = "too many spellings were merged"
            raise MalformedInput(refusal)
    except Exception:
        session.rollback()
        raise
    table.drop_pending(session, item)
    session.add(
        table.MergeRow(
            item=item,
            number=len(confirmed),
            into=merge.into,
            names=canonical_json([*sorted(merge.names)]),
            reason=reason,
            first=by,
        )
    )
    session.commit()


def confirm_merge(session: Session, item: str, by: Two, now: datetime) -> None:
    """Make the merge that `by[0]` proposes. Raises NotProposed, SamePerson, WrongState."""
    item_table.lock_item(session, item)
    pending = _pending(session, item)
    try:
        _check_counted(agenda.item_row(session, item))
        if pending is None or pending.first != by[0]:
            reason = "this merge is not proposed by this person now"
            raise NotProposed(reason)
        if by[0] == by[1]:
            reason = "one person cannot both propose and confirm"
            raise SamePerson(reason)
    except (NotProposed, SamePerson, WrongState):
        session.rollback()
        raise
    pending.second, pending.merged_at = by[1], format_time(now)
    session.commit()


def decline_merge(session: Session, item: str) -> None:
    """Drop the merge that waits for the second person; without one nothing changes."""
    item_table.lock_item(session, item)
    table.drop_pending(session, item)
    session.commit()


def name_leaves(inner: Session, item: str) -> list[bytes]:
    """Return the entries of the names and of what was merged; none for an item without slots.

    Raises NamesUnopened, MergePending.
    """
    row = agenda.item_row(inner, item)
    if not slips.slots_of_item(row):
        return []
    written = _demand_opened(inner, row)
    if _pending(inner, item) is not None:
        reason = "a merge waits for the second person"
        raise MergePending(reason)
    leaves = [entries.NamesWritten(item, tuple(written.votes), written.void).encoded]
    made: list[Merge] = []
    for one in table.merges(inner, item):
        made.append(_merge(one))
        votes = dict(merged(written, made).votes)[one.into]
        leaf = entries.NamesMerged(
            item=item,
            into=one.into,
            names=made[-1].names,
            votes=votes,
            reason=one.reason,
            by=(one.first, one.second),
            time=parse_time(one.merged_at),
        )
        leaves.append(leaf.encoded)
    return leaves


def counted_names(session: Session, item: str) -> list[tuple[str, int]]:
    """Return the names with their ballots after every merge that two people made."""
    written = slips.opened(session, agenda.item_row(session, item))
    return [] if written is None else merged(written, _confirmed(session, item)).votes


def _demand_opened(session: Session, row: item_table.ItemRow) -> Written:
    written = slips.opened(session, row)
    if written is None:
        reason = "the names are not opened yet"
        raise NamesUnopened(reason)
    return written


def _confirmed(session: Session, item: str) -> list[Merge]:
    return [_merge(one) for one in table.merges(session, item) if one.second]


def _pending(session: Session, item: str) -> table.MergeRow | None:
    return next((one for one in table.merges(session, item) if not one.second), None)


def _merge(row: table.MergeRow) -> Merge:
    return Merge(row.into, _names(row))


def _merge_view(row: table.MergeRow) -> MergeView:
    return MergeView(row.into, _names(row), row.reason, row.first, row.second)


def _names(row: table.MergeRow) -> tuple[str, ...]:
    return tuple(as_text(name) for name in as_list(parse_canonical_json(row.names)))


def _check_counted(row: item_table.ItemRow) -> None:
    if State(row.state) not in {State.COUNTED, State.SIGNED}:
        reason = "spellings are merged between the count and the announcement"
        raise WrongState(reason)
