"""A congress with threshold boards: one that decides a motion, one that replaces it.

Between them a ceremony stops because a scrutineer was dealt a wrong share.
"""

from collections.abc import Sequence
from functools import cache

from tests.crypto.ceremonies import Played, deal_with, play
from tests.domain.records import (
    BY,
    CHOICE,
    CONGRESS,
    ENTITLED,
    LOG_KEY,
    MOTION,
    NOW,
    PRESENT,
    Sample,
    cast_of,
    issued_entry,
    item_entry,
    number,
)
from tests.vectors.generate import nonces
from votesvc.crypto.ballot import make_ballot, parse_election
from votesvc.crypto.checkpoint import Checkpoint
from votesvc.crypto.complaint import make_complaint
from votesvc.crypto.encoding import hexhash
from votesvc.crypto.merkle import Tree, leaf_hash
from votesvc.crypto.result_signature import sign_result
from votesvc.crypto.seat_share import make_seat_share
from votesvc.crypto.tally import combine, encrypted_tally, parse_share
from votesvc.crypto.threshold import parse_deal
from votesvc.crypto.trustees import parse_trustees
from votesvc.domain.entries import (
    Announced,
    Board,
    CheckIn,
    Closed,
    Congress,
    Entry,
    Issued,
    IssueOpened,
    KeyCommitments,
    KeyStopped,
    Opened,
    OutcomeStated,
    ResultMade,
    Roll,
    ShareMade,
    Signed,
    TallyMade,
)
from votesvc.domain.items import ItemSpec, choose, motion
from votesvc.domain.key_forms import SeatPledge
from votesvc.domain.outcome import decide
from votesvc.domain.record.layout import issued_list
from votesvc.domain.rules import Figures

NAMES = ("周监", "吴监", "郑监")


@cache
def played(name: str, threshold: int, size: int) -> Played:
    """Return a ceremony of this congress."""
    return play(threshold, size, name, CONGRESS)


FIRST, STOPPED, SECOND = played("first", 2, 3), played("stopped", 2, 3), played("second", 3, 3)


def commitments(one: Played) -> KeyCommitments:
    """Return the entry that round 1 of a ceremony ends with."""
    seats = zip(NAMES, one.pledges, strict=True)
    return KeyCommitments(
        ceremony=one.ceremony.ceremony,
        threshold=one.ceremony.threshold,
        seats=tuple(SeatPledge(name, pledge.encoded.decode()) for name, pledge in seats),
        by=BY,
        time=NOW,
    )


def stopped() -> KeyStopped:
    """Return the end of a ceremony in which seat 2 dealt seat 1 a wrong share."""
    cheat = STOPPED.keys[1]
    bad = deal_with(cheat, STOPPED.pledges, 1, cheat.value_at(1) + 1)
    deal = parse_deal(bad, STOPPED.ceremony, 2, STOPPED.pledges)
    complaint = make_complaint(STOPPED.keys[0], 2, deal)
    return KeyStopped(
        ceremony=STOPPED.ceremony.ceremony,
        seat=1,
        dealer=2,
        evidence=(complaint.decode(), bad.decode()),
        reason="份额不符",
        time=NOW,
    )


def voted(
    item: str, spec: ItemSpec, papers: Sequence[list[list[int]]], board: Played, owners: set[int]
) -> list[Entry]:
    """Return the life of an item from its leaf to the announcement, counted by `owners`."""
    trustees = parse_trustees(board.trustees)
    leaf = item_entry(item, spec, trustees)
    election = parse_election(leaf.election.encode())
    ballots = [
        make_ballot(election, number(f"voter {seat}"), paper, nonces(f"{item} {seat}"))
        for seat, paper in enumerate(papers)
    ]
    tally = encrypted_tally(election, ballots)
    shares = {
        owner: make_seat_share(board.keys[owner - 1], board.secrets[owner - 1], tally, election)
        for owner in sorted(owners)
    }
    parsed = {owner: parse_share(share, election) for owner, share in shares.items()}
    result = combine(tally, election, parsed, trustees)
    made = ResultMade(item=item, result=result.encoded.decode())
    data = issued_list(issued_entry(item, len(papers)))
    figures = Figures.of_round(ENTITLED, PRESENT, len(papers), len(papers))
    return [
        leaf,
        CheckIn(entitled=ENTITLED, present=PRESENT, time=NOW),
        IssueOpened(item=item, time=NOW),
        Opened(item=item, by=BY, time=NOW),
        *(cast_of(item, ballot) for ballot in ballots),
        Closed(
            item=item, by=BY, present=PRESENT, issued=len(papers), returned=len(papers), time=NOW
        ),
        Issued(item=item, count=len(papers), issued_list=hexhash(data), time=NOW),
        TallyMade(item=item, tally=tally.encoded.decode()),
        *(
            ShareMade(item=item, owner=owner, factors=share.decode())
            for owner, share in shares.items()
        ),
        made,
        OutcomeStated(item=item, outcome=decide(leaf.rule, result.counts, figures).to_json()),
        *(
            Signed(
                item=item,
                owner=owner,
                signature=sign_result(board.keys[owner - 1], item, made.encoded).decode(),
            )
            for owner in sorted(owners, reverse=True)
        ),
        Announced(item=item, by=BY[0], time=NOW),
    ]


@cache
def _entries() -> tuple[Entry, ...]:
    return (
        Congress(congress=CONGRESS, title="第三届职代会", booth="0f" * 32, time=NOW),
        Roll(entitled=ENTITLED, members="1e" * 32, time=NOW),
        commitments(FIRST),
        Board(trustees=FIRST.trustees.decode(), time=NOW),
        *voted(
            MOTION,
            motion("考勤办法", ["办法一"]),
            [[[1, 0, 0]], [[1, 0, 0]], [[0, 0, 1]]],
            FIRST,
            {1, 3},
        ),
        commitments(STOPPED),
        stopped(),
        commitments(SECOND),
        Board(trustees=SECOND.trustees.decode(), time=NOW),
        *voted(
            CHOICE,
            choose("评选节目", "最喜爱的节目", ["甲", "乙", "丙"], 0, 2),
            [[[1, 1, 0]], [[1, 0, 1]]],
            SECOND,
            {1, 2, 3},
        ),
    )


def board_sample() -> Sample:
    """Return the sample, whole and true."""
    return Sample(
        entries=list(_entries()),
        issued={
            MOTION: issued_list(issued_entry(MOTION, 3)),
            CHOICE: issued_list(issued_entry(CHOICE, 2)),
        },
    )


def cosigned(sample: Sample, keys: Sequence[tuple[Played, int]]) -> dict[str, bytes]:
    """Return the record with cosignatures by these seats under its checkpoint."""
    files = sample.written()
    leaves = files["log.jsonl"].split(b"\n")[:-1]
    root = Tree(map(leaf_hash, leaves)).root()
    note = LOG_KEY.sign(Checkpoint(LOG_KEY.origin, len(leaves), root))
    for ceremony, seat in keys:
        note = ceremony.keys[seat - 1].witness.cosign(note, 1_795_426_200)
    return {**files, "checkpoint.txt": note.encode()}
