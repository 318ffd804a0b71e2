"""Scrutineers' keys prove themselves; a threshold key is checked in every part."""

from typing import Any

import pytest

from tests.crypto.samples import (
    SCRUTINEERS,
    Dealer,
    Path as JsonPath,
    backwards,
    changed,
    mixed_point,
    next_point,
    next_scalar,
    number,
    paths,
    set_to,
    trustees,
    without,
)
from votesvc.crypto.encoding import JsonValue, belenios_json, parse_json
from votesvc.crypto.group import IDENTITY, ORDER, base_times
from votesvc.crypto.trustees import join_trustees, lagrange, parse_trustees, single_public
from votesvc.errors import (
    InvalidElement,
    InvalidScalar,
    InvalidShare,
    InvalidTally,
    InvalidTrustees,
    MalformedInput,
    NotCanonical,
    Unsupported,
    VotesvcError,
)

DEALER = Dealer(2, 3)
THRESHOLD = belenios_json([DEALER.entry()])
MIXED = belenios_json([single_public(SCRUTINEERS[0], 7), DEALER.entry()])


def refusal(data: bytes) -> VotesvcError:
    """Return the error that `data` is refused with."""
    with pytest.raises(VotesvcError) as caught:
        parse_trustees(data)
    return caught.value


# --- What passes ----------------------------------------------------------------------------------


def test_single_keys_add_up_to_the_key_of_the_election() -> None:
    keys = parse_trustees(trustees())
    assert keys.public_key == base_times(sum(SCRUTINEERS))
    assert keys.verification_keys == tuple(base_times(secret) for secret in SCRUTINEERS)
    assert keys.threshold == 2
    assert keys.encoded == trustees()


def test_a_threshold_key_is_the_sum_of_the_dealt_polynomials() -> None:
    keys = parse_trustees(THRESHOLD)
    assert keys.public_key == base_times(sum(row[0] for row in DEALER.polynomials))
    assert keys.verification_keys == tuple(base_times(secret) for secret in DEALER.secrets)
    assert keys.threshold == 2


def test_any_threshold_of_owners_holds_the_secret() -> None:
    keys = parse_trustees(THRESHOLD)
    for owners in ((1, 2), (1, 3), (2, 3), (1, 2, 3)):
        weights = keys.weights(owners)
        secret = sum(DEALER.secrets[owner - 1] * weight for owner, weight in weights.items())
        assert base_times(secret) == keys.public_key
        assert len(weights) == 2


def test_single_and_threshold_keys_stand_side_by_side() -> None:
    keys = parse_trustees(MIXED)
    assert keys.threshold == 3
    assert len(keys.verification_keys) == 4
    secrets = (SCRUTINEERS[0], *DEALER.secrets)
    weights = keys.weights({1, 3, 4})
    assert set(weights) == {1, 3, 4}
    secret = sum(secrets[owner - 1] * weight for owner, weight in weights.items())
    assert base_times(secret) == keys.public_key


def test_a_shuffle_is_signed_with_the_key_of_the_seat_or_with_the_single_key_itself() -> None:
    keys = parse_trustees(MIXED)
    seats = [keys.signers[owner] for owner in (2, 3, 4)]
    assert [keys.shuffler(owner) for owner in (1, 2, 3, 4)] == [keys.verification_keys[0], *seats]


def test_missing_counts_what_each_key_still_needs() -> None:
    keys = parse_trustees(MIXED)
    assert keys.missing(()) == 3
    assert keys.missing({2, 3, 4}) == 1
    assert keys.missing({1}) == 2
    assert keys.missing({1, 4}) == 1
    assert keys.missing({1, 2, 4}) == 0
    with pytest.raises(InvalidTally, match="1 more"):
        keys.weights({2, 3, 4})
    for nobody in (0, 5):
        with pytest.raises(InvalidShare, match="nobody"):
            keys.weights({1, 2, 3, nobody})


def test_lagrange_coefficients_add_up_to_one() -> None:
    for places in ((1,), (1, 2), (2, 5, 7), (1, 2, 3, 4, 5)):
        assert sum(lagrange(places, place) for place in places) % ORDER == 1


def test_a_name_may_stand_beside_a_key() -> None:
    named = changed(trustees(), (0, 1), lambda fields: fields | {"name": "监票人"})
    assert parse_trustees(named).public_key == parse_trustees(trustees()).public_key
    path = (0, 1, "verification_keys", 0)
    named = changed(THRESHOLD, path, lambda fields: fields | {"name": "监票人"})
    assert parse_trustees(named).public_key == parse_trustees(THRESHOLD).public_key


