"""The sum of the ballots is what the shares decrypt, and each share proves itself."""

from typing import Any

import pytest

from tests.crypto.samples import (
    ELECTION,
    SCRUTINEERS,
    VOTERS,
    Dealer,
    backwards,
    ballots,
    changed,
    election_for,
    mixed_point,
    next_point,
    next_scalar,
    number,
    paths,
    set_to,
    trustees,
    without,
)
from tests.vectors.generate import nonces
from votesvc.crypto.ballot import Question, make_ballot
from votesvc.crypto.elgamal import Ciphertext, encrypt
from votesvc.crypto.encoding import belenios_json, parse_json
from votesvc.crypto.group import IDENTITY, ORDER, base_times
from votesvc.crypto.tally import (
    Result,
    Share,
    Tally,
    check_result,
    check_share,
    combine,
    encrypted_tally,
    make_share,
    parse_share,
    parse_tally,
)
from votesvc.crypto.trustees import parse_trustees, single_public
from votesvc.errors import (
    InvalidElement,
    InvalidScalar,
    InvalidShare,
    InvalidTally,
    MalformedInput,
    NotCanonical,
    VotesvcError,
)

TALLY = encrypted_tally(ELECTION, ballots())
TRUSTEES = parse_trustees(trustees())
SHARES = {
    owner: make_share(TALLY, ELECTION, secret, nonces(f"share {owner}"))
    for owner, secret in enumerate(SCRUTINEERS, 1)
}
EXPECTED = ((1, 1, 1), (2, 1))


def parsed() -> dict[int, Share]:
    """Return the shares of all owners."""
    return {owner: parse_share(share, ELECTION) for owner, share in SHARES.items()}


# --- What passes ----------------------------------------------------------------------------------


def test_all_shares_together_decrypt_the_counts() -> None:
    result = combine(TALLY, ELECTION, parsed(), TRUSTEES)
    assert result.counts == EXPECTED
    assert result.encoded == b'{"result":[[1,1,1],[2,1]]}'
    check_result(result.encoded, result)


def test_an_encrypted_tally_and_a_share_are_read_back_as_they_were_printed() -> None:
    assert parse_tally(TALLY.encoded, ELECTION, 3) == TALLY
    share = parse_share(SHARES[1], ELECTION)
    assert share.encoded == SHARES[1]
    check_share(share, TRUSTEES.verification_keys[0], TALLY, ELECTION)


def test_an_election_without_ballots_counts_zeros() -> None:
    tally = encrypted_tally(ELECTION, [])
    assert all(choice.alpha == IDENTITY for row in tally.ciphertexts for choice in row)
    assert parse_tally(tally.encoded, ELECTION, 0) == tally
    shares = {
        owner: parse_share(make_share(tally, ELECTION, secret, nonces("zero")), ELECTION)
        for owner, secret in enumerate(SCRUTINEERS, 1)
    }
    assert combine(tally, ELECTION, shares, TRUSTEES).counts == ((0, 0, 0), (0, 0))


@pytest.mark.parametrize("owners", [(1, 2), (1, 3), (3, 2), (1, 2, 3)])
def test_any_two_of_three_decrypt(owners: tuple[int, ...]) -> None:
    dealer = Dealer(2, 3)
    keys = parse_trustees(belenios_json([dealer.entry()]))
    election = election_for(keys.public_key)
    paper = make_ballot(election, VOTERS[0], [[0, 1, 0], [1, 1]], nonces("paper"))
    tally = encrypted_tally(election, [paper])
    shares = {
        owner: parse_share(
            make_share(tally, election, dealer.secrets[owner - 1], nonces("share")), election
        )
        for owner in owners
    }
    assert combine(tally, election, shares, keys).counts == ((0, 1, 0), (1, 1))
    with pytest.raises(InvalidTally, match="1 more"):
        combine(tally, election, {owners[0]: shares[owners[0]]}, keys)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 8, 9, 10, 99, 100, 101])
def test_every_count_up_to_the_number_of_ballots_is_found(count: int) -> None:
    keys = parse_trustees(belenios_json([single_public(5, 7)]))
    election = election_for(keys.public_key, [Question("?", ("a",), 0, 1)])
    for votes in range(count + 1):
        tally = Tally(((encrypt(keys.public_key, votes, 9),),), count, b"")
        share = parse_share(make_share(tally, election, 5, nonces("share")), election)
        assert combine(tally, election, {1: share}, keys).counts == ((votes,),)
    for votes in (count + 1, count + 2, (count + 1) * (count + 2), ORDER - 1):
        tally = Tally(((encrypt(keys.public_key, votes, 9),),), count, b"")
        share = parse_share(make_share(tally, election, 5, nonces("share")), election)
        with pytest.raises(InvalidTally) as caught:
            combine(tally, election, {1: share}, keys)
        assert caught.value.where == ("choice 0 of question 1",)


# --- Changed --------------------------------------------------------------------------------------


