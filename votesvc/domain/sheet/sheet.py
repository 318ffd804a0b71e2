"""A count sheet: the figures of one round as people counted them, read strictly (docs/count.md).

What no ballot can have is refused with the name of its field. More ballots returned than issued
is not impossible: it makes the round void.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from votesvc.domain.presets import Preset
from votesvc.domain.rules import Figures
from votesvc.domain.sheet.fields import (
    check_names,
    number,
    objects,
    optional,
    read_object,
    refuse,
)
from votesvc.domain.sheet.items import SheetItem, read_item
from votesvc.domain.words import look

_FIELDS = ("entitled", "present", "issued", "returned", "void", "seats", "items")
_MOST_ITEMS = 1000
_MOST_SEATS = 1000

# Where the base has nothing to do with N, a count may be made without knowing who was there.
_MAY_LACK_QUORUM = frozenset({"choose", "evaluation", "poll", "score"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """The figures of a round. `quorum_known` is False where nobody said who was present.

    What was not given is as large as what was given allows: I is then at most A, R at most I.
    """

    figures: Figures
    issued: int | None
    quorum_known: bool
    seats: int | None
    items: tuple[SheetItem, ...]


def read_sheet(data: bytes, preset: Preset) -> Sheet:
    """Read the JSON of a sheet for a preset; raise `ImpossibleCount` with the field's name."""
    fields = read_object(data)
    check_names(fields, _FIELDS)
    counts = {name: optional(fields, name) for name in _FIELDS[:5]}
    seats = number(fields["seats"], "seats", 1, _MOST_SEATS) if "seats" in fields else None
    quorum_known = _check_needed(counts, preset)
    figures = _figures(counts)
    if "items" not in fields:
        refuse("missing", "items")
    found = objects(fields["items"], "items")
    if len(found) > _MOST_ITEMS:
        refuse(f"more than {_MOST_ITEMS}", "items")
    items = tuple(
        read_item(one, f"items[{place}]", preset, figures.valid) for place, one in enumerate(found)
    )
    _check_apart(items)
    return Sheet(figures, counts["issued"], quorum_known, seats, items)


def _check_needed(counts: Mapping[str, int | None], preset: Preset) -> bool:
    """Refuse what the rule counts from and nobody gave; say whether the quorum can be known."""
    needed = {"entitled", "present"} if preset.quorum is not None else set[str]()
    lacks_both = counts["entitled"] is None and counts["present"] is None
    known = not (lacks_both and needed and preset.kind in _MAY_LACK_QUORUM)
    if not known:
        needed = set()
    for base in _bases(preset):
        needed.add("returned" if base == "valid" else base)
    for name, count in counts.items():
        if count is None and name in needed:
            refuse("missing: the rule counts from it", name)
    if counts["entitled"] == 0:
        refuse("nobody is entitled", "entitled")
    return known


def _bases(preset: Preset) -> list[str]:
    bases: list[str] = [preset.base] if preset.kind == "evaluation" else []
    if preset.threshold is not None:
        bases.append(preset.threshold.base)
    if preset.shortfall == "floor" and preset.floor is not None:
        bases.append(preset.floor.base)
    return bases


def _figures(counts: Mapping[str, int | None]) -> Figures:
    """Return N, A, I, R and V; raise `ImpossibleCount` unless I <= A <= N and W <= R."""
    entitled, present = counts["entitled"], counts["present"]
    issued, returned, void = counts["issued"], counts["returned"], counts["void"] or 0
    if entitled is not None and present is not None and present > entitled:
        refuse("more present than entitled", "present")
    most = _first(present, entitled)
    if issued is not None and most is not None and issued > most:
        refuse("more ballots issued than people to issue them to", "issued")
    bound = _first(issued, most)
    back = _first(returned, bound, 10_000_000)
    if back is None or void > back:
        refuse("more void ballots than were returned", "void")
    return Figures(
        entitled=_first(entitled, most, 0) or 0,
        present=_first(present, entitled, 0) or 0,
        issued=back if bound is None else bound,
        returned=back,
        valid=back - void,
    )


def _first(*counts: int | None) -> int | None:
    return next((count for count in counts if count is not None), None)


def _check_apart(items: Sequence[SheetItem]) -> None:
    """Refuse two items of one name, or of names that cannot be told apart."""
    looks: set[str] = set()
    for place, item in enumerate(items):
        if look(item.name) in looks:
            refuse("the name is there twice", f"items[{place}].name")
        looks.add(look(item.name))