# --- Single keys, changed -------------------------------------------------------------------------


def test_every_number_of_a_single_key_counts() -> None:
    for path in paths(parse_json(trustees()), str):
        if path[-1] == 0:
            continue
        error = refusal(
            changed(trustees(), path, next_point if path[-1] == "public_key" else next_scalar)
        )
        assert type(error) is InvalidTrustees
        assert error.where == (f"scrutineer {int(path[0]) + 1}",)


@pytest.mark.parametrize(
    ("path", "value", "error"),
    [
        ((), {}, MalformedInput),
        ((), [], InvalidTrustees),
        ((), [["Single", {}]] * 101, InvalidTrustees),
        ((0,), {}, MalformedInput),
        ((0,), [], Unsupported),
        ((0,), ["Single"], Unsupported),
        ((0, 0), "Desmedt", Unsupported),
        ((0, 0), 1, MalformedInput),
        ((0, 1), [], MalformedInput),
        ((0, 1, "public_key"), IDENTITY.to_hex(), InvalidElement),
        ((0, 1, "public_key"), mixed_point(base_times(2).to_hex()), InvalidElement),
        ((0, 1, "public_key"), "", InvalidElement),
        ((0, 1, "pok", "challenge"), str(ORDER), InvalidScalar),
        ((0, 1, "pok", "response"), "-1", InvalidScalar),
    ],
    ids=str,
)
def test_what_is_no_single_key_is_refused(path: JsonPath, value: Any, error: type) -> None:
    assert type(refusal(changed(trustees(), path, set_to(value)))) is error


def test_a_single_key_has_exactly_its_fields() -> None:
    for path, name in (((0, 1), "pok"), ((0, 1), "public_key"), ((0, 1, "pok"), "response")):
        assert type(refusal(changed(trustees(), path, without(name)))) is MalformedInput
    error = refusal(changed(trustees(), (0, 1), lambda fields: fields | {"x": 1}))
    assert type(error) is MalformedInput
    assert type(refusal(changed(trustees(), (0, 1), backwards))) is NotCanonical


def test_keys_that_cancel_out_are_refused() -> None:
    data = belenios_json([single_public(5, 7), single_public(ORDER - 5, 7)])
    assert "cancel" in str(refusal(data))


@pytest.mark.parametrize(("threshold", "power"), [(1, 0), (2, 1), (3, 2), (3, 0)])
def test_polynomials_that_cancel_out_are_refused(threshold: int, power: int) -> None:
    # Scrutineers in league could say "2 of 3" and yet each be able to decrypt alone.
    others = Dealer(threshold, 3)
    coefficient = -sum(polynomial[power] for polynomial in others.polynomials[:2]) % ORDER
    changes = {(2, power): coefficient}
    league = Dealer(threshold, 3, changes)
    error = refusal(belenios_json([single_public(SCRUTINEERS[0], 7), league.entry()]))
    assert isinstance(error, InvalidTrustees)
    assert "cancel out" in str(error)


def test_two_scrutineers_with_one_key_cannot_form_a_board() -> None:
    with pytest.raises(InvalidTrustees, match="same key"):
        join_trustees([single_public(5, 7), single_public(5, 8)])


# --- A threshold key, changed ---------------------------------------------------------------------

_PLACES = {
    "certs": "cert",
    "coefexps": "coefexps",
    "signatures": "signature",
    "verification_keys": "verification key",
}


def test_every_signature_and_proof_of_a_threshold_key_counts() -> None:
    for path in paths(parse_json(THRESHOLD), str):
        if path[-1] not in ("challenge", "response"):
            continue
        error = refusal(changed(THRESHOLD, path, next_scalar))
        assert type(error) is InvalidTrustees
        assert error.where == ("scrutineer 1", f"{_PLACES[str(path[2])]} {int(path[3]) + 1}")


def test_every_signed_message_of_a_threshold_key_counts() -> None:
    for part in ("certs", "coefexps"):
        for index in range(3):
            path = (0, 1, part, index, "message")
            for change, error in (
                (lambda text: text.replace('"', ' "', 1), NotCanonical),
                (lambda text: text[:-1], MalformedInput),
                (lambda text: text.replace('":', 's":', 1), MalformedInput),
            ):
                found = refusal(changed(THRESHOLD, path, change))
                assert type(found) is error
                assert found.where == ("scrutineer 1", f"{_PLACES[part]} {index + 1}")


