"""A scrutineer's seat as a file: always under a passphrase, in the form of a browser's backup.

Beside it lies what others sent to the seat, which only the seat can open.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from votesvc.crypto.backup import make_backup, open_backup
from votesvc.crypto.encoding import (
    JsonValue,
    as_list,
    as_text,
    canonical_json,
    exact_fields,
    parse_b64url,
    parse_json,
)
from votesvc.crypto.seat_keys import SEED_LENGTH, SeatKeys, new_seed, parse_seat_keys
from votesvc.errors import MalformedInput

_UNSEATED = "votesvc/v1/scrutineer-seed"


def begin_seat(path: Path, passphrase: str) -> str:
    """Return the seed that a file holds for a seat not taken yet, or draw and keep one.

    It is kept before anything is sent, so that a lost answer loses no seat.
    """
    if path.exists():
        fields = exact_fields(open_backup(path.read_bytes(), passphrase), ("seed", "type"))
        if fields["type"] != _UNSEATED:
            reason = "the file holds something else than a seat that is being taken"
            raise MalformedInput(reason)
        seed = as_text(fields["seed"])
        parse_b64url(seed, SEED_LENGTH)
        return seed
    seed = new_seed()
    write_new(path, make_backup({"seed": seed, "type": _UNSEATED}, passphrase))
    return seed


def keep_seat(path: Path, keys: SeatKeys, passphrase: str) -> None:
    """Write the seat that was taken in place of the seed that was drawn for it."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    write_new(fresh, make_backup(keys.to_json(), passphrase))
    fresh.replace(path)


def read_seat(path: Path, passphrase: str) -> SeatKeys:
    """Read a seat, or a backup that a browser saved. Raises `WrongPassphrase`."""
    return parse_seat_keys(open_backup(path.read_bytes(), passphrase))


def is_seated(path: Path, passphrase: str) -> bool:
    """Say whether a file holds a seat that was taken."""
    value = open_backup(path.read_bytes(), passphrase)
    return isinstance(value, dict) and value.get("type") != _UNSEATED


def keep_deals(path: Path, deals: Sequence[str]) -> None:
    """Keep what everybody dealt beside the seat, so that it can decrypt without the service."""
    _deals_file(path).write_bytes(canonical_json(list(deals)) + b"\n")


def kept_deals(path: Path) -> list[str] | None:
    """Return the deals beside a seat; None where there are none."""
    file = _deals_file(path)
    if not file.exists():
        return None
    value: JsonValue = parse_json(file.read_bytes().removesuffix(b"\n"))
    return [as_text(deal) for deal in as_list(value)]


def write_new(path: Path, data: bytes) -> None:
    """Write a file that its owner alone may read; never replaces one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _deals_file(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(".json").removesuffix(".seat") + ".deals.json")
