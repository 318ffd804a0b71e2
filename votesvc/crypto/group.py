"""The prime-order group of Ed25519, written additively (protocol 1).

An `Element` is a member of the group, with one exception that saves two thirds of a check for each
point of a ballot: `claim_element` reads thirty-two bytes without testing them. libsodium tests
membership inside every multiplication, so a claimed element becomes a known member with its first
`*`, or raises `InvalidElement` there; no scalar, not even 0, slips past that. Addition tests
nothing: add only elements that were parsed, computed or multiplied before.
"""

import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

import nacl
from nacl import bindings as sodium
from nacl.exceptions import CryptoError, RuntimeError as SodiumError

from votesvc.errors import InvalidElement, InvalidScalar, UnsafeLibrary

ORDER = 2**252 + 27742317777372353535851937790883648493

_POINT = re.compile(r"[0-9a-f]{64}")
_SCALAR = re.compile(r"0|[1-9][0-9]{0,76}")
_NEUTRAL = bytes([1]) + bytes(31)
_SMALL = 4096


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the group, held as the 32 bytes of RFC 8032."""

    encoded: bytes

    @property
    def is_identity(self) -> bool:
        """Tell whether this is the neutral element."""
        return self.encoded == _NEUTRAL

    def to_hex(self) -> str:
        """Return the element as JSON spells it: 64 digits, most significant byte first."""
        return self.encoded[::-1].hex()

    def __add__(self, other: "Element") -> "Element":
        try:
            return Element(sodium.crypto_core_ed25519_add(self.encoded, other.encoded))
        except SodiumError:
            raise InvalidElement(_NOT_A_MEMBER) from None

    def __sub__(self, other: "Element") -> "Element":
        return self + -other

    def __neg__(self) -> "Element":
        if self.is_identity:
            return self
        return Element(self.encoded[:31] + bytes([self.encoded[31] ^ 0x80]))

    def __mul__(self, scalar: int) -> "Element":
        """Return the multiple, and raise `InvalidElement` unless this is a member of the group."""
        scalar %= ORDER
        if scalar == 0 or self.is_identity:
            # libsodium refuses both; a claim multiplied by 0 is still put to the test.
            self.check_member()
            return IDENTITY
        try:
            encoded = sodium.crypto_scalarmult_ed25519_noclamp(
                scalar.to_bytes(32, "little"), self.encoded
            )
        except SodiumError:
            raise InvalidElement(_NOT_A_MEMBER) from None
        return Element(encoded)

    def check_member(self) -> None:
        """Raise `InvalidElement` unless this is the identity or of prime order."""
        if not self.is_identity and not sodium.crypto_core_ed25519_is_valid_point(self.encoded):
            raise InvalidElement(_NOT_A_MEMBER)


_NOT_A_MEMBER = "a point is not in the prime-order group"

IDENTITY = Element(_NEUTRAL)
BASE = Element(sodium.crypto_scalarmult_ed25519_base_noclamp((1).to_bytes(32, "little")))


def base_times(scalar: int) -> Element:
    """Return `scalar` times the base point; libsodium has a table for it."""
    scalar %= ORDER
    if scalar == 0:
        return IDENTITY
    return Element(sodium.crypto_scalarmult_ed25519_base_noclamp(scalar.to_bytes(32, "little")))


@lru_cache(maxsize=_SMALL)
def small_base_times(number: int) -> Element:
    """Return `number` times the base point and remember it; for counts, never for secrets."""
    return base_times(number)


def element_sum(elements: Iterable[Element]) -> Element:
    """Return the sum of known members; the identity for none."""
    total: Element | None = None
    for element in elements:
        total = element if total is None else total + element
    return IDENTITY if total is None else total


def claim_element(text: str) -> Element:
    """Read an element whose membership its first multiplication will show (see the module)."""
    if not _POINT.fullmatch(text):
        msg = "a point is not 64 lower-case hexadecimal digits"
        raise InvalidElement(msg)
    return Element(bytes.fromhex(text)[::-1])


def parse_element(text: str) -> Element:
    """Read an element and check that it is a member of the group; the identity is one."""
    element = claim_element(text)
    element.check_member()
    return element


def parse_key(text: str) -> Element:
    """Read a public key: a member of the group other than the identity."""
    element = parse_element(text)
    if element.is_identity:
        msg = "a public key is the identity"
        raise InvalidElement(msg)
    return element


def parse_scalar(text: str) -> int:
    """Read a scalar: a decimal number in 0 <= x < L without sign or leading zero."""
    if not _SCALAR.fullmatch(text):
        msg = "a scalar is not a plain decimal number"
        raise InvalidScalar(msg)
    scalar = int(text)
    if scalar >= ORDER:
        msg = "a scalar is not below the group order"
        raise InvalidScalar(msg)
    return scalar


def random_scalar() -> int:
    """Return a uniform scalar other than 0."""
    return 1 + secrets.randbelow(ORDER - 1)


def hash_to_scalar(prefix: str, elements: Iterable[Element]) -> int:
    """Return H(prefix; P1..Pn) of protocol 1."""
    text = prefix + ",".join([element.to_hex() for element in elements])
    return int.from_bytes(sha256(text.encode()).digest(), "big") % ORDER


def self_test() -> None:
    """Raise `UnsafeLibrary` unless PyNaCl refuses what is outside the group (CVE-2025-69277)."""
    check_version(nacl.__version__)
    check_refusals(
        sodium.crypto_core_ed25519_is_valid_point, sodium.crypto_scalarmult_ed25519_noclamp
    )


def check_version(version: str) -> None:
    """Raise `UnsafeLibrary` for a PyNaCl older than 1.6.2."""
    numbers = [int(digits) for digits in re.findall(r"\d+", version)[:3]]
    if numbers < [1, 6, 2]:
        msg = "PyNaCl is older than 1.6.2 and accepts points outside the group"
        raise UnsafeLibrary(msg)


def check_refusals(
    is_valid: Callable[[bytes], bool], multiply: Callable[[bytes, bytes], bytes]
) -> None:
    """Raise `UnsafeLibrary` if either function takes G + (0,-1), a point of order 2L."""
    minus_one = (2**255 - 20).to_bytes(32, "little")
    mixed = sodium.crypto_core_ed25519_add(BASE.encoded, minus_one)
    if is_valid(mixed):
        msg = "libsodium takes a point with a component of order 2 for valid"
        raise UnsafeLibrary(msg)
    try:
        multiply((5).to_bytes(32, "little"), mixed)
    except CryptoError:
        return
    msg = "libsodium multiplies a point with a component of order 2"
    raise UnsafeLibrary(msg)


self_test()
