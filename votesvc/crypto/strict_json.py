"""JSON without freedom: one reader, two printers, and the shapes that readers ask for (protocol 1).

Values are strings, integers within 2^53, booleans, lists and objects. Import from `encoding`.
"""

import json
from collections.abc import Sequence
from typing import NoReturn, TypeAlias

from votesvc.errors import MalformedInput, NotCanonical, TooLarge

JsonValue: TypeAlias = "str | int | bool | list[JsonValue] | dict[str, JsonValue]"

MAX_JSON_BYTES = 1_048_576
MAX_JSON_DEPTH = 16
MAX_JSON_INTEGER = 2**53

_LONGEST_INTEGER = len(str(-MAX_JSON_INTEGER))


def belenios_json(value: JsonValue) -> bytes:
    """Print `value` compactly with its fields in their own order, as Belenios does."""
    return _print(value, sort_keys=False)


def canonical_json(value: JsonValue) -> bytes:
    """Print `value` in our canonical form: compact, ASCII keys sorted, raw UTF-8 (RFC 8785).

    Raises `MalformedInput` for anything but strings, integers within 2^53, booleans, lists and
    objects, and `TooLarge` for more than 16 levels.
    """
    _check_plain(value, 0)
    return _print(value, sort_keys=True)


def parse_json(data: bytes, limit: int = MAX_JSON_BYTES) -> JsonValue:
    """Read JSON in any field order, as Belenios files need.

    Refuses more than `limit` bytes, more than 16 levels, duplicate keys, null, fractions, integers
    beyond 2^53 and text that is not UTF-8.
    """
    if len(data) > limit:
        msg = f"more than {limit} bytes of json"
        raise TooLarge(msg)
    try:
        text = data.decode()
        value: JsonValue = _DECODER.decode(text)
        if "\\u" in text:
            _print(value, sort_keys=False)
    except RecursionError:
        msg = "json is nested too deeply"
        raise TooLarge(msg) from None
    except UnicodeError:
        msg = "json is not utf-8"
        raise MalformedInput(msg) from None
    except json.JSONDecodeError as error:
        msg = f"not json: {error.msg.lower()} at character {error.pos}"
        raise MalformedInput(msg) from None
    _check_nesting(value)
    return value


def parse_canonical_json(data: bytes, limit: int = MAX_JSON_BYTES) -> JsonValue:
    """Read JSON of ours and refuse it unless `canonical_json` prints the same bytes."""
    value = parse_json(data, limit)
    if canonical_json(value) != data:
        msg = "json is not in canonical form"
        raise NotCanonical(msg)
    return value


def exact_fields(value: JsonValue, names: Sequence[str]) -> dict[str, JsonValue]:
    """Return the object `value`, refused unless it has exactly the fields `names` in this order."""
    if not isinstance(value, dict):
        msg = "expected a json object"
        raise MalformedInput(msg)
    if list(value) == list(names):
        return value
    if missing := [name for name in names if name not in value]:
        msg = f"missing field {missing[0]}"
        raise MalformedInput(msg)
    if len(value) > len(names):
        msg = f"unknown field after {', '.join(names)}"
        raise MalformedInput(msg)
    msg = f"fields are not in the order {', '.join(names)}"
    raise NotCanonical(msg)


def as_object(value: JsonValue) -> dict[str, JsonValue]:
    """Return `value`, refused unless it is an object."""
    if not isinstance(value, dict):
        msg = "expected a json object"
        raise MalformedInput(msg)
    return value


def as_list(value: JsonValue) -> list[JsonValue]:
    """Return `value`, refused unless it is a list."""
    if not isinstance(value, list):
        msg = "expected a json list"
        raise MalformedInput(msg)
    return value


def as_text(value: JsonValue) -> str:
    """Return `value`, refused unless it is a string."""
    if not isinstance(value, str):
        msg = "expected a json string"
        raise MalformedInput(msg)
    return value


def as_natural(value: JsonValue) -> int:
    """Return `value`, refused unless it is an integer from 0."""
    if type(value) is not int or value < 0:
        msg = "expected a json integer that is not negative"
        raise MalformedInput(msg)
    return value


# --- Private --------------------------------------------------------------------------------------


def _print(value: JsonValue, *, sort_keys: bool) -> bytes:
    return json.dumps(
        value, ensure_ascii=False, separators=(",", ":"), sort_keys=sort_keys
    ).encode()


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        msg = "a json object has the same key twice"
        raise MalformedInput(msg)
    return fields


def _integer(digits: str) -> int:
    if len(digits) > _LONGEST_INTEGER or abs(int(digits)) > MAX_JSON_INTEGER:
        msg = "a json integer is beyond 2^53"
        raise MalformedInput(msg)
    return int(digits)


def _not_an_integer(_: str) -> NoReturn:
    msg = "a json number is not an integer"
    raise MalformedInput(msg)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_integer,
    parse_float=_not_an_integer,
    parse_constant=_not_an_integer,
)


def _check_nesting(value: JsonValue) -> None:
    """Refuse null anywhere and more than 16 levels of lists and objects, level by level."""
    level: list[JsonValue] = [value]
    for _ in range(MAX_JSON_DEPTH + 1):
        if None in level:
            msg = "json null is not accepted"
            raise MalformedInput(msg)
        inner = [node for node in level if isinstance(node, (list, dict))]
        if not inner:
            return
        level = [
            child for node in inner for child in (node.values() if isinstance(node, dict) else node)
        ]
    msg = f"json is nested more than {MAX_JSON_DEPTH} levels deep"
    raise TooLarge(msg)


def _check_plain(value: JsonValue, depth: int) -> None:
    if depth == MAX_JSON_DEPTH and isinstance(value, (list, dict)):
        msg = f"json is nested more than {MAX_JSON_DEPTH} levels deep"
        raise TooLarge(msg)
    if type(value) is dict:
        for key, child in value.items():
            if type(key) is not str or not key.isascii():
                msg = "a json key is not ascii text"
                raise MalformedInput(msg)
            _check_plain(child, depth + 1)
    elif type(value) is list:
        for child in value:
            _check_plain(child, depth + 1)
    else:
        _check_leaf(value)


def _check_leaf(value: JsonValue) -> None:
    if type(value) is str:
        try:
            value.encode()
        except UnicodeError:
            msg = "text holds half a surrogate pair"
            raise MalformedInput(msg) from None
    elif type(value) is int:
        if abs(value) > MAX_JSON_INTEGER:
            msg = "a json integer is beyond 2^53"
            raise MalformedInput(msg)
    elif type(value) is not bool:
        msg = "json of ours holds only text, integers, booleans, lists and objects"
        raise MalformedInput(msg)
