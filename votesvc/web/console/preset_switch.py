"""A form that is half filled in goes over to another procedure or place; nothing typed is lost."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask_babel import gettext

from votesvc.domain.presets import Preset
from votesvc.errors import PresetFault
from votesvc.services.presets import library
from votesvc.web.console.numbers import NumberField, changed_numbers, number_groups
from votesvc.web.console.preset_form import PresetDraft, seats_of
from votesvc.web.number_words import number_words, value_words
from votesvc.web.wording import say


@dataclass(frozen=True, slots=True)
class Switched:
    """What became of the numbers, in words.

    `changed` are those that the other place has otherwise, `kept` those that somebody had changed,
    `dropped` those of them that cannot stand here.
    """

    changed: list[str]
    kept: list[str]
    dropped: list[str]


def switch(draft: PresetDraft, preset: Preset, pack: str) -> tuple[PresetDraft, Switched]:
    """Return the form by another preset or place, and what became of its numbers."""
    before, after = _fields(draft.preset), _fields(preset)
    own = changed_numbers(draft.preset, draft.typed.get)
    able = _able(preset, pack, own)
    kept = changed_numbers(preset, able.get)
    changed = [
        _moved(name, before.get(name), after.get(name))
        for name in dict.fromkeys([*after, *before])
        if name not in kept and before.get(name) != after.get(name)
    ]
    switched = Switched(
        # Another procedure has its own numbers, which stand in its rule.
        changed if preset.id == draft.preset.id else [],
        [_told(after[name], value) for name, value in kept.items()],
        [_told(before[name], value) for name, value in own.items() if name not in able],
    )
    seats = _seats(draft, preset)
    return replace(draft, preset=preset, pack=pack, seats=seats, typed=able), switched


def _fields(preset: Preset) -> dict[str, NumberField]:
    groups = number_groups(preset, lambda _: None)
    return {field.name: field for group in groups for field in group.fields}


def _able(preset: Preset, pack: str, numbers: Mapping[str, str]) -> dict[str, str]:
    """Return the numbers that can stand here; those of one table only together."""
    tables: dict[str, dict[str, str]] = {}
    for name, value in numbers.items():
        tables.setdefault(name.rpartition(".")[0], {})[name] = value
    able: dict[str, str] = {}
    for table in tables.values():
        try:
            library().preset(preset.id, pack, table)
        except PresetFault:
            continue
        able |= table
    return able


def _seats(draft: PresetDraft, preset: Preset) -> str:
    """Return what was typed; where nobody typed another number, what the preset has."""
    own = draft.seats not in ("", seats_of(draft.preset))
    return draft.seats if own else seats_of(preset)


def _told(field: NumberField, value: str) -> str:
    words = value_words(field.name, value, say)
    return str(gettext("%(number)s：%(value)s", number=field.label, value=words))


def _moved(name: str, before: NumberField | None, after: NumberField | None) -> str:
    """Say what a number was and is; a place may have a number that others do not have."""
    words = [
        gettext("没有") if field is None else value_words(name, field.value, say)
        for field in (before, after)
    ]
    told = gettext(
        "%(number)s：由 %(before)s 改为 %(after)s",
        number=number_words(name, say),
        before=words[0],
        after=words[1],
    )
    return str(told)
