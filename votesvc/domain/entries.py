"""The leaves of the log: one class per type, one canonical spelling each (protocol 7).

`Opened(item=..., by=..., time=...).encoded` builds a leaf, `parse_entry` reads one. An entry that
exists has been checked for form: every field has its type, range and single spelling. What it
says about other entries is the business of `votesvc.domain.record`.

Ballots carry no time, no address and no counter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, get_type_hints

from votesvc.crypto.encoding import JsonValue, canonical_json, parse_canonical_json
from votesvc.domain.forms import (
    Count,
    Digest,
    ExactJson,
    Fingerprint,
    Form,
    JsonList,
    JsonObject,
    Kind,
    Owner,
    Prefix,
    RuleForm,
    Spki,
    Text,
    Time,
    Token,
    TwoPeople,
    Uuid,
    Words,
)
from votesvc.errors import MalformedInput, Unsupported

# Where a field's name in JSON is not its name in Python.
_JSON_NAMES = {"issued_list": "list"}
_LARGEST_LEAF = 1_048_576


@dataclass(frozen=True, slots=True)
class Entry:
    """What every leaf can do; the fields stand in the classes below."""

    type: ClassVar[str]

    def __post_init__(self) -> None:
        """Refuse values that could not be read back, and keep them as they would be."""
        for name, form in _forms(type(self)).items():
            object.__setattr__(self, name, form.parse(form.show(getattr(self, name))))

    @property
    def encoded(self) -> bytes:
        """The bytes of the leaf."""
        fields: dict[str, JsonValue] = {"type": self.type}
        for name, form in _forms(type(self)).items():
            fields[_JSON_NAMES.get(name, name)] = form.show(getattr(self, name))
        return canonical_json(fields)


@dataclass(frozen=True, slots=True)
class ItemEntry(Entry):
    """An entry that belongs to one item of the agenda."""

    item: Uuid


@dataclass(frozen=True, slots=True)
class Congress(Entry):
    """The first leaf: which congress this is and which booth script it serves."""

    type: ClassVar[str] = "congress"
    congress: Uuid
    title: Words
    booth: Digest
    time: Time


@dataclass(frozen=True, slots=True)
class Roll(Entry):
    """The roll is fixed: N, and the hash of the sorted salted member hashes."""

    type: ClassVar[str] = "roll"
    entitled: Count
    members: Digest
    time: Time


@dataclass(frozen=True, slots=True)
class Board(Entry):
    """The scrutineers' public keys."""

    type: ClassVar[str] = "board"
    trustees: ExactJson
    time: Time


@dataclass(frozen=True, slots=True)
class Item(ItemEntry):
    """An item is ready: its election, credential key and rule will not change any more."""

    type: ClassVar[str] = "item"
    kind: Kind
    title: Words
    election: ExactJson
    phi: Fingerprint
    public_key: Spki
    rule: RuleForm
    time: Time


@dataclass(frozen=True, slots=True)
class CheckIn(Entry):
    """A of N are present."""

    type: ClassVar[str] = "checkin"
    entitled: Count
    present: Count
    time: Time


@dataclass(frozen=True, slots=True)
class IssueOpened(ItemEntry):
    """Phones may collect their credentials for the item."""

    type: ClassVar[str] = "issue-opened"
    time: Time


@dataclass(frozen=True, slots=True)
class Opened(ItemEntry):
    """Organiser and chief scrutineer opened the item."""

    type: ClassVar[str] = "opened"
    by: TwoPeople
    time: Time


@dataclass(frozen=True, slots=True)
class BallotCast(ItemEntry):
    """One accepted ballot with its credential."""

    type: ClassVar[str] = "ballot"
    ballot: ExactJson
    prefix: Prefix
    token: Token
    pairs: JsonList


@dataclass(frozen=True, slots=True)
class Closed(ItemEntry):
    """Organiser and chief scrutineer closed the item: A, I and R."""

    type: ClassVar[str] = "closed"
    by: TwoPeople
    present: Count
    issued: Count
    returned: Count
    time: Time


@dataclass(frozen=True, slots=True)
class Issued(ItemEntry):
    """The length and hash of the published list of issued credentials."""

    type: ClassVar[str] = "issued"
    count: Count
    issued_list: Digest
    time: Time


@dataclass(frozen=True, slots=True)
class TallyMade(ItemEntry):
    """The encrypted sum of the item's ballots."""

    type: ClassVar[str] = "tally"
    tally: ExactJson


@dataclass(frozen=True, slots=True)
class ShareMade(ItemEntry):
    """One scrutineer's partial decryption."""

    type: ClassVar[str] = "share"
    owner: Owner
    factors: ExactJson


@dataclass(frozen=True, slots=True)
class ResultMade(ItemEntry):
    """The decrypted counts."""

    type: ClassVar[str] = "result"
    result: ExactJson


@dataclass(frozen=True, slots=True)
class OutcomeStated(ItemEntry):
    """What follows from the counts by the item's rule."""

    type: ClassVar[str] = "outcome"
    outcome: JsonObject


@dataclass(frozen=True, slots=True)
class Announced(ItemEntry):
    """The chair announced the result."""

    type: ClassVar[str] = "announced"
    by: Words
    time: Time


@dataclass(frozen=True, slots=True)
class Voided(ItemEntry):
    """The round is void and stays in the log as such."""

    type: ClassVar[str] = "void"
    reason: Text
    by: Words
    time: Time


@dataclass(frozen=True, slots=True)
class Note(Entry):
    """A remark of the organiser."""

    type: ClassVar[str] = "note"
    text: Text
    time: Time


_TYPES = (
    Congress, Roll, Board, Item, CheckIn, IssueOpened, Opened, BallotCast, Closed, Issued,
    TallyMade, ShareMade, ResultMade, OutcomeStated, Announced, Voided, Note,
)  # fmt: skip
_BY_NAME: Mapping[str, type[Entry]] = {entry.type: entry for entry in _TYPES}


def _read_forms(entry: type[Entry]) -> dict[str, Form]:
    hints: dict[str, Any] = get_type_hints(entry, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items() if name != "type"}


_FORMS: Mapping[type[Entry], dict[str, Form]] = {entry: _read_forms(entry) for entry in _TYPES}


def _forms(entry: type[Entry]) -> dict[str, Form]:
    return _FORMS[entry]


def parse_entry(data: bytes) -> Entry:
    """Read one leaf strictly: exactly the fields of its type, each in its single spelling.

    Raises:
        Unsupported: the type of the leaf is not known to this version.
        MalformedInput: anything else is wrong with it.

    """
    value = parse_canonical_json(data, _LARGEST_LEAF)
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        reason = "a log entry is not an object with a type"
        raise MalformedInput(reason)
    entry = _BY_NAME.get(str(value.pop("type")))
    if entry is None:
        reason = "a log entry is of an unknown type"
        raise Unsupported(reason)
    forms = _forms(entry)
    if value.keys() != {_JSON_NAMES.get(name, name) for name in forms}:
        reason = "a log entry does not have exactly the fields of its type"
        raise MalformedInput(reason)
    return entry(
        **{name: form.parse(value[_JSON_NAMES.get(name, name)]) for name, form in forms.items()}
    )
