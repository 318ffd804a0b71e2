"""The numbers of a preset as fields of a form: what stands there, what may, and whence it is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from votesvc.domain.presets import Preset
from votesvc.web.number_words import SURE, choices_of, number_words, table_words
from votesvc.web.wording import say

_SHOWN: Final = frozenset(
    {"quorum", "pass", "floor", "writein", "tie", "shortfall", "difference", "score", "gates",
     "hearing", "posting"}
)  # fmt: skip
_ORIGIN: Final = ("source", "sure")


@dataclass(frozen=True, slots=True)
class NumberField:
    """One number: its name, its words, what was typed, and what may be chosen."""

    name: str
    label: str
    value: str
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NumberGroup:
    """The numbers of one table with where they are from and how sure that is."""

    title: str
    fields: tuple[NumberField, ...]
    source: str
    sure: str


def number_groups(preset: Preset, typed: Callable[[str], str | None]) -> Iterator[NumberGroup]:
    """Yield the tables of a preset with what was typed, or else what the preset has."""
    for table, cells in preset.sections.items():
        # A quorum is there or is not: its gate has no days to change.
        if table.partition(".")[0] in _SHOWN and table != "gates.quorum":
            origin = preset.origins[table]
            fields = (
                _field(f"{table}.{name}", word_of(cell.value), typed)
                for name, cell in cells.items()
                if name not in _ORIGIN
            )
            sure = say(SURE[origin.sure], {})
            yield NumberGroup(table_words(table, say), tuple(fields), origin.source, sure)


def changed_numbers(preset: Preset, typed: Callable[[str], str | None]) -> dict[str, str]:
    """Return the numbers that were typed otherwise than the preset has them, by name."""
    found = {}
    for group in number_groups(preset, lambda _: None):
        for field in group.fields:
            value = typed(field.name)
            if value is not None and value.strip() != field.value:
                found[field.name] = value.strip()
    return found


def word_of(value: object) -> str:
    """Return a value as it is typed."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _field(number: str, value: str, typed: Callable[[str], str | None]) -> NumberField:
    words = {choice: say(one, {}) for choice, one in choices_of(number).items()}
    given = typed(number)
    return NumberField(number, number_words(number, say), value if given is None else given, words)
