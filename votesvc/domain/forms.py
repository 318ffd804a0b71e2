"""How each kind of value is spelled in a log entry: one way to print it, one strict way to read it.

Every form reads back what it prints and refuses every other spelling (protocol 1).
"""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any

from votesvc.crypto.encoding import (
    JsonValue,
    as_list,
    as_natural,
    as_object,
    as_text,
    encode_b64,
    exact_fields,
    parse_b64,
    parse_hex,
    parse_uuid,
)
from votesvc.domain.rules import GateKind, Kind, Rule, parse_kind, parse_rule
from votesvc.domain.rules.terms import parse_gate_kind
from votesvc.domain.words import check_words, look
from votesvc.errors import MalformedInput

_LARGEST_COUNT = 10_000_000
_LONGEST_TEXT = 10_000
_MOST_DAYS = 3650
# Days are added to days: whatever comes of that has to be a day as well.
_LAST_YEAR = 9000
_TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Form:
    """The spelling of one kind of value: `show(parse(v)) == v` for every v that is accepted."""

    show: Callable[[Any], JsonValue]
    parse: Callable[[JsonValue], Any]


def format_time(moment: datetime) -> str:
    """Return an aware time in UTC, in whole seconds rounded down."""
    if moment.tzinfo is None:
        reason = "a time has no zone"
        raise MalformedInput(reason)
    return moment.astimezone(UTC).strftime(_TIME)


def parse_time(value: JsonValue) -> datetime:
    """Read a time in UTC, in whole seconds; raise `MalformedInput` for any other spelling."""
    text = as_text(value)
    try:
        moment = datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    except ValueError:
        moment = None
    if moment is None or format_time(moment) != text or moment.year > _LAST_YEAR:
        reason = "a time is not spelled YYYY-MM-DDThh:mm:ssZ"
        raise MalformedInput(reason)
    return moment


def _day(value: JsonValue) -> date:
    text = as_text(value)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text or day.year > _LAST_YEAR:
        reason = "a day is not spelled YYYY-MM-DD"
        raise MalformedInput(reason)
    return day


def _document_gate(value: JsonValue) -> GateKind:
    kind = parse_gate_kind(value)
    if kind == "quorum":
        reason = "a quorum is counted, and shown by no document"
        raise MalformedInput(reason)
    return kind


def _same(value: Any) -> JsonValue:
    result: JsonValue = value
    return result


def _words(value: JsonValue) -> str:
    return _clean(as_text(value), "")


def parse_text(value: JsonValue) -> str:
    """Read text that may have several lines; raise `MalformedInput` where nobody could read it."""
    return _clean(as_text(value), "\n")


def _clean(text: str, allowed: str) -> str:
    if not 0 < len(text) <= _LONGEST_TEXT or text.isspace():
        reason = "a text is empty or too long"
        raise MalformedInput(reason)
    # Control and surrogate characters could rewrite the terminal of whoever reads the record.
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text if sign not in allowed):
        reason = "a text holds control characters"
        raise MalformedInput(reason)
    return text


def _count(value: JsonValue) -> int:
    count = as_natural(value)
    if count > _LARGEST_COUNT:
        reason = "a count is out of range"
        raise MalformedInput(reason)
    return count


def _days(value: JsonValue) -> int:
    days = as_natural(value)
    if days > _MOST_DAYS:
        reason = "so many days are out of range"
        raise MalformedInput(reason)
    return days


def _owner(value: JsonValue) -> int:
    owner = _count(value)
    if owner == 0:
        reason = "owners are counted from one"
        raise MalformedInput(reason)
    return owner


def _uuid(value: JsonValue) -> str:
    return parse_uuid(as_text(value))


def _or_empty(parse: Callable[[JsonValue], str]) -> Callable[[JsonValue], str]:
    return lambda value: "" if value == "" else parse(value)


def _digest(value: JsonValue) -> str:
    return parse_hex(as_text(value), 32).hex()


def _bytes_of(length: int | None) -> Form:
    def parse(value: JsonValue) -> bytes:
        return parse_b64(as_text(value), length)

    return Form(show=encode_b64, parse=parse)


