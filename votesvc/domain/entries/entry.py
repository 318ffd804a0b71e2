"""What every leaf of the log can do, whatever its type."""

from dataclasses import dataclass, fields
from typing import Any, ClassVar

from votesvc.crypto.encoding import JsonValue, canonical_json
from votesvc.domain.forms import Form, Uuid

# Where a field's name in JSON is not its name in Python.
_JSON_NAMES = {"issued_list": "list"}


@dataclass(frozen=True, slots=True)
class Entry:
    """What every leaf can do; the fields stand in the classes beside this one."""

    type: ClassVar[str]

    def __post_init__(self) -> None:
        """Refuse values that could not be read back, and keep them as they would be."""
        for name, form in forms_of(self).items():
            object.__setattr__(self, name, form.parse(form.show(getattr(self, name))))

    @property
    def encoded(self) -> bytes:
        """The bytes of the leaf."""
        leaf: dict[str, JsonValue] = {"type": self.type}
        for name, form in forms_of(self).items():
            leaf[json_name(name)] = form.show(getattr(self, name))
        return canonical_json(leaf)


@dataclass(frozen=True, slots=True)
class ItemEntry(Entry):
    """An entry that belongs to one item of the agenda or to one hearing."""

    item: Uuid


def forms_of(entry: "type[Entry] | Entry") -> dict[str, Form]:
    """Return how each field of a type is spelled, in the order of the fields."""
    return {field.name: _form_of(field.type) for field in fields(entry)}


def json_name(field: str) -> str:
    """Return the name that a field has in the leaf."""
    return _JSON_NAMES.get(field, field)


def _form_of(annotated: Any) -> Form:
    form: Form = annotated.__metadata__[0]
    return form
