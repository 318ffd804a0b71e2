"""Check 2: every entry is legal where it stands, and every item is what it says it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from votesvc.domain.entries import (
    Board,
    Closed,
    Congress,
    Entry,
    Hearing,
    Item,
    ItemEntry,
    KeyCommitments,
    KeyStopped,
    Opened,
    parse_entry,
)
from votesvc.domain.hearing import check_may_come, is_step
from votesvc.domain.history import ItemHistory, Placed, hearing_histories, item_histories
from votesvc.domain.lifecycle import ASIDE, State, check_follows
from votesvc.domain.record.blame import blaming, refuse
from votesvc.domain.record.check_families import check_families
from votesvc.domain.record.check_gates import check_gates
from votesvc.domain.record.check_keys import Boards, check_witnesses
from votesvc.domain.record.check_log import SignedLog
from votesvc.domain.record.check_postings import check_postings
from votesvc.domain.record.read_hearing import Consultation, read_hearing
from votesvc.domain.record.read_item import Contest, read_item
from votesvc.domain.record.steps import Fact, Step, fact


@dataclass(frozen=True, slots=True)
class LegalLog:
    """A log whose entries are all legal where they stand."""

    entries: tuple[Placed[Entry], ...]
    contests: tuple[Contest, ...]
    consultations: tuple[Consultation, ...]


def check_order(log: SignedLog, witnesses: int = 0) -> tuple[LegalLog, Step]:
    """Return the log's entries, items and hearings.

    At least `witnesses` different scrutineers must have cosigned its checkpoint.
    """
    entries = _parse_entries(log.leaves)
    origin = log.checkpoint.origin
    title = _check_congress(entries, origin)
    items, hearings = item_histories(entries), hearing_histories(entries)
    contests: list[Contest] = []
    consultations: dict[str, Consultation] = {}
    last: dict[str, str] = {}
    boards = Boards(origin.removeprefix("votesvc/"))
    for placed in entries:
        _check_step(placed, last, hearings)
        entry = placed.entry
        if isinstance(entry, Board | KeyCommitments | KeyStopped):
            boards.read(placed.index, entry)
        elif isinstance(entry, Item):
            history = items[entry.item]
            contests.append(read_item(placed.index, entry, origin, boards.current, history))
        elif isinstance(entry, Hearing):
            history = hearings[entry.item]
            consultations[entry.item] = read_hearing(placed.index, entry, history)
    check_families(entries, contests)
    gates = check_gates(contests, consultations, entries)
    postings = check_postings(contests, consultations)
    seen = check_witnesses(log.note, boards.witnesses, witnesses)
    step = Step(2, (*_report(title, contests), *gates, *postings, *boards.facts, *seen))
    return LegalLog(entries, tuple(contests), tuple(consultations.values())), step


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


def _check_step(
    placed: Placed[Entry], last: dict[str, str], hearings: Mapping[str, ItemHistory]
) -> None:
    """Check that the entry may follow the last step of its item or hearing, and remember it."""
    entry = placed.entry
    if isinstance(entry, ItemEntry):
        uuid, before = entry.item, last.get(entry.item)
        with blaming(2, placed.index):
            if uuid in hearings:
                check_may_come(before, entry.type)
            else:
                check_follows(before, entry.type)
        if is_step(entry.type) if uuid in hearings else entry.type not in ASIDE:
            last[uuid] = entry.type
    if isinstance(entry, Opened | Closed) and entry.by[0] == entry.by[1]:
        refuse(2, "one person stands for two", placed.index)


def _report(title: str, contests: Sequence[Contest]) -> Iterator[Fact]:
    states = [contest.state for contest in contests]
    done, void = states.count(State.ANNOUNCED), states.count(State.VOID)
    yield fact("congress", title=title)
    yield fact("items", items=len(states), announced=done, void=void)
    for contest in contests:
        if contest.state not in {State.ANNOUNCED, State.VOID}:
            yield fact("unfinished", title=contest.item.title, state=contest.state.value)
