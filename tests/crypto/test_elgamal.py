"""Ciphertexts add up and are read only in their one spelling."""

import pytest
from hypothesis import given, settings, strategies as st

from tests.crypto.samples import mixed_point, number
from votesvc.crypto.elgamal import (
    ZERO,
    ciphertext_sum,
    claim_ciphertext,
    encrypt,
    join_texts,
    parse_ciphertext,
)
from votesvc.crypto.group import BASE, base_times
from votesvc.errors import InvalidElement, MalformedInput, NotCanonical

SECRET = number("key")
KEY = base_times(SECRET)


@settings(max_examples=20)
@given(st.lists(st.integers(0, 3), max_size=5))
def test_the_sum_of_ciphertexts_encrypts_the_sum(numbers: list[int]) -> None:
    papers = [encrypt(KEY, m, number(f"r {place}")) for place, m in enumerate(numbers)]
    total = ciphertext_sum(papers)
    assert total.beta - total.alpha * SECRET == base_times(sum(numbers))


def test_two_ciphertexts_add_up_and_none_sum_to_zero() -> None:
    one, two = encrypt(KEY, 1, 5), encrypt(KEY, 2, 6)
    assert one + two == encrypt(KEY, 3, 11)
    assert ciphertext_sum([]) == ZERO


def test_a_ciphertext_is_read_back_as_it_was_printed() -> None:
    ciphertext = encrypt(KEY, 1, 5)
    assert parse_ciphertext(ciphertext.to_json()) == ciphertext
    assert join_texts([ciphertext, ZERO]) == f"{ciphertext.to_text()},{ZERO.to_text()}"


def test_each_half_must_be_in_the_group() -> None:
    good, bad = BASE.to_hex(), mixed_point(BASE.to_hex())
    for alpha, beta in ((good, bad), (bad, good)):
        claim_ciphertext({"alpha": alpha, "beta": beta})
        with pytest.raises(InvalidElement):
            parse_ciphertext({"alpha": alpha, "beta": beta})


def test_a_ciphertext_has_exactly_two_halves_in_order() -> None:
    point = BASE.to_hex()
    with pytest.raises(MalformedInput):
        claim_ciphertext({"alpha": point})
    with pytest.raises(MalformedInput):
        claim_ciphertext({"alpha": point, "beta": 1})
    with pytest.raises(NotCanonical):
        claim_ciphertext({"beta": point, "alpha": point})
