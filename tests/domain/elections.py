"""A record with an election in which names were written in; the tests change it in one place."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from tests.domain.records import (
    BY,
    CONGRESS,
    ENTITLED,
    NOW,
    PRESENT,
    SCRUTINEERS,
    TRUSTEES,
    Sample,
    cast_of,
    issued_entry,
    item_entry,
    number,
)
from tests.vectors.generate import nonces
from votesvc.crypto.ballot import Election, parse_election
from votesvc.crypto.encoding import belenios_json, hexhash, uuid_from
from votesvc.crypto.pedersen import message_prefix
from votesvc.crypto.proofs import prove_knowledge
from votesvc.crypto.reshuffle import reshuffle, reshuffle_message
from votesvc.crypto.shuffle import Row, shuffle_rows
from votesvc.crypto.slips import (
    Slips,
    make_slip_share,
    open_slips,
    parse_slip_share,
    parse_slips,
)
from votesvc.crypto.tally import combine, encrypted_tally, make_share, parse_share
from votesvc.domain.casting import slip_in
from votesvc.domain.entries import (
    Announced,
    Board,
    CheckIn,
    Closed,
    Congress,
    Entry,
    Issued,
    IssueOpened,
    NamesMerged,
    NamesWritten,
    Opened,
    OutcomeStated,
    Reshuffled,
    ResultMade,
    Roll,
    ShareMade,
    Shuffled,
    SlipShareMade,
    TallyMade,
)
from votesvc.domain.items import ItemSpec, election
from votesvc.domain.marking import seal_marks
from votesvc.domain.outcome import decide
from votesvc.domain.record.layout import issued_list
from votesvc.domain.rules import ElectionRule, Figures, Fraction, Threshold
from votesvc.domain.write_ins import Merge, block_context, merged, read_slips, shuffler_context

ELECTION = uuid_from(bytes([9] * 16))
RULE = ElectionRule(
    "P04", 2, Threshold("entitled", Fraction(1, 2, "gt")), Fraction(2, 3, "ge"), writein=2
)
SPEC = election("工会委员会选举", ["丁一", "王五", "张三"], RULE)
PAPERS: tuple[tuple[list[list[int]], tuple[str, str]], ...] = (
    ([[1, 0, 0, 1, 0], [0, 1, 0]], ("李四", "")),
    ([[1, 0, 0, 0, 1], [0, 1, 1]], ("", "李思")),
    ([[0, 0, 0, 1, 1], [1, 1, 0]], ("李思", "张三")),
    ([[1, 1, 0, 0, 0], [0, 0, 0]], ("", "")),
)
MERGE = Merge("李四", ("李思",))


def election_sample() -> Sample:
    """Return the record, whole and true."""
    return Sample(
        entries=list(_entries(SPEC)),
        issued={ELECTION: issued_list(issued_entry(ELECTION, PRESENT))},
    )


def plain_sample() -> Sample:
    """Return the record of an election without slots."""
    return Sample(
        entries=list(
            _entries(election("选举", ["丁一", "王五", "张三"], replace(RULE, writein=0)))
        ),
        issued={ELECTION: issued_list(issued_entry(ELECTION, PRESENT))},
    )


def reshuffled(
    contest: Election, owner: int, secret: int, rows: Sequence[Row], block: int = 0
) -> Reshuffled:
    """Return the shuffle of a scrutineer who signs with `secret`."""
    own = shuffler_context(contest, block, owner)
    slips = reshuffle(own, contest.public_key, rows, nonces(f"reshuffle {owner}"))
    prefix = message_prefix(reshuffle_message(own, slips))
    signature = belenios_json(prove_knowledge(prefix, secret, number(prefix)).to_json())
    return Reshuffled(ELECTION, owner, block, slips.decode(), signature.decode())


@cache
def _entries(spec: ItemSpec) -> tuple[Entry, ...]:
    leaf = item_entry(ELECTION, spec)
    data = issued_list(issued_entry(ELECTION, PRESENT))
    contest = parse_election(leaf.election.encode())
    slots = len(contest.questions[0].answers) - 3
    sealed = [
        seal_marks(
            contest,
            number(f"voter {seat}"),
            [choices[0][: 3 + slots], choices[1]],
            names[:slots],
            nonces(f"election {seat}"),
        )
        for seat, (choices, names) in enumerate(PAPERS)
    ]
    casts = [replace(cast_of(ELECTION, ballot), pairs=tuple(beside)) for ballot, beside in sealed]
    ballots = [ballot for ballot, _ in sealed]
    tally = encrypted_tally(contest, ballots)
    shares = [make_share(tally, contest, secret, nonces(f"s {secret}")) for secret in SCRUTINEERS]
    result = combine(
        tally,
        contest,
        {owner: parse_share(share, contest) for owner, share in enumerate(shares, 1)},
        TRUSTEES,
    )
    figures = Figures.of_round(ENTITLED, PRESENT, PRESENT, len(PAPERS))
    before: list[Entry] = []
    between: list[Entry] = []
    after: list[Entry] = []
    votes: list[tuple[str, int]] = []
    if slots:
        rows = [slip_in(contest, one, cast) for one, cast in zip(ballots, casts, strict=True)]
        context = block_context(contest, 0)
        shuffled, proof = shuffle_rows(
            context, contest.public_key, rows, [2, 0, 3, 1], nonces("shuffle")
        )
        before = [Shuffled(ELECTION, 0, Slips(shuffled, proof).encoded.decode())]
        for owner, secret in enumerate(SCRUTINEERS, 1):
            made = reshuffled(contest, owner, secret, shuffled)
            before.append(made)
            shuffled = parse_slips(made.slips.encode(), 4, 6).rows
        factors = [
            make_slip_share(context, shuffled, secret, number(f"slip {secret}"))
            for secret in SCRUTINEERS
        ]
        between = [
            SlipShareMade(ELECTION, 0, owner, one.decode()) for owner, one in enumerate(factors, 1)
        ]
        parsed = {o: parse_slip_share(one, 4, 6) for o, one in enumerate(factors, 1)}
        written = read_slips(open_slips(shuffled, parsed, TRUSTEES), contest.questions[1].answers)
        votes = merged(written, [MERGE]).votes
        after = [
            NamesWritten(ELECTION, tuple(written.votes), written.void),
            NamesMerged(
                item=ELECTION,
                into=MERGE.into,
                names=MERGE.names,
                votes=dict(votes)[MERGE.into],
                reason="同一人，写法不同",
                by=BY,
                time=NOW,
            ),
        ]
    outcome = decide(spec.rule, result.counts, figures, votes)
    return (
        Congress(congress=CONGRESS, title="第三届职代会", booth="0f" * 32, time=NOW),
        Roll(entitled=ENTITLED, members="1e" * 32, time=NOW),
        Board(trustees=TRUSTEES.encoded.decode(), time=NOW),
        leaf,
        CheckIn(entitled=ENTITLED, present=PRESENT, time=NOW),
        IssueOpened(item=ELECTION, time=NOW),
        Opened(item=ELECTION, by=BY, time=NOW),
        *casts,
        Closed(
            item=ELECTION,
            by=BY,
            present=PRESENT,
            issued=PRESENT,
            returned=len(PAPERS),
            time=NOW,
        ),
        Issued(item=ELECTION, count=PRESENT, issued_list=hexhash(data), time=NOW),
        TallyMade(item=ELECTION, tally=tally.encoded.decode()),
        *before,
        *(
            ShareMade(item=ELECTION, owner=owner, factors=share.decode())
            for owner, share in enumerate(shares, 1)
        ),
        *between,
        ResultMade(item=ELECTION, result=result.encoded.decode()),
        *after,
        OutcomeStated(item=ELECTION, outcome=outcome.to_json()),
        Announced(item=ELECTION, by=BY[0], time=NOW),
    )
