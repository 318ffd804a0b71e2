"""A record in which three groups evaluate with weights; one of them has too few ballots."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import cast

from tests.domain.records import (
    BY,
    CONGRESS,
    NOW,
    SCRUTINEERS,
    TRUSTEES,
    Sample,
    cast_of,
    issued_entry,
    item_entry,
    number,
)
from tests.vectors.generate import nonces
from votesvc.crypto.ballot import make_ballot, parse_ballot, parse_election
from votesvc.crypto.encoding import hexhash, uuid_from
from votesvc.crypto.tally import combine, encrypted_tally, make_share, parse_share
from votesvc.domain.electorate import flaws_of
from votesvc.domain.entries import (
    Announced,
    BallotCast,
    Board,
    CheckIn,
    Closed,
    Congress,
    Entry,
    Issued,
    IssueOpened,
    Item,
    Opened,
    OutcomeStated,
    ResultMade,
    Roll,
    RollGroups,
    ShareMade,
    TallyMade,
    Voided,
    Weighed,
)
from votesvc.domain.items import ItemSpec, family, graded
from votesvc.domain.outcome import (
    EvaluationOutcome,
    GroupVotes,
    decide,
    votes_of,
    weigh_groups,
)
from votesvc.domain.record.layout import issued_list
from votesvc.domain.rules import EvaluationRule, Figures, Flag, Fraction, Rate, Weight

FAMILY = uuid_from(bytes([20] * 16))
LEADERS, MIDDLE, WORKERS = (uuid_from(bytes([number] * 16)) for number in (21, 22, 23))
ITEMS = (LEADERS, MIDDLE, WORKERS)
WEIGHTS = (Weight("领导班子", 30), Weight("中层", 30), Weight("职工代表", 40))
ENTITLED, PRESENT = 25, 20
SIZES = {"领导班子": 6, "中层": 7, "职工代表": 9}
RULE = EvaluationRule(
    "P10",
    ("优秀", "称职", "不称职"),
    "valid",
    rates=(Rate("称职以上", (0, 1)),),
    flags=(Flag("不称职超过三分之一", (2,), 1, 3, "gt"),),
    quorum=Fraction(2, 3, "ge"),
)
SPEC = graded("民主测评", ["丁一", "王五"], RULE)
SPECS = family(SPEC, WEIGHTS, FAMILY)
# Grades for each row; 0 is a blank. Leaders: four ballots, too few.
PAPERS: dict[str, Sequence[tuple[int, int]]] = {
    LEADERS: [(1, 1), (1, 2), (2, 1), (3, 1)],
    MIDDLE: [(1, 3), (1, 3), (2, 3), (3, 2), (0, 1), (1, 1)],
    WORKERS: [(1, 3), (2, 3), (2, 2), (3, 1), (1, 1), (1, 1), (2, 0)],
}


@dataclass(frozen=True)
class Round:
    """The entries of one item: its leaf, from issuing to the ballots, the close, the result."""

    item: Item
    voting: list[Entry]
    closing: list[Entry]
    result: list[Entry]
    votes: GroupVotes


def family_sample(specs: Sequence[ItemSpec] = SPECS) -> Sample:
    """Return the record, whole and true."""
    return Sample(
        entries=list(_entries(tuple(specs))),
        issued={item: issued_list(issued_entry(item, len(PAPERS[item]) + 1)) for item in ITEMS},
    )


def summed_sample() -> Sample:
    """Return the record up to closing, in which the group of too few is summed as well."""
    leaders = _round(LEADERS, SPECS[0]).item
    contest = parse_election(leaders.election.encode())
    whole = family_sample()
    ballots = [
        parse_ballot(one.ballot.encode(), contest)
        for one in whole.entries
        if isinstance(one, BallotCast) and one.item == LEADERS
    ]
    tally = encrypted_tally(contest, ballots).encoded.decode()
    until = whole.index(TallyMade, WORKERS) + 1
    entries = whole.entries[:until]
    entries[whole.index(Voided)] = TallyMade(item=LEADERS, tally=tally)
    return replace(whole, entries=entries)


@cache
def _round(item: str, spec: ItemSpec) -> Round:
    leaf = item_entry(item, spec)
    contest = parse_election(leaf.election.encode())
    ballots = [
        make_ballot(
            contest,
            number(f"voter {item} {seat}"),
            [[int(grade == place) for place in range(4)] for grade in paper],
            nonces(f"{item} {seat}"),
        )
        for seat, paper in enumerate(PAPERS[item])
    ]
    issued = len(ballots) + 1
    rule = cast("EvaluationRule", spec.rule)
    figures = Figures.of_round(SIZES[rule.group or ""], issued, issued, len(ballots))
    voting: list[Entry] = [
        IssueOpened(item=item, time=NOW),
        CheckIn(entitled=ENTITLED, present=PRESENT, time=NOW),
        Opened(item=item, by=BY, time=NOW),
        *(cast_of(item, ballot) for ballot in ballots),
    ]
    closing: list[Entry] = [
        Closed(item=item, by=BY, present=issued, issued=issued, returned=len(ballots), time=NOW),
        Issued(
            item=item,
            count=issued,
            issued_list=hexhash(issued_list(issued_entry(item, issued))),
            time=NOW,
        ),
    ]
    if flaws_of([(rule, figures)]) != [None]:
        voided = Voided(item=item, reason="票太少", by="votesvc", time=NOW)
        return Round(leaf, voting, [*closing, voided], [], GroupVotes(figures, None))
    tally = encrypted_tally(contest, ballots)
    shares = [make_share(tally, contest, secret, nonces(f"s {secret}")) for secret in SCRUTINEERS]
    parsed = {owner: parse_share(share, contest) for owner, share in enumerate(shares, 1)}
    counts = combine(tally, contest, parsed, TRUSTEES)
    outcome = cast("EvaluationOutcome", decide(rule, counts.counts, figures))
    return Round(
        leaf,
        voting,
        [*closing, TallyMade(item=item, tally=tally.encoded.decode())],
        [
            *(ShareMade(item, owner, share.decode()) for owner, share in enumerate(shares, 1)),
            ResultMade(item=item, result=counts.encoded.decode()),
            OutcomeStated(item=item, outcome=outcome.to_json()),
            Announced(item=item, by=BY[0], time=NOW),
        ],
        votes_of(outcome),
    )


@cache
def _entries(specs: tuple[ItemSpec, ...]) -> tuple[Entry, ...]:
    rounds = [_round(item, spec) for item, spec in zip(ITEMS, specs, strict=True)]
    rule = cast("EvaluationRule", specs[0].rule)
    outcome = weigh_groups(rule, [one.votes for one in rounds])
    return (
        Congress(congress=CONGRESS, title="第三届职代会", booth="0f" * 32, time=NOW),
        Roll(entitled=ENTITLED, members="1e" * 32, time=NOW),
        RollGroups(groups=tuple(sorted(SIZES.items())), time=NOW),
        Board(trustees=TRUSTEES.encoded.decode(), time=NOW),
        *(one.item for one in rounds),
        CheckIn(entitled=ENTITLED, present=PRESENT, time=NOW),
        *(entry for one in rounds for entry in one.voting),
        *(entry for one in rounds for entry in one.closing),
        *(entry for one in rounds for entry in one.result),
        Weighed(
            family=FAMILY,
            items=tuple(one.item.item for one in rounds if one.result),
            outcome=outcome.to_json(),
        ),
    )
