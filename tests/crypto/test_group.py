"""The group refuses whatever is not in it, however it is spelled."""

import json
from pathlib import Path
from typing import Any

import nacl
import pytest
from hypothesis import given, strategies as st
from nacl import bindings as sodium

from tests.crypto.samples import mixed_point, number
from votesvc.crypto.group import (
    BASE,
    IDENTITY,
    ORDER,
    Element,
    base_times,
    check_refusals,
    check_version,
    claim_element,
    element_sum,
    hash_to_scalar,
    parse_element,
    parse_key,
    parse_scalar,
    random_scalar,
    self_test,
    small_base_times,
)
from votesvc.errors import InvalidElement, InvalidScalar, UnsafeLibrary

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "group.json").read_text()
)
SCALARS = st.integers(0, ORDER - 1)


@given(SCALARS, SCALARS)
def test_multiples_add_up(a: int, b: int) -> None:
    assert base_times(a) + base_times(b) == base_times(a + b) == BASE * (a + b)
    assert base_times(a) - base_times(b) == base_times(a - b)
    assert base_times(a) * b == base_times(a * b)
    assert -base_times(a) == base_times(-a)


@given(SCALARS)
def test_elements_and_scalars_are_read_back_as_they_were_printed(scalar: int) -> None:
    element = base_times(scalar)
    assert parse_element(element.to_hex()) == element
    assert parse_scalar(str(scalar)) == scalar


def test_the_identity_is_an_element_but_no_key() -> None:
    assert parse_element(IDENTITY.to_hex()).is_identity
    assert IDENTITY * 5 == BASE * 0 == BASE * ORDER == base_times(0) == BASE - BASE == -IDENTITY
    assert parse_key(BASE.to_hex()) == BASE
    with pytest.raises(InvalidElement, match="identity"):
        parse_key(IDENTITY.to_hex())


def test_a_sum_of_nothing_is_the_identity() -> None:
    assert element_sum([]) == IDENTITY
    assert element_sum([BASE, BASE, BASE]) == small_base_times(3) == base_times(3)


def test_multiples_match_the_vectors() -> None:
    assert VECTORS["order"] == str(ORDER)
    assert VECTORS["base"] == BASE.to_hex()
    assert VECTORS["identity"] == IDENTITY.to_hex()
    for vector in VECTORS["base_times"]:
        assert base_times(int(vector["scalar"])).to_hex() == vector["point"]
    for vector in VECTORS["times"]:
        product = parse_element(vector["of"]) * parse_scalar(vector["scalar"])
        assert product.to_hex() == vector["point"]
    for vector in VECTORS["plus"]:
        a, b = parse_element(vector["a"]), parse_element(vector["b"])
        assert (a + b).to_hex() == vector["sum"]
        assert (a - b).to_hex() == vector["difference"]


@pytest.mark.parametrize("vector", VECTORS["hash_to_scalar"])
def test_hashes_match_the_vectors(vector: dict[str, Any]) -> None:
    points = [parse_element(point) for point in vector["points"]]
    assert str(hash_to_scalar(vector["prefix"], points)) == vector["scalar"]


@pytest.mark.parametrize("vector", VECTORS["bad_points"], ids=lambda vector: vector["why"])
def test_what_is_outside_the_group_is_refused(vector: dict[str, str]) -> None:
    with pytest.raises(InvalidElement):
        parse_element(vector["point"])
    for scalar in (0, 1, 8, ORDER - 1):
        with pytest.raises(InvalidElement):
            claim_element(vector["point"]) * scalar


def test_what_is_not_on_the_curve_cannot_be_added() -> None:
    with pytest.raises(InvalidElement):
        BASE + claim_element(f"{2:064x}")


@pytest.mark.parametrize("text", VECTORS["bad_scalars"])
def test_a_scalar_is_a_plain_decimal_number_below_the_order(text: str) -> None:
    with pytest.raises(InvalidScalar):
        parse_scalar(text)


def test_random_scalars_differ_and_are_never_zero() -> None:
    scalars = {random_scalar() for _ in range(50)}
    assert len(scalars) == 50
    assert all(0 < scalar < ORDER for scalar in scalars)


def test_the_installed_library_refuses_a_component_of_order_two() -> None:
    self_test()
    mixed = mixed_point(base_times(number("any")).to_hex())
    with pytest.raises(InvalidElement):
        parse_element(mixed)
    with pytest.raises(InvalidElement):
        claim_element(mixed) * 2


@pytest.mark.parametrize("version", ["1.6.1", "1.6", "1.5.0", "0.9.9"])
def test_a_pynacl_with_the_known_hole_is_refused(version: str) -> None:
    with pytest.raises(UnsafeLibrary):
        check_version(version)


@pytest.mark.parametrize("version", ["1.6.2", "1.6.3", "1.10.0", "2.0", nacl.__version__])
def test_a_pynacl_without_the_known_hole_is_taken(version: str) -> None:
    check_version(version)


def test_a_library_that_calls_a_mixed_point_valid_is_refused() -> None:
    with pytest.raises(UnsafeLibrary, match="valid"):
        check_refusals(lambda _: True, sodium.crypto_scalarmult_ed25519_noclamp)


def test_a_library_that_multiplies_a_mixed_point_is_refused() -> None:
    with pytest.raises(UnsafeLibrary, match="multiplies"):
        check_refusals(sodium.crypto_core_ed25519_is_valid_point, lambda _, point: point)


def test_elements_are_values() -> None:
    assert {Element(BASE.encoded): 1}[BASE] == 1
