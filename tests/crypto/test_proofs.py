"""Proofs hold for what is true, and for nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from tests.crypto.samples import mixed_point, next_point, next_scalar, number, paths, set_to
from tests.vectors.generate import nonces
from votesvc.crypto.elgamal import Ciphertext, encrypt, parse_ciphertext
from votesvc.crypto.group import IDENTITY, ORDER, base_times, claim_element, parse_element
from votesvc.crypto.proofs import (
    Proof,
    check_disjunction,
    check_factor,
    check_knowledge,
    check_range,
    disjunction_to_json,
    parse_disjunction,
    parse_proof,
    prove_disjunction,
    prove_factor,
    prove_knowledge,
    prove_range,
    range_prefix,
)
from votesvc.errors import InvalidElement, InvalidProof, InvalidScalar, MalformedInput

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "proofs.json").read_text()
)
SECRET = int(VECTORS["secret"])
PUBLIC = parse_element(VECTORS["public"])


def shifted(proof: Proof, challenge: int = 0, response: int = 0) -> Proof:
    """Return `proof` with something added to its numbers."""
    return Proof((proof.challenge + challenge) % ORDER, (proof.response + response) % ORDER)


def test_a_proof_of_knowledge_matches_the_vector_and_holds() -> None:
    vector = VECTORS["knowledge"]
    proof = prove_knowledge(vector["prefix"], SECRET, nonces(vector["nonce_seed"])())
    assert proof.to_json() == vector["proof"]
    assert parse_proof(proof.to_json()) == proof
    check_knowledge(vector["prefix"], PUBLIC, proof)


@pytest.mark.parametrize(
    ("prefix", "public", "change"),
    [
        ("other|", PUBLIC, (0, 0)),
        ("sig|", base_times(SECRET + 1), (0, 0)),
        ("sig|", PUBLIC, (1, 0)),
        ("sig|", PUBLIC, (0, 1)),
    ],
)
def test_a_proof_of_knowledge_is_bound_to_prefix_key_and_numbers(
    prefix: str, public: Any, change: tuple[int, int]
) -> None:
    proof = shifted(prove_knowledge("sig|", SECRET, 7), *change)
    with pytest.raises(InvalidProof):
        check_knowledge(prefix, public, proof)


def test_a_key_outside_the_group_proves_nothing_even_with_a_zero_challenge() -> None:
    mixed = claim_element(mixed_point(PUBLIC.to_hex()))
    for challenge in (0, 1):
        with pytest.raises(InvalidElement):
            check_knowledge("sig|", mixed, Proof(challenge, 1))


def test_a_decryption_proof_matches_the_vector_and_holds() -> None:
    vector = VECTORS["factor"]
    alpha = parse_element(vector["alpha"])
    proof = prove_factor(vector["prefix"], alpha, SECRET, nonces(vector["nonce_seed"])())
    assert proof.to_json() == vector["proof"]
    check_factor(vector["prefix"], PUBLIC, alpha, alpha * SECRET, proof)


def test_a_decryption_proof_of_an_empty_sum_holds() -> None:
    proof = prove_factor("decrypt|", IDENTITY, SECRET, 7)
    check_factor("decrypt|", PUBLIC, IDENTITY, IDENTITY, proof)


def test_a_decryption_proof_is_bound_to_everything() -> None:
    alpha = base_times(5)
    factor = alpha * SECRET
    proof = prove_factor("decrypt|", alpha, SECRET, 7)
    for case in (
        ("other|", PUBLIC, alpha, factor, proof),
        ("decrypt|", base_times(3), alpha, factor, proof),
        ("decrypt|", PUBLIC, base_times(6), factor, proof),
        ("decrypt|", PUBLIC, alpha, base_times(6), proof),
        ("decrypt|", PUBLIC, alpha, factor, shifted(proof, challenge=1)),
        ("decrypt|", PUBLIC, alpha, factor, shifted(proof, response=1)),
    ):
        with pytest.raises(InvalidProof):
            check_factor(*case)
    mixed = claim_element(mixed_point(factor.to_hex()))
    with pytest.raises(InvalidElement):
        check_factor("decrypt|", PUBLIC, alpha, mixed, proof)


@pytest.mark.parametrize("vector", VECTORS["range"])
def test_range_proofs_match_the_vectors_and_hold(vector: dict[str, Any]) -> None:
    opening = (int(vector["r"]), vector["m"])
    bounds = (vector["minimum"], vector["maximum"])
    ciphertext = parse_ciphertext(vector["ciphertext"])
    prefix = range_prefix(vector["context"], ciphertext)
    proofs = prove_range(prefix, PUBLIC, opening, bounds, nonces(vector["nonce_seed"]))
    assert disjunction_to_json(proofs) == vector["proofs"]
    assert parse_disjunction(vector["proofs"], len(proofs)) == proofs
    check_range(vector["context"], PUBLIC, ciphertext, bounds, proofs)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 3), st.integers(0, 3), st.data())
def test_a_range_proof_can_be_made_exactly_for_what_is_in_the_range(
    minimum: int, width: int, data: st.DataObject
) -> None:
    m = data.draw(st.integers(0, 7))
    bounds = (minimum, minimum + width)
    ciphertext = encrypt(PUBLIC, m, 5)
    prefix = range_prefix("S", ciphertext)
    if bounds[0] <= m <= bounds[1]:
        proofs = prove_range(prefix, PUBLIC, (5, m), bounds, nonces("range"))
        check_range("S", PUBLIC, ciphertext, bounds, proofs)
    else:
        with pytest.raises(ValueError, match="not in list"):
            prove_range(prefix, PUBLIC, (5, m), bounds, nonces("range"))


def test_a_lie_about_what_is_encrypted_does_not_hold() -> None:
    ciphertext = encrypt(PUBLIC, 2, 5)
    proofs = prove_range(range_prefix("S", ciphertext), PUBLIC, (5, 1), (0, 1), nonces("lie"))
    with pytest.raises(InvalidProof):
        check_range("S", PUBLIC, ciphertext, (0, 1), proofs)


def test_the_first_of_several_true_branches_is_proved() -> None:
    pair = [encrypt(PUBLIC, 0, 5), encrypt(PUBLIC, 0, 6)]
    proofs = prove_disjunction("or|", PUBLIC, [(5, 0), (6, 0)], nonces("both"))
    drawn = nonces("both")
    assert proofs[1] == Proof(drawn(), drawn())
    check_disjunction("or|", PUBLIC, [(pair[0], 0), (pair[1], 0)], proofs)


def test_every_number_of_a_range_proof_counts() -> None:
    ciphertext = encrypt(PUBLIC, 1, 5)
    proofs = prove_range(range_prefix("S", ciphertext), PUBLIC, (5, 1), (0, 1), nonces("bit"))
    for place in (0, 1):
        for change in ({"challenge": 1}, {"response": 1}):
            wrong = list(proofs)
            wrong[place] = shifted(wrong[place], **change)
            with pytest.raises(InvalidProof):
                check_range("S", PUBLIC, ciphertext, (0, 1), tuple(wrong))


def test_a_range_proof_is_bound_to_context_key_and_ciphertext() -> None:
    ciphertext = encrypt(PUBLIC, 1, 5)
    proofs = prove_range(range_prefix("S", ciphertext), PUBLIC, (5, 1), (0, 1), nonces("bit"))
    for context, key, paper in (
        ("T", PUBLIC, ciphertext),
        ("S", base_times(3), ciphertext),
        ("S", PUBLIC, encrypt(PUBLIC, 1, 6)),
    ):
        with pytest.raises(InvalidProof):
            check_range(context, key, paper, (0, 1), proofs)


@pytest.mark.parametrize("half", ["alpha", "beta"])
def test_a_bit_proof_shows_membership_whatever_its_challenges(half: str) -> None:
    halves = {name: base_times(number(name)).to_hex() for name in ("alpha", "beta")}
    halves[half] = mixed_point(halves[half])
    claimed = Ciphertext(claim_element(halves["alpha"]), claim_element(halves["beta"]))
    for challenges in ((0, 0), (0, 1), (2, 0), (2, 2)):
        proofs = tuple(Proof(challenge, 1) for challenge in challenges)
        with pytest.raises(InvalidElement):
            check_range("S", PUBLIC, claimed, (0, 1), proofs)


def test_a_proof_has_exactly_two_scalars() -> None:
    good = Proof(1, 2).to_json()
    assert isinstance(good, dict)
    for path in paths(good, str):
        name = str(path[0])
        for text, error in (
            ("-1", InvalidScalar),
            (str(ORDER), InvalidScalar),
            (1, MalformedInput),
        ):
            with pytest.raises(error):
                parse_proof(good | {name: text})
        assert parse_proof(good | {name: next_scalar("4")}) != Proof(1, 2)
    assert set_to(1)(2) == 1
    assert next_point(IDENTITY.to_hex()) == base_times(1).to_hex()
    for count in (0, 1, 3):
        with pytest.raises(MalformedInput, match="branches"):
            parse_disjunction([good] * count, 2)
