"""A scrutineer's shuffle follows from the seat's seed, and holds for its rows and place alone."""

import json
from collections.abc import Sequence

import pytest

from tests.crypto.samples import SCRUTINEERS, trustees
from tests.vectors.generate import FOLDER
from tests.vectors.generate_write_ins import SEAT, election
from votesvc.crypto.encoding import belenios_json
from votesvc.crypto.group import BASE, Element, base_times, random_scalar
from votesvc.crypto.reshuffle import (
    check_reshuffle,
    check_shuffler,
    reshuffle,
    reshuffle_message,
    shuffle_name,
)
from votesvc.crypto.seat_messages import sign
from votesvc.crypto.shuffle import Row
from votesvc.crypto.slips import make_slip_share, open_slips, parse_slip_share, parse_slips
from votesvc.crypto.trustees import parse_trustees
from votesvc.errors import InvalidProof, InvalidSignature, MalformedInput, NotCanonical

VECTORS = json.loads((FOLDER / "write_ins.json").read_text())
CONTEXT: str = VECTORS["reshuffled"]["context"]
ROWS = parse_slips(VECTORS["slips"].encode(), 3, 6).rows
KEY = election().public_key
SIGNER = base_times(SEAT.signing)


def shuffled(rows: Sequence[Row] = ROWS) -> bytes:
    return reshuffle(CONTEXT, KEY, rows, SEAT.draws(shuffle_name(CONTEXT, rows)))


SLIPS = shuffled()
SIGNATURE = belenios_json(sign(SEAT, reshuffle_message(CONTEXT, SLIPS)))


def test_what_a_seat_shuffles_is_the_same_each_time_and_another_for_other_rows() -> None:
    assert shuffled() == SLIPS
    other = shuffled(ROWS[::-1])
    check_reshuffle(CONTEXT, KEY, ROWS[::-1], other)
    assert other != SLIPS


def test_what_was_shuffled_again_opens_to_the_same_rows() -> None:
    after = check_reshuffle(CONTEXT, KEY, ROWS, SLIPS)
    shares = {
        owner: parse_slip_share(make_slip_share("any", after, secret, random_scalar()), 3, 6)
        for owner, secret in enumerate(SCRUTINEERS, 1)
    }
    opened = open_slips(after, shares, parse_trustees(trustees()))
    found = sorted([part.to_hex() for part in row] for row in opened)
    assert found == sorted(VECTORS["opened"])
    assert not {part for row in ROWS for part in row} & {part for row in after for part in row}


@pytest.mark.parametrize(
    ("context", "key", "rows"),
    [(f"{CONTEXT}1", KEY, ROWS), (CONTEXT, KEY + KEY, ROWS), (CONTEXT, KEY, ROWS[::-1])],
)
def test_a_shuffle_holds_for_its_shuffler_key_and_rows_alone(
    context: str, key: Element, rows: Sequence[Row]
) -> None:
    with pytest.raises(InvalidProof):
        check_reshuffle(context, key, rows, SLIPS)


def test_a_shuffle_of_another_size_is_refused() -> None:
    with pytest.raises(MalformedInput):
        check_reshuffle(CONTEXT, KEY, ROWS[:2], SLIPS)


def test_only_who_shuffled_can_have_signed() -> None:
    check_shuffler(CONTEXT, SIGNER, SLIPS, SIGNATURE)
    for context, signer, slips in (
        (f"{CONTEXT}1", SIGNER, SLIPS),
        (CONTEXT, BASE, SLIPS),
        (CONTEXT, SIGNER, shuffled(ROWS[::-1])),
    ):
        with pytest.raises(InvalidSignature):
            check_shuffler(context, signer, slips, SIGNATURE)
    with pytest.raises(NotCanonical):
        check_shuffler(CONTEXT, SIGNER, SLIPS, SIGNATURE.replace(b":", b": ", 1))
