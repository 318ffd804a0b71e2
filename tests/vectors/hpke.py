"""HPKE in base mode written out from RFC 9180, so that vectors can fix the ephemeral key.

The library draws that key itself. This is checked against the vectors of the RFC, step by step,
and then makes ours. One message is sealed under one key, hence no sequence numbers.
"""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

KEM = b"KEM" + (0x20).to_bytes(2, "big")
HPKE = b"HPKE" + b"".join(number.to_bytes(2, "big") for number in (0x20, 1, 3))


@dataclass(frozen=True)
class Keys:
    """What both ends derive, under the names of the RFC."""

    enc: bytes
    shared_secret: bytes
    key_schedule_context: bytes
    secret: bytes
    key: bytes
    base_nonce: bytes


def sender_keys(ephemeral: bytes, recipient: bytes, info: bytes) -> Keys:
    """Return the keys of a message from `ephemeral` (secret) to `recipient` (public)."""
    own = X25519PrivateKey.from_private_bytes(ephemeral)
    dh = own.exchange(X25519PublicKey.from_public_bytes(recipient))
    enc = own.public_key().public_bytes_raw()
    eae_prk = labeled_extract(KEM, b"", b"eae_prk", dh)
    shared = labeled_expand(KEM, eae_prk, b"shared_secret", enc + recipient, 32)
    context = b"\x00" + b"".join(
        labeled_extract(HPKE, b"", label, value)
        for label, value in ((b"psk_id_hash", b""), (b"info_hash", info))
    )
    secret = labeled_extract(HPKE, shared, b"secret", b"")
    return Keys(
        enc=enc,
        shared_secret=shared,
        key_schedule_context=context,
        secret=secret,
        key=labeled_expand(HPKE, secret, b"key", context, 32),
        base_nonce=labeled_expand(HPKE, secret, b"base_nonce", context, 12),
    )


def seal_with(ephemeral: bytes, recipient: bytes, info: bytes, plaintext: bytes) -> bytes:
    """Return enc and ciphertext of a single message without associated data."""
    keys = sender_keys(ephemeral, recipient, info)
    return keys.enc + ChaCha20Poly1305(keys.key).encrypt(keys.base_nonce, plaintext, b"")


def labeled_extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, sha256)


def labeled_expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labeled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    # No more than one block is ever asked for.
    return hmac.digest(prk, labeled + b"\x01", sha256)[:length]
