"""What a seat says to the service, and the log as it sees it there."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from votesvc.cli.memory import ForkedLog, Memory
from votesvc.cli.publicpages import exchange
from votesvc.crypto.checkpoint import Checkpoint, open_checkpoint
from votesvc.crypto.encoding import (
    JsonValue,
    as_list,
    as_natural,
    as_object,
    as_text,
    parse_b64url,
    parse_hex,
    parse_json,
)
from votesvc.crypto.merkle import leaf_hash, verify_consistency, verify_inclusion
from votesvc.crypto.seat_keys import SeatKeys
from votesvc.domain.entries import Entry, parse_entry
from votesvc.errors import InvalidInclusion

Answer = dict[str, JsonValue]


class Server(Protocol):
    """A service that answers JSON."""

    def post(self, path: str, body: Answer) -> Answer:
        """Send a body and return the answer; raise `Refused` with the service's reason."""

    def get(self, path: str) -> Answer:
        """Return the answer to a GET."""


@dataclass(frozen=True, slots=True)
class HttpServer:
    """The service at an address like http://HOST:PORT."""

    base: str

    def post(self, path: str, body: Answer) -> Answer:
        """Send a body and return the answer; raise `Refused` with the service's reason."""
        sent = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        return as_object(parse_json(exchange(f"{self.base}{path}", sent)))

    def get(self, path: str) -> Answer:
        """Return the answer to a GET."""
        return as_object(parse_json(exchange(f"{self.base}{path}")))


def device_of(keys_or_token: str) -> str:
    """Return what a device shows of its token when it joins."""
    return sha256(parse_b64url(keys_or_token)).hexdigest()


@dataclass(frozen=True, slots=True)
class LogView:
    """The log of one congress as one seat follows it: one key, and only ever longer."""

    server: Server
    congress: str
    vkey: str
    memory: Memory

    def entry(self, index: int) -> Entry:
        """Return the entry at `index`, which the signed log includes.

        Raises `InvalidInclusion`, `InvalidCheckpoint`, `ForkedLog`.
        """
        answer = self.server.get(f"/c/{self.congress}/leaf/{index}")
        leaf, size = as_text(answer["leaf"]).encode(), as_natural(answer["size"])
        seen = open_checkpoint(as_text(answer["checkpoint"]), self.vkey)
        if (seen.size, as_natural(answer["index"])) != (size, index):
            reason = "the proof is for another entry or size"
            raise InvalidInclusion(reason)
        proof = [parse_hex(as_text(node), 32) for node in as_list(answer["inclusion"])]
        verify_inclusion(leaf_hash(leaf), index, size, proof, seen.root)
        self._continue(seen)
        return parse_entry(leaf)

    def _continue(self, seen: Checkpoint) -> None:
        known = self.memory.logs.get(seen.origin)
        if known is not None and known.vkey == self.vkey and known.size <= seen.size:
            path = f"/c/{self.congress}/consistency?old={known.size}&new={seen.size}"
            nodes = as_list(self.server.get(path)["consistency"])
            proof = [parse_hex(as_text(node), 32) for node in nodes]
            verify_consistency(known.size, seen.size, known.root, seen.root, proof)
        elif known is not None:
            reason = "the log does not continue the one this key has seen before"
            raise ForkedLog(reason)
        self.memory.remember(seen, self.vkey)


def token_body(keys: SeatKeys, **more: JsonValue) -> Answer:
    """Return a body that shows the device's token."""
    return {"device_token": keys.token, **more}
