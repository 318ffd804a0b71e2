"""A scrutineer's key as a file: a seed that only its owner may read, and the public part for all.

The file holds a seed rather than the scalar, so that the same backup serves boards with threshold
keys as well (protocol 3).
"""

import json
import os
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from votesvc.crypto.encoding import (
    JsonValue,
    as_text,
    encode_b64url,
    exact_fields,
    parse_b64url,
    parse_json,
)
from votesvc.crypto.group import ORDER, base_times, random_scalar
from votesvc.crypto.trustees import single_public
from votesvc.errors import MalformedInput

_TYPE = "votesvc/v1/scrutineer-key"
_SEED_BYTES = 32
_LARGEST_FILE = 4096


class UnusableKeyFile(MalformedInput):
    """A key file is not one that `votesvc scrutineer keygen` wrote."""


@dataclass(frozen=True, slots=True)
class ScrutineerKey:
    """One scrutineer's secret."""

    seed: str = field(repr=False)

    @property
    def secret(self) -> int:
        """The secret scalar x (protocol 3)."""
        return int.from_bytes(sha256(f"sk|{self.seed}".encode()).digest(), "big") % ORDER

    @property
    def public_key(self) -> str:
        """X = xG in hex."""
        return base_times(self.secret).to_hex()

    def public_part(self) -> JsonValue:
        """Return what the organiser enters: the public key with a fresh proof of ownership."""
        return single_public(self.secret, random_scalar())


def new_key() -> ScrutineerKey:
    """Draw a key."""
    return ScrutineerKey(encode_b64url(secrets.token_bytes(_SEED_BYTES)))


def write_key(path: Path, key: ScrutineerKey) -> None:
    """Write the key to a new file that its owner alone may read; never replaces a file."""
    content = json.dumps({"type": _TYPE, "seed": key.seed}) + "\n"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def is_single(path: Path) -> bool:
    """Say whether a file is a single key rather than a seat under a passphrase."""
    value = parse_json(path.read_bytes(), _LARGEST_FILE)
    return isinstance(value, dict) and value.get("type") == _TYPE


def read_key(path: Path) -> ScrutineerKey:
    """Read a key file, or raise `UnusableKeyFile`."""
    fields = exact_fields(parse_json(path.read_bytes(), _LARGEST_FILE), ("type", "seed"))
    if fields["type"] != _TYPE:
        reason = "the file is not a scrutineer's key"
        raise UnusableKeyFile(reason)
    seed = as_text(fields["seed"])
    parse_b64url(seed, _SEED_BYTES)
    return ScrutineerKey(seed)
