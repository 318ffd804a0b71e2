"""Blind RSA signatures: one-time credentials that their issuer cannot recognise.

RFC 9474, variant RSABSSA-SHA384-PSS-Randomized, with keys of 3072 bits and exponent 65537
(protocol 6). Whoever signs learns nothing about the message, whatever computing power it has.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha384

import gmpy2
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from votesvc.crypto.encoding import hexhash
from votesvc.errors import InvalidToken, MalformedInput, SigningFault

MODULUS_BITS = 3072
EXPONENT = 65537
TOKEN_LENGTH = MODULUS_BITS // 8
PREFIX_LENGTH = 32
SALT_LENGTH = 48

_HASH_LENGTH = 48
_PSS = padding.PSS(mgf=padding.MGF1(hashes.SHA384()), salt_length=SALT_LENGTH)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An RSA key that verifies credentials; `spki` is its only encoding."""

    spki: bytes
    _numbers: rsa.RSAPublicNumbers = field(repr=False, compare=False)
    _verifier: rsa.RSAPublicKey = field(repr=False, compare=False)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the SPKI in lower hex, as an election names its credential key."""
        return hexhash(self.spki)

    @property
    def modulus(self) -> int:
        """The number n."""
        return self._numbers.n

    @property
    def length(self) -> int:
        """The number of bytes of a blinded message, a blind signature and a token."""
        return (self.modulus.bit_length() + 7) // 8

    def verify(self, signature: bytes, prepared: bytes) -> None:
        """Raise `InvalidToken` unless `signature` is one on `prepared` (prefix and message)."""
        try:
            self._verifier.verify(signature, prepared, _PSS, hashes.SHA384())
        except InvalidSignature:
            reason = "a credential does not verify under its key"
            raise InvalidToken(reason) from None


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """The issuing half of a credential key; its `repr` shows nothing of it."""

    public: PublicKey
    p: int = field(repr=False)
    q: int = field(repr=False)
    dp: int = field(repr=False)
    dq: int = field(repr=False)
    q_inverse: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Blinded:
    """What a phone keeps between asking for a credential and receiving it.

    `request` goes to the issuer; the rest stays secret until the credential is used.
    """

    request: bytes
    prefix: bytes = field(repr=False)
    prepared: bytes = field(repr=False)
    inverse: int = field(repr=False)


def credential_message(kind: str, item: str, public_part: str) -> bytes:
    """Return the message that a credential signs (protocol 6, step 3)."""
    return f"votesvc/v1/{kind}|{item}|{public_part}".encode()


# --- Keys -----------------------------------------------------------------------------------------


def new_private_key() -> bytes:
    """Make a fresh key and return it as PKCS #8 PEM, without a passphrase."""
    key = rsa.generate_private_key(public_exponent=EXPONENT, key_size=MODULUS_BITS)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def load_private_key(pem: bytes) -> PrivateKey:
    """Read what `new_private_key` wrote, and check that its numbers belong together.

    The check takes a good part of a second: keep the result.
    """
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, rsa.RSAPrivateKey):
        reason = "not a private rsa key"
        raise MalformedInput(reason)
    return private_key_from(key, parse_public_key(_spki_of(key.public_key())))


def private_key_from(key: rsa.RSAPrivateKey, public: PublicKey) -> PrivateKey:
    """Take the numbers of the private operation out of `key`, whatever its size."""
    numbers = key.private_numbers()
    return PrivateKey(
        public=public,
        p=numbers.p,
        q=numbers.q,
        dp=numbers.dmp1,
        dq=numbers.dmq1,
        q_inverse=numbers.iqmp,
    )


def parse_public_key(spki: bytes) -> PublicKey:
    """Read the DER of a public key; refuse other sizes, exponents and spellings."""
    try:
        key = serialization.load_der_public_key(spki)
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, rsa.RSAPublicKey) or _spki_of(key) != spki:
        reason = "not a public rsa key in its single spelling"
        raise MalformedInput(reason)
    if key.key_size != MODULUS_BITS or key.public_numbers().e != EXPONENT:
        reason = "a credential key is not of 3072 bits with exponent 65537"
        raise MalformedInput(reason)
    return public_key_from(key)


def public_key_from(key: rsa.RSAPublicKey) -> PublicKey:
    """Wrap a public key, whatever its size."""
    return PublicKey(_spki_of(key), key.public_numbers(), key)


# --- The phone ------------------------------------------------------------------------------------


