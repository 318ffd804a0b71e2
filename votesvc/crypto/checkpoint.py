"""Signed checkpoints of the log, and the cosignatures of its witnesses.

A checkpoint is a signed note (C2SP signed-note, tlog-checkpoint; protocol 7): origin, size and
root, signed with Ed25519. A witness adds a cosignature/v1 (C2SP tlog-cosignature) after checking
consistency with the last checkpoint it saw.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from votesvc.crypto.encoding import encode_b64, parse_b64, parse_hex
from votesvc.errors import InvalidCheckpoint, MalformedInput

LARGEST_NOTE = 65_536
MOST_SIGNATURES = 64

_ED25519 = b"\x01"
_COSIGNATURE = b"\x04"
_KEY_LENGTH = 32
_SIGNATURE_LENGTH = 64
_LARGEST_SIZE = 2**53
_DIGITS = re.compile(r"0|[1-9][0-9]{0,18}")
_VKEY = re.compile(r"([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)")
# Control characters other than the newline, and halves of surrogate pairs.
_UNFIT = re.compile("[\x00-\x09\x0b-\x1f\ud800-\udfff]")
_SIGNATURE_LINE = re.compile(r"— ([^+\s]+) ([A-Za-z0-9+/=]+)")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log claims: its first `size` leaves have this Merkle root."""

    origin: str
    size: int
    root: bytes

    @property
    def body(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{encode_b64(self.root)}\n"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A name with an Ed25519 key, for notes (type 1) or for cosignatures (type 4)."""

    name: str
    type: bytes
    key: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes by which a signature line names its key."""
        return sha256(self.name.encode() + b"\n" + self.type + self.key).digest()[:4]

    @property
    def text(self) -> str:
        """The key as one line of text (C2SP signed-note, verifier keys)."""
        return f"{self.name}+{self.key_id.hex()}+{encode_b64(self.type + self.key)}"


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A witness's statement that at `timestamp` this was the largest consistent tree it saw."""

    witness: str
    timestamp: int


@dataclass(frozen=True, slots=True)
class _Line:
    """One signature line of a note: the name of the key, its id and the bytes behind it."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class LogKey:
    """The key that signs the checkpoints of one log."""

    origin: str
    _key: Ed25519PrivateKey = field(repr=False, compare=False)

    @classmethod
    def from_seed(cls, origin: str, seed: bytes) -> "LogKey":
        """Derive the key from 32 secret bytes."""
        _check_name(origin)
        return cls(origin, Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def vkey(self) -> str:
        """The public half, as everybody who checks the log keeps it."""
        return VerifierKey(self.origin, _ED25519, _public_bytes(self._key)).text

    def sign(self, checkpoint: Checkpoint) -> str:
        """Return `checkpoint` as a signed note; refuse the checkpoint of another log."""
        if checkpoint.origin != self.origin:
            reason = "a log signs only its own checkpoints"
            raise InvalidCheckpoint(reason)
        line = _sign_line(self.origin, _ED25519, self._key, checkpoint.body.encode())
        return f"{checkpoint.body}\n{line}"


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """The key with which a witness cosigns."""

    name: str
    _key: Ed25519PrivateKey = field(repr=False, compare=False)

    @classmethod
    def from_seed(cls, name: str, seed: bytes) -> "WitnessKey":
        """Derive the key from 32 secret bytes, which must serve for nothing else."""
        _check_name(name)
        return cls(name, Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def public(self) -> str:
        """The public half in 64 hexadecimal digits, in the order of RFC 8032."""
        return _public_bytes(self._key).hex()

    @property
    def vkey(self) -> str:
        """The public half with the name, as everybody who checks cosignatures keeps it."""
        return witness_vkey(self.name, self.public)

    def cosign(self, note: str, timestamp: int) -> str:
        """Return `note` with one more line; the caller has checked the note and its consistency."""
        body, _ = _split(note)
        public = VerifierKey(self.name, _COSIGNATURE, _public_bytes(self._key))
        signature = self._key.sign(_cosigned(body, timestamp))
        stamped = public.key_id + timestamp.to_bytes(8, "big") + signature
        return f"{note}— {self.name} {encode_b64(stamped)}\n"


def witness_vkey(name: str, public: str) -> str:
    """Return the verifier key of a witness with this public half in hexadecimal."""
    return VerifierKey(name, _COSIGNATURE, parse_hex(public, _KEY_LENGTH)).text


def parse_vkey(text: str) -> VerifierKey:
    """Read a verifier key; raise `InvalidCheckpoint` for other kinds and wrong key ids."""
    match = _VKEY.fullmatch(text)
    if match is None:
        reason = "a verifier key is not spelled name+id+key"
        raise InvalidCheckpoint(reason)
    name, key_id, encoded = match.groups()
    data = _decoded(encoded)
    key = VerifierKey(name, data[:1], data[1:])
    if key.type not in {_ED25519, _COSIGNATURE} or len(key.key) != _KEY_LENGTH:
        reason = "a verifier key is not an ed25519 key for notes or cosignatures"
        raise InvalidCheckpoint(reason)
    if key.key_id.hex() != key_id:
        reason = "a verifier key does not have its own id"
        raise InvalidCheckpoint(reason)
    return key


def open_note(note: str, vkey: str) -> str:
    """Return the text of `note`; raise `InvalidCheckpoint` unless `vkey` signed it."""
    body, lines = _split(note)
    key = parse_vkey(vkey)
    if key.type != _ED25519:
        reason = "a key for cosignatures does not sign notes"
        raise InvalidCheckpoint(reason)
    own = _lines_of(key, lines)
    if not own:
        reason = "a note is not signed by this key"
        raise InvalidCheckpoint(reason)
    for line in own:
        _check_signature(key, body.encode(), line.signature)
    return body


def open_checkpoint(note: str, vkey: str) -> Checkpoint:
    """Return what `note` claims; raise `InvalidCheckpoint` unless the log of `vkey` signed it."""
    checkpoint = _parse_body(open_note(note, vkey))
    if checkpoint.origin != parse_vkey(vkey).name:
        reason = "a checkpoint is of another log than its key"
        raise InvalidCheckpoint(reason)
    return checkpoint


def check_cosignatures(note: str, witnesses: Sequence[str]) -> tuple[Cosignature, ...]:
    """Return the cosignatures of the given witnesses' keys under `note`, which may be none.

    Raises `InvalidCheckpoint` when a line names one of the keys but does not hold. Lines of
    unknown keys are passed over, as signed-note demands.
    """
    body, lines = _split(note)
    found = []
    for vkey in witnesses:
        key = parse_vkey(vkey)
        if key.type != _COSIGNATURE:
            reason = "a key for notes does not cosign"
            raise InvalidCheckpoint(reason)
        for line in _lines_of(key, lines):
            timestamp = int.from_bytes(line.signature[:8], "big")
            _check_signature(key, _cosigned(body, timestamp), line.signature[8:])
            found.append(Cosignature(key.name, timestamp))
    return tuple(found)


def count_lines(note: str) -> int:
    """Return the number of signature lines under `note`, whoever they are from."""
    return len(_split(note)[1])


def _lines_of(key: VerifierKey, lines: Sequence[_Line]) -> list[_Line]:
    return [line for line in lines if (line.name, line.key_id) == (key.name, key.key_id)]


def _check_signature(key: VerifierKey, message: bytes, signature: bytes) -> None:
    if len(signature) != _SIGNATURE_LENGTH:
        reason = "a signature under a note is of the wrong length"
        raise InvalidCheckpoint(reason)
    try:
        Ed25519PublicKey.from_public_bytes(key.key).verify(signature, message)
    except InvalidSignature:
        reason = "a signature under a note does not hold"
        raise InvalidCheckpoint(reason) from None


def _cosigned(body: str, timestamp: int) -> bytes:
    return f"cosignature/v1\ntime {timestamp}\n{body}".encode()


def _split(note: str) -> tuple[str, list[_Line]]:
    """Take a note apart into its text and its signature lines."""
    if len(note) > LARGEST_NOTE or _UNFIT.search(note):
        reason = "a note is too long or holds control characters"
        raise InvalidCheckpoint(reason)
    text, blank, signatures = note.rpartition("\n\n")
    if not blank or not signatures.endswith("\n"):
        reason = "a note has no signatures"
        raise InvalidCheckpoint(reason)
    lines = signatures.removesuffix("\n").split("\n")
    if len(lines) > MOST_SIGNATURES:
        reason = "a note has too many signatures"
        raise InvalidCheckpoint(reason)
    return text + "\n", [_parse_line(line) for line in lines]


def _parse_line(line: str) -> _Line:
    match = _SIGNATURE_LINE.fullmatch(line)
    data = _decoded(match[2]) if match else b""
    if match is None or len(data) <= 4:
        reason = "a line under a note is not a signature"
        raise InvalidCheckpoint(reason)
    return _Line(match[1], data[:4], data[4:])


def _parse_body(body: str) -> Checkpoint:
    lines = body.split("\n")
    # Extension lines are legal elsewhere; our log never writes one, so that nobody signs text
    # that nobody reads.
    if len(lines) != 4 or not _DIGITS.fullmatch(lines[1]):
        reason = "a note is not the three lines of a checkpoint"
        raise InvalidCheckpoint(reason)
    checkpoint = Checkpoint(lines[0], int(lines[1]), _decoded(lines[2]))
    if checkpoint.size > _LARGEST_SIZE or len(checkpoint.root) != sha256().digest_size:
        reason = "a checkpoint has an impossible size or root"
        raise InvalidCheckpoint(reason)
    return checkpoint


def _decoded(text: str) -> bytes:
    try:
        return parse_b64(text)
    except MalformedInput:
        reason = "a part of a note is not base64"
        raise InvalidCheckpoint(reason) from None


def _sign_line(name: str, kind: bytes, key: Ed25519PrivateKey, message: bytes) -> str:
    key_id = VerifierKey(name, kind, _public_bytes(key)).key_id
    return f"— {name} {encode_b64(key_id + key.sign(message))}\n"


def _public_bytes(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def _check_name(name: str) -> None:
    if not name or "+" in name or any(letter.isspace() for letter in name):
        reason = "the name of a key is empty or holds blanks or a plus"
        raise InvalidCheckpoint(reason)
