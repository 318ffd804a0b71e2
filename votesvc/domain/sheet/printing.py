"""The parts of what `votesvc count` prints: lines, the ballot that has to follow, flags."""

from collections.abc import Iterator, Sequence

from votesvc.domain.outcome import (
    ChooseOutcome,
    ElectionOutcome,
    EvaluationOutcome,
    MotionOutcome,
    Outcome,
    PollOutcome,
    ScoreOutcome,
)
from votesvc.domain.outcome.evaluation import rates_and_flags
from votesvc.domain.outcome.groups import weigh
from votesvc.domain.outcome.percent import average, percent
from votesvc.domain.outcome.places import rank
from votesvc.domain.outcome.quorum import quorum_of
from votesvc.domain.rules import (
    ChooseRule,
    ElectionRule,
    EvaluationRule,
    Figures,
    MotionRule,
    PollRule,
    Rule,
)
from votesvc.domain.sheet.items import SheetItem
from votesvc.domain.sheet.sheet import Sheet

Printed = dict[str, object]
"""JSON as it is printed; null is None here, which JSON of ours does not have."""


def threshold_of(rule: Rule, figures: Figures) -> int | None:
    """Return the votes in favour that are needed, or None where votes are not measured so."""
    if isinstance(rule, MotionRule | ElectionRule) and rule.threshold is not None:
        return rule.threshold.needed(figures)
    return None


def seats_of(rule: Rule) -> int:
    """Return how many places there are to fill."""
    if isinstance(rule, ElectionRule):
        return rule.seats
    return rule.top if isinstance(rule, ChooseRule) else 0


def print_share(part: int, whole: int) -> Printed:
    """Return a part with its base, and in percent."""
    return {"votes": part, "base": whole, "percent": percent(part, whole)}


def print_next(outcome: Outcome | None, sheet: Sheet) -> tuple[Printed | None, int]:
    """Return the ballot that has to follow, if one has to, and how many places are filled."""
    if isinstance(outcome, ElectionOutcome):
        filled, following = len(outcome.elected), outcome.following
        if following is None:
            return None, filled
        return _next(following.kind, following.among, following.seats, sheet), filled
    if isinstance(outcome, ChooseOutcome):
        filled = len(outcome.chosen)
        if not outcome.tied:
            return None, filled
        return _next("run-off", outcome.tied, outcome.open_places, sheet), filled
    return None, 0


def _next(kind: str, among: Sequence[int], seats: int, sheet: Sheet) -> Printed:
    return {"kind": kind, "among": [sheet.items[i].name for i in among], "seats": seats}


def print_items(outcome: Outcome, rule: Rule, sheet: Sheet) -> list[Printed]:
    """Return a line for each item, in the order of the sheet."""
    lines: list[Printed] = [
        {"name": item.name, "passed": None, "elected": None, "rank": None} for item in sheet.items
    ]
    ranks = _ranks(outcome, sheet)
    for place, line in enumerate(lines):
        if ranks:
            line["rank"] = ranks[place]
        line.update(_verdict(outcome, place))
        line.update(_figures(outcome, rule, sheet.items[place], place))
    return lines


def _verdict(outcome: Outcome, place: int) -> Printed:
    """Return whether a line has passed and is elected, where that is what votes decide."""
    if isinstance(outcome, MotionOutcome):
        return {"passed": outcome.decisions[place].passed}
    if isinstance(outcome, ElectionOutcome):
        passed = None if outcome.needed is None else place in outcome.passed
        return {"passed": passed, "elected": place in outcome.elected}
    if isinstance(outcome, ChooseOutcome):
        return {"elected": place in outcome.chosen}
    return {}


def _figures(outcome: Outcome, rule: Rule, item: SheetItem, place: int) -> Printed:
    """Return what grades and scores add to a line."""
    if isinstance(rule, EvaluationRule) and isinstance(outcome, EvaluationOutcome):
        return _print_row(rule, outcome, place, item)
    if isinstance(rule, PollRule):
        total = sum(item.votes) + item.abstained
        return {"grades": _grades(rule.scale, item.votes, total), "abstain": item.abstained}
    if isinstance(outcome, ScoreOutcome):
        row = outcome.rows[place]
        mean = average(row.points, row.counted) if row.counted else None
        return {"points": row.points, "scores": row.counted, "average": mean}
    return {}


