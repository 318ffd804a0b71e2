"""The chain of events inside a .bel archive, and the data each event stands for (protocol 5)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from votesvc.crypto.blocks import Member
from votesvc.crypto.encoding import (
    JsonValue,
    as_natural,
    as_object,
    as_text,
    belenios_json,
    exact_fields,
    hexhash,
    parse_hex,
    parse_json,
)
from votesvc.errors import InvalidArchive, Unsupported, located

TYPES = ("Setup", "Ballot", "EndBallots", "EncryptedTally", "PartialDecryption", "Result")

_NAME = re.compile(r"([0-9a-f]{64})\.(data|event)\.json")
_MAX_DATA = 5
_MOST_BYTES = 4096
_UNSUPPORTED = ("Shuffle", "EndShuffles")


@dataclass(frozen=True, slots=True)
class Event:
    """One event with the data that stands directly before it, the payload last."""

    height: int
    kind: str
    data: tuple[bytes, ...]
    payload: str
    encoded: bytes

    @property
    def place(self) -> str:
        """Return how errors name the event."""
        return f"event {self.height} ({self.kind})"


def make_event(parent: Event | None, kind: str, data: Iterable[bytes] = ()) -> Event:
    """Return the event of `kind` after `parent`, for `data` whose last piece is its payload."""
    pieces = tuple(data)
    fields: dict[str, JsonValue] = {} if parent is None else {"parent": hexhash(parent.encoded)}
    fields["height"] = height = 0 if parent is None else parent.height + 1
    fields["type"] = kind
    payload = hexhash(pieces[-1]) if pieces else ""
    if payload:
        fields["payload"] = payload
    return Event(height, kind, pieces, payload, belenios_json(fields))


def event_members(event: Event, time: int) -> Iterator[Member]:
    """Yield the archive members of `event`: its data, then itself."""
    for piece in event.data:
        yield Member(f"{hexhash(piece)}.data.json", piece, time)
    yield Member(f"{hexhash(event.encoded)}.event.json", event.encoded, time)


def read_events(members: Iterable[Member]) -> Iterator[Event]:
    """Yield the events of `members`, each refused unless it is what `make_event` would make.

    So every hash, height and parent is right, and every piece of data belongs to the event behind
    it; that the pieces mean something is not checked here.
    """
    parent: Event | None = None
    data: list[bytes] = []
    for member in members:
        height = 0 if parent is None else parent.height + 1
        with located(f"event {height}"):
            if _kind_of(member) == "data":
                data.append(member.data)
                if len(data) > _MAX_DATA:
                    msg = "too many data members before the event"
                    raise InvalidArchive(msg)
                continue
            event = _read_event(member.data, parent, data)
        yield event
        parent, data = event, []
    if data:
        msg = "data members after the last event"
        raise InvalidArchive(msg)


def _kind_of(member: Member) -> str:
    match = _NAME.fullmatch(member.name)
    if match is None:
        msg = "a member is neither data nor an event"
        raise InvalidArchive(msg)
    if match[1] != hexhash(member.data):
        msg = "the name of a member is not the hash of what it holds"
        raise InvalidArchive(msg)
    return match[2]


def _read_event(encoded: bytes, parent: Event | None, data: list[bytes]) -> Event:
    fields = as_object(parse_json(encoded, _MOST_BYTES))
    kind = as_text(fields.get("type", ""))
    if kind in _UNSUPPORTED:
        msg = "unsupported kind of election (ballots are shuffled)"
        raise Unsupported(msg)
    if kind not in TYPES:
        msg = "unknown type of event"
        raise InvalidArchive(msg)
    event = make_event(parent, kind, data)
    with located(kind):
        if fields.get("height") != event.height:
            msg = "the height is not the number of events before"
            raise InvalidArchive(msg)
        if parent is not None and fields.get("parent") != hexhash(parent.encoded):
            msg = "the parent is not the event before"
            raise InvalidArchive(msg)
        if fields.get("payload", "") != event.payload:
            msg = "the payload is not the data directly before the event"
            raise InvalidArchive(msg)
        if encoded != event.encoded:
            msg = "the event is not spelled as it must be"
            raise InvalidArchive(msg)
    return event


def parse_owned(data: bytes) -> tuple[int, str]:
    """Read {"owner":k,"payload":hex}: whose partial decryption it is, and its hash."""
    fields = exact_fields(parse_json(data, _MOST_BYTES), ("owner", "payload"))
    payload = as_text(fields["payload"])
    parse_hex(payload, 32)
    return as_natural(fields["owner"]), payload
