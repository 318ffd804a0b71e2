"""Strict readers and writers for JSON, hashes, base64, hexadecimal and base58 (protocol 1).

Every value has exactly one accepted spelling: what a `parse_` function returns is printed by its
writer as the bytes that were read. The JSON half lives in `strict_json`.
"""

import base64
import binascii
import hashlib
import re
import secrets

from votesvc.crypto.strict_json import (
    MAX_JSON_BYTES,
    JsonValue,
    as_list,
    as_natural,
    as_object,
    as_text,
    belenios_json,
    canonical_json,
    exact_fields,
    parse_canonical_json,
    parse_json,
)
from votesvc.errors import MalformedInput, NotCanonical

__all__ = [
    "BASE58",
    "MAX_JSON_BYTES",
    "JsonValue",
    "as_list",
    "as_natural",
    "as_object",
    "as_text",
    "b64hash",
    "belenios_json",
    "canonical_json",
    "encode_b64",
    "encode_b64url",
    "exact_fields",
    "hexhash",
    "new_uuid",
    "parse_b64",
    "parse_b64url",
    "parse_belenios_uuid",
    "parse_canonical_json",
    "parse_hex",
    "parse_json",
    "parse_uuid",
    "uuid_from",
]

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
UUID_LENGTH = 22
_SHORTEST_UUID = 14
_LONGEST_UUID = 64

_LOWER_HEX = re.compile(r"[0-9a-f]*")
_UUID = re.compile(rf"[{BASE58}]*")


# --- Hashes ---------------------------------------------------------------------------------------


def b64hash(data: bytes) -> str:
    """Return SHA-256 of `data` in standard base64 without padding (43 characters)."""
    return base64.b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")


def hexhash(data: bytes) -> str:
    """Return SHA-256 of `data` in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


# --- Bytes as text --------------------------------------------------------------------------------


def encode_b64(data: bytes) -> str:
    """Return `data` in standard base64 with padding."""
    return base64.b64encode(data).decode()


def parse_b64(text: str, length: int | None = None) -> bytes:
    """Read standard base64 with padding; refuse any other spelling, and any other `length`."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeError, binascii.Error):
        msg = "not base64"
        raise MalformedInput(msg) from None
    if encode_b64(data) != text:
        msg = "base64 is not in canonical form"
        raise NotCanonical(msg)
    return _of_length(data, length)


def encode_b64url(data: bytes) -> str:
    """Return `data` in URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def parse_b64url(text: str, length: int | None = None) -> bytes:
    """Read URL-safe base64 without padding; refuse any other spelling, and any other `length`."""
    try:
        data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (UnicodeError, binascii.Error):
        msg = "not url-safe base64"
        raise MalformedInput(msg) from None
    if encode_b64url(data) != text:
        msg = "url-safe base64 is not in canonical form"
        raise NotCanonical(msg)
    return _of_length(data, length)


def parse_hex(text: str, length: int) -> bytes:
    """Read exactly `length` bytes of lower-case hexadecimal."""
    if len(text) != 2 * length or not _LOWER_HEX.fullmatch(text):
        msg = f"not {2 * length} lower-case hexadecimal digits"
        raise MalformedInput(msg)
    return bytes.fromhex(text)


# --- Names ----------------------------------------------------------------------------------------


def uuid_from(data: bytes) -> str:
    """Return the 22 base58 characters that name the 16 bytes `data`."""
    if len(data) != 16:
        msg = "a uuid is made of 16 bytes"
        raise MalformedInput(msg)
    number = int.from_bytes(data, "big")
    characters = []
    for _ in range(UUID_LENGTH):
        number, digit = divmod(number, len(BASE58))
        characters.append(BASE58[digit])
    return "".join(reversed(characters))


def new_uuid() -> str:
    """Return a fresh random uuid."""
    return uuid_from(secrets.token_bytes(16))


def parse_uuid(text: str, shortest: int = UUID_LENGTH, longest: int = UUID_LENGTH) -> str:
    """Return `text`, refused unless it is a uuid of ours: 22 base58 characters."""
    if not shortest <= len(text) <= longest or not _UUID.fullmatch(text):
        msg = "not a uuid in base58"
        raise MalformedInput(msg)
    return text


def is_uuid(text: str) -> bool:
    """Say whether `text` could name anything of ours; what could not is not looked up."""
    return len(text) == UUID_LENGTH and all(letter in BASE58 for letter in text)


def parse_belenios_uuid(text: str) -> str:
    """Return `text`, refused unless Belenios would take it as a uuid: at least 14 characters."""
    return parse_uuid(text, _SHORTEST_UUID, _LONGEST_UUID)


def _of_length(data: bytes, length: int | None) -> bytes:
    if length is not None and len(data) != length:
        msg = f"not {length} bytes long"
        raise MalformedInput(msg)
    return data
