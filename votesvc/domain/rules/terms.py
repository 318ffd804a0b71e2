"""What a rule says beside its numbers: whence they are, what comes before, what follows after."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from votesvc.crypto.encoding import JsonValue, as_list, as_natural, as_text, parse_uuid
from votesvc.domain.words import check_words
from votesvc.errors import MalformedInput

GateKind = Literal[
    "papers", "notice", "discussion", "consultation", "nomination", "approval", "petition",
    "statement", "report", "adoption", "quorum",
]  # fmt: skip
"""What has to be done before a ballot is opened; all but the quorum are shown by a document."""

GATE_KINDS: tuple[GateKind, ...] = (
    "papers", "notice", "discussion", "consultation", "nomination", "approval", "petition",
    "statement", "report", "adoption", "quorum",
)  # fmt: skip

_LONGEST_WORD = 40
_MOST_DAYS = 365
_MOST_CHANGES = 100


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing to be done at least `days` before the ballot is opened (0: just before)."""

    kind: GateKind
    days: int = 0

    def __post_init__(self) -> None:
        """Refuse days that are none, and days before a quorum, which is there or is not."""
        if not 0 <= self.days <= (0 if self.kind == "quorum" else _MOST_DAYS):
            reason = "the days before a ballot are out of range"
            raise MalformedInput(reason)

    def to_json(self) -> JsonValue:
        """Return the gate as it stands in a rule."""
        return {"days": self.days, "kind": self.kind}


@dataclass(frozen=True, slots=True)
class Posting:
    """The result is posted within so many days, for at least so many days."""

    days: int
    within: int

    def __post_init__(self) -> None:
        """Refuse days that are none."""
        if not 1 <= self.days <= _MOST_DAYS or not 0 <= self.within <= _MOST_DAYS:
            reason = "the days of a posting are out of range"
            raise MalformedInput(reason)

    def to_json(self) -> JsonValue:
        """Return the posting as it stands in a rule."""
        return {"days": self.days, "within": self.within}


@dataclass(frozen=True, slots=True)
class Change:
    """A number of the preset that somebody changed, and why; it is printed with the result."""

    number: str
    before: str
    after: str
    by: str
    reason: str

    def __post_init__(self) -> None:
        """Refuse a change of nothing, and words nobody could read."""
        for words in (self.number, self.before, self.after, self.by, self.reason):
            check_words(words)
        if self.before == self.after:
            reason = "a change changes nothing"
            raise MalformedInput(reason)

    def to_json(self) -> JsonValue:
        """Return the change as it stands in a rule."""
        return {
            "after": self.after,
            "before": self.before,
            "by": self.by,
            "number": self.number,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Terms:
    """The place pack, the gates, the posting, what was changed, and the ballot that led to this.

    `parent` is the item whose outcome asked for this ballot: a run-off or another election.
    """

    pack: str | None = None
    gates: tuple[Gate, ...] = ()
    posting: Posting | None = None
    changes: tuple[Change, ...] = ()
    parent: str | None = None

    def __post_init__(self) -> None:
        """Refuse two gates of one kind, too many changes, and a pack or parent that is none."""
        if self.pack is not None:
            check_plain_word(self.pack)
        if self.parent is not None:
            parse_uuid(self.parent)
        kinds = [gate.kind for gate in self.gates]
        if len(set(kinds)) != len(kinds) or len(self.changes) > _MOST_CHANGES:
            reason = "a gate is there twice, or there are too many changes"
            raise MalformedInput(reason)

    def to_json(self) -> dict[str, JsonValue]:
        """Return the fields that these terms add to a rule; none for the terms of 0.1.0."""
        fields: dict[str, JsonValue] = {}
        if self.pack is not None:
            fields["pack"] = self.pack
        if self.gates:
            fields["gates"] = [gate.to_json() for gate in self.gates]
        if self.posting is not None:
            fields["posting"] = self.posting.to_json()
        if self.changes:
            fields["changes"] = [change.to_json() for change in self.changes]
        if self.parent is not None:
            fields["parent"] = self.parent
        return fields


NO_TERMS = Terms()
TERMS_FIELDS = frozenset({"pack", "gates", "posting", "changes", "parent"})


def parse_terms(fields: Mapping[str, JsonValue]) -> Terms:
    """Read the fields of `TERMS_FIELDS` that are there; raise `MalformedInput` for wrong ones."""
    return Terms(
        pack=as_text(fields["pack"]) if "pack" in fields else None,
        gates=tuple(_parse_gate(gate) for gate in _some(fields, "gates")),
        posting=_parse_posting(fields["posting"]) if "posting" in fields else None,
        changes=tuple(_parse_change(change) for change in _some(fields, "changes")),
        parent=as_text(fields["parent"]) if "parent" in fields else None,
    )


def check_plain_word(word: str) -> None:
    """Raise `MalformedInput` unless `word` names a preset or a pack."""
    if not (word.isascii() and word.isalnum() and len(word) <= _LONGEST_WORD):
        reason = "the name of a preset is not a plain word"
        raise MalformedInput(reason)


def parse_gate_kind(value: JsonValue) -> GateKind:
    """Read the name of a gate."""
    for kind in GATE_KINDS:
        if value == kind:
            return kind
    reason = "a gate is of an unknown kind"
    raise MalformedInput(reason)


def _some(fields: Mapping[str, JsonValue], name: str) -> list[JsonValue]:
    """Return a list that stands there only if it is not empty: one spelling for none."""
    if name not in fields:
        return []
    found = as_list(fields[name])
    if not found:
        reason = "a list that is empty stands in a rule"
        raise MalformedInput(reason)
    return found


def _parse_gate(value: JsonValue) -> Gate:
    fields = fields_of(value, {"days", "kind"})
    return Gate(parse_gate_kind(fields["kind"]), as_natural(fields["days"]))


def _parse_posting(value: JsonValue) -> Posting:
    fields = fields_of(value, {"days", "within"})
    return Posting(as_natural(fields["days"]), as_natural(fields["within"]))


def _parse_change(value: JsonValue) -> Change:
    fields = fields_of(value, {"after", "before", "by", "number", "reason"})
    return Change(**{name: as_text(text) for name, text in fields.items()})


def fields_of(value: JsonValue, names: set[str]) -> dict[str, JsonValue]:
    """Return the object `value`, refused unless it has exactly these fields, in any order."""
    if not isinstance(value, dict) or value.keys() != names:
        reason = "a part of a rule does not have exactly its fields"
        raise MalformedInput(reason)
    return value
