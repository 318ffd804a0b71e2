"""A preset: a kind of matter with every number of its rule, and where each is from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from votesvc.domain.presets.cells import Cell, Section, Sections
from votesvc.domain.presets.schema import Origin, check_tables, origin_of, read_head, table_of
from votesvc.domain.rules import (
    Base,
    Flag,
    Fraction,
    Gate,
    Kind,
    Posting,
    Rate,
    Shortfall,
    Threshold,
    Tie,
)
from votesvc.domain.rules.common import LARGEST_SEATS, parse_tie
from votesvc.domain.rules.election import parse_shortfall
from votesvc.domain.rules.evaluation import parse_flag_op
from votesvc.domain.rules.figures import parse_base
from votesvc.domain.rules.fraction import parse_op
from votesvc.domain.rules.terms import parse_gate_kind
from votesvc.errors import MalformedInput

_MOST_DAYS = 365
_MOST_PARTS = 1000


@dataclass(frozen=True, slots=True)
class Seats:
    """How many places there are, and whether that is part of the matter (one chair)."""

    value: int
    fixed: bool


@dataclass(frozen=True, slots=True)
class Points:
    """The points that can be given, and how many scores are trimmed at either end."""

    lowest: int
    highest: int
    trim: int


@dataclass(frozen=True, slots=True)
class Preset:
    """Every number of a kind of matter in one place; None and empty where it has none.

    `writein` is the most names a voter may write in, `difference` by how many percent candidates
    must outnumber the seats, `floor` what the shortfall policy "floor" asks. `sections` are the
    cells it was read from, `origins` tell where the numbers of each table are from.
    """

    id: str
    kind: Kind
    title: str
    title_en: str
    sections: Sections = field(repr=False)
    origins: Mapping[str, Origin] = field(repr=False)
    quorum: Fraction | None
    threshold: Threshold | None
    floor: Threshold | None
    seats: Seats | None
    points: Points | None
    posting: Posting | None
    tie: Tie
    shortfall: Shortfall
    base: Base
    scale: tuple[str, ...]
    rates: tuple[Rate, ...]
    flags: tuple[Flag, ...]
    gates: tuple[Gate, ...]
    writein: int
    difference: int
    hearing: bool


def read_preset(sections: Sections) -> Preset:
    """Read a preset; raise `PresetFault`, with file and line, for unknown or impossible parts."""
    head = read_head(sections[""])
    kind = check_tables(sections)
    scale = _texts(sections["scale"]["grades"]) if "scale" in sections else ()
    shortfall = _cell(sections, "shortfall", "policy", "reballot").read(parse_shortfall)
    if shortfall == "floor" and "floor" not in sections:
        sections["shortfall"]["policy"].refuse("there is no floor in this preset")
    return Preset(
        id=head["id"],
        kind=kind,
        title=head["title"],
        title_en=head["title_en"],
        sections=sections,
        origins={name: origin_of(cells) for name, cells in sections.items() if name},
        quorum=_fraction(sections["quorum"]) if "quorum" in sections else None,
        threshold=_threshold(sections["pass"]) if "pass" in sections else None,
        floor=_threshold(sections["floor"]) if "floor" in sections else None,
        seats=_seats(sections["seats"]) if "seats" in sections else None,
        points=_points(sections["score"]) if "score" in sections else None,
        posting=_posting(sections["posting"]) if "posting" in sections else None,
        tie=_cell(sections, "tie", "policy", "run-off").read(parse_tie),
        shortfall=shortfall,
        base=_cell(sections, "scale", "base", "valid").read(parse_base),
        scale=scale,
        rates=tuple(_rate(cells, scale) for cells in _list(sections, "rates")),
        flags=tuple(_flag(cells, scale) for cells in _list(sections, "flags")),
        gates=tuple(_gates(sections)),
        writein=_cell(sections, "writein", "slots", 0).number(0, LARGEST_SEATS),
        difference=_cell(sections, "difference", "percent", 0).number(0, 100),
        hearing=_cell(sections, "hearing", "required", otherwise=False).value is True,
    )


def _cell(sections: Sections, table: str, name: str, otherwise: str | int | bool) -> Cell:
    """Return a cell, or one with what is meant where there is none."""
    found = sections.get(table, {}).get(name)
    return Cell(otherwise, "", 0) if found is None else found


def _list(sections: Sections, table: str) -> Iterator[Section]:
    return (cells for name, cells in sections.items() if table_of(name) == table)


def _texts(cell: Cell) -> tuple[str, ...]:
    texts = tuple(cell.value) if isinstance(cell.value, list) else ()
    if len(set(texts)) != len(texts) or not all(texts):
        cell.refuse("a text is empty or there twice")
    return texts


def _fraction(cells: Section) -> Fraction:
    num, den = (cells[name].number(1, _MOST_PARTS) for name in ("num", "den"))
    op = cells["op"].read(parse_op)
    try:
        return Fraction(num, den, op)
    except MalformedInput as error:
        cells["num"].refuse(str(error))


def _threshold(cells: Section) -> Threshold:
    return Threshold(cells["base"].read(parse_base), _fraction(cells))


def _seats(cells: Section) -> Seats:
    return Seats(cells["value"].number(1, LARGEST_SEATS), cells["fixed"].value is True)


def _points(cells: Section) -> Points:
    lowest = cells["lowest"].number(0, 99)
    highest = cells["highest"].number(lowest + 1, 100)
    return Points(lowest, highest, cells["trim"].number(0, 100))


def _posting(cells: Section) -> Posting:
    return Posting(cells["days"].number(1, _MOST_DAYS), cells["within"].number(0, _MOST_DAYS))


def _grades(cells: Section, scale: Sequence[str]) -> tuple[int, ...]:
    names = _texts(cells["grades"])
    if not set(names) <= set(scale):
        cells["grades"].refuse("a grade does not stand on the scale")
    return tuple(sorted(scale.index(name) for name in names))


def _rate(cells: Section, scale: Sequence[str]) -> Rate:
    return Rate(str(cells["name"].value), _grades(cells, scale))


def _flag(cells: Section, scale: Sequence[str]) -> Flag:
    den = cells["den"].number(1, _MOST_PARTS)
    return Flag(
        str(cells["name"].value),
        _grades(cells, scale),
        cells["num"].number(0, den),
        den,
        cells["op"].read(parse_flag_op),
    )


def _gates(sections: Sections) -> Iterator[Gate]:
    for name, cells in sections.items():
        if table_of(name) == "gates":
            days = cells["days"]
            kind = Cell(name.partition(".")[2], days.file, days.line).read(parse_gate_kind)
            yield Gate(kind, days.number(0, 0 if kind == "quorum" else _MOST_DAYS))
