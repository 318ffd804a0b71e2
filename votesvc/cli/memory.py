"""What a scrutineer's key has seen and decrypted, kept beside its file.

A share decrypts whatever it is made for, so a server that could show two logs could have a single
ballot decrypted in one of them. Therefore a key follows one log for each congress, which may only
grow, and makes one share for each item (protocol 3).
"""

import json
import os
from dataclasses import dataclass, field, replace
from pathlib import Path

from votesvc.crypto.checkpoint import Checkpoint
from votesvc.crypto.encoding import (
    JsonValue,
    as_natural,
    as_object,
    as_text,
    exact_fields,
    hexhash,
    parse_hex,
    parse_json,
)
from votesvc.crypto.merkle import Tree, leaf_hash
from votesvc.domain.record.check_log import SignedLog
from votesvc.errors import MalformedInput, VotesvcError

_TYPE = "votesvc/v1/scrutineer-memory"
_LARGEST_FILE = 16 * 1_048_576


class ForkedLog(VotesvcError):
    """The log is not a continuation of the one that this key has followed."""


class SecondShare(VotesvcError):
    """This key has decrypted another tally of the same item."""


@dataclass(frozen=True, slots=True)
class Made:
    """A share that exists: the hash of the tally it is for, and its bytes, to be sent again."""

    tally: str
    factors: str


@dataclass(frozen=True, slots=True)
class Followed:
    """One log as last seen, and the shares made for its items."""

    vkey: str
    size: int
    root: bytes
    shares: dict[str, Made] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Memory:
    """All logs a key has followed, by origin; every change is written at once."""

    path: Path
    logs: dict[str, Followed]

    def demand_continuation(self, log: SignedLog) -> None:
        """Raise `ForkedLog` unless `log` continues the one remembered under its origin."""
        known = self.logs.get(log.checkpoint.origin)
        if known is None:
            return
        if known.vkey != log.vkey:
            reason = "the log is signed by another key than before"
            raise ForkedLog(reason)
        if known.size > log.checkpoint.size or _root(log, known.size) != known.root:
            reason = "the log does not continue the one this key has seen before"
            raise ForkedLog(reason)

    def follow(self, log: SignedLog) -> None:
        """Remember a checked log; raise `ForkedLog` unless it continues the remembered one."""
        self.demand_continuation(log)
        known = self.logs.get(log.checkpoint.origin)
        shares = known.shares if known else {}
        seen = Followed(log.vkey, log.checkpoint.size, log.checkpoint.root, shares)
        self._keep(log.checkpoint.origin, seen)

    def remember(self, seen: Checkpoint, vkey: str) -> None:
        """Remember a checkpoint that was shown to continue the remembered one."""
        known = self.logs.get(seen.origin)
        shares = known.shares if known else {}
        self._keep(seen.origin, Followed(vkey, seen.size, seen.root, shares))

    def share(self, origin: str, item: str, tally: bytes) -> str | None:
        """Return the share already made for `item`; raise `SecondShare` if for another tally."""
        made = self.logs[origin].shares.get(item)
        if made is None:
            return None
        if made.tally != hexhash(tally):
            reason = "this key has decrypted another tally of this item and will not do so twice"
            raise SecondShare(reason)
        return made.factors

    def remember_share(self, origin: str, item: str, tally: bytes, factors: str) -> None:
        """Keep a share before it leaves this machine."""
        known = self.logs[origin]
        shares = {**known.shares, item: Made(hexhash(tally), factors)}
        self._keep(origin, replace(known, shares=shares))

    def _keep(self, origin: str, followed: Followed) -> None:
        self.logs[origin] = followed
        fresh = self.path.with_name(f"{self.path.name}.new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(self._to_json(), file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)

    def _to_json(self) -> JsonValue:
        return {
            "type": _TYPE,
            "logs": {
                origin: {
                    "vkey": log.vkey,
                    "size": log.size,
                    "root": log.root.hex(),
                    "shares": {
                        item: {"tally": made.tally, "factors": made.factors}
                        for item, made in log.shares.items()
                    },
                }
                for origin, log in self.logs.items()
            },
        }


def memory_beside(key: Path) -> Memory:
    """Return the memory of the key in the file `key`, empty when it has none yet."""
    name = key.name.removesuffix(".json").removesuffix(".key").removesuffix(".seat")
    path = key.with_name(f"{name}.seen.json")
    if not path.exists():
        return Memory(path, {})
    value = exact_fields(parse_json(path.read_bytes(), _LARGEST_FILE), ("type", "logs"))
    if value["type"] != _TYPE:
        reason = "the file beside the key is not its memory"
        raise MalformedInput(reason)
    logs = {origin: _read_log(log) for origin, log in as_object(value["logs"]).items()}
    return Memory(path, logs)


def _read_log(value: JsonValue) -> Followed:
    fields = exact_fields(value, ("vkey", "size", "root", "shares"))
    shares = {}
    for item, made in as_object(fields["shares"]).items():
        parts = exact_fields(made, ("tally", "factors"))
        shares[item] = Made(as_text(parts["tally"]), as_text(parts["factors"]))
    size, root = as_natural(fields["size"]), parse_hex(as_text(fields["root"]), 32)
    return Followed(as_text(fields["vkey"]), size, root, shares)


def _root(log: SignedLog, size: int) -> bytes:
    return Tree(map(leaf_hash, log.leaves[:size])).root()
