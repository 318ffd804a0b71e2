"""Who is on the roll: reading its lines strictly, with every bad line named."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from votesvc.crypto.encoding import JsonValue, canonical_json, hexhash
from votesvc.domain.words import look
from votesvc.errors import MissingRollHeader


class Category(StrEnum):
    """How a person attends; only a delegate votes."""

    DELEGATE = "delegate"
    OBSERVER = "observer"
    GUEST = "guest"

    @property
    def votes(self) -> bool:
        """Say whether a person of this category is entitled to vote."""
        return self is Category.DELEGATE


@dataclass(frozen=True, slots=True)
class RollLine:
    """One person as the roll file names them, checked and trimmed; `group` is "" without one."""

    line: int
    name: str
    staff_no: str
    delegation: str
    category: Category
    group: str = ""

    def hash(self, salt: str) -> str:
        """Return the salted hash (hex) by which this person can later be shown to be listed."""
        fields: list[JsonValue] = [
            "votesvc/v1/member",
            salt,
            self.name,
            self.staff_no,
            self.delegation,
            self.category.value,
        ]
        if self.group:
            fields.append(self.group)
        return hexhash(canonical_json(fields))


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why a roll file was not taken.

    `line` counts from 1, `reason` is one of `REASONS`, `value` is what stood there, and `other`
    is the line that already has this staff number, or a group that looks the same.
    """

    line: int
    reason: str
    value: str
    other: int | None = None


@dataclass(frozen=True, slots=True)
class RollReport:
    """What an import did: with any problem nothing was taken."""

    total: int
    voters: int
    problems: tuple[Problem, ...]


REASONS = (
    "missing-name",
    "missing-staff-number",
    "missing-delegation",
    "missing-category",
    "unknown-category",
    "duplicate-staff-number",
    "look-alike-group",
    "too-long",
    "control-characters",
    "formula",
    "wrong-number-of-columns",
    "unreadable-cell",
)

Row = tuple[int, Sequence[str | None]]
"""A line number and its cells; None is a cell that cannot be read as text."""

_MOST_PROBLEMS = 200
_SHOWN = 60
_HEADER = {
    "name": "name",
    "姓名": "name",
    "staff number": "staff_no",
    "staff no": "staff_no",
    "staff no.": "staff_no",
    "staff_no": "staff_no",
    "工号": "staff_no",
    "职工号": "staff_no",
    "delegation": "delegation",
    "代表团": "delegation",
    "category": "category",
    "类别": "category",
    "group": "group",
    "组别": "group",
    "分组": "group",
}
_CATEGORIES = {
    "正式": Category.DELEGATE,
    "正式代表": Category.DELEGATE,
    "delegate": Category.DELEGATE,
    "列席": Category.OBSERVER,
    "列席代表": Category.OBSERVER,
    "observer": Category.OBSERVER,
    "特邀": Category.GUEST,
    "特邀代表": Category.GUEST,
    "guest": Category.GUEST,
}
_LONGEST = {"name": 60, "staff_no": 40, "delegation": 80, "category": 20, "group": 40}
_OPTIONAL = {"group"}
_MISSING = {"name": "missing-name", "staff_no": "missing-staff-number"}
# A cell that begins like this would be run as a formula by whoever opens an export of the roll.
_FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def read_rows(rows: Iterable[Row]) -> tuple[list[RollLine], tuple[Problem, ...]]:
    """Return the people and every problem; the first row that is not blank names the columns.

    Columns may stand in any order, and columns of other names are passed over. Raises
    MissingRollHeader unless four columns are named once each, and that of the group at most once.
    """
    filled = ((number, cells) for number, cells in rows if _is_filled(cells))
    header = next(filled, None)
    if header is None:
        reason = "the file has no header line"
        raise MissingRollHeader(reason)
    columns, width = _read_header(header[1])
    lines: list[RollLine] = []
    problems: list[Problem] = []
    first_line: dict[str, int] = {}
    groups: dict[str, tuple[str, int]] = {}
    for number, cells in filled:
        read = _read_row(number, cells, columns, width)
        if isinstance(read, RollLine) and read.staff_no in first_line:
            other = first_line[read.staff_no]
            read = Problem(number, "duplicate-staff-number", read.staff_no, other)
        if isinstance(read, RollLine) and read.group:
            group, other = groups.setdefault(look(read.group), (read.group, number))
            if group != read.group:
                read = Problem(number, "look-alike-group", read.group, other)
        if isinstance(read, RollLine):
            first_line[read.staff_no] = number
            lines.append(read)
        else:
            problems.append(read)
        if len(problems) >= _MOST_PROBLEMS:
            break
    return lines, tuple(problems)


