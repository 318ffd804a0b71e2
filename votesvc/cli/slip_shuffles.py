"""A scrutineer's shuffle of the slips of an election, before any of them is opened."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from votesvc.cli.seat.holder import Holder
from votesvc.crypto.encoding import JsonValue, belenios_json
from votesvc.crypto.reshuffle import reshuffle, reshuffle_message, shuffle_name
from votesvc.crypto.slips import parse_slips
from votesvc.domain.casting import write_in_slots
from votesvc.domain.entries import BallotCast
from votesvc.domain.record.read_item import Contest
from votesvc.domain.write_ins import (
    blocks,
    latest_slips,
    shuffler_context,
    shufflers,
    slip_width,
)


@dataclass(frozen=True, slots=True)
class Shuffle:
    """The slips of an item as one scrutineer shuffled them: each block, and its signature."""

    item: str
    owner: int
    place: int
    blocks: tuple[tuple[str, str], ...]

    def to_json(self) -> JsonValue:
        """Return the body that hands the shuffle in."""
        blocks: list[JsonValue] = [
            {"slips": slips, "signature": signature} for slips, signature in self.blocks
        ]
        return {"item": self.item, "owner": self.owner, "place": self.place, "blocks": blocks}


def is_shuffled(contest: Contest) -> bool:
    """Say whether the slips of an item may be opened: enough have shuffled, or there are none."""
    return not latest_slips(contest.history) or not contest.trustees.missing(
        shufflers(contest.history)
    )


def shuffles_due(contests: Sequence[Contest], key: Holder) -> Iterator[tuple[Contest, Shuffle]]:
    """Yield this key's shuffle of every item that still needs it.

    Everything that has been shuffled so far must have been checked with the record.
    """
    for contest in contests:
        owner, before = key.owner(contest.trustees), shufflers(contest.history)
        if owner is None or owner in before or is_shuffled(contest):
            continue
        yield contest, _shuffle(contest, key, owner, len(before) + 1)


def _shuffle(contest: Contest, key: Holder, owner: int, place: int) -> Shuffle:
    election = contest.election
    slots = write_in_slots(election)
    width, sizes = slip_width(slots), blocks(len(contest.history.every(BallotCast)), slots)
    made = []
    for block, (part, latest) in enumerate(zip(sizes, latest_slips(contest.history), strict=True)):
        rows = parse_slips(latest.encode(), len(part), width).rows
        context = shuffler_context(election, block, owner)
        draws = key.draws(shuffle_name(context, rows))
        slips = reshuffle(context, election.public_key, rows, draws)
        signature = belenios_json(key.sign(reshuffle_message(context, slips)))
        made.append((slips.decode(), signature.decode()))
    return Shuffle(contest.item.item, owner, place, tuple(made))
