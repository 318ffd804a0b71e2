"""What an installation is told from outside, and the secret that it keeps in its data folder."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NAMES = "names"
ANONYMOUS = "anonymous"
BOTH_SIDES = frozenset({NAMES, ANONYMOUS})

_KEY_BYTES = 32
_SESSION_LABEL = b"votesvc/v1/session"


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the data lie, which sides are served, and under which address.

    The staff console stands above both databases and is served only where both sides are.
    `pause` is how long the log collects ballots into one batch; `proxies` is the number of reverse
    proxies whose scheme and host are believed.
    """

    data: Path
    roll_url: str | None = None
    board_url: str | None = None
    base_url: str | None = None
    sides: frozenset[str] = field(default=BOTH_SIDES)
    pause: float = 0.1
    proxies: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "sides", frozenset(self.sides))
        if not self.sides or not self.sides <= BOTH_SIDES:
            message = "sides must be names, anonymous, or both"
            raise ValueError(message)
        if self.base_url is not None:
            object.__setattr__(self, "base_url", self.base_url.rstrip("/"))

    @property
    def serves_names(self) -> bool:
        """Whether the side that knows people is served."""
        return NAMES in self.sides

    @property
    def serves_anonymous(self) -> bool:
        """Whether the side that knows ballots is served."""
        return ANONYMOUS in self.sides

    @property
    def serves_console(self) -> bool:
        """Whether the staff console, which needs both databases, is served."""
        return self.sides == BOTH_SIDES

    @property
    def databases(self) -> dict[str, str]:
        """The address of each served side's database, by bind key."""
        urls = {}
        if self.serves_names:
            urls["roll"] = self.roll_url or f"sqlite:///{self.data.resolve() / 'roll.sqlite'}"
        if self.serves_anonymous:
            urls["board"] = self.board_url or f"sqlite:///{self.data.resolve() / 'board.sqlite'}"
        return urls


def server_key(data: Path) -> bytes:
    """Return the installation's 32 secret bytes, made once and readable by the owner alone."""
    path = data / "server.key"
    data.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = path.read_bytes()
    else:
        key = secrets.token_bytes(_KEY_BYTES)
        with os.fdopen(descriptor, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
    if len(key) != _KEY_BYTES:
        message = "server.key in the data folder is damaged: it must hold 32 bytes"
        raise ValueError(message)
    return key


def session_secret(key: bytes) -> bytes:
    """Derive the key that signs staff sessions; it reveals nothing of the log's keys."""
    return HKDF(SHA256(), 32, salt=None, info=_SESSION_LABEL).derive(key)
