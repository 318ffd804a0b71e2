"""Scrutineers make one key together; what is altered on the way is caught, and its seat named."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest

from tests.crypto.ceremonies import a_ceremony, deal_with, play, resigned
from tests.crypto.samples import (
    changed,
    election_for,
    mixed_point,
    next_point,
    next_scalar,
    paths,
    set_to,
    without,
)
from tests.vectors.generate import MOTION
from votesvc.crypto.complaint import check_complaint, make_complaint, parse_complaint
from votesvc.crypto.encoding import belenios_json, encode_b64url, parse_json
from votesvc.crypto.group import IDENTITY, base_times
from votesvc.crypto.key_share import open_key_share, seal_key_share
from votesvc.crypto.seat_keys import seat_keys
from votesvc.crypto.seat_messages import sign
from votesvc.crypto.seat_share import make_seat_share
from votesvc.crypto.tally import Tally, combine, encrypted_tally, parse_share, sum_papers
from votesvc.crypto.threshold import (
    check_board,
    check_different,
    check_verification_key,
    decryption_secret,
    make_deal,
    make_pledge,
    make_verification_key,
    open_deal,
    parse_deal,
    parse_pledge,
)
from votesvc.crypto.trustees import parse_trustees
from votesvc.errors import (
    InvalidComplaint,
    InvalidDeal,
    InvalidElement,
    InvalidPledge,
    InvalidTrustees,
    MalformedInput,
    NotCanonical,
    VotesvcError,
)

PLAYED = play(2, 3)
CEREMONY, KEYS, PLEDGES, DEALS = PLAYED.ceremony, PLAYED.keys, PLAYED.pledges, PLAYED.deals
PLEDGE, DEAL = PLEDGES[1].encoded, DEALS[1].encoded


def refused(act: Callable[..., object], *given: object) -> VotesvcError:
    """Return the refusal that `act` ends in."""
    with pytest.raises(VotesvcError) as caught:
        act(*given)
    return caught.value


def numbered(messages: list[Any]) -> dict[int, Any]:
    """Return messages by seat."""
    return dict(enumerate(messages, 1))


# --- What passes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("threshold", "size"), [(1, 1), (1, 3), (2, 3), (3, 3), (3, 5)])
def test_any_threshold_of_seats_holds_the_key_and_fewer_do_not(threshold: int, size: int) -> None:
    played = play(threshold, size)
    board = parse_trustees(played.trustees)
    secrets = played.secrets
    assert board.threshold == threshold
    assert board.verification_keys == tuple(base_times(secret) for secret in secrets)
    assert board.signers == {keys.index: base_times(keys.signing) for keys in played.keys}
    for owners in combinations(range(1, size + 1), threshold):
        weights = board.weights(owners)
        joint = sum(secrets[owner - 1] * weight for owner, weight in weights.items())
        assert base_times(joint) == board.public_key
    assert board.missing(range(1, threshold)) == 1


def test_everything_sent_twice_is_the_same_twice() -> None:
    for keys, pledge, deal in zip(KEYS, PLEDGES, DEALS, strict=True):
        again = seat_keys(CEREMONY, keys.index, keys.seed)
        assert make_pledge(again) == pledge.encoded
        assert make_deal(again, PLEDGES) == deal.encoded
        secret = decryption_secret(again, DEALS)
        assert make_verification_key(again, secret) == PLAYED.verification_keys[keys.index - 1]


def test_a_restored_device_makes_the_very_share_that_the_lost_one_made() -> None:
    board = parse_trustees(PLAYED.trustees)
    election = election_for(board.public_key, [MOTION])
    tally: Tally = encrypted_tally(election, [])
    made = [make_seat_share(KEYS[0], PLAYED.secrets[0], tally, election) for _ in range(2)]
    assert made[0] == made[1]
    share = parse_share(made[0], election)
    other = parse_share(make_seat_share(KEYS[2], PLAYED.secrets[2], tally, election), election)
    assert combine(tally, election, {1: share, 3: other}, board).counts == ((0, 0, 0),)
    assert sum_papers(election, []).encoded == tally.encoded


def test_nobody_but_its_recipient_opens_a_share() -> None:
    for dealer, deal in enumerate(DEALS, 1):
        for keys in KEYS:
            assert open_deal(keys, dealer, deal) == KEYS[dealer - 1].value_at(keys.index)
            for thief in KEYS:
                if thief is not keys:
                    stolen = replace(deal, shares=(deal.shares[keys.index - 1],) * 3)
                    error = refused(open_deal, thief, dealer, stolen)
                    assert type(error) is InvalidDeal
                    assert error.where == (f"seat {dealer}",)


def test_a_board_is_made_of_what_was_pledged_and_of_nothing_else() -> None:
    data = PLAYED.trustees
    check_board(data, CEREMONY, PLEDGES)
    tree: Any = parse_json(data)
    rows = tree[0][1]["coefexps"]
    for lie in (
        changed(data, (0, 1, "coefexps"), set_to(rows[::-1])),
        changed(data, (0, 1, "certs", 0, "signature", "challenge"), next_scalar),
        changed(data, (), lambda entries: [*entries, *entries]),
        play(2, 3, "two").trustees,
    ):
        assert type(refused(check_board, lie, CEREMONY, PLEDGES)) is InvalidTrustees


# --- Round 1 --------------------------------------------------------------------------------------


def test_every_value_of_a_pledge_counts() -> None:
    changes = {
        "challenge": next_scalar,
        "response": next_scalar,
        "commitment": set_to("0" * 64),
        "witness": set_to(PLEDGES[0].witness),
        "message": lambda text: text.replace('"index":2', '"index":3'),
    }
    for path in paths(parse_json(PLEDGE), str):
        data = changed(PLEDGE, path, changes[str(path[-1])])
        error = refused(parse_pledge, data, CEREMONY, 2)
        assert type(error) is InvalidPledge, path
        assert error.where[0] == "seat 2"


def test_a_pledge_has_exactly_its_form() -> None:
    for name in ("cert", "commitment", "witness", "signature"):
        data = changed(PLEDGE, (), without(name))
        assert type(refused(parse_pledge, data, CEREMONY, 2)) is MalformedInput
    error = refused(lambda: parse_pledge(PLEDGE.replace(b"{", b"{ ", 1), CEREMONY, 2))
    assert type(error) is NotCanonical
    for bad, kind in (("0" * 63, MalformedInput), ("0" * 64, InvalidElement)):
        data = changed(PLEDGE, ("witness",), set_to(bad))
        assert type(refused(parse_pledge, data, CEREMONY, 2)) is kind
    low = mixed_point(IDENTITY.to_hex())
    data = changed(PLEDGE, ("witness",), set_to(bytes.fromhex(low)[::-1].hex()))
    assert type(refused(parse_pledge, data, CEREMONY, 2)) is InvalidElement


def test_a_pledge_of_another_seat_board_ceremony_or_congress_is_refused() -> None:
    away = a_ceremony(2, 3, "two")
    for ceremony, seat in (
        (CEREMONY, 1),
        (replace(CEREMONY, threshold=3), 2),
        (replace(CEREMONY, size=4), 2),
        (replace(CEREMONY, ceremony=away.ceremony), 2),
        (replace(CEREMONY, congress=away.congress), 2),
    ):
        error = refused(parse_pledge, PLEDGE, ceremony, seat)
        assert type(error) is InvalidPledge
        assert error.where[0] == f"seat {seat}"


def test_two_seats_with_one_key_are_named() -> None:
    check_different(numbered(PLEDGES))
    twin = seat_keys(CEREMONY, 3, KEYS[0].seed)
    copied = parse_pledge(make_pledge(twin), CEREMONY, 3)
    error = refused(check_different, numbered([PLEDGES[0], PLEDGES[1], copied]))
    assert type(error) is InvalidPledge
    assert error.where == ("seat 3",)


# --- Round 2 --------------------------------------------------------------------------------------


def test_every_value_of_a_deal_counts() -> None:
    changes = {
        "challenge": next_scalar,
        "response": next_scalar,
        "message": lambda text: text.replace('{"coefexps"', '{ "coefexps"'),
    }
    for path in paths(parse_json(DEAL), str):
        change = changes.get(str(path[-1]), lambda seal: next_point(seal[:64]) + seal[64:])
        data = changed(DEAL, path, change)
        error = refused(parse_deal, data, CEREMONY, 2, PLEDGES)
        assert type(error) is InvalidDeal, path
        assert error.where[0] == "seat 2"


def test_whoever_speaks_last_cannot_choose_other_coefficients() -> None:
    # The rushing speaker knows all other coefficients and would like to fix the sum.
    wanted = base_times(1)
    others = sum((deal.points[0] for deal in (DEALS[0], DEALS[2])), IDENTITY)
    rushing: Any = parse_json(DEAL)
    text = belenios_json(
        {"coefexps": [(wanted - others).to_hex(), DEALS[1].points[1].to_hex()]}
    ).decode()
    rushing["coefexps"] = {"message": text, "signature": sign(KEYS[1], text)}
    error = refused(lambda: parse_deal(resigned(KEYS[1], rushing), CEREMONY, 2, PLEDGES))
    assert type(error) is InvalidDeal
    assert "not those that were pledged" in str(error)
    assert error.where == ("seat 2",)


def test_a_deal_of_another_seat_or_ceremony_is_refused() -> None:
    error = refused(parse_deal, DEAL, CEREMONY, 1, PLEDGES)
    assert (type(error), error.where[0]) == (InvalidDeal, "seat 1")
    away = play(2, 3, "two")
    error = refused(parse_deal, away.deals[1].encoded, CEREMONY, 2, PLEDGES)
    assert (type(error), error.where[0]) == (InvalidDeal, "seat 2")


def test_a_deal_to_other_people_than_pledged_is_refused() -> None:
    # A service that shows one seat another certificate gets an approval that fits nowhere.
    stranger = seat_keys(CEREMONY, 3, encode_b64url(bytes(32)))
    shown = [*PLEDGES[:2], parse_pledge(make_pledge(stranger), CEREMONY, 3)]
    data = make_deal(KEYS[1], shown)
    error = refused(parse_deal, data, CEREMONY, 2, PLEDGES)
    assert (type(error), error.where) == (InvalidDeal, ("seat 2",))


def test_a_deal_has_one_well_formed_share_for_every_seat() -> None:
    deal: Any = parse_json(DEAL)
    shares = deal["shares"]
    for changed_shares, kind in (
        (shares[:2], InvalidDeal),
        ([*shares, shares[0]], InvalidDeal),
        (list(reversed(shares)), None),
        ([shares[0], shares[1], shares[2][:-2]], MalformedInput),
        ([shares[0], shares[1], IDENTITY.to_hex() + shares[2][64:]], InvalidElement),
        ([shares[0], shares[1], mixed_point(shares[2][:64]) + shares[2][64:]], InvalidElement),
    ):
        data = resigned(KEYS[1], deal | {"shares": changed_shares})
        if kind is None:
            parse_deal(data, CEREMONY, 2, PLEDGES)
        else:
            assert type(refused(parse_deal, data, CEREMONY, 2, PLEDGES)) is kind


# --- Round 3 --------------------------------------------------------------------------------------


def with_deal(data: bytes) -> list[Any]:
    """Return all deals, that of seat 2 replaced."""
    return [DEALS[0], parse_deal(data, CEREMONY, 2, PLEDGES), DEALS[2]]


def swapped() -> bytes:
    """Return a deal of seat 2 in which what is for 1 and what is for 3 have changed places."""
    deal: Any = parse_json(DEAL)
    return resigned(KEYS[1], deal | {"shares": list(reversed(deal["shares"]))})


WRONG = {
    "another number": lambda: deal_with(KEYS[1], PLEDGES, 1, KEYS[1].value_at(1) + 1),
    "the share of another seat": lambda: deal_with(KEYS[1], PLEDGES, 1, KEYS[1].value_at(3)),
    "no scalar": lambda: deal_with(KEYS[1], PLEDGES, 1, 2**256 - 1),
    "swapped": swapped,
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_share_is_caught_and_its_dealer_named(wrong: str) -> None:
    deals = with_deal(WRONG[wrong]())
    error = refused(decryption_secret, KEYS[0], deals)
    assert type(error) is InvalidDeal
    assert error.where == ("seat 2",)
    complaint = parse_complaint(make_complaint(KEYS[0], 2, deals[1]))
    check_complaint(complaint, CEREMONY, 1, PLEDGES, numbered(deals))


def test_a_complaint_about_a_good_share_falls_back_on_whoever_complains() -> None:
    complaint = parse_complaint(make_complaint(KEYS[0], 2, DEALS[1]))
    error = refused(check_complaint, complaint, CEREMONY, 1, PLEDGES, numbered(DEALS))
    assert type(error) is InvalidComplaint
    assert "in order" in str(error)
    assert error.where == ("seat 1",)


def test_a_complaint_must_open_the_seal_that_it_complains_of() -> None:
    deals = with_deal(WRONG["another number"]())
    data = make_complaint(KEYS[0], 2, deals[1])
    for path, change in (
        (("factor",), next_point),
        (("proof", "challenge"), next_scalar),
        (("proof", "response"), next_scalar),
        (("dealer",), set_to(3)),
        (("dealer",), set_to(0)),
        (("dealer",), set_to(4)),
    ):
        complaint = parse_complaint(changed(data, path, change))
        error = refused(check_complaint, complaint, CEREMONY, 1, PLEDGES, dict(enumerate(deals, 1)))
        assert type(error) is InvalidComplaint
        assert error.where == ("seat 1",)
    # And nobody can complain in the name of another.
    complaint = parse_complaint(data)
    error = refused(check_complaint, complaint, CEREMONY, 3, PLEDGES, dict(enumerate(deals, 1)))
    assert (type(error), error.where) == (InvalidComplaint, ("seat 3",))


def test_a_verification_key_must_follow_and_be_proved_and_signed() -> None:
    [first, second, _] = PLAYED.verification_keys
    check_verification_key(first, 1, PLEDGES, DEALS)
    for path in paths(parse_json(first), str):
        change = next_point if path[-1] == "public_key" else next_scalar
        data = changed(first, path, change)
        error = refused(check_verification_key, data, 1, PLEDGES, DEALS)
        assert (type(error), error.where) == (InvalidDeal, ("seat 1",))
    error = refused(check_verification_key, second, 1, PLEDGES, DEALS)
    assert (type(error), error.where) == (InvalidDeal, ("seat 1",))


def test_a_seal_is_bound_to_its_place_and_recipient() -> None:
    recipient = base_times(11)
    text = seal_key_share(5, "a|1|2", recipient, 7)
    assert open_key_share(text, "a|1|2", recipient, recipient * 7) == 5
    for place, to, common in (
        ("a|2|1", recipient, recipient * 7),
        ("a|1|2", base_times(12), recipient * 7),
        ("a|1|2", recipient, recipient * 8),
    ):
        error = refused(open_key_share, text, place, to, common)
        assert type(error) is InvalidDeal
