"""From a preset to the rule of one item: the numbers as they stand, and what was changed."""

from collections.abc import Iterator, Sequence

from votesvc.domain.presets.preset import Preset
from votesvc.domain.rules import (
    Change,
    ChooseRule,
    ElectionRule,
    EvaluationRule,
    MotionRule,
    PollRule,
    Rule,
    ScoreRule,
    Terms,
    Weight,
)
from votesvc.errors import MalformedInput


def make_rule(
    preset: Preset, terms: Terms, seats: int | None = None, weights: Sequence[Weight] = ()
) -> Rule:
    """Return the rule of an item; `seats` for elections and choices, `weights` for evaluations.

    Raises `MalformedInput` for seats that are missing or that the preset has fixed otherwise.
    """
    if preset.kind == "election":
        return _make_election(preset, terms, _seats(preset, seats))
    if preset.kind == "choose":
        top = _seats(preset, seats)
        return ChooseRule(preset.id, top, None, preset.quorum, preset.tie, terms)
    if preset.kind == "evaluation":
        return EvaluationRule(
            preset=preset.id,
            scale=preset.scale,
            base=preset.base,
            rates=preset.rates,
            flags=preset.flags,
            weights=tuple(weights),
            quorum=preset.quorum,
            terms=terms,
        )
    if preset.kind == "poll":
        return PollRule(preset.id, preset.scale, preset.quorum, None, terms)
    if preset.points is not None:
        points = preset.points
        return ScoreRule(
            preset.id, points.lowest, points.highest, points.trim, preset.quorum, None, terms
        )
    return _make_motion(preset, terms)


def changes_of(before: Preset, after: Preset, by: str, reason: str) -> Iterator[Change]:
    """Yield what somebody changed between two readings of one preset, number by number."""
    for table, cells in after.sections.items():
        for name, cell in cells.items():
            old = before.sections[table][name].value
            if old != cell.value:
                yield Change(f"{table}.{name}", _word(old), _word(cell.value), by, reason)


def terms_of(
    preset: Preset, pack: str, changes: Sequence[Change] = (), parent: str | None = None
) -> Terms:
    """Return the terms that go with a preset as one place has it."""
    return Terms(pack, preset.gates, preset.posting, tuple(changes), parent)


def least_candidates(preset: Preset, seats: int) -> int:
    """Return how many candidates there must be for so many seats, rounded up."""
    return -(-seats * (100 + preset.difference) // 100)


def _seats(preset: Preset, seats: int | None) -> int:
    default = preset.seats
    if default is not None and default.fixed and seats not in (None, default.value):
        reason = "the preset has another number of seats, which is fixed"
        raise MalformedInput(reason)
    found = seats if seats is not None or default is None else default.value
    if found is None:
        reason = "the number of seats is missing"
        raise MalformedInput(reason)
    return found


def _make_election(preset: Preset, terms: Terms, seats: int) -> ElectionRule:
    return ElectionRule(
        preset=preset.id,
        seats=seats,
        threshold=preset.threshold,
        quorum=preset.quorum,
        writein=min(preset.writein, seats),
        tie=preset.tie,
        shortfall=preset.shortfall,
        floor=preset.floor if preset.shortfall == "floor" else None,
        terms=terms,
    )


def _make_motion(preset: Preset, terms: Terms) -> MotionRule:
    quorum, threshold = preset.quorum, preset.threshold
    if quorum is None or threshold is None:
        # The schema of presets asks for both.
        raise TypeError
    return MotionRule(preset.id, quorum, threshold.part, None, threshold.base, terms)


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
