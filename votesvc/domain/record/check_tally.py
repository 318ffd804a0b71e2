"""Check 5: the encrypted tally is the sum of the ballots; every share proves; it decrypts."""

from collections.abc import Sequence
from dataclasses import dataclass

from votesvc.crypto.result_signature import check_result_signature
from votesvc.crypto.tally import (
    Result,
    Share,
    Tally,
    check_result,
    check_share,
    open_tally,
    parse_share,
    sum_papers,
)
from votesvc.domain.electorate import titled
from votesvc.domain.entries import Announced, ResultMade, ShareMade, Signed, TallyMade
from votesvc.domain.record.blame import blaming, refuse
from votesvc.domain.record.check_ballots import CheckedContest
from votesvc.domain.record.check_write_ins import check_write_ins
from votesvc.domain.record.read_item import Contest
from votesvc.domain.record.steps import Each, Fact, Step, fact


@dataclass(frozen=True, slots=True)
class CountedContest:
    """A contest with its decrypted counts, and the names written in with their ballots."""

    contest: Contest
    result: Result
    write_ins: tuple[tuple[str, int], ...]


def check_tally(checked: Sequence[CheckedContest], each: Each) -> tuple[list[CountedContest], Step]:
    """Return the contests that have been counted."""
    counted: list[CountedContest] = []
    facts: list[Fact] = []
    for one in checked:
        made = one.contest.history.first(TallyMade)
        if made is None:
            continue
        tally = sum_papers(one.contest.election, [paper.choices for paper in one.papers], each)
        if tally.encoded != made.entry.tally.encode():
            refuse(5, "the encrypted tally is not the sum of the ballots", made.index)
        shares = _check_shares(one.contest, tally)
        facts.append(
            fact(
                "tally",
                title=titled(one.contest.item.title, one.contest.item.rule),
                ballots=tally.count,
                shares=len(shares),
                needed=one.contest.trustees.threshold,
            )
        )
        written, found = check_write_ins(one, each)
        facts.extend(found)
        for result in one.contest.history.every(ResultMade):
            with blaming(5, result.index):
                opened = open_tally(tally, shares, one.contest.trustees)
                check_result(result.entry.result.encode(), opened)
            _check_signatures(one.contest, result.entry.encoded)
            counted.append(CountedContest(one.contest, opened, written))
    return counted, Step(5, tuple(facts))


def _check_shares(contest: Contest, tally: Tally) -> dict[int, Share]:
    keys = contest.trustees.verification_keys
    shares: dict[int, Share] = {}
    for placed in contest.history.every(ShareMade):
        owner = placed.entry.owner
        if owner > len(keys) or owner in shares:
            refuse(5, "the owner of a share does not exist or has given one already", placed.index)
        with blaming(5, placed.index):
            share = parse_share(placed.entry.factors.encode(), contest.election)
            check_share(share, keys[owner - 1], tally, contest.election)
        shares[owner] = share
    return shares


def _check_signatures(contest: Contest, leaf: bytes) -> None:
    """Refuse unless as many scrutineers signed as are needed to decrypt, if their keys sign."""
    signers = contest.trustees.signers
    seen: set[int] = set()
    for placed in contest.history.every(Signed):
        entry = placed.entry
        if entry.owner not in signers or entry.owner in seen:
            refuse(5, "who signed a result is no scrutineer or has signed already", placed.index)
        with blaming(5, placed.index):
            signer = signers[entry.owner]
            check_result_signature(entry.signature.encode(), signer, entry.item, leaf)
        seen.add(entry.owner)
    for announced in contest.history.every(Announced):
        if signers and len(seen) < contest.trustees.threshold:
            refuse(5, "a result is announced that too few scrutineers signed", announced.index)
