"""Names written in: how slips are put into blocks, read, and counted (protocol 4.1).

A slip is what a ballot carries for its slots; slips are shuffled and opened block by block. A name
counts once for each ballot that it stands on, beside a marked slot.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NoReturn

from votesvc.crypto.election import Election
from votesvc.crypto.group import IDENTITY, Element
from votesvc.crypto.texts import BLOCKS, decode_text
from votesvc.domain.entries import NamesMerged, NamesWritten, Reshuffled, Shuffled
from votesvc.domain.history import ItemHistory
from votesvc.domain.words import check_words, look
from votesvc.errors import MalformedInput, NoSuchName

LARGEST_BLOCK = 128
"""The most slips that are shuffled together; their proof has to fit into one entry of the log."""
MOST_NAMES = 2048
"""The most slots that all slips of a block have together, for the same reason."""


@dataclass(frozen=True, slots=True)
class Written:
    """The names on each ballot, in no order that means anything, and how many marks are void.

    A mark is void when its name is missing, unreadable, a candidate's, or twice on one ballot.
    """

    ballots: tuple[frozenset[str], ...]
    void: int

    @property
    def votes(self) -> list[tuple[str, int]]:
        """Every name with its ballots: most first, equal ones by their letters."""
        return ranked(Counter(name for names in self.ballots for name in names))


@dataclass(frozen=True, slots=True)
class Merge:
    """Spellings of one name: `names` count as `into`."""

    into: str
    names: tuple[str, ...]


def blocks(count: int, slots: int) -> list[range]:
    """Return the places of `count` slips, each of `slots` names, in even blocks that are small."""
    largest = max(1, min(LARGEST_BLOCK, MOST_NAMES // max(1, slots)))
    number = -(-count // largest)
    return [range(count * at // number, count * (at + 1) // number) for at in range(number)]


def block_context(election: Election, block: int) -> str:
    """Return what shuffle and shares of a block are bound to."""
    return f"{election.fingerprint}|votesvc/write-in/{block}"


def shuffler_context(election: Election, block: int, owner: int) -> str:
    """Return what binds the proof and signature of an owner's shuffle to its block."""
    return f"{block_context(election, block)}|{owner}"


def slip_width(slots: int) -> int:
    """Return how many ciphertexts a slip has: per slot the mark and the blocks of the name."""
    return slots * (1 + BLOCKS)


def read_slips(rows: Iterable[Sequence[Element]], candidates: Sequence[str]) -> Written:
    """Return the names that opened slips hold; those of candidates are not names written in.

    Spellings that look alike are one name, under the one that comes first by its letters.
    """
    # What looks like nothing is no name, no more than that of a candidate.
    taken = {"", *map(look, candidates)}
    marked = [_marked(row) for row in rows]
    read = [[name for name in map(_readable, slip) if look(name) not in taken] for slip in marked]
    spellings: defaultdict[str, set[str]] = defaultdict(set)
    for names in read:
        for name in names:
            spellings[look(name)].add(name)
    shown = {key: min(found) for key, found in spellings.items()}
    ballots = tuple(frozenset(shown[look(name)] for name in names) for names in read)
    return Written(ballots, sum(map(len, marked)) - sum(map(len, ballots)))


def merged(written: Written, merges: Sequence[Merge]) -> Written:
    """Return the names with `merges` made: a ballot with two spellings of one name counts once.

    Raises `NoSuchName` unless every name of a merge was written and is in no other.
    """
    known = {name for names in written.ballots for name in names}
    becomes: dict[str, str] = {}
    for merge in merges:
        for name in merge.names:
            if name in becomes or not {name, merge.into} <= known or name == merge.into:
                _refuse()
            becomes[name] = merge.into
        if not merge.names:
            _refuse()
    if becomes.keys() & set(becomes.values()):
        _refuse()
    ballots = tuple(
        frozenset(becomes.get(name, name) for name in names) for names in written.ballots
    )
    lost = sum(map(len, written.ballots)) - sum(map(len, ballots))
    return Written(ballots, written.void + lost)


def shufflers(history: ItemHistory) -> tuple[int, ...]:
    """Return which scrutineers have shuffled the slips of an item, in the order of the log."""
    return tuple(dict.fromkeys(placed.entry.owner for placed in history.every(Reshuffled)))


def latest_slips(history: ItemHistory) -> list[str]:
    """Return the blocks of slips of an item as the last shuffle in its log left them."""
    blocks = [placed.entry.slips for placed in history.every(Shuffled)]
    again = [placed.entry.slips for placed in history.every(Reshuffled)]
    return again[-len(blocks) :] if again else blocks


def names_logged(history: ItemHistory) -> list[tuple[str, int]]:
    """Return the names of an item with their ballots after every merge, as its log says."""
    votes: dict[str, int] = {}
    for placed in history.every(NamesWritten):
        votes = dict(placed.entry.names)
    for merge in history.every(NamesMerged):
        votes = {name: n for name, n in votes.items() if name not in merge.entry.names}
        votes[merge.entry.into] = merge.entry.votes
    return ranked(votes)


def ranked(votes: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return names with their ballots: most first, equal ones by their letters."""
    return sorted(votes.items(), key=lambda one: (-one[1], one[0]))


def _marked(row: Sequence[Element]) -> list[Sequence[Element]]:
    slots = [row[at : at + 1 + BLOCKS] for at in range(0, len(row), 1 + BLOCKS)]
    return [name for mark, *name in slots if mark != IDENTITY]


def _refuse() -> NoReturn:
    reason = "a spelling was not written, or is merged twice"
    raise NoSuchName(reason)


def _readable(name: Sequence[Element]) -> str:
    """Return the name, or an empty text for what nobody could read."""
    try:
        text = decode_text(tuple(name))
        check_words(text)
    except MalformedInput:
        return ""
    return text