def blind_afresh(key: PublicKey, message: bytes) -> Blinded:
    """Blind `message` with a fresh prefix, salt and blinding factor."""
    return blind(
        key,
        message,
        prefix=secrets.token_bytes(PREFIX_LENGTH),
        salt=secrets.token_bytes(SALT_LENGTH),
        r=1 + secrets.randbelow(key.modulus - 1),
    )


def blind(key: PublicKey, message: bytes, prefix: bytes, salt: bytes, r: int) -> Blinded:
    """Hide `message` from its signer (RFC 9474, 4.1 Prepare and 4.2 Blind).

    `r` is a uniform number in 1 <= r < n; anything else than chance betrays the message.
    """
    n = key.modulus
    prepared = prefix + message
    m = int.from_bytes(_emsa_pss(prepared, salt, n.bit_length() - 1), "big")
    if gmpy2.gcd(m, n) != 1 or gmpy2.gcd(r, n) != 1:
        reason = "a number that must be invertible is not"
        raise MalformedInput(reason)
    hidden = m * gmpy2.powmod_sec(r, EXPONENT, n) % n
    return Blinded(
        request=_to_bytes(hidden, key.length),
        prefix=prefix,
        prepared=prepared,
        inverse=int(gmpy2.invert(r, n)),
    )


def finalise(key: PublicKey, blinded: Blinded, signature: bytes) -> bytes:
    """Unblind the issuer's answer to a token; raise `InvalidToken` if it is not a signature."""
    number = int.from_bytes(signature, "big")
    if len(signature) != key.length or number >= key.modulus:
        reason = "a blind signature is of the wrong size"
        raise InvalidToken(reason)
    token = _to_bytes(number * blinded.inverse % key.modulus, key.length)
    key.verify(token, blinded.prepared)
    return token


def verify_token(key: PublicKey, message: bytes, prefix: bytes, token: bytes) -> None:
    """Raise `InvalidToken` unless `token` signs `message` under `prefix` (RFC 9474, 4.5)."""
    if len(prefix) != PREFIX_LENGTH:
        reason = "a prefix is not 32 bytes long"
        raise InvalidToken(reason)
    key.verify(token, prefix + message)


# --- The issuer -----------------------------------------------------------------------------------


def blind_sign(key: PrivateKey, request: bytes) -> bytes:
    """Sign a blinded message without learning anything about it (RFC 9474, 4.3).

    The base is blinded anew each time, so that timing tells nothing about the key, and the result
    is checked before it leaves, so that a fault in one half of the CRT cannot betray the factors.

    Raises:
        MalformedInput: `request` is not a number modulo n of the right length.
        SigningFault: the result is wrong; it is not handed out.

    """
    n = key.public.modulus
    m = int.from_bytes(request, "big")
    if len(request) != key.public.length or not 0 < m < n:
        reason = "a blinded message is not a number modulo n"
        raise MalformedInput(reason)
    s = _private_operation(key, m, secrets.randbelow)
    if gmpy2.powmod(s, EXPONENT, n) != m:
        reason = "a signature came out wrong and was not handed out"
        raise SigningFault(reason)
    return _to_bytes(s, key.public.length)


def _private_operation(key: PrivateKey, m: int, below: Callable[[int], int]) -> int:
    n = key.public.modulus
    r = 2 + below(n - 2)
    base = m * gmpy2.powmod(r, EXPONENT, n) % n
    s_p = gmpy2.powmod_sec(base % key.p, key.dp, key.p)
    s_q = gmpy2.powmod_sec(base % key.q, key.dq, key.q)
    s = s_q + (s_p - s_q) * key.q_inverse % key.p * key.q
    return int(s * gmpy2.invert(r, n) % n)


# --- EMSA-PSS (RFC 8017, 9.1.1) -------------------------------------------------------------------


def _emsa_pss(message: bytes, salt: bytes, bits: int) -> bytes:
    length = (bits + 7) // 8
    digest = sha384(bytes(8) + sha384(message).digest() + salt).digest()
    data = bytes(length - len(salt) - _HASH_LENGTH - 2) + b"\x01" + salt
    masked = bytearray(a ^ b for a, b in zip(data, _mgf1(digest, len(data)), strict=True))
    masked[0] &= 0xFF >> (8 * length - bits)
    return bytes(masked) + digest + b"\xbc"


def _mgf1(seed: bytes, length: int) -> bytes:
    blocks = range(-(-length // _HASH_LENGTH))
    return b"".join(sha384(seed + i.to_bytes(4, "big")).digest() for i in blocks)[:length]


def _spki_of(key: rsa.RSAPublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _to_bytes(number: int, length: int) -> bytes:
    return int(number).to_bytes(length, "big")
