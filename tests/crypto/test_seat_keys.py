"""Everything a scrutineer's device needs follows from one seed, and from nothing else."""

from dataclasses import replace
from typing import Any

import pytest

from tests.crypto.ceremonies import a_ceremony, play
from votesvc.crypto.checkpoint import check_cosignatures
from votesvc.crypto.encoding import encode_b64url
from votesvc.crypto.seat_keys import (
    Ceremony,
    new_seed,
    parse_seat_keys,
    seat_keys,
)
from votesvc.errors import InvalidCheckpoint, MalformedInput, VotesvcError

SEED = encode_b64url(bytes(range(32)))


def test_the_same_seed_gives_the_same_and_another_gives_nothing_of_it() -> None:
    one, two = (seat_keys(a_ceremony(2, 3), 1, seed) for seed in (SEED, new_seed()))
    again = parse_seat_keys(one.to_json())
    for name in ("signing", "opening", "token", "coefficients", "witness"):
        assert getattr(one, name) == getattr(again, name)
    for name in ("signing", "opening", "token", "coefficients"):
        assert getattr(one, name) != getattr(two, name)


@pytest.mark.parametrize(
    ("ceremony", "index"),
    [(a_ceremony(3, 3), 1), (a_ceremony(2, 4), 1), (a_ceremony(2, 3), 2)],
    ids=["threshold", "size", "seat"],
)
def test_coefficients_serve_in_one_place_alone(ceremony: Ceremony, index: int) -> None:
    here = seat_keys(a_ceremony(2, 3), 1, SEED).coefficients
    assert not set(here) & set(seat_keys(ceremony, index, SEED).coefficients)


def test_coefficients_and_nonces_are_bound_to_congress_and_ceremony() -> None:
    home, away = a_ceremony(2, 3), a_ceremony(2, 3, "two")
    here = seat_keys(home, 1, SEED)
    for other in (
        replace(home, congress=away.congress),
        replace(home, ceremony=away.ceremony),
    ):
        there = seat_keys(other, 1, SEED)
        assert not set(here.coefficients) & set(there.coefficients)
        assert here.nonce("p") != there.nonce("p")
    assert here.nonce("p") != here.nonce("q")


def test_a_seed_is_not_shown() -> None:
    assert SEED not in repr(seat_keys(a_ceremony(1, 1), 1, SEED))


def test_a_seat_cosigns_under_its_own_name() -> None:
    keys = play(2, 3).keys
    note = "votesvc/x\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— votesvc/x AAAAAAAA\n"
    cosigned = keys[0].witness.cosign(note, 7)
    [found] = check_cosignatures(cosigned, [keys[0].witness.vkey])
    assert found.witness == f"votesvc/{keys[0].ceremony.label.replace('|', '/')}/1"
    assert check_cosignatures(cosigned, [keys[1].witness.vkey]) == ()
    with pytest.raises(InvalidCheckpoint):
        check_cosignatures(cosigned.replace("\n1\n", "\n2\n"), [keys[0].witness.vkey])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", "votesvc/v1/officer-key"),
        ("seed", SEED[:-1]),
        ("seed", "=" * 43),
        ("seat", 0),
        ("seat", 4),
        ("seat", "1"),
        ("size", 10),
        ("threshold", 0),
        ("threshold", 4),
        ("congress", "x"),
        ("ceremony", "x"),
    ],
)
def test_what_is_no_key_of_a_seat_is_refused(field: str, value: Any) -> None:
    secret = seat_keys(a_ceremony(2, 3), 1, SEED).to_json()
    assert isinstance(secret, dict)
    with pytest.raises(MalformedInput):
        parse_seat_keys(secret | {field: value})


@pytest.mark.parametrize(("threshold", "size"), [(0, 1), (2, 1), (1, 10), (10, 10), (0, 0)])
def test_a_board_has_at_most_nine_seats(threshold: int, size: int) -> None:
    with pytest.raises(VotesvcError, match="not a board"):
        a_ceremony(threshold, size)