def _two_people(value: JsonValue) -> tuple[str, str]:
    names = [_words(name) for name in as_list(value)]
    if len(names) != 2:
        reason = "two people are not named"
        raise MalformedInput(reason)
    return names[0], names[1]


def _names(value: JsonValue) -> tuple[str, ...]:
    names = tuple(_words(name) for name in as_list(value))
    if not names or list(names) != sorted(set(names)):
        reason = "names are not there, or not each once and in order"
        raise MalformedInput(reason)
    return names


def _name_votes(value: JsonValue) -> tuple[tuple[str, int], ...]:
    rows = [exact_fields(row, ("name", "votes")) for row in as_list(value)]
    return tuple((_words(row["name"]), _count(row["votes"])) for row in rows)


def _show_name_votes(rows: Iterable[tuple[str, int]]) -> JsonValue:
    return [{"name": name, "votes": votes} for name, votes in rows]


def _group_sizes(value: JsonValue) -> tuple[tuple[str, int], ...]:
    rows = [exact_fields(row, ("entitled", "group")) for row in as_list(value)]
    sizes = tuple((_words(row["group"]), _owner(row["entitled"])) for row in rows)
    groups = [group for group, _ in sizes]
    for group in groups:
        check_words(group)
    looks = set(map(look, groups))
    if not groups or groups != sorted(groups) or len(looks) != len(groups) or "" in looks:
        reason = "groups are not there, not in order, or look like another or like nothing"
        raise MalformedInput(reason)
    return sizes


def _show_group_sizes(sizes: Iterable[tuple[str, int]]) -> JsonValue:
    return [{"entitled": entitled, "group": group} for group, entitled in sizes]


def _uuids(value: JsonValue) -> tuple[str, ...]:
    uuids = tuple(_uuid(uuid) for uuid in as_list(value))
    if not uuids or len(set(uuids)) != len(uuids):
        reason = "uuids are not there, or not each once"
        raise MalformedInput(reason)
    return uuids


def _tuple(value: JsonValue) -> tuple[JsonValue, ...]:
    return tuple(as_list(value))


def _show_rule(rule: Rule) -> JsonValue:
    return rule.to_json()


Uuid = Annotated[str, Form(_same, _uuid)]
Words = Annotated[str, Form(_same, _words)]
# Empty where there is none.
MaybeUuid = Annotated[str, Form(_same, _or_empty(_uuid))]
MaybeWords = Annotated[str, Form(_same, _or_empty(_words))]
# As `Words`, and may have several lines.
Text = Annotated[str, Form(_same, parse_text)]
# The exact bytes of a Belenios object, as text; whoever uses them parses them.
ExactJson = Annotated[str, Form(_same, as_text)]
Digest = Annotated[str, Form(_same, _digest)]
Fingerprint = Annotated[str, Form(_same, as_text)]
Count = Annotated[int, Form(_same, _count)]
# At most ten years.
Days = Annotated[int, Form(_same, _days)]
Owner = Annotated[int, Form(_same, _owner)]
Day = Annotated[date, Form(date.isoformat, _day)]
DocumentGate = Annotated[GateKind, Form(_same, _document_gate)]
Time = Annotated[datetime, Form(format_time, parse_time)]
KindForm = Annotated[Kind, Form(_same, parse_kind)]
TwoPeople = Annotated[tuple[str, str], Form(list, _two_people)]
# Different names in the order of their letters.
Names = Annotated[tuple[str, ...], Form(list, _names)]
NameVotes = Annotated[tuple[tuple[str, int], ...], Form(_show_name_votes, _name_votes)]
# Groups in the order of their names, each with how many are in it: at least one.
GroupSizes = Annotated[tuple[tuple[str, int], ...], Form(_show_group_sizes, _group_sizes)]
Uuids = Annotated[tuple[str, ...], Form(list, _uuids)]
Spki = Annotated[bytes, _bytes_of(None)]
Prefix = Annotated[bytes, _bytes_of(32)]
Token = Annotated[bytes, _bytes_of(384)]
JsonList = Annotated[tuple[JsonValue, ...], Form(list, _tuple)]
JsonObject = Annotated[dict[str, JsonValue], Form(_same, as_object)]
RuleForm = Annotated[Rule, Form(_show_rule, parse_rule)]
