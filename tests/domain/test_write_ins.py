"""Names are read from slips, counted once per ballot, and merged as people find."""

import pytest
from hypothesis import given, strategies as st

from votesvc.crypto.elgamal import Ciphertext
from votesvc.crypto.encoding import belenios_json
from votesvc.crypto.group import BASE, IDENTITY, ORDER, Element, base_times
from votesvc.crypto.shuffle import ShuffleProof
from votesvc.crypto.slips import Slips, parse_slips
from votesvc.crypto.texts import encode_text
from votesvc.domain.entries import Reshuffled, parse_entry
from votesvc.domain.write_ins import (
    LARGEST_BLOCK,
    MOST_NAMES,
    Merge,
    Written,
    blocks,
    merged,
    read_slips,
    slip_width,
)
from votesvc.errors import NoSuchName


def slot(text: str, marked: bool = True) -> tuple[Element, ...]:
    return (BASE if marked else IDENTITY, *encode_text(text))


@given(st.integers(0, 3000), st.integers(1, 60))
def test_blocks_are_even_and_hold_every_slip_once(count: int, slots: int) -> None:
    parts = blocks(count, slots)
    assert [place for part in parts for place in part] == list(range(count))
    sizes = {len(part) for part in parts}
    assert all(size <= LARGEST_BLOCK and size * slots <= MOST_NAMES for size in sizes)
    # Nobody is left alone in a small block behind large ones.
    assert not sizes or max(sizes) - min(sizes) <= 1


def test_a_name_counts_beside_a_marked_slot_alone() -> None:
    written = read_slips([(*slot("李四"), *slot("王五", marked=False))], ["张三"])
    assert written.votes == [("李四", 1)]
    assert written.void == 0


@pytest.mark.parametrize("text", ["", "张三", "张 三", "a\nb", "\u3164", " 李四", "李\u202e四"])
def test_what_is_no_name_or_that_of_a_candidate_is_void(text: str) -> None:
    written = read_slips([slot(text)], ["张三"])
    assert (written.votes, written.void) == ([], 1)


def test_points_that_hold_no_text_are_void() -> None:
    written = read_slips([(BASE, BASE, IDENTITY)], ["张三"])
    assert (written.votes, written.void) == ([], 1)


def test_the_same_name_twice_on_one_ballot_counts_once() -> None:
    written = read_slips([(*slot("李四"), *slot("李 四")), slot("李四")], [])
    assert written.votes == [("李 四", 2)]
    assert written.void == 1


def test_names_are_sorted_by_votes_and_then_by_their_letters() -> None:
    written = read_slips([slot("乙"), slot("甲"), slot("丙"), slot("丙")], [])
    assert written.votes == [("丙", 2), ("乙", 1), ("甲", 1)]


def ballots(*names: str) -> Written:
    return Written(tuple(frozenset(one.split()) for one in names), 0)


def test_a_ballot_with_two_spellings_of_one_name_counts_once() -> None:
    after = merged(ballots("李四 李思", "李思", "李四", "王五"), [Merge("李四", ("李思",))])
    assert after.votes == [("李四", 3), ("王五", 1)]
    assert after.void == 1


@pytest.mark.parametrize(
    "merges",
    [
        [Merge("甲", ())],
        [Merge("甲", ("甲",))],
        [Merge("甲", ("丁",))],
        [Merge("丁", ("甲",))],
        [Merge("甲", ("乙",)), Merge("丙", ("乙",))],
        [Merge("甲", ("乙",)), Merge("乙", ("丙",))],
        [Merge("甲", ("乙",)), Merge("丙", ("甲",))],
    ],
)
def test_a_merge_that_makes_no_sense_is_refused(merges: list[Merge]) -> None:
    with pytest.raises(NoSuchName):
        merged(ballots("甲", "乙", "丙"), merges)


@pytest.mark.parametrize("slots", [1, 16, 17, 19, 60])
def test_the_largest_block_of_any_election_fits_into_one_entry(slots: int) -> None:
    [count] = [len(part) for part in blocks(len(blocks(10_000, slots)[0]), slots)]
    point, scalar = base_times(ORDER - 1), ORDER - 1
    row = (Ciphertext(point, point),) * slip_width(slots)
    many = (scalar,) * count
    proof = ShuffleProof(
        (point,) * count, (point,) * count, scalar, (scalar,) * 3, (scalar,) * len(row), many, many
    )
    slips = Slips((row,) * count, proof).encoded
    parse_slips(slips, count, len(row))
    signature = belenios_json({"challenge": str(scalar), "response": str(scalar)}).decode()
    entry = Reshuffled("2" * 22, 100, 10_000, slips.decode(), signature)
    assert parse_entry(entry.encoded) == entry
