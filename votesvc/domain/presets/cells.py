"""A TOML file of presets as cells that know where they stand, so that a fault can be named.

Pure: it takes text. One value stands on one line, in a table or a list of tables.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NoReturn, TypeVar

from votesvc.errors import MalformedInput, PresetFault

T = TypeVar("T")

Value = str | int | bool | list[str]

_TABLE = re.compile(r"\s*\[(?P<list>\[)?\s*(?P<name>[A-Za-z0-9_.-]+)\s*\]\]?\s*(#.*)?")
_LINE = re.compile(r"\s*(?P<name>[A-Za-z0-9_-]+)\s*=")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with the file and the line that it stands in; line 0 is no file's."""

    value: Value
    file: str
    line: int

    def refuse(self, reason: str) -> NoReturn:
        """Raise `PresetFault` that names this place."""
        refuse(self.file, self.line, reason)

    def read(self, read: Callable[[str], T]) -> T:
        """Return what `read` makes of the text, or raise `PresetFault` where it cannot."""
        try:
            return read(str(self.value))
        except MalformedInput as error:
            self.refuse(str(error))

    def number(self, least: int, most: int) -> int:
        """Return a whole number within these limits, or raise `PresetFault`."""
        if type(self.value) is not int or not least <= self.value <= most:
            self.refuse(f"not a whole number between {least} and {most}")
        return self.value


Section = Mapping[str, Cell]
Sections = Mapping[str, Section]
"""Cells by the name of their table and their own; the tables of a list are `name.0`, `name.1`."""


def refuse(file: str, line: int, reason: str) -> NoReturn:
    """Raise `PresetFault` that names a file and a line."""
    place = f"{file}, line {line}" if line else file
    message = f"{place}: {reason}"
    raise PresetFault(message)


def place_of(cells: Section) -> tuple[str, int]:
    """Return file and line of the first cell."""
    first = min(cells.values(), key=lambda cell: cell.line, default=Cell("", "?", 0))
    return first.file, first.line


def read_cells(text: str, file: str) -> Sections:
    """Read a file; raise `PresetFault`, with file and line, for what is not such a file."""
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = f"{file}: {error}"
        raise PresetFault(message) from None
    lines = _lines(text)
    sections: dict[str, dict[str, Cell]] = {"": {}}
    for section, name, value in _walk("", tables):
        line = lines.get((section, name), 0)
        if value == {}:
            refuse(file, lines.get((f"{section}.{name}".strip("."), ""), 1), "a table is empty")
        if not line:
            refuse(file, 1, f"{name} does not stand on a line of its own")
        if not isinstance(value, str | int | list) or (
            isinstance(value, list) and not all(isinstance(text, str) for text in value)
        ):
            refuse(file, line, f"{name} is neither text, whole number, true, false nor texts")
        sections.setdefault(section, {})[name] = Cell(value, file, line)
    return sections


def _walk(section: str, table: Mapping[str, object]) -> Iterator[tuple[str, str, object]]:
    """Yield table, name and value of every value, those of tables inside included."""
    for name, value in table.items():
        inside = f"{section}.{name}" if section else name
        if isinstance(value, dict) and value:
            yield from _walk(inside, value)
        elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            for number, one in enumerate(value):
                yield from _walk(f"{inside}.{number}", one)
        else:
            yield section, name, value


def _lines(text: str) -> dict[tuple[str, str], int]:
    """Return the line of every value, by table and name, and of every table, with no name."""
    found: dict[tuple[str, str], int] = {}
    lists: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        table, value = _TABLE.fullmatch(line), _LINE.match(line)
        if table is not None:
            section = table["name"]
            if table["list"]:
                lists[section] = lists.get(section, -1) + 1
                section = f"{section}.{lists[section]}"
            found.setdefault((section, ""), number)
        elif value is not None:
            found.setdefault((section, value["name"]), number)
    return found
