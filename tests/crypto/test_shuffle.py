"""A shuffle shows that the same rows are there, and shows no more."""

from collections import Counter
from dataclasses import fields, replace
from typing import Any

import pytest

from tests.crypto.samples import number
from tests.vectors.generate import nonces
from votesvc.crypto.elgamal import encrypt
from votesvc.crypto.group import ORDER, Element, base_times, random_scalar
from votesvc.crypto.shuffle import Row, ShuffleProof, check_shuffle, random_order, shuffle_rows
from votesvc.errors import InvalidProof

SECRET = number("shuffle key")
KEY = base_times(SECRET)
CONTEXT = "test"


def rows(count: int, width: int = 2) -> list[Row]:
    nonce = nonces("rows")
    return [
        tuple(encrypt(KEY, (row + column) % 3, nonce()) for column in range(width))
        for row in range(count)
    ]


def held(row: Row) -> tuple[Element, ...]:
    return tuple(part.beta - part.alpha * SECRET for part in row)


BEFORE = rows(4)
AFTER, PROOF = shuffle_rows(CONTEXT, KEY, BEFORE, [2, 0, 3, 1], nonces("shuffle"))


@pytest.mark.parametrize("count", [1, 2, 5])
def test_the_same_rows_are_there_in_another_order(count: int) -> None:
    before, order = rows(count, 3), random_order(count)
    assert sorted(order) == list(range(count))
    after, proof = shuffle_rows(CONTEXT, KEY, before, order, random_scalar)
    check_shuffle(CONTEXT, KEY, before, after, proof)
    assert [held(row) for row in after] == [held(before[i]) for i in order]
    assert not {part for row in before for part in row} & {part for row in after for part in row}


def test_orders_are_drawn_evenly() -> None:
    drawn = Counter(tuple(random_order(3)) for _ in range(600))
    assert len(drawn) == 6
    assert min(drawn.values()) > 40


def changes(proof: ShuffleProof) -> list[ShuffleProof]:
    """Return the proof with every single number and point of it changed in turn."""
    changed: list[ShuffleProof] = []
    made: Any = proof
    for field in fields(proof):
        value: Any = getattr(proof, field.name)
        if isinstance(value, int):
            changed.append(replace(made, **{field.name: (value + 1) % ORDER}))
            continue
        for at, one in enumerate(value):
            other = (one + 1) % ORDER if isinstance(one, int) else one + KEY
            changed.append(replace(made, **{field.name: (*value[:at], other, *value[at + 1 :])}))
    return changed


def test_every_number_and_point_of_the_proof_counts() -> None:
    check_shuffle(CONTEXT, KEY, BEFORE, AFTER, PROOF)
    wrong = changes(PROOF)
    assert len(wrong) == 4 * 4 + 1 + 3 + 2
    for proof in wrong:
        with pytest.raises(InvalidProof):
            check_shuffle(CONTEXT, KEY, BEFORE, AFTER, proof)


@pytest.mark.parametrize(
    "after",
    [
        (AFTER[1], AFTER[0], AFTER[2], AFTER[3]),
        (AFTER[0], AFTER[0], AFTER[2], AFTER[3]),
        (BEFORE[2], *AFTER[1:]),
        ((AFTER[0][1], AFTER[0][0]), *AFTER[1:]),
    ],
)
def test_rows_that_were_exchanged_doubled_or_put_back_are_refused(after: Any) -> None:
    with pytest.raises(InvalidProof):
        check_shuffle(CONTEXT, KEY, BEFORE, after, PROOF)


def test_a_row_that_was_replaced_cannot_be_proved() -> None:
    foreign = [*BEFORE[:3], rows(5)[4]]
    after, proof = shuffle_rows(CONTEXT, KEY, foreign, [0, 1, 2, 3], nonces("lie"))
    with pytest.raises(InvalidProof):
        check_shuffle(CONTEXT, KEY, BEFORE, after, proof)


def test_a_list_that_is_not_an_order_cannot_be_proved() -> None:
    after, proof = shuffle_rows(CONTEXT, KEY, BEFORE, [0, 0, 1, 2], nonces("twice"))
    with pytest.raises(InvalidProof):
        check_shuffle(CONTEXT, KEY, BEFORE, after, proof)


def test_a_shuffle_is_bound_to_its_context_and_key() -> None:
    for context, key in (("other", KEY), (CONTEXT, KEY + KEY)):
        with pytest.raises(InvalidProof):
            check_shuffle(context, key, BEFORE, AFTER, PROOF)
