"""A sealed comment opens under one key, for one hearing, to one text, and has one author."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from tests.vectors.hpke import seal_with, sender_keys
from votesvc.crypto.comment import SIZES, new_comment
from votesvc.crypto.encoding import parse_b64
from votesvc.crypto.sealing import (
    OVERHEAD,
    SEALED_SIZES,
    SUITE,
    AuthorKey,
    OfficerKey,
    SealedComment,
    check_comment_signature,
    check_commitment,
    check_officer_public,
    check_support_signature,
    commitment_of,
    new_author_key,
    new_officer_key,
    parse_officer_key,
    seal,
)
from votesvc.errors import InvalidComment, MalformedInput

FOLDER = Path(__file__).parents[1] / "vectors"
RFC = json.loads((FOLDER / "rfc9180.json").read_text())
VECTORS = json.loads((FOLDER / "sealing.json").read_text())
COMMENTS = VECTORS["comments"]
NAMES = [vector["name"] for vector in COMMENTS]
HEARING, ELSEWHERE = VECTORS["hearing"], VECTORS["elsewhere"]
OFFICER = OfficerKey.from_secret(bytes.fromhex(VECTORS["officer_secret"]))
FIRST = COMMENTS[0]
SEALED = parse_b64(FIRST["sealed"])
COMMENT = SealedComment(FIRST["commitment"], SEALED)
SIGNATURE = parse_b64(FIRST["signature"])
SUPPORT = parse_b64(FIRST["support"])


def octets(name: str) -> bytes:
    return bytes.fromhex(RFC[name])


def flipped(data: bytes, place: int, bit: int = 1) -> bytes:
    return data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]


# --- RFC 9180 -------------------------------------------------------------------------------------


def test_our_suite_opens_the_ciphertext_of_the_rfc() -> None:
    recipient = X25519PrivateKey.from_private_bytes(octets("skRm"))
    opened = openssl.hpke._decrypt_with_aad(
        SUITE, octets("enc") + octets("ct"), recipient, octets("info"), octets("aad")
    )
    assert opened == octets("pt")


def test_our_suite_and_the_rfc_written_out_open_each_other() -> None:
    recipient = X25519PrivateKey.from_private_bytes(octets("skRm"))
    sealed = seal_with(octets("skEm"), octets("pkRm"), octets("info"), octets("pt"))
    assert SUITE.decrypt(sealed, recipient, info=octets("info")) == octets("pt")
    for aad in (None, b""):
        again = openssl.hpke._encrypt_with_aad(
            SUITE, octets("pt"), recipient.public_key(), octets("info"), aad
        )
        assert SUITE.decrypt(again, recipient, info=octets("info")) == octets("pt")


def test_the_vector_of_rfc_9180_is_met_at_every_step() -> None:
    keys = sender_keys(octets("skEm"), octets("pkRm"), octets("info"))
    for name in ("enc", "shared_secret", "key_schedule_context", "secret", "key", "base_nonce"):
        assert getattr(keys, name) == octets(name), name
    sealed = ChaCha20Poly1305(keys.key).encrypt(keys.base_nonce, octets("pt"), octets("aad"))
    assert sealed == octets("ct")


# --- Sealing --------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", COMMENTS, ids=NAMES)
def test_a_comment_opens_as_the_vectors_say(vector: dict[str, Any]) -> None:
    padded, sealed = vector["padded"].encode(), parse_b64(vector["sealed"])
    assert commitment_of(HEARING, padded) == vector["commitment"]
    assert len(sealed) == vector["size"] + OVERHEAD
    assert OFFICER.open(HEARING, vector["commitment"], sealed) == padded


@pytest.mark.parametrize("vector", COMMENTS, ids=NAMES)
def test_what_is_sealed_opens(vector: dict[str, Any]) -> None:
    padded = vector["padded"].encode()
    made = seal(OFFICER.public, HEARING, padded)
    assert made.commitment == vector["commitment"]
    assert OFFICER.open(HEARING, made.commitment, made.sealed) == padded
    assert made.sealed != parse_b64(vector["sealed"])


def test_sealed_comments_have_four_sizes_only() -> None:
    sizes = {len(seal(OFFICER.public, HEARING, bytes(size)).sealed) for size in SIZES}
    assert sizes == set(SEALED_SIZES) == {560, 1072, 2096, 4144}


def test_a_changed_seal_does_not_open() -> None:
    # The highest bit of an X25519 key means nothing, but it is part of what keys are derived from.
    for place in (0, 31, 32, 100, len(SEALED) - 1):
        for bit in (1, 128):
            with pytest.raises(InvalidComment, match="does not open under this key"):
                OFFICER.open(HEARING, COMMENT.commitment, flipped(SEALED, place, bit))
    for data in (b"", SEALED[:20], SEALED[:-1], SEALED + b"\0", bytes(32) + SEALED[32:]):
        with pytest.raises(InvalidComment, match="does not open under this key"):
            OFFICER.open(HEARING, COMMENT.commitment, data)


def test_a_seal_is_bound_to_its_hearing_commitment_and_key() -> None:
    other = COMMENTS[1]["commitment"]
    for key, hearing, commitment in (
        (OFFICER, ELSEWHERE, COMMENT.commitment),
        (OFFICER, HEARING, other),
        (new_officer_key(), HEARING, COMMENT.commitment),
    ):
        with pytest.raises(InvalidComment, match="does not open under this key"):
            key.open(hearing, commitment, SEALED)


def test_a_seal_around_another_text_than_committed_to_is_noticed() -> None:
    info = f"votesvc/v1/hearing|{HEARING}|{COMMENT.commitment}".encode()
    public = bytes.fromhex(OFFICER.public)
    sealed = seal_with(bytes([7] * 32), public, info, new_comment("别的话").padded)
    with pytest.raises(InvalidComment, match="does not open the commitment"):
        OFFICER.open(HEARING, COMMENT.commitment, sealed)


def test_a_text_opens_one_commitment_in_one_hearing() -> None:
    padded = FIRST["padded"].encode()
    check_commitment(HEARING, COMMENT.commitment, padded)
    for hearing, commitment, text in (
        (ELSEWHERE, COMMENT.commitment, padded),
        (HEARING, COMMENTS[1]["commitment"], padded),
        (HEARING, COMMENT.commitment, padded.rstrip()),
        (HEARING, COMMENT.commitment, flipped(padded, 300)),
    ):
        with pytest.raises(InvalidComment, match="does not open the commitment"):
            check_commitment(hearing, commitment, text)


# --- The officer's key ----------------------------------------------------------------------------


def test_an_officer_key_is_written_and_read_as_the_vectors_say() -> None:
    assert OFFICER.public == VECTORS["officer_key"]
    assert OFFICER.to_json() == VECTORS["officer_json"]
    assert parse_officer_key(OFFICER.to_json()) == OFFICER
    check_officer_public(OFFICER.public)


def test_an_officer_key_does_not_show_in_a_traceback() -> None:
    assert VECTORS["officer_secret"] not in repr(OFFICER)


@pytest.mark.parametrize(
    "value",
    [
        "secret",
        {},
        {"secret": "00" * 32},
        {"secret": "00" * 32, "type": "votesvc/v1/scrutineer-key"},
        {"secret": "00" * 31, "type": "votesvc/v1/officer-key"},
        {"secret": 1, "type": "votesvc/v1/officer-key"},
        {"secret": "00" * 32, "type": "votesvc/v1/officer-key", "more": 1},
    ],
)
def test_what_is_no_officer_key_is_refused(value: Any) -> None:
    with pytest.raises(MalformedInput):
        parse_officer_key(value)


@pytest.mark.parametrize("bad", VECTORS["bad_officer_keys"], ids=lambda bad: bad["why"])
def test_nothing_is_sealed_to_an_unsound_key(bad: dict[str, str]) -> None:
    with pytest.raises(MalformedInput):
        check_officer_public(bad["key"])
    with pytest.raises(MalformedInput):
        seal(bad["key"], HEARING, bytes(512))


# --- Signatures -----------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", COMMENTS, ids=NAMES)
def test_an_author_signs_as_the_vectors_say(vector: dict[str, Any]) -> None:
    author = AuthorKey.from_seed(bytes.fromhex(vector["author_seed"]))
    comment = SealedComment(vector["commitment"], parse_b64(vector["sealed"]))
    assert author.public == vector["key"]
    assert author.sign_comment(HEARING, comment) == parse_b64(vector["signature"])
    assert author.sign_support(HEARING, comment.commitment) == parse_b64(vector["support"])
    check_comment_signature(author.public, HEARING, comment, parse_b64(vector["signature"]))
    check_support_signature(
        author.public, HEARING, comment.commitment, parse_b64(vector["support"])
    )


@pytest.mark.parametrize(
    ("key", "hearing", "comment", "signature"),
    [
        (COMMENTS[1]["key"], HEARING, COMMENT, SIGNATURE),
        (FIRST["key"], ELSEWHERE, COMMENT, SIGNATURE),
        (FIRST["key"], HEARING, SealedComment(COMMENTS[1]["commitment"], SEALED), SIGNATURE),
        (FIRST["key"], HEARING, SealedComment(COMMENT.commitment, flipped(SEALED, 9)), SIGNATURE),
        (FIRST["key"], HEARING, COMMENT, SUPPORT),
        (FIRST["key"], HEARING, COMMENT, b""),
        (FIRST["key"], HEARING, COMMENT, bytes(64)),
        *((FIRST["key"], HEARING, COMMENT, flipped(SIGNATURE, place)) for place in (0, 31, 32, 63)),
    ],
)
def test_a_comment_signed_for_something_else_is_refused(
    key: str, hearing: str, comment: SealedComment, signature: bytes
) -> None:
    with pytest.raises(InvalidComment, match="signature"):
        check_comment_signature(key, hearing, comment, signature)


@pytest.mark.parametrize(
    ("key", "hearing", "commitment", "signature"),
    [
        (COMMENTS[1]["key"], HEARING, COMMENT.commitment, SUPPORT),
        (FIRST["key"], ELSEWHERE, COMMENT.commitment, SUPPORT),
        (FIRST["key"], HEARING, COMMENTS[1]["commitment"], SUPPORT),
        (FIRST["key"], HEARING, COMMENT.commitment, SIGNATURE),
        (FIRST["key"], HEARING, COMMENT.commitment, flipped(SUPPORT, 40)),
    ],
)
def test_a_support_signed_for_something_else_is_refused(
    key: str, hearing: str, commitment: str, signature: bytes
) -> None:
    with pytest.raises(InvalidComment, match="signature"):
        check_support_signature(key, hearing, commitment, signature)


@pytest.mark.parametrize("bad", VECTORS["bad_author_keys"], ids=lambda bad: bad["why"])
def test_a_key_that_could_sign_anything_is_refused(bad: dict[str, str]) -> None:
    # Under the identity, R = identity and S = 0 is a signature on every message.
    anything = (1).to_bytes(32, "little") + bytes(32)
    with pytest.raises(MalformedInput):
        check_comment_signature(bad["key"], HEARING, COMMENT, anything)
    with pytest.raises(MalformedInput):
        check_support_signature(bad["key"], HEARING, COMMENT.commitment, anything)


def test_a_signature_with_a_second_spelling_of_s_is_refused() -> None:
    order = 2**252 + 27742317777372353535851937790883648493
    s = int.from_bytes(SIGNATURE[32:], "little") + order
    with pytest.raises(InvalidComment):
        check_comment_signature(
            FIRST["key"], HEARING, COMMENT, SIGNATURE[:32] + s.to_bytes(32, "little")
        )


def test_an_author_key_does_not_show_in_a_traceback_and_is_fresh() -> None:
    assert FIRST["author_seed"] not in repr(AuthorKey.from_seed(bytes(32)))
    assert new_author_key().public != new_author_key().public
