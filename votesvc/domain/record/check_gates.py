"""Part of check 2: a ballot is opened after what comes before it, or by an override."""

from collections.abc import Iterator, Mapping, Sequence

from votesvc.domain.entries import CheckIn, Entry, Item, Opened, Overridden, Prepared
from votesvc.domain.gate import check_gate, check_override
from votesvc.domain.history import Placed, state_of
from votesvc.domain.lifecycle import State
from votesvc.domain.preparation import Done, check_prepared, day_of, unmet
from votesvc.domain.record.blame import blaming, refuse
from votesvc.domain.record.read_hearing import Consultation
from votesvc.domain.record.read_item import Contest
from votesvc.domain.record.steps import Fact, fact
from votesvc.domain.rules import Gate, asked_in


def check_gates(
    contests: Sequence[Contest],
    consultations: Mapping[str, Consultation],
    entries: Sequence[Placed[Entry]],
) -> Iterator[Fact]:
    """Yield what every gate was, and how the ballot came past it."""
    for contest in contests:
        gate = _announced(contest, contest.item.rule.hearing, consultations)
        asked = _asked(contest, consultations)
        _check_preparations(contest)
        override = _check_override(contest, gate)
        missing = _check_opening(contest, gate, override, entries)
        if gate is not None:
            yield _fact(contest, gate, override)
        elif override is not None:
            title = contest.item.title
            yield fact("overridden", title=title, text=override.text, by=override.by)
        if asked is not None:
            title = contest.item.title
            yield fact("asked-in", title=title, hearing=asked.hearing.title)
        yield from _preparation_facts(contest, missing)


def _announced(
    contest: Contest, hearing: str | None, consultations: Mapping[str, Consultation]
) -> Consultation | None:
    """Return the hearing that an item waits for or is asked in; it is announced before the item."""
    if hearing is None:
        return None
    index = contest.history.every(Item)[0].index
    found = consultations.get(hearing)
    if found is None or found.index > index or found.hearing.kind == "box":
        refuse(2, "an item names a hearing that has not been announced", index)
    return found


def _asked(contest: Contest, consultations: Mapping[str, Consultation]) -> Consultation | None:
    """Return the hearing in which a straw poll is asked; that one is not over yet."""
    found = _announced(contest, asked_in(contest.item.rule), consultations)
    index = contest.history.every(Item)[0].index
    if found is not None and found.reported_before(index):
        refuse(2, "a straw poll is asked in a hearing that is over", index)
    return found


def _check_preparations(contest: Contest) -> None:
    for placed in contest.history.every(Prepared):
        with blaming(2, placed.index):
            check_prepared(contest.item.rule, placed.entry, _done(contest, placed.index))


def _done(contest: Contest, before: int) -> Done:
    """Return what was done, as the log says it before the entry at `before`."""
    return {
        placed.entry.gate: placed.entry.day
        for placed in contest.history.every(Prepared)
        if placed.index < before
    }


def _check_override(contest: Contest, gate: Consultation | None) -> Overridden | None:
    """Return the only override; that it stands before opening is a matter of order.

    Whether there was a quorum at that moment the log does not say: one that is asked for may be
    overridden.
    """
    found: Overridden | None = None
    for placed in contest.history.every(Overridden):
        rule, on = contest.item.rule, day_of(placed.entry.time)
        with blaming(2, placed.index):
            check_override(
                rule,
                State.READY,
                reported=gate is not None and gate.reported_before(placed.index),
                overridden=found is not None,
                unmet=unmet(rule, _done(contest, placed.index), on, quorate=False),
            )
        found = placed.entry
    return found


def _check_opening(
    contest: Contest,
    gate: Consultation | None,
    override: Overridden | None,
    entries: Sequence[Placed[Entry]],
) -> tuple[Gate, ...]:
    """Return what was missing when the ballot was opened by an override, or is missing still."""
    missing: tuple[Gate, ...] = ()
    rule = contest.item.rule
    for opened in contest.history.every(Opened):
        done, on = _done(contest, opened.index), day_of(opened.entry.time)
        missing = unmet(rule, done, on, quorate=_quorate(contest, opened.index, entries))
        with blaming(2, opened.index):
            check_gate(
                rule,
                reported=gate is not None and gate.reported_before(opened.index),
                overridden=override is not None,
                unmet=missing,
            )
    return missing


def _quorate(contest: Contest, opened: int, entries: Sequence[Placed[Entry]]) -> bool:
    """Say whether the count of people written with the opening reaches the rule's quorum."""
    before = entries[opened - 1].entry
    quorum = contest.item.rule.quorum
    if quorum is None or not isinstance(before, CheckIn):
        return quorum is None
    return before.present >= quorum.needed(before.entitled)


def _fact(contest: Contest, gate: Consultation, override: Overridden | None) -> Fact:
    figures = {"title": contest.item.title, "hearing": gate.hearing.title}
    if override is not None:
        return fact("gate-overridden", **figures, text=override.text, by=override.by)
    if state_of(contest.history) in {State.READY, State.ISSUING}:
        return fact("gate-waiting", **figures)
    return fact("gate-reported", **figures)


def _preparation_facts(contest: Contest, missing: Sequence[Gate]) -> Iterator[Fact]:
    title = contest.item.title
    for placed in contest.history.every(Prepared):
        entry = placed.entry
        yield fact("prepared", title=title, gate=entry.gate, day=entry.day.isoformat())
    for gate in missing:
        yield fact("unprepared", title=title, gate=gate.kind)
