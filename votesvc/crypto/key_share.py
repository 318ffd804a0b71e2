"""One scrutineer's share for another, sealed so that the service carries what it cannot read.

Hashed ElGamal on the group of the keys, HKDF-SHA256 and ChaCha20-Poly1305 (protocol 3.1). A seal is
160 digits: the ephemeral point, then the sealed number.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from votesvc.crypto.encoding import parse_hex
from votesvc.crypto.group import ORDER, Element, base_times, parse_key
from votesvc.errors import InvalidDeal

_POINT_DIGITS = 64
_SEALED_LENGTH = 32 + 16
_NONCE = bytes(12)


def seal_key_share(share: int, place: str, recipient: Element, ephemeral: int) -> str:
    """Return `share` sealed to `recipient`; `ephemeral` must serve for nothing else.

    `place` names the congress, the ceremony, the dealer and the recipient.
    """
    point = base_times(ephemeral)
    info = _info(place, point, recipient)
    # A key opens one seal, so its nonce may always be the same.
    sealed = _cipher(recipient * ephemeral, info).encrypt(_NONCE, share.to_bytes(32, "big"), info)
    return point.to_hex() + sealed.hex()


def parse_seal(text: str) -> Element:
    """Return the ephemeral point of a well-formed seal; raise `MalformedInput` for others."""
    parse_hex(text[_POINT_DIGITS:], _SEALED_LENGTH)
    return parse_key(text[:_POINT_DIGITS])


def open_key_share(text: str, place: str, recipient: Element, common: Element) -> int:
    """Return the number in the seal `text` that `common` opens: ephemeral times recipient.

    Raises `InvalidDeal` for what was not sealed to this recipient and place, and for what is not
    a scalar.
    """
    info = _info(place, parse_seal(text), recipient)
    try:
        opened = _cipher(common, info).decrypt(_NONCE, bytes.fromhex(text[_POINT_DIGITS:]), info)
    except InvalidTag:
        msg = "a sealed share does not open"
        raise InvalidDeal(msg) from None
    share = int.from_bytes(opened, "big")
    if share >= ORDER:
        msg = "a sealed share is not a scalar"
        raise InvalidDeal(msg)
    return share


def _info(place: str, point: Element, recipient: Element) -> bytes:
    return f"votesvc/v1/key-share|{place}|{point.to_hex()}|{recipient.to_hex()}".encode()


def _cipher(common: Element, info: bytes) -> ChaCha20Poly1305:
    secret = common.to_hex().encode()
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt=None, info=info).derive(secret))