def rebuilt(part: str, index: int, value: JsonValue) -> bytes:
    """Return the threshold key with one well-signed part of it replaced."""
    return changed(THRESHOLD, (0, 1, part, index), set_to(value))


@pytest.mark.parametrize(
    "context",
    [{"group": "Other"}, {"size": 4}, {"threshold": 3}, {"index": 2}, {"index": True}],
    ids=str,
)
def test_a_certificate_of_other_scrutineers_is_refused(context: dict[str, Any]) -> None:
    error = refusal(rebuilt("certs", 0, DEALER.cert(0, **context)))
    assert type(error) is InvalidTrustees
    assert error.where == ("scrutineer 1", "cert 1")
    assert "another group" in str(error)


@pytest.mark.parametrize("field", ["verification", "encryption"])
def test_the_keys_in_a_certificate_are_keys(field: str) -> None:
    cert: Any = DEALER.cert(1)
    message: Any = parse_json(cert["message"].encode())
    for bad in (IDENTITY.to_hex(), mixed_point(message[field])):
        signed = DEALER.signed(1, message | {field: bad})
        assert type(refusal(rebuilt("certs", 1, signed))) is InvalidElement


def test_a_certificate_must_be_signed_by_the_key_it_names() -> None:
    cert: Any = DEALER.cert(1)
    message: Any = parse_json(cert["message"].encode())
    other = base_times(number("other")).to_hex()
    error = refusal(rebuilt("certs", 1, DEALER.signed(1, message | {"verification": other})))
    assert type(error) is InvalidTrustees
    assert error.where == ("scrutineer 1", "cert 2")


def test_coefficients_must_be_keys_as_many_as_the_threshold() -> None:
    points = DEALER.points(1)
    for coefexps, error in (
        (points[:1], InvalidTrustees),
        ([*points, points[0]], InvalidTrustees),
        ([points[0], IDENTITY.to_hex()], InvalidElement),
        ([points[0], mixed_point(str(points[1]))], InvalidElement),
    ):
        found = refusal(rebuilt("coefexps", 1, DEALER.signed(1, {"coefexps": list(coefexps)})))
        assert type(found) is error
        assert found.where == ("scrutineer 1", "coefexps 2")


def test_coefficients_changed_after_approval_are_refused() -> None:
    other: list[JsonValue] = [base_times(5).to_hex(), base_times(6).to_hex()]
    error = refusal(rebuilt("coefexps", 1, DEALER.signed(1, {"coefexps": other})))
    assert type(error) is InvalidTrustees
    assert error.where == ("scrutineer 1", "signature 2")


def test_a_verification_key_must_follow_from_the_coefficients() -> None:
    stranger = Dealer(2, 3)
    stranger.secrets[1] = number("stranger")
    error = refusal(rebuilt("verification_keys", 1, stranger.verification_key(1)))
    assert type(error) is InvalidTrustees
    assert error.where == ("scrutineer 1", "verification key 2")
    assert "does not follow" in str(error)


@pytest.mark.parametrize(
    ("path", "value", "error"),
    [
        (("threshold",), 0, InvalidTrustees),
        (("threshold",), 1, InvalidTrustees),
        (("threshold",), 4, InvalidTrustees),
        (("threshold",), "2", MalformedInput),
        (("certs",), [], InvalidTrustees),
        (("certs",), [{}] * 101, InvalidTrustees),
        (("coefexps",), [], InvalidTrustees),
        (("signatures",), [], InvalidTrustees),
        (("verification_keys",), [], InvalidTrustees),
        (("certs",), {}, MalformedInput),
        (("certs", 0), {}, MalformedInput),
        (("certs", 0, "message"), 1, MalformedInput),
        (("certs", 0, "message"), "[]", MalformedInput),
    ],
    ids=str,
)
def test_what_is_no_threshold_key_is_refused(path: JsonPath, value: Any, error: type) -> None:
    assert type(refusal(changed(THRESHOLD, (0, 1, *path), set_to(value)))) is error


def test_every_object_of_a_threshold_key_has_exactly_its_fields() -> None:
    tree = parse_json(THRESHOLD)
    for path in paths(tree, dict):
        node: Any = tree
        for key in path:
            node = node[key]
        for name in node:
            assert type(refusal(changed(THRESHOLD, path, without(name)))) is MalformedInput
        assert type(refusal(changed(THRESHOLD, path, backwards))) is NotCanonical
