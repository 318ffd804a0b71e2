"""Reading the JSON of a count so that whatever is wrong can be named by its field."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NoReturn

from votesvc.errors import ImpossibleCount

LARGEST_COUNT = 10_000_000
_LARGEST_FILE = 1_048_576
_LONGEST_NUMBER = 30


@dataclass(frozen=True, slots=True)
class _NotWhole:
    """A number of the file that is no whole number, or has too many digits."""

    reason: str


def read_object(data: bytes) -> dict[str, object]:
    """Return the object in a file; raise `ImpossibleCount` for what is not one of JSON."""
    if len(data) > _LARGEST_FILE:
        refuse(f"the file has more than {_LARGEST_FILE} bytes")
    try:
        value: object = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_once,
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_constant,
        )
    except UnicodeDecodeError:
        refuse("the file is not utf-8")
    except json.JSONDecodeError as error:
        refuse(f"the file is not json: {error.msg.lower()}, line {error.lineno}")
    except RecursionError:
        refuse("the file is nested too deeply")
    if not isinstance(value, dict):
        refuse("the file does not hold a json object")
    return value


def refuse(reason: str, field: str = "") -> NoReturn:
    """Raise `ImpossibleCount` that names the field."""
    error = ImpossibleCount(reason)
    if field:
        error.where = (field,)
    raise error


def check_names(fields: Mapping[str, object], known: Collection[str], place: str = "") -> None:
    """Refuse a field that nobody knows: perhaps a misspelled one, and so not counted."""
    for name in fields:
        if name not in known:
            refuse("unknown field", f"{place}{name}")


def number(value: object, field: str, least: int = 0, most: int = LARGEST_COUNT) -> int:
    """Return a whole number within these limits."""
    if isinstance(value, _NotWhole):
        refuse(value.reason, field)
    if isinstance(value, bool) or not isinstance(value, int):
        refuse("not a number", field)
    if value < least:
        refuse("negative" if value < 0 else f"less than {least}", field)
    if value > most:
        refuse(f"more than {most}", field)
    return value


def optional(fields: Mapping[str, object], name: str, place: str = "") -> int | None:
    """Return a whole number, or None where the field is missing."""
    return number(fields[name], place + name) if name in fields else None


def objects(value: object, field: str) -> list[dict[str, object]]:
    """Return a list of objects that is not empty."""
    if not isinstance(value, list) or not value:
        refuse("not a list with something in it", field)
    for place, one in enumerate(value):
        if not isinstance(one, dict):
            refuse("not an object", f"{field}[{place}]")
    return value


def texts_to_numbers(value: object, field: str) -> dict[str, int]:
    """Return an object whose values are whole numbers."""
    if not isinstance(value, dict):
        refuse("not an object", field)
    return {name: number(count, f"{field}.{name}") for name, count in value.items()}


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields: dict[str, object] = {}
    for name, value in pairs:
        if name in fields:
            refuse("the field is there twice", name)
        fields[name] = value
    return fields


def _whole(digits: str) -> object:
    return int(digits) if len(digits) <= _LONGEST_NUMBER else _NotWhole("far too large")


def _fraction(_: str) -> object:
    return _NotWhole("not a whole number")


def _constant(_: str) -> object:
    return _NotWhole("not a number")
