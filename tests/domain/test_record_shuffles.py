"""Slips are shuffled by as many scrutineers as can count, each once, before a share is made."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.crypto.samples import Dealer, number
from tests.domain.elections import ELECTION, election_sample, reshuffled
from tests.domain.records import SCRUTINEERS, Sample
from tests.vectors.generate import nonces
from votesvc.crypto.ballot import parse_election
from votesvc.crypto.elgamal import encrypt
from votesvc.crypto.encoding import belenios_json
from votesvc.crypto.shuffle import Row, random_order, shuffle_rows
from votesvc.crypto.slips import Slips, make_slip_share, parse_slips
from votesvc.crypto.trustees import Trustees, parse_trustees
from votesvc.crypto.verification import Paper
from votesvc.domain.entries import (
    Entry,
    Item,
    Reshuffled,
    ShareMade,
    Shuffled,
    SlipShareMade,
)
from votesvc.domain.history import ItemHistory, Placed
from votesvc.domain.record import check_record
from votesvc.domain.record.check_ballots import CheckedContest
from votesvc.domain.record.check_log import check_log
from votesvc.domain.record.check_order import check_order
from votesvc.domain.record.check_shuffles import check_shuffles
from votesvc.domain.record.steps import Fact, Known
from votesvc.domain.write_ins import block_context, blocks, latest_slips, shufflers
from votesvc.errors import InvalidRecord

TRUE = election_sample()
FIRST, SECOND = TRUE.entry(Reshuffled), TRUE.entry(Reshuffled, nth=1)
AT_FIRST, AT_SECOND = TRUE.index(Reshuffled), TRUE.index(Reshuffled, nth=1)
SHARE = TRUE.index(ShareMade)
CONTEST = parse_election(TRUE.entry(Item).election.encode())
KEY = CONTEST.public_key


def rows_in(entry: Shuffled | Reshuffled) -> Sequence[Row]:
    return parse_slips(entry.slips.encode(), 4, 6).rows


SERVICE, ONCE, TWICE = rows_in(TRUE.entry(Shuffled)), rows_in(FIRST), rows_in(SECOND)


def chain(*made: Reshuffled) -> Sample:
    """Return the record with another chain of shuffles."""

    def change(entries: list[Entry | bytes]) -> None:
        entries[AT_FIRST:SHARE] = made

    return TRUE.with_entries(change)


def refusal(sample: Sample) -> InvalidRecord:
    with pytest.raises(InvalidRecord) as caught:
        check_record(sample.written(), lambda _: None)
    return caught.value


def test_as_many_scrutineers_as_can_count_have_shuffled() -> None:
    facts: list[Fact] = []
    check_record(TRUE.written(), lambda step: facts.extend(step.facts))
    found = [fact.figures["scrutineers"] for fact in facts if fact.name == "shuffled"]
    assert found == [2]


@pytest.mark.parametrize(
    ("made", "at", "words"),
    [
        ((), SHARE - 2, "fewer scrutineers"),
        ((FIRST,), SHARE - 1, "fewer scrutineers"),
        ((SECOND, FIRST), AT_FIRST, "does not hold"),
        ((FIRST, FIRST), AT_SECOND, "shuffled twice"),
        ((FIRST, reshuffled(CONTEST, 1, SCRUTINEERS[0], ONCE)), AT_SECOND, "shuffled twice"),
        ((FIRST, SECOND, replace(FIRST, owner=3)), SHARE, "no scrutineer"),
        ((replace(FIRST, block=1), SECOND), AT_FIRST, "another place"),
        # Both shuffled what the service had; the second stands there as if it followed the first.
        ((FIRST, reshuffled(CONTEST, 2, SCRUTINEERS[1], SERVICE)), AT_SECOND, "does not hold"),
        # The first scrutineer shuffles in the place of the second.
        ((FIRST, reshuffled(CONTEST, 2, SCRUTINEERS[0], ONCE)), AT_SECOND, "signature"),
        ((FIRST, replace(SECOND, signature=FIRST.signature)), AT_SECOND, "signature"),
        ((FIRST, replace(SECOND, slips=FIRST.slips)), AT_SECOND, "signature"),
    ],
)
def test_a_chain_of_shuffles_that_lies_is_refused(
    made: tuple[Reshuffled, ...], at: int, words: str
) -> None:
    error = refusal(chain(*made))
    assert (error.check, error.index) == (5, at)
    assert words in str(error)


@pytest.mark.parametrize("rows", [SERVICE, ONCE])
def test_shares_of_an_earlier_shuffle_are_refused(rows: Sequence[Row]) -> None:
    def with_share(of: Sequence[Row]) -> Sample:
        share = make_slip_share(block_context(CONTEST, 0), of, SCRUTINEERS[0], number("share"))
        return TRUE.changed(SlipShareMade, ELECTION, factors=share.decode())

    check_record(with_share(TWICE).written(), lambda _: None)
    error = refusal(with_share(rows))
    assert (error.check, error.index) == (5, TRUE.index(SlipShareMade))


@pytest.mark.parametrize("end", [AT_FIRST, AT_SECOND, SHARE])
def test_a_record_that_ends_between_the_shuffles_is_unfinished_and_passes(end: int) -> None:
    cut = replace(TRUE, entries=TRUE.entries[:end], files={f"bel/{ELECTION}.bel": None})
    check_record(cut.written(), lambda _: None)


# --- A threshold board, and more than one block ---------------------------------------------------

BOARD = Dealer(1, 2)
TRUSTEES = parse_trustees(belenios_json([BOARD.entry()]))


def contest_of(
    papers: Sequence[Row], trustees: Trustees, *made: Shuffled | Reshuffled
) -> CheckedContest:
    """Return a contest with these slips and shuffles, counted by other scrutineers."""
    log, _ = check_log(TRUE.written(), Known())
    [contest] = check_order(log)[0].contests
    events = [one for one in contest.history.events if one.index < TRUE.index(Shuffled)]
    shuffles = [Placed(100 + at, entry) for at, entry in enumerate(made)]
    history = ItemHistory(ELECTION, (*events, *shuffles))
    return CheckedContest(
        replace(contest, trustees=trustees, history=history),
        tuple(Paper(str(at), str(at), (), row) for at, row in enumerate(papers)),
    )


def service_shuffle(papers: Sequence[Row]) -> list[Shuffled]:
    """Return the blocks as the service shuffles them."""
    made = []
    for number_, part in enumerate(blocks(len(papers), 2)):
        rows = papers[part.start : part.stop]
        order, seed = random_order(len(rows)), nonces(f"service {number_}")
        slips = Slips(*shuffle_rows(block_context(CONTEST, number_), KEY, rows, order, seed))
        made.append(Shuffled(ELECTION, number_, slips.encoded.decode()))
    return made


def scrutineer_shuffle(before: Sequence[Shuffled], secret: int) -> list[Reshuffled]:
    """Return the two blocks as the first seat of the board shuffles them again."""
    return [
        reshuffled(CONTEST, 1, secret, parse_slips(one.slips.encode(), size, 1).rows, one.block)
        for one, size in zip(before, (64, 65), strict=True)
    ]


PAPERS = [(encrypt(KEY, at % 2, number(f"paper {at}")),) for at in range(129)]
SERVED = service_shuffle(PAPERS)
AGAIN = scrutineer_shuffle(SERVED, BOARD.signing[0])


def test_every_block_is_shuffled_by_as_many_as_are_needed_and_no_more() -> None:
    whole = contest_of(PAPERS, TRUSTEES, *SERVED, *AGAIN)
    rows = check_shuffles(whole, 1, map)
    assert [len(part) for part in rows] == [64, 65]
    assert latest_slips(whole.contest.history) == [one.slips for one in AGAIN]
    assert shufflers(whole.contest.history) == (1,)
    late = [replace(one, owner=2) for one in AGAIN]
    with pytest.raises(InvalidRecord, match="more scrutineers") as caught:
        check_shuffles(contest_of(PAPERS, TRUSTEES, *SERVED, *AGAIN, *late), 1, map)
    assert caught.value.index == 104


def test_before_any_scrutineer_has_shuffled_the_slips_are_those_of_the_service() -> None:
    only = contest_of(PAPERS, TRUSTEES, *SERVED)
    check_shuffles(only, 1, map)
    assert latest_slips(only.contest.history) == [one.slips for one in SERVED]
    assert shufflers(only.contest.history) == ()


def test_a_shuffle_that_leaves_out_or_exchanges_blocks_is_refused() -> None:
    with pytest.raises(InvalidRecord, match="leaves out") as caught:
        check_shuffles(contest_of(PAPERS, TRUSTEES, *SERVED, AGAIN[0]), 1, map)
    assert caught.value.index == 102
    with pytest.raises(InvalidRecord, match="another place"):
        check_shuffles(contest_of(PAPERS, TRUSTEES, *SERVED, *AGAIN[::-1]), 1, map)
    mixed = [AGAIN[0], replace(AGAIN[1], owner=2)]
    with pytest.raises(InvalidRecord, match="another place"):
        check_shuffles(contest_of(PAPERS, TRUSTEES, *SERVED, *mixed), 1, map)


def test_a_seat_signs_its_shuffle_with_the_key_that_signs_not_the_one_that_decrypts() -> None:
    forged = scrutineer_shuffle(SERVED, BOARD.secrets[0])
    with pytest.raises(InvalidRecord, match="signature"):
        check_shuffles(contest_of(PAPERS, TRUSTEES, *SERVED, *forged), 1, map)
