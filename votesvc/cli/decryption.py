"""A scrutineer's duty: check the whole log first, then decrypt the sums of closed items alone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from votesvc.cli.memory import Memory
from votesvc.cli.seat.holder import Holder
from votesvc.cli.slip_shares import make_slip_shares
from votesvc.cli.slip_shuffles import is_shuffled
from votesvc.crypto.encoding import JsonValue
from votesvc.crypto.tally import parse_tally
from votesvc.domain.electorate import titled
from votesvc.domain.entries import BallotCast, TallyMade
from votesvc.domain.lifecycle import State
from votesvc.domain.record.check_ballots import check_ballots
from votesvc.domain.record.check_log import check_log
from votesvc.domain.record.check_order import check_order
from votesvc.domain.record.check_roll import check_roll
from votesvc.domain.record.check_tally import check_tally
from votesvc.domain.record.read_item import Contest
from votesvc.domain.record.steps import Each, Known, Step
from votesvc.errors import VotesvcError


class NotOnBoard(VotesvcError):
    """This key is not one of the congress's scrutineers."""


class NothingToDecrypt(VotesvcError):
    """An item that was asked for, or every item, is not closed or has been counted."""


@dataclass(frozen=True, slots=True)
class Share:
    """One scrutineer's share of one item, as it is handed in.

    `slips` are the shares of the blocks of names written in; none where none could be.
    """

    item: str
    title: str
    ballots: int
    owner: int
    factors: str
    slips: tuple[str, ...]

    def to_json(self) -> JsonValue:
        """Return the body that hands the share in."""
        return {"item": self.item, "owner": self.owner, "factors": self.factors}

    def slips_to_json(self) -> JsonValue:
        """Return the body that hands the shares of the slips in."""
        return {"item": self.item, "owner": self.owner, "shares": [*self.slips]}


@dataclass(frozen=True, slots=True)
class Checked:
    """Closed items whose every ballot, sum and shuffle has passed all checks.

    `size` is that of the log they were found in.
    """

    origin: str
    size: int
    contests: tuple[Contest, ...]


def check_before_decrypting(
    files: Mapping[str, bytes],
    items: Sequence[str] | None,
    memory: Memory,
    report: Callable[[Step], None],
    each: Each = map,
) -> Checked:
    """Check a record and return what may be decrypted: all that is closed, or only `items`.

    With None for `items` there may be nothing closed at all.

    These are checks 1 to 5 of protocol 9; ballots of other items are not looked at. The log must
    continue the one that `memory` has followed. Raises `InvalidRecord`, `ForkedLog`, and
    `NothingToDecrypt` when something asked for is not closed or is counted already.
    """
    log, step = check_log(files, Known())
    memory.demand_continuation(log)
    report(step)
    legal, step = check_order(log)
    report(step)
    _electorate, step = check_roll(legal, files)
    report(step)
    closed = _closed(legal.contests, items)
    checked, step = check_ballots(closed, each)
    report(step)
    _counted, step = check_tally(checked, each)
    report(step)
    memory.follow(log)
    return Checked(log.checkpoint.origin, log.checkpoint.size, closed)


def decrypt_closed(checked: Checked, key: Holder, memory: Memory) -> Iterator[Share]:
    """Yield this key's share of every item in `checked` that its board counts.

    An item whose slips too few have shuffled is left out.
    A share is remembered before it is handed out, and the same one is given again. Raises
    `NotOnBoard` where there is no such item, `SecondShare`.
    """
    mine = [(contest, key.owner(contest.trustees)) for contest in checked.contests]
    if not any(mine_at for _, mine_at in mine):
        reason = "this key is not on the congress's board of scrutineers"
        raise NotOnBoard(reason)
    for contest, owner in mine:
        if owner is None or not is_shuffled(contest):
            continue
        ballots = len(contest.history.every(BallotCast))
        factors = _factors(checked.origin, contest, ballots, key, memory)
        slips = make_slip_shares(checked.origin, contest, ballots, key, memory)
        title = titled(contest.item.title, contest.item.rule)
        yield Share(contest.item.item, title, ballots, owner, factors, slips)


def _closed(contests: Sequence[Contest], items: Sequence[str] | None) -> tuple[Contest, ...]:
    closed = {
        contest.item.item: contest
        for contest in contests
        if contest.state is State.CLOSED and contest.history.first(TallyMade) is not None
    }
    if items is None:
        return tuple(closed.values())
    if not closed or not set(items) <= closed.keys():
        reason = "the ballot is not closed, or its result is announced already"
        raise NothingToDecrypt(reason)
    return tuple(closed[item] for item in items or closed)


def _factors(origin: str, contest: Contest, ballots: int, key: Holder, memory: Memory) -> str:
    [made] = contest.history.every(TallyMade)
    item, encoded = contest.item.item, made.entry.tally.encode()
    factors = memory.share(origin, item, encoded)
    if factors is None:
        # That this is the sum of the logged ballots has been checked with the record.
        tally = parse_tally(encoded, contest.election, ballots)
        factors = key.make_share(tally, contest.election).decode()
        memory.remember_share(origin, item, encoded, factors)
    return factors
