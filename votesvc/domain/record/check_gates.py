"""Part of check 2: a gated ballot is opened after its hearing's report, or by an override."""

from collections.abc import Iterator, Mapping, Sequence

from votesvc.domain.entries import Item, Opened, Overridden
from votesvc.domain.gate import check_gate, check_override
from votesvc.domain.history import state_of
from votesvc.domain.lifecycle import State
from votesvc.domain.record.blame import blaming, refuse
from votesvc.domain.record.read_hearing import Consultation
from votesvc.domain.record.read_item import Contest
from votesvc.domain.record.steps import Fact, fact


def check_gates(
    contests: Sequence[Contest], consultations: Mapping[str, Consultation]
) -> Iterator[Fact]:
    """Yield what every gate was, and how the ballot came past it."""
    for contest in contests:
        gate = _gate(contest, consultations)
        override = _check_override(contest, gate)
        _check_opening(contest, gate, override)
        if gate is not None:
            yield _fact(contest, gate, override)


def _gate(contest: Contest, consultations: Mapping[str, Consultation]) -> Consultation | None:
    hearing = contest.item.rule.hearing
    if hearing is None:
        return None
    index = contest.history.every(Item)[0].index
    found = consultations.get(hearing)
    if found is None or found.index > index or found.hearing.kind == "box":
        refuse(2, "an item waits for a hearing that has not been announced", index)
    return found


def _check_override(contest: Contest, gate: Consultation | None) -> Overridden | None:
    """Return the only override; that it stands before opening is a matter of order."""
    found: Overridden | None = None
    for placed in contest.history.every(Overridden):
        with blaming(2, placed.index):
            check_override(
                contest.item.rule,
                State.READY,
                reported=gate is not None and gate.reported_before(placed.index),
                overridden=found is not None,
            )
        found = placed.entry
    return found


def _check_opening(
    contest: Contest, gate: Consultation | None, override: Overridden | None
) -> None:
    for opened in contest.history.every(Opened):
        with blaming(2, opened.index):
            check_gate(
                contest.item.rule,
                reported=gate is not None and gate.reported_before(opened.index),
                overridden=override is not None,
            )


def _fact(contest: Contest, gate: Consultation, override: Overridden | None) -> Fact:
    figures = {"title": contest.item.title, "hearing": gate.hearing.title}
    if override is not None:
        return fact("gate-overridden", **figures, text=override.text, by=override.by)
    if state_of(contest.history) in {State.READY, State.ISSUING}:
        return fact("gate-waiting", **figures)
    return fact("gate-reported", **figures)
