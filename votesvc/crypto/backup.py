"""Backup files: a secret under a passphrase, for a key that lives on one device only (protocol 8).

scrypt (RFC 7914) makes a key of the passphrase, ChaCha20-Poly1305 (RFC 8439) seals the canonical
JSON of the secret. Whoever reads a file decides how much work it may ask for, not the file.
"""

import secrets
import unicodedata
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from votesvc.crypto.encoding import (
    JsonValue,
    as_natural,
    as_object,
    as_text,
    canonical_json,
    encode_b64,
    exact_fields,
    parse_b64,
    parse_canonical_json,
    parse_json,
)
from votesvc.errors import MalformedInput, UnreadableBackup, WeakPassphrase, WrongPassphrase

TYPE = "votesvc/v1/backup"
SHORTEST_PASSPHRASE = 10
LONGEST_PASSPHRASE = 1000
LARGEST_BACKUP = 65_536

SALT_LENGTH = 16
NONCE_LENGTH = 12

_KEY_LENGTH = 32
_TAG_LENGTH = 16
_FIELDS = ("kdf", "n", "nonce", "p", "r", "salt", "sealed", "type")


@dataclass(frozen=True, slots=True)
class Work:
    """How hard it is to try a passphrase: 128 * n * r bytes of memory, p times over."""

    n: int
    r: int
    p: int

    def __post_init__(self) -> None:
        """Refuse what is too little to protect, or more than 256 MiB or four rounds."""
        power_of_two = self.n & (self.n - 1) == 0
        if not (power_of_two and 2**15 <= self.n <= 2**18 and self.r == 8 and 1 <= self.p <= 4):
            reason = "a backup asks for another amount of work than is allowed"
            raise UnreadableBackup(reason)


WORK = Work(n=2**15, r=8, p=1)
"""What new backups ask for: 32 MiB, half a second on an older phone or laptop."""


def make_backup(secret: JsonValue, passphrase: str) -> bytes:
    """Return a backup file of `secret` with fresh salt and nonce. Raises `WeakPassphrase`."""
    return seal_backup(
        secret, passphrase, secrets.token_bytes(SALT_LENGTH), secrets.token_bytes(NONCE_LENGTH)
    )


def seal_backup(
    secret: JsonValue, passphrase: str, salt: bytes, nonce: bytes, work: Work = WORK
) -> bytes:
    """Return the backup file of exactly this salt and nonce, which must be fresh.

    Raises `WeakPassphrase` for fewer than ten characters.
    """
    words = _normal(passphrase)
    if not SHORTEST_PASSPHRASE <= len(words) <= LONGEST_PASSPHRASE:
        reason = "a passphrase has fewer than 10 characters or too many"
        raise WeakPassphrase(reason)
    key = _derive(words, salt, work)
    sealed = ChaCha20Poly1305(key).encrypt(nonce, canonical_json(secret), TYPE.encode())
    fields: dict[str, JsonValue] = {
        "kdf": "scrypt",
        "n": work.n,
        "nonce": encode_b64(nonce),
        "p": work.p,
        "r": work.r,
        "salt": encode_b64(salt),
        "sealed": encode_b64(sealed),
        "type": TYPE,
    }
    return canonical_json(fields) + b"\n"


def open_backup(data: bytes, passphrase: str) -> JsonValue:
    """Return the secret in a backup file; its fields may stand in any order.

    Raises:
        UnreadableBackup: the file is none of ours; no passphrase would help.
        WrongPassphrase: the file does not open under this passphrase.

    """
    try:
        work, salt, nonce, sealed = _parse(data)
    except MalformedInput as error:
        raise UnreadableBackup(*error.args) from None
    try:
        opened = ChaCha20Poly1305(_derive(_normal(passphrase), salt, work)).decrypt(
            nonce, sealed, TYPE.encode()
        )
    except InvalidTag:
        reason = "the passphrase is wrong, or the backup has been changed"
        raise WrongPassphrase(reason) from None
    try:
        return parse_canonical_json(opened)
    except MalformedInput as error:
        raise UnreadableBackup(*error.args) from None


def _parse(data: bytes) -> tuple[Work, bytes, bytes, bytes]:
    value = as_object(parse_json(data, LARGEST_BACKUP))
    fields = exact_fields({name: value[name] for name in sorted(value)}, _FIELDS)
    if (fields["type"], fields["kdf"]) != (TYPE, "scrypt"):
        reason = "not a backup file of this version"
        raise UnreadableBackup(reason)
    sealed = parse_b64(as_text(fields["sealed"]))
    if len(sealed) < _TAG_LENGTH:
        reason = "a backup is cut short"
        raise UnreadableBackup(reason)
    return (
        Work(*(as_natural(fields[name]) for name in ("n", "r", "p"))),
        parse_b64(as_text(fields["salt"]), SALT_LENGTH),
        parse_b64(as_text(fields["nonce"]), NONCE_LENGTH),
        sealed,
    )


def _normal(passphrase: str) -> str:
    """Return the passphrase in one spelling, whichever keyboard and width it was typed in."""
    return unicodedata.normalize("NFKC", passphrase)


def _derive(words: str, salt: bytes, work: Work) -> bytes:
    kdf = Scrypt(salt=salt, length=_KEY_LENGTH, n=work.n, r=work.r, p=work.p)
    # Half a surrogate pair cannot be typed, and must not end in another error than all the rest.
    return kdf.derive(words.encode(errors="replace"))