def members_hash(member_hashes: Iterable[str]) -> str:
    """Return the hash (hex) of the sorted member hashes, one per line, each line ended."""
    return hexhash("".join(f"{digest}\n" for digest in sorted(member_hashes)).encode())


def _is_filled(cells: Sequence[str | None]) -> bool:
    return any(cell is None or cell.strip() for cell in cells)


def _read_header(cells: Sequence[str | None]) -> tuple[dict[str, int], int]:
    columns: dict[str, int] = {}
    width = 0
    for position, cell in enumerate(cells):
        text = _clean(cell or "")
        if text:
            width = position + 1
        name = _HEADER.get(text.casefold())
        if name is not None and name in columns:
            reason = "the header line names a column twice"
            raise MissingRollHeader(reason)
        if name is not None:
            columns[name] = position
    if columns.keys() | _OPTIONAL != _LONGEST.keys():
        reason = "the header line does not name all four columns"
        raise MissingRollHeader(reason)
    return columns, width


def _read_row(
    number: int, cells: Sequence[str | None], columns: dict[str, int], width: int
) -> RollLine | Problem:
    texts = [cell for cell in cells if cell is not None]
    if len(texts) < len(cells):
        return Problem(number, "unreadable-cell", "")
    if len(texts) < width or any(text.strip() for text in texts[width:]):
        return Problem(number, "wrong-number-of-columns", str(len(texts)))
    fields: dict[str, str] = {}
    for name, position in columns.items():
        fields[name] = _clean(texts[position])
        reason = _flaw(name, fields[name])
        if reason is not None:
            return Problem(number, reason, _show(fields[name]))
    return _read_fields(number, fields)


def _read_fields(number: int, fields: dict[str, str]) -> RollLine | Problem:
    for name, missing in _MISSING.items():
        if not fields[name]:
            return Problem(number, missing, "")
    if not fields["category"]:
        return Problem(number, "missing-category", "")
    category = _CATEGORIES.get(fields["category"].casefold())
    if category is None:
        return Problem(number, "unknown-category", _show(fields["category"]))
    # A guest need not belong to any delegation.
    if category.votes and not fields["delegation"]:
        return Problem(number, "missing-delegation", "")
    return RollLine(
        number,
        fields["name"],
        fields["staff_no"],
        fields["delegation"],
        category,
        fields.get("group", ""),
    )


def _flaw(name: str, text: str) -> str | None:
    if len(text) > _LONGEST[name]:
        return "too-long"
    # Cf holds the marks that turn text around or hide in it.
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for letter in text):
        return "control-characters"
    # A group stands in the public log and in rules, which take none that nobody can see or tell.
    if name == "group" and text and (text != text.strip() or not look(text)):
        return "control-characters"
    if text.startswith(_FORMULA_STARTS):
        return "formula"
    return None


def _clean(cell: str) -> str:
    # One spelling for each name, with the blanks around it gone (the wide one included).
    return unicodedata.normalize("NFC", cell).strip(" \u3000\u00a0")


def _show(text: str) -> str:
    return "".join(letter if letter.isprintable() else "�" for letter in text[:_SHOWN])
