"""Check 2: every entry is legal where it stands, and every item is what it says it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from votesvc.crypto.ballot import Election, parse_election
from votesvc.crypto.blind_rsa import PublicKey, parse_public_key
from votesvc.crypto.trustees import Trustees, parse_trustees
from votesvc.domain.contest import contest_election, question_specs
from votesvc.domain.entries import (
    Board,
    Closed,
    Congress,
    Entry,
    Item,
    ItemEntry,
    Opened,
    parse_entry,
)
from votesvc.domain.history import ItemHistory, Placed, item_histories
from votesvc.domain.items import ItemSpec
from votesvc.domain.lifecycle import State, check_follows, state_after
from votesvc.domain.record.blame import blaming, refuse
from votesvc.domain.record.check_log import SignedLog
from votesvc.domain.record.steps import Step, fact


@dataclass(frozen=True, slots=True)
class Contest:
    """One item with its history and with what its leaf means."""

    item: Item
    election: Election
    key: PublicKey
    trustees: Trustees
    history: ItemHistory

    @property
    def state(self) -> State:
        """Where the item stands at the end of the log."""
        return state_after(self.history.events[-1].entry.type)


@dataclass(frozen=True, slots=True)
class LegalLog:
    """A log whose entries are all legal where they stand."""

    entries: tuple[Placed[Entry], ...]
    contests: tuple[Contest, ...]


def check_order(log: SignedLog) -> tuple[LegalLog, Step]:
    """Return the log's entries and items."""
    entries = _parse_entries(log.leaves)
    origin = log.checkpoint.origin
    title = _check_congress(entries, origin)
    histories = item_histories(entries)
    contests: list[Contest] = []
    last: dict[str, str] = {}
    trustees: Trustees | None = None
    for placed in entries:
        _check_step(placed, last)
        entry = placed.entry
        if isinstance(entry, Board):
            trustees = _read_board(placed.index, entry, trustees)
        if isinstance(entry, Item):
            history = histories[entry.item]
            contests.append(_read_item(placed.index, entry, origin, trustees, history))
    return LegalLog(entries, tuple(contests)), _report(title, contests)


def _parse_entries(leaves: Sequence[bytes]) -> tuple[Placed[Entry], ...]:
    entries = []
    for index, leaf in enumerate(leaves):
        with blaming(2, index):
            entries.append(Placed(index, parse_entry(leaf)))
    return tuple(entries)


def _check_congress(entries: Sequence[Placed[Entry]], origin: str) -> str:
    first = entries[0].entry if entries else None
    if not isinstance(first, Congress):
        refuse(2, "the log does not begin with the congress", 0)
    if f"votesvc/{first.congress}" != origin:
        refuse(2, "the congress is not the one that the log is named for", 0)
    for placed in entries[1:]:
        if isinstance(placed.entry, Congress):
            refuse(2, "the log names a second congress", placed.index)
    return first.title


def _check_step(placed: Placed[Entry], last: dict[str, str]) -> None:
    """Check that the entry may follow the last one of its item, and remember it as the last."""
    entry = placed.entry
    if isinstance(entry, ItemEntry):
        with blaming(2, placed.index):
            check_follows(last.get(entry.item), entry.type)
        last[entry.item] = entry.type
    if isinstance(entry, Opened | Closed) and entry.by[0] == entry.by[1]:
        refuse(2, "one person stands for two", placed.index)


def _read_board(index: int, board: Board, earlier: Trustees | None) -> Trustees:
    if earlier is not None:
        refuse(2, "the log names a second board of scrutineers", index)
    with blaming(2, index):
        return parse_trustees(board.trustees.encode())


def _read_item(
    index: int, item: Item, origin: str, trustees: Trustees | None, history: ItemHistory
) -> Contest:
    if trustees is None:
        refuse(2, "an item is ready before there is a board of scrutineers", index)
    with blaming(2, index):
        election = parse_election(item.election.encode())
        key = parse_public_key(item.public_key)
        spec = ItemSpec(item.kind, item.title, question_specs(election.questions), item.rule)
        expected = contest_election(item.item, spec, origin, trustees.public_key, key)
    if election.encoded != expected.encoded:
        refuse(2, "the election is not the one that follows from the item", index)
    if item.phi != election.fingerprint:
        refuse(2, "the item's phi is not the fingerprint of its election", index)
    return Contest(item, election, key, trustees, history)


def _report(title: str, contests: Sequence[Contest]) -> Step:
    states = [contest.state for contest in contests]
    done, void = states.count(State.ANNOUNCED), states.count(State.VOID)
    unfinished = [
        fact("unfinished", title=contest.item.title, state=contest.state.value)
        for contest in contests
        if contest.state not in {State.ANNOUNCED, State.VOID}
    ]
    return Step(
        2,
        (
            fact("congress", title=title),
            fact("items", items=len(states), announced=done, void=void),
            *unfinished,
        ),
    )
