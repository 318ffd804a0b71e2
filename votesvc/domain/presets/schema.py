"""Which tables and fields a preset of each kind has; everything else is refused by its line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from votesvc.domain.presets.cells import Section, Sections, place_of, refuse
from votesvc.domain.rules import Kind, parse_kind

Sure = Literal["P", "S", "T", "R", "D"]
"""How sure a number is: primary text, secondary page, template, recalled, our own design."""

SURE: Final[tuple[Sure, ...]] = ("P", "S", "T", "R", "D")
HEAD: Final = ("id", "kind", "title", "title_en")

_PART: Final[Mapping[str, type]] = {"num": int, "den": int, "op": str}
# Table -> its fields with their types, beside `source` and `sure`. `flags` and `rates` are lists of
# tables; `gates` has one table for each kind of gate.
_FIELDS: Final[Mapping[str, Mapping[str, type]]] = {
    "quorum": _PART,
    "pass": {"base": str, **_PART},
    "floor": {"base": str, **_PART},
    "seats": {"value": int, "fixed": bool},
    "writein": {"slots": int},
    "tie": {"policy": str},
    "shortfall": {"policy": str},
    "difference": {"percent": int},
    "rates": {"name": str, "grades": list},
    "flags": {"name": str, "grades": list, **_PART},
    "score": {"lowest": int, "highest": int, "trim": int},
    "gates": {"days": int},
    "hearing": {"required": bool},
    "posting": {"days": int, "within": int},
}
_SCALE: Final[Mapping[Kind, Mapping[str, type]]] = {
    "evaluation": {"grades": list, "base": str},
    "poll": {"grades": list},
}
_ANY: Final = frozenset({"quorum", "gates", "hearing", "posting"})
# Kind -> the tables that must and those that may be there.
_TABLES: Final[Mapping[Kind, tuple[frozenset[str], frozenset[str]]]] = {
    "motion": (frozenset({"quorum", "pass"}), _ANY),
    "election": (
        frozenset({"tie", "shortfall"}),
        _ANY | {"pass", "floor", "seats", "writein", "difference"},
    ),
    "choose": (frozenset({"tie"}), _ANY | {"seats"}),
    "evaluation": (frozenset({"scale"}), _ANY | {"rates", "flags"}),
    "poll": (frozenset({"scale"}), _ANY),
    "score": (frozenset({"score"}), _ANY),
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a number is from, in words, and how sure that is."""

    source: str
    sure: Sure


def table_of(name: str) -> str:
    """Return what a section is: `flags.0` is one of `flags`, `gates.papers` one of `gates`."""
    return name.partition(".")[0]


def read_head(cells: Section, names: tuple[str, ...] = HEAD) -> dict[str, str]:
    """Return the texts at the head of a file: exactly these, none of them empty."""
    for name, cell in cells.items():
        if name not in names:
            cell.refuse(f"unknown field {name}")
        if not isinstance(cell.value, str) or not cell.value:
            cell.refuse(f"{name} is not a text")
    for name in names:
        if name not in cells:
            refuse(*place_of(cells), f"{name} is missing")
    return {name: str(cell.value) for name, cell in cells.items()}


def check_tables(sections: Sections) -> Kind:
    """Return the kind of a preset whose tables and fields are those of its kind."""
    kind = sections[""]["kind"].read(parse_kind)
    must, may = _TABLES[kind]
    for name, cells in sections.items():
        if not name:
            continue
        if table_of(name) not in must | may:
            refuse(*place_of(cells), f"a preset of this kind has no [{name}]")
        _check_fields(name, cells, fields_of_table(kind, name))
    for table in sorted(must - set(map(table_of, sections))):
        refuse(*place_of(sections[""]), f"[{table}] is missing")
    return kind


def fields_of_table(kind: Kind, name: str) -> Mapping[str, type]:
    """Return the fields of a table that a preset of this kind may have, without its origin."""
    table = table_of(name)
    return _SCALE[kind] if table == "scale" else _FIELDS[table]


def origin_of(cells: Section) -> Origin:
    """Return where the numbers of a table are from."""
    sure = next((sure for sure in SURE if cells["sure"].value == sure), None)
    if sure is None:
        cells["sure"].refuse("sure is none of P, S, T, R and D")
    return Origin(str(cells["source"].value), sure)


def _check_fields(name: str, cells: Section, fields: Mapping[str, type]) -> None:
    wanted = {**fields, "source": str, "sure": str}
    for field, cell in cells.items():
        if field not in wanted:
            cell.refuse(f"unknown field {field}")
        if type(cell.value) is not wanted[field] or cell.value in ("", []):
            cell.refuse(f"{field} is not of its kind")
    for field in wanted:
        if field not in cells:
            refuse(*place_of(cells), f"{field} is missing in [{name}]")