def _ranks(outcome: Outcome, sheet: Sheet) -> tuple[int, ...]:
    if isinstance(outcome, ElectionOutcome | ChooseOutcome):
        return rank([item.in_favour for item in sheet.items])
    return outcome.ranks if isinstance(outcome, ScoreOutcome) else ()


def _grades(scale: Sequence[str], votes: Sequence[int], of: int) -> Printed:
    return {grade: print_share(count, of) for grade, count in zip(scale, votes, strict=True)}


def _print_row(
    rule: EvaluationRule, outcome: EvaluationOutcome, place: int, item: SheetItem
) -> Printed:
    if item.groups:
        return _print_groups(rule, item, outcome.of)
    rated = outcome.rows[place]
    return {
        "grades": _grades(rule.scale, item.votes, outcome.of),
        "abstain": item.abstained,
        "rates": {
            rate.name: print_share(votes, outcome.of)
            for rate, votes in zip(rule.rates, rated.rates, strict=True)
        },
    }


def _print_groups(rule: EvaluationRule, item: SheetItem, of: int) -> Printed:
    """Return a weighted row; what all ballots gave it only where that tells of no group."""
    weighted = weigh(item.groups)
    rates, _ = rates_and_flags(rule, weighted.parts, weighted.whole)
    untold = bool(weighted.hidden)
    return {
        "grades": None if untold else _grades(rule.scale, item.votes, of),
        "abstain": None if untold else item.abstained,
        "weighted": {
            grade: percent(part, weighted.whole)
            for grade, part in zip(rule.scale, weighted.parts, strict=True)
        },
        "rates": {
            rate.name: {"percent": percent(part, weighted.whole)}
            for rate, part in zip(rule.rates, rates, strict=True)
        },
        "groups": {
            group.group: _grades(rule.scale, group.row.votes, group.ballots)
            if group.group in weighted.shown
            else None
            for group in item.groups
        },
    }


def print_flags(outcome: Outcome | None, rule: Rule, sheet: Sheet) -> Iterator[Printed]:
    """Yield what somebody should look at before the result is announced."""
    if outcome is None:
        yield {"flag": "round-void"}
        return
    if not sheet.quorum_known:
        yield {"flag": "quorum-unknown"}
    elif not quorum_of(rule.quorum, sheet.figures).met:
        yield {"flag": "no-quorum"}
    yield from _impossible_marks(rule, sheet)
    if isinstance(outcome, PollOutcome):
        yield {"flag": "advisory"}
    if isinstance(outcome, EvaluationOutcome) and isinstance(rule, EvaluationRule):
        yield from _row_flags(outcome, rule, sheet)


def _impossible_marks(rule: Rule, sheet: Sheet) -> Iterator[Printed]:
    """Yield marks that valid ballots could hardly hold; rules that allow them exist."""
    marks, valid = sum(item.in_favour for item in sheet.items), sheet.figures.valid
    if seats_of(rule) and marks > seats_of(rule) * valid:
        yield {"flag": "more-marks-than-seats", "votes": marks, "base": seats_of(rule) * valid}
    written = sum(item.in_favour for item in sheet.items if item.writein)
    against = [item.against for item in sheet.items if not item.writein]
    refused = sum(count or 0 for count in against)
    if written > refused and None not in against:
        yield {"flag": "more-written-in-than-against", "votes": written, "base": refused}


def _row_flags(outcome: EvaluationOutcome, rule: EvaluationRule, sheet: Sheet) -> Iterator[Printed]:
    for item, rated in zip(sheet.items, outcome.rows, strict=True):
        if item.groups:
            yield from _group_flags(rule, item)
            continue
        for place in rated.flags:
            flag = rule.flags[place]
            votes = sum(item.votes[grade] for grade in flag.grades)
            yield {"flag": flag.name, "item": item.name, "votes": votes, "base": outcome.of}


def _group_flags(rule: EvaluationRule, item: SheetItem) -> Iterator[Printed]:
    """Yield what the weighted parts raise, and which groups cannot be shown."""
    weighted = weigh(item.groups)
    _, flags = rates_and_flags(rule, weighted.parts, weighted.whole)
    for flag in (rule.flags[place] for place in flags):
        part = sum(weighted.parts[grade] for grade in flag.grades)
        share = percent(part, weighted.whole)
        yield {"flag": flag.name, "item": item.name, "percent": share}
    for group in weighted.hidden:
        yield {"flag": "group-hidden", "item": item.name, "group": group}
    if len(weighted.hidden) == 1:
        [alone] = weighted.hidden
        yield {"flag": "total-reveals-group", "item": item.name, "group": alone}
