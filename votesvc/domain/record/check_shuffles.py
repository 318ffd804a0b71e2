"""Check 5, for slips: shuffled by the service, and again by as many scrutineers as can count."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from votesvc.crypto.group import Element
from votesvc.crypto.reshuffle import check_shuffler
from votesvc.crypto.shuffle import Row, check_shuffle
from votesvc.crypto.slips import Slips, parse_slips
from votesvc.domain.casting import write_in_slots
from votesvc.domain.entries import Reshuffled, ShareMade, Shuffled, TallyMade
from votesvc.domain.history import Placed
from votesvc.domain.record.blame import blaming, refuse
from votesvc.domain.record.check_ballots import CheckedContest
from votesvc.domain.record.read_item import Contest
from votesvc.domain.record.steps import Each
from votesvc.domain.write_ins import block_context, blocks, shuffler_context

Rows = Sequence[Row]


@dataclass(frozen=True, slots=True)
class _Link:
    """One block shuffled once: what it was before, what it is after, and where that stands."""

    index: int
    context: str
    before: Rows
    after: Slips


def check_shuffles(checked: CheckedContest, width: int, each: Each) -> list[Rows]:
    """Return the slips of an item, each `width` ciphertexts, as the last shuffle left them.

    Refuses a shuffle that does not hold, and shares of an item whose slips fewer scrutineers have
    shuffled than are needed to decrypt it.
    """
    contest, slips = checked.contest, [paper.slip for paper in checked.papers]
    places = blocks(len(slips), write_in_slots(contest.election))
    parts = [slips[place.start : place.stop] for place in places]
    first = _service_links(contest, parts, width)
    again = _scrutineer_links(contest, [link.after.rows for link in first], width)
    links = [*first, *again]
    # Most of the work of a record with names: side by side, as ballots are.
    for _ in each(partial(_check_link, contest.election.public_key), links):
        pass
    return [link.after.rows for link in links[len(links) - len(parts) :]]


def _check_link(public_key: Element, link: _Link) -> None:
    with blaming(5, link.index):
        check_shuffle(link.context, public_key, link.before, link.after.rows, link.after.proof)


def _service_links(contest: Contest, parts: Sequence[Rows], width: int) -> list[_Link]:
    made = contest.history.every(Shuffled)
    if len(made) != len(parts):
        [tally] = contest.history.every(TallyMade)
        refuse(5, "the shuffled slips are not those of all ballots", tally.index)
    links = []
    for number, (part, placed) in enumerate(zip(parts, made, strict=True)):
        if placed.entry.block != number:
            refuse(5, "a block of slips stands in another place", placed.index)
        context = block_context(contest.election, number)
        links.append(_link(context, part, placed, width))
    return links


def _scrutineer_links(contest: Contest, parts: list[Rows], width: int) -> list[_Link]:
    """Return the chain behind the service's shuffle, each block of each owner in its place."""
    links: list[_Link] = []
    owners: list[int] = []
    for at, placed in enumerate(contest.history.every(Reshuffled)):
        owner, number = placed.entry.owner, at % len(parts)
        if number == 0:
            _demand_needed(contest, owners, placed)
            owners.append(owner)
        if (placed.entry.block, owner) != (number, owners[-1]):
            refuse(5, "a block of slips stands in another place", placed.index)
        context = shuffler_context(contest.election, number, owner)
        with blaming(5, placed.index):
            slips, signature = placed.entry.slips.encode(), placed.entry.signature.encode()
            check_shuffler(context, contest.trustees.shuffler(owner), slips, signature)
        links.append(_link(context, parts[number], placed, width))
        parts[number] = links[-1].after.rows
    if links and len(links) % len(parts):
        refuse(5, "a shuffle leaves out blocks of slips", links[-1].index)
    share = contest.history.first(ShareMade)
    if share is not None and parts and contest.trustees.missing(owners):
        refuse(5, "the slips were shuffled by fewer scrutineers than are needed", share.index)
    return links


def _demand_needed(contest: Contest, owners: Sequence[int], placed: Placed[Reshuffled]) -> None:
    """Refuse a shuffler who is nobody, has shuffled already, or is one more than are needed."""
    owner, trustees = placed.entry.owner, contest.trustees
    if owner > len(trustees.verification_keys):
        refuse(5, "who shuffled is no scrutineer", placed.index)
    if owner in owners:
        refuse(5, "a scrutineer has shuffled twice", placed.index)
    if trustees.missing([*owners, owner]) == trustees.missing(owners):
        refuse(5, "more scrutineers shuffled than are needed", placed.index)


def _link(
    context: str, before: Rows, placed: Placed[Shuffled] | Placed[Reshuffled], width: int
) -> _Link:
    with blaming(5, placed.index):
        after = parse_slips(placed.entry.slips.encode(), len(before), width)
    return _Link(placed.index, context, before, after)