def test_every_factor_and_proof_of_a_share_counts() -> None:
    for path in paths(parse_json(SHARES[1]), str):
        is_factor = path[0] == "decryption_factors"
        wrong = changed(SHARES[1], path, next_point if is_factor else next_scalar)
        shares = parsed() | {1: parse_share(wrong, ELECTION)}
        with pytest.raises(InvalidShare) as caught:
            combine(TALLY, ELECTION, shares, TRUSTEES)
        place = f"choice {path[2]} of question {int(path[1]) + 1}"
        assert caught.value.where == ("owner 1", place)


def test_a_factor_outside_the_group_is_refused() -> None:
    for path in paths(parse_json(SHARES[1]), str):
        if path[0] == "decryption_factors":
            share = parse_share(changed(SHARES[1], path, mixed_point), ELECTION)
            with pytest.raises(InvalidElement) as caught:
                check_share(share, TRUSTEES.verification_keys[0], TALLY, ELECTION)
            assert caught.value.where == (f"choice {path[2]} of question {int(path[1]) + 1}",)


def test_a_share_is_bound_to_owner_tally_and_election() -> None:
    share = parse_share(SHARES[1], ELECTION)
    other = encrypted_tally(ELECTION, ballots()[:2])
    twin = election_for(base_times(number("twin")))
    for key, tally, election in (
        (TRUSTEES.verification_keys[1], TALLY, ELECTION),
        (TRUSTEES.verification_keys[0], other, ELECTION),
        (TRUSTEES.verification_keys[0], TALLY, twin),
    ):
        with pytest.raises(InvalidShare):
            check_share(share, key, tally, election)


@pytest.mark.parametrize(
    ("path", "value", "error"),
    [
        ((), [], MalformedInput),
        (("decryption_factors",), [], MalformedInput),
        (("decryption_factors", 0), [], MalformedInput),
        (("decryption_factors", 0, 0), 1, MalformedInput),
        (("decryption_factors", 0, 0), "00", InvalidElement),
        (("decryption_proofs", 1), {}, MalformedInput),
        (("decryption_proofs", 1, 0), {}, MalformedInput),
        (("decryption_proofs", 1, 0, "challenge"), str(ORDER), InvalidScalar),
    ],
    ids=str,
)
def test_what_is_no_share_is_refused(path: tuple[str | int, ...], value: Any, error: type) -> None:
    with pytest.raises(VotesvcError) as caught:
        parse_share(changed(SHARES[1], path, set_to(value)), ELECTION)
    assert type(caught.value) is error


def test_a_share_has_exactly_its_fields_in_one_spelling() -> None:
    for data, error in (
        (changed(SHARES[1], (), backwards), NotCanonical),
        (SHARES[1] + b"\n", NotCanonical),
        (changed(SHARES[1], (), without("decryption_proofs")), MalformedInput),
        (changed(SHARES[1], (), lambda fields: fields | {"x": 1}), MalformedInput),
        (changed(SHARES[1], ("decryption_factors",), lambda rows: [*rows, []]), MalformedInput),
    ):
        with pytest.raises(VotesvcError) as caught:
            parse_share(data, ELECTION)
        assert type(caught.value) is error


def test_an_encrypted_tally_is_read_in_one_spelling_and_inside_the_group() -> None:
    for path in paths(parse_json(TALLY.encoded), str):
        with pytest.raises(InvalidElement):
            parse_tally(changed(TALLY.encoded, path, mixed_point), ELECTION, 3)
    with pytest.raises(NotCanonical):
        parse_tally(b" " + TALLY.encoded, ELECTION, 3)
    for path in paths(parse_json(TALLY.encoded), list):
        wrong = changed(TALLY.encoded, path, lambda items: items[1:])
        with pytest.raises(MalformedInput):
            parse_tally(wrong, ELECTION, 3)


def test_a_share_is_never_made_for_a_point_outside_the_group() -> None:
    row = TALLY.ciphertexts[0]
    mixed = parse_mixed(row[0])
    with pytest.raises(InvalidElement):
        make_share(
            Tally(((mixed, *row[1:]), TALLY.ciphertexts[1]), 3, b""), ELECTION, 5, nonces("share")
        )


def parse_mixed(ciphertext: Ciphertext) -> Ciphertext:
    """Return `ciphertext` with a component of order 2 in its first half."""
    encoded = bytes.fromhex(mixed_point(ciphertext.alpha.to_hex()))[::-1]
    return Ciphertext(type(ciphertext.alpha)(encoded), ciphertext.beta)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b'{"result":[[1,1,1],[1,2]]}', InvalidTally),
        (b'{"result":[[1,1,1],[2]]}', InvalidTally),
        (b'{"result":[[1,1,1],[2,1]],"x":1}', InvalidTally),
        (b'{"result": [[1,1,1],[2,1]]}', NotCanonical),
        (b'{"result":[[1,1,1],[2,1.0]]}', MalformedInput),
        (b"", MalformedInput),
    ],
)
def test_another_result_than_the_decrypted_one_is_refused(data: bytes, error: type) -> None:
    with pytest.raises(VotesvcError) as caught:
        check_result(data, Result(EXPECTED))
    assert type(caught.value) is error
