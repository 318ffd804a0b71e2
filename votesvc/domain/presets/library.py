"""All presets and place packs; a preset as one place has it; and the rule that it makes."""

from collections.abc import Mapping
from dataclasses import dataclass

from votesvc.domain.presets.cells import Cell, Section, Sections, read_cells, refuse
from votesvc.domain.presets.preset import Preset, read_preset
from votesvc.domain.presets.schema import fields_of_table, read_head
from votesvc.errors import UnknownPreset

_PACK_HEAD = ("id", "title", "title_en")
_FOLDER = "packs/"


@dataclass(frozen=True, slots=True)
class Pack:
    """What one place does otherwise: tables of presets, by the preset and the table."""

    id: str
    title: str
    title_en: str
    sections: Mapping[str, Sections]


@dataclass(frozen=True, slots=True)
class Library:
    """Presets and packs by their ids, each of them read and tried with all the others."""

    presets: Mapping[str, Preset]
    packs: Mapping[str, Pack]

    def preset(self, preset: str, pack: str, changes: Mapping[str, str] | None = None) -> Preset:
        """Return a preset as one place has it, with numbers changed by name: `pass.op`, `ge`.

        Raises UnknownPreset, and `PresetFault` for a change of what is not there, or to a number
        that cannot be.
        """
        for name, known in ((preset, self.presets), (pack, self.packs)):
            if name not in known:
                reason = f"none of {', '.join(sorted(known))}"
                raise UnknownPreset(reason)
        placed = _overlay(self.presets[preset].sections, self.packs[pack].sections.get(preset, {}))
        return read_preset(_change(self.presets[preset], placed, changes or {}))


def read_library(files: Mapping[str, str]) -> Library:
    """Read the text of every file, by its name; packs stand in the folder `packs`.

    Raises `PresetFault`, with file and line, at the first thing that is unknown or impossible.
    """
    presets: dict[str, Preset] = {}
    packs: dict[str, Pack] = {}
    for file, text in sorted(files.items()):
        cells = read_cells(text, file)
        if file.startswith(_FOLDER):
            pack = _read_pack(cells)
            _check_name(file, _FOLDER + pack.id, cells)
            packs[pack.id] = pack
        else:
            preset = read_preset(cells)
            _check_name(file, preset.id, cells)
            presets[preset.id] = preset
    library = Library(presets, packs)
    for pack in packs.values():
        _check_pack(pack, library)
    return library


def _check_name(file: str, name: str, cells: Sections) -> None:
    if file != f"{name}.toml":
        cells[""]["id"].refuse("the id is not the name of the file")


def _read_pack(cells: Sections) -> Pack:
    head = read_head(cells[""], _PACK_HEAD)
    parts: dict[str, dict[str, Section]] = {}
    for name, section in cells.items():
        if name:
            preset, _, table = name.partition(".")
            parts.setdefault(preset, {})[table] = section
    return Pack(head["id"], head["title"], head["title_en"], parts)


def _check_pack(pack: Pack, library: Library) -> None:
    for preset, sections in pack.sections.items():
        for table, section in sections.items():
            first = next(iter(section.values()))
            if preset not in library.presets or not table:
                first.refuse(f"there is no preset {preset}")
            if not section.keys() >= {"source", "sure"}:
                first.refuse("source or sure is missing")
        library.preset(preset, pack.id)


def _overlay(sections: Sections, over: Sections) -> Sections:
    merged = {name: {**cells, **over.get(name, {})} for name, cells in sections.items()}
    return {**{name: {**cells} for name, cells in over.items()}, **merged}


def _change(preset: Preset, sections: Sections, changes: Mapping[str, str]) -> Sections:
    changed = {name: {**cells} for name, cells in sections.items()}
    for path, text in changes.items():
        table, _, name = path.rpartition(".")
        if table not in changed or name not in changed[table] or not table:
            refuse(path, 0, "this preset has no such number")
        kind = fields_of_table(preset.kind, table).get(name)
        changed[table][name] = Cell(_value(path, text, kind), path, 0)
    return changed


def _value(path: str, text: str, kind: type | None) -> str | int | bool:
    if kind is str:
        return text
    if kind is int and text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    if kind is not bool or text not in ("true", "false"):
        refuse(path, 0, "not a value that can stand here")
    return text == "true"
