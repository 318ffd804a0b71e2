"""What a count sheet comes to by a preset, as `votesvc count` prints it (docs/count.md)."""

from dataclasses import dataclass

from votesvc.domain.outcome import (
    EvaluationOutcome,
    Line,
    Outcome,
    choose_most,
    elect,
    evaluate,
    pass_motion,
    poll,
    score,
)
from votesvc.domain.outcome.quorum import quorum_of
from votesvc.domain.presets import Preset, make_rule, terms_of
from votesvc.domain.rules import (
    ChooseRule,
    ElectionRule,
    EvaluationRule,
    MotionRule,
    PollRule,
    Rule,
)
from votesvc.domain.sheet.fields import refuse
from votesvc.domain.sheet.printing import (
    Printed,
    print_flags,
    print_items,
    print_next,
    print_share,
    seats_of,
    threshold_of,
)
from votesvc.domain.sheet.sheet import Sheet
from votesvc.errors import MalformedInput


@dataclass(frozen=True, slots=True)
class Report:
    """A counted sheet: the rule it was counted by, the outcome, and what is printed.

    `outcome` is None where the round is void: then there is no result.
    """

    preset: Preset
    rule: Rule
    sheet: Sheet
    outcome: Outcome | None
    printed: Printed


def count_sheet(sheet: Sheet, preset: Preset, pack: str) -> Report:
    """Count a sheet; raise `ImpossibleCount` for seats that are missing or not the preset's."""
    try:
        rule = make_rule(preset, terms_of(preset, pack), sheet.seats)
    except MalformedInput as error:
        refuse(str(error), "seats")
    outcome = _decide(rule, sheet) if sheet.figures.round_valid else None
    return Report(preset, rule, sheet, outcome, _print(rule, sheet, outcome))


def _decide(rule: Rule, sheet: Sheet) -> Outcome:
    figures, items = sheet.figures, sheet.items
    if isinstance(rule, MotionRule):
        rows = [(one.in_favour, one.against or 0, one.abstained) for one in items]
        return pass_motion(rule, figures, rows)
    if isinstance(rule, ChooseRule):
        return choose_most(rule, figures, [one.in_favour for one in items])
    if isinstance(rule, ElectionRule):
        lines = [Line(one.in_favour, one.against or 0, one.abstained) for one in items]
        return elect(rule, figures, lines)
    if isinstance(rule, EvaluationRule):
        return evaluate(rule, figures, [one.row for one in items])
    if isinstance(rule, PollRule):
        return poll(rule, figures, [one.row for one in items])
    return score(rule, figures, [one.votes for one in items])


def _print(rule: Rule, sheet: Sheet, outcome: Outcome | None) -> Printed:
    figures, known = sheet.figures, sheet.quorum_known
    quorum = quorum_of(rule.quorum, figures)
    following, filled = print_next(outcome, sheet)
    printed: Printed = {
        "round_valid": figures.round_valid,
        "quorum": {
            "needed": quorum.needed if known else None,
            "met": quorum.met if known else None,
        },
        "threshold": threshold_of(rule, figures),
        "items": [] if outcome is None else print_items(outcome, rule, sheet),
        "vacant": max(0, seats_of(rule) - filled),
        "next": following,
        "flags": list(print_flags(outcome, rule, sheet)),
    }
    if isinstance(outcome, EvaluationOutcome):
        printed["base"] = {"name": outcome.base, "count": outcome.of}
    if (
        outcome is not None
        and sheet.issued
        and not isinstance(rule, MotionRule | ElectionRule | ChooseRule)
    ):
        printed["return_rate"] = print_share(figures.returned, sheet.issued)
    return printed
