"""Blind signatures agree with RFC 9474, and nothing but the right one is accepted."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from votesvc.crypto.blind_rsa import (
    EXPONENT,
    PrivateKey,
    PublicKey,
    blind,
    blind_afresh,
    blind_sign,
    credential_message,
    finalise,
    load_private_key,
    new_private_key,
    parse_public_key,
    private_key_from,
    public_key_from,
    verify_token,
)
from votesvc.crypto.encoding import parse_b64
from votesvc.errors import InvalidToken, MalformedInput, SigningFault

FOLDER = Path(__file__).parents[1] / "vectors"
RFC = json.loads((FOLDER / "rfc9474.json").read_text())
OURS = json.loads((FOLDER / "blind_rsa.json").read_text())


def number(name: str) -> int:
    return int(RFC[name], 16)


def octets(name: str) -> bytes:
    return bytes.fromhex(RFC[name])


def rsa_key(p: int, q: int, e: int = EXPONENT) -> rsa.RSAPrivateKey:
    d = pow(e, -1, (p - 1) * (q - 1))
    return rsa.RSAPrivateNumbers(
        p=p,
        q=q,
        d=d,
        dmp1=d % (p - 1),
        dmq1=d % (q - 1),
        iqmp=pow(q, -1, p),
        public_numbers=rsa.RSAPublicNumbers(e, p * q),
    ).private_key()


def spki(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


RFC_KEY = rsa_key(number("p"), number("q"))
RFC_PUBLIC = public_key_from(RFC_KEY.public_key())
PRIVATE = load_private_key(OURS["private_key"].encode())
PUBLIC = PRIVATE.public
MESSAGE = OURS["message"].encode()
PREFIX = bytes.fromhex(OURS["prefix"])
SALT = bytes.fromhex(OURS["salt"])
TOKEN = parse_b64(OURS["token"], 384)


def test_the_vector_of_rfc_9474_is_met_at_every_step() -> None:
    r = pow(number("inv"), -1, number("n"))
    blinded = blind(RFC_PUBLIC, octets("msg"), octets("msg_prefix"), octets("salt"), r)
    assert blinded.prepared == octets("input_msg")
    assert blinded.inverse == number("inv")
    assert blinded.request == octets("blinded_msg")
    signature = blind_sign(private_key_from(RFC_KEY, RFC_PUBLIC), blinded.request)
    assert signature == octets("blind_sig")
    token = finalise(RFC_PUBLIC, blinded, signature)
    assert token == octets("sig")
    verify_token(RFC_PUBLIC, octets("msg"), octets("msg_prefix"), token)


def test_our_vectors_are_what_we_compute() -> None:
    assert parse_public_key(parse_b64(OURS["public_key"])) == PUBLIC
    assert PUBLIC.fingerprint == OURS["fingerprint"]
    assert credential_message("ballot", OURS["item"], OURS["public_part"]) == MESSAGE
    blinded = blind(PUBLIC, MESSAGE, PREFIX, SALT, int(OURS["r"], 16))
    assert blinded.request == parse_b64(OURS["blinded"], 384)
    signature = blind_sign(PRIVATE, blinded.request)
    assert signature == parse_b64(OURS["signature"], 384)
    assert finalise(PUBLIC, blinded, signature) == TOKEN
    verify_token(PUBLIC, MESSAGE, PREFIX, TOKEN)


def test_a_fresh_key_serves_a_whole_exchange() -> None:
    private = load_private_key(new_private_key())
    public = parse_public_key(private.public.spki)
    assert public == private.public
    blinded = blind_afresh(public, b"message")
    token = finalise(public, blinded, blind_sign(private, blinded.request))
    verify_token(public, b"message", blinded.prefix, token)


def test_two_requests_for_the_same_message_have_nothing_in_common() -> None:
    first, second = blind_afresh(PUBLIC, MESSAGE), blind_afresh(PUBLIC, MESSAGE)
    assert first.request != second.request
    assert first.prefix != second.prefix


@pytest.mark.parametrize(
    ("message", "prefix", "token"),
    [
        (MESSAGE + b"0", PREFIX, TOKEN),
        (MESSAGE, PREFIX[:-1] + b"\x00", TOKEN),
        (MESSAGE, PREFIX + b"\x00", TOKEN),
        (MESSAGE[1:], PREFIX + MESSAGE[:1], TOKEN),
        (MESSAGE, PREFIX, TOKEN[:-1] + bytes([TOKEN[-1] ^ 1])),
        (MESSAGE, PREFIX, TOKEN[:-1]),
        (MESSAGE, PREFIX, TOKEN + b"\x00"),
        (MESSAGE, PREFIX, bytes(384)),
        (MESSAGE, PREFIX, b""),
        (MESSAGE, PREFIX, (int.from_bytes(TOKEN, "big") + PUBLIC.modulus).to_bytes(385, "big")),
    ],
)
def test_a_changed_message_prefix_or_token_is_refused(
    message: bytes, prefix: bytes, token: bytes
) -> None:
    with pytest.raises(InvalidToken):
        verify_token(PUBLIC, message, prefix, token)


def test_a_token_of_another_key_is_refused() -> None:
    with pytest.raises(InvalidToken):
        verify_token(RFC_PUBLIC, MESSAGE, PREFIX, TOKEN)


def test_a_signature_with_another_salt_length_is_refused() -> None:
    blinded = blind(PUBLIC, MESSAGE, PREFIX, SALT[:32], 3)
    with pytest.raises(InvalidToken):
        finalise(PUBLIC, blinded, blind_sign(PRIVATE, blinded.request))


@pytest.mark.parametrize(
    "answer", [b"", bytes(383), bytes(384), PUBLIC.modulus.to_bytes(384, "big"), TOKEN]
)
def test_an_answer_that_is_no_signature_gives_no_token(answer: bytes) -> None:
    with pytest.raises(InvalidToken):
        finalise(PUBLIC, blind_afresh(PUBLIC, MESSAGE), answer)


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"",
        bytes(384),
        b"\x01" * 383,
        b"\x00" + b"\x01" * 384,
        PUBLIC.modulus.to_bytes(384, "big"),
        b"\xff" * 384,
    ],
)
def test_what_is_no_number_modulo_n_is_not_signed(request_bytes: bytes) -> None:
    with pytest.raises(MalformedInput):
        blind_sign(PRIVATE, request_bytes)


@pytest.mark.parametrize("part", ["dp", "dq", "q_inverse", "p"])
def test_a_wrong_signature_never_leaves(part: str) -> None:
    broken: PrivateKey = replace(PRIVATE, **{part: getattr(PRIVATE, part) - 2})
    with pytest.raises(SigningFault):
        blind_sign(broken, parse_b64(OURS["blinded"]))


def test_a_blinding_factor_without_inverse_is_refused() -> None:
    with pytest.raises(MalformedInput):
        blind(PUBLIC, MESSAGE, PREFIX, SALT, PRIVATE.p)


def test_a_message_that_shares_a_factor_with_the_key_is_refused() -> None:
    modulus = PUBLIC.modulus - PUBLIC.modulus % 3
    modulus -= 3 if modulus % 2 == 0 else 0
    weak = public_key_from(rsa.RSAPublicNumbers(EXPONENT, modulus).public_key())
    requests = (
        blind(weak, MESSAGE, PREFIX, number.to_bytes(48, "big"), 2) for number in range(100)
    )
    with pytest.raises(MalformedInput):
        list(requests)


def with_numbers(modulus: int, exponent: int = EXPONENT) -> bytes:
    return spki(rsa.RSAPublicNumbers(exponent, modulus).public_key())


CURVE_KEY = ec.derive_private_key(1, ec.SECP256R1())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        PUBLIC.spki[:-1],
        PUBLIC.spki + b"\x00",
        b"\x30\x81" + PUBLIC.spki[1:],
        RFC_PUBLIC.spki,
        with_numbers(PUBLIC.modulus, exponent=3),
        with_numbers(2**2047 + 1),
        with_numbers(2**3071 - 1),
        with_numbers(2**3072 + 1),
        spki(CURVE_KEY.public_key()),
    ],
)
def test_a_public_key_of_another_kind_size_or_spelling_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedInput):
        parse_public_key(data)


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"-----BEGIN PRIVATE KEY-----",
        pem(RFC_KEY),
        pem(CURVE_KEY),
    ],
)
def test_a_private_key_of_another_kind_or_size_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedInput):
        load_private_key(data)


def test_a_protected_private_key_is_refused() -> None:
    protected = RFC_KEY.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"passphrase"),
    )
    with pytest.raises(MalformedInput):
        load_private_key(protected)


def test_the_repr_of_secrets_hides_them() -> None:
    assert repr(PRIVATE) == f"PrivateKey(public={PUBLIC!r})"
    assert repr(PUBLIC) == f"PublicKey(spki={PUBLIC.spki!r})"
    blinded = blind_afresh(PUBLIC, MESSAGE)
    assert repr(blinded) == f"Blinded(request={blinded.request!r})"


def test_public_keys_are_equal_when_their_bytes_are() -> None:
    other: PublicKey = parse_public_key(PUBLIC.spki)
    assert other == PUBLIC
    assert len({other, PUBLIC}) == 1
