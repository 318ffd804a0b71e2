"""Sealed comments: only the hearing officer can read them, and nobody can alter them.

A comment is committed to by SHA-256 and sealed by HPKE (RFC 9180, base mode: X25519, HKDF-SHA256,
ChaCha20-Poly1305) to the officer's key; its author signs both with a one-time Ed25519 key, for
which a blind credential was issued (protocol 8).
"""

import secrets
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from votesvc.crypto.comment import SIZES
from votesvc.crypto.encoding import JsonValue, as_text, exact_fields, hexhash, parse_hex
from votesvc.crypto.group import parse_key
from votesvc.errors import InvalidComment, MalformedInput

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
OVERHEAD = 32 + 16
"""The bytes that sealing adds: the ephemeral public key in front, the tag behind."""

SEALED_SIZES = tuple(size + OVERHEAD for size in SIZES)
"""The numbers of bytes that a sealed comment may have."""

SIGNATURE_LENGTH = 64

_KEY_LENGTH = 32
_FIELD = 2**255 - 19
_OFFICER_KEY = "votesvc/v1/officer-key"
# Of every X25519 key that is sound this makes another point than zero, whatever number it is.
_PROBE = X25519PrivateKey.from_private_bytes(b"\x01" * _KEY_LENGTH)


@dataclass(frozen=True, slots=True)
class OfficerKey:
    """The key that opens comments; it is made and kept on the hearing officer's device."""

    public: str
    _key: X25519PrivateKey = field(repr=False, compare=False)

    @classmethod
    def from_secret(cls, secret: bytes) -> "OfficerKey":
        """Make the key of 32 secret bytes."""
        key = X25519PrivateKey.from_private_bytes(secret)
        return cls(_raw(key.public_key()).hex(), key)

    def to_json(self) -> JsonValue:
        """Return the secret as it stands in a backup file."""
        return {"secret": self._key.private_bytes_raw().hex(), "type": _OFFICER_KEY}

    def open(self, hearing: str, commitment: str, sealed: bytes) -> bytes:
        """Return the padded plaintext that was sealed, or raise `InvalidComment`.

        That it is a well-formed comment is not checked; that it opens `commitment` is.
        """
        try:
            padded = SUITE.decrypt(sealed, self._key, info=_info(hearing, commitment))
        except InvalidTag:
            reason = "a comment does not open under this key"
            raise InvalidComment(reason) from None
        check_commitment(hearing, commitment, padded)
        return padded


@dataclass(frozen=True, slots=True)
class SealedComment:
    """What leaves the phone of a comment."""

    commitment: str
    sealed: bytes


@dataclass(frozen=True, slots=True)
class AuthorKey:
    """A one-time key that signs for somebody who stays unknown; `public` is K."""

    public: str
    _key: Ed25519PrivateKey = field(repr=False, compare=False)

    @classmethod
    def from_seed(cls, seed: bytes) -> "AuthorKey":
        """Make the key of 32 secret bytes."""
        key = Ed25519PrivateKey.from_private_bytes(seed)
        return cls(_raw(key.public_key()).hex(), key)

    def sign_comment(self, hearing: str, comment: SealedComment) -> bytes:
        """Return the signature that makes `comment` the author's own."""
        return self._key.sign(_comment_message(hearing, comment))

    def sign_support(self, hearing: str, commitment: str) -> bytes:
        """Return the signature that supports the published comment of this commitment."""
        return self._key.sign(_support_message(hearing, commitment))


# --- The officer's key ----------------------------------------------------------------------------


def new_officer_key() -> OfficerKey:
    """Draw a key."""
    return OfficerKey.from_secret(secrets.token_bytes(_KEY_LENGTH))


def parse_officer_key(value: JsonValue) -> OfficerKey:
    """Read what `OfficerKey.to_json` wrote; raise `MalformedInput` for anything else."""
    fields = exact_fields(value, ("secret", "type"))
    if fields["type"] != _OFFICER_KEY:
        reason = "not the key of a hearing officer"
        raise MalformedInput(reason)
    return OfficerKey.from_secret(parse_hex(as_text(fields["secret"]), _KEY_LENGTH))


def check_officer_public(public: str) -> None:
    """Raise `MalformedInput` unless one can seal to `public`, a key in its single spelling."""
    _read_officer_public(public)


def _read_officer_public(public: str) -> X25519PublicKey:
    data = parse_hex(public, _KEY_LENGTH)
    key = X25519PublicKey.from_public_bytes(data)
    try:
        _PROBE.exchange(key)
    except ValueError:
        sound = False
    else:
        sound = int.from_bytes(data, "little") < _FIELD
    if not sound:
        reason = "an officer's key is of low order or not in its single spelling"
        raise MalformedInput(reason)
    return key


# --- Sealing --------------------------------------------------------------------------------------


def commitment_of(hearing: str, padded: bytes) -> str:
    """Return the hash by which a comment is known before anybody can read it."""
    return sha256(f"votesvc/v1/comment|{hearing}|".encode() + padded).hexdigest()


def check_commitment(hearing: str, commitment: str, padded: bytes) -> None:
    """Raise `InvalidComment` unless `padded` is what the commitment was made of."""
    if commitment_of(hearing, padded) != commitment:
        reason = "a text does not open the commitment of its comment"
        raise InvalidComment(reason)


def seal(officer_public: str, hearing: str, padded: bytes) -> SealedComment:
    """Seal a padded comment with fresh randomness. Raises `MalformedInput` for an unsound key."""
    commitment = commitment_of(hearing, padded)
    key = _read_officer_public(officer_public)
    return SealedComment(commitment, SUITE.encrypt(padded, key, info=_info(hearing, commitment)))


def _info(hearing: str, commitment: str) -> bytes:
    return f"votesvc/v1/hearing|{hearing}|{commitment}".encode()


# --- Signatures -----------------------------------------------------------------------------------


def new_author_key() -> AuthorKey:
    """Draw a one-time key."""
    return AuthorKey.from_seed(secrets.token_bytes(_KEY_LENGTH))


def check_comment_signature(
    author: str, hearing: str, comment: SealedComment, signature: bytes
) -> None:
    """Raise `InvalidComment` unless K `author` signed exactly this sealed comment.

    Raises `MalformedInput` where K is not a member of the prime-order group.
    """
    _check_signature(author, _comment_message(hearing, comment), signature)


def check_support_signature(author: str, hearing: str, commitment: str, signature: bytes) -> None:
    """Raise `InvalidComment` unless K `author` supports the comment of this commitment.

    Raises `MalformedInput` where K is not a member of the prime-order group.
    """
    _check_signature(author, _support_message(hearing, commitment), signature)


def _comment_message(hearing: str, comment: SealedComment) -> bytes:
    digest = hexhash(comment.sealed)
    return f"votesvc/v1/comment|{hearing}|{comment.commitment}|{digest}".encode()


def _support_message(hearing: str, commitment: str) -> bytes:
    return f"votesvc/v1/support|{hearing}|{commitment}".encode()


def _check_signature(author: str, message: bytes, signature: bytes) -> None:
    data = parse_hex(author, _KEY_LENGTH)
    # A key of small order could sign anything. Our elements are spelled backwards (protocol 1).
    parse_key(data[::-1].hex())
    try:
        Ed25519PublicKey.from_public_bytes(data).verify(signature, message)
    except InvalidSignature:
        reason = "the signature of an author does not hold"
        raise InvalidComment(reason) from None


def _raw(key: X25519PublicKey | Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
