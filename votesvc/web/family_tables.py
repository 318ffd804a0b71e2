"""The tables of an evaluation in which groups of voters have weights.

A group's own figures stand in the last of them, and only where they give nobody away.
"""

from collections.abc import Iterable

from flask_babel import gettext

from votesvc.domain.lifecycle import State
from votesvc.domain.outcome import EvaluationOutcome
from votesvc.domain.outcome.groups import SMALLEST_GROUP
from votesvc.domain.rules import EvaluationRule
from votesvc.services.agenda import ItemView
from votesvc.services.counting import FamilyView, ResultView
from votesvc.web.tables import Cell, Table, percent

_TEXT, _GROUP, _WORD, _NUMBER = 36, 16, 14, 10


def family_tables(view: FamilyView) -> list[Table]:
    """Return the weighted result, the figures of the groups, and what each gave where it shows."""
    sizes = [group.figures.entitled for group in view.outcome.groups]
    tables = [weighted_table(view), groups_table(zip(view.items, sizes, strict=True))]
    details = details_table(view)
    return tables if details is None else [*tables, details]


def weighted_table(view: FamilyView) -> Table:
    """Return the weighted part of every grade in percent, with the rates and flags of each row."""
    rule, outcome = rule_of(view), view.outcome
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            question.text,
            *(percent(part, outcome.whole) for part in (*row.parts, row.abstained)),
            *(percent(part, outcome.whole) for part in row.rates),
            str(gettext("、")).join(rule.flags[at].name for at in row.flags),
        )
        for question, row in zip(view.items[0].spec.questions, outcome.rows, strict=True)
    )
    rates = [rate.name for rate in rule.rates]
    head = (gettext("测评对象"), *scale_heads(rule), *rates, gettext("提示"))
    widths = (_TEXT, *[_NUMBER] * (len(rule.scale) + 1), *[_WORD] * len(rates), 24)
    return Table(gettext("加权结果"), head, rows, widths)


def groups_table(groups: Iterable[tuple[ItemView, int]]) -> Table:
    """Return weight, N, A, I and R of every group, and whether it was counted.

    Each group is given by its item and its N; what is not known of a void round is a dash.
    """
    rows: list[tuple[Cell, ...]] = []
    for item, entitled in groups:
        rule = evaluation_of(item)
        weights = {one.group: one.weight for one in rule.weights}
        numbers = (item.present, item.issued, item.returned)
        rows.append(
            (
                rule.group or "",
                weights.get(rule.group or "", 0),
                entitled,
                *("—" if number is None else number for number in numbers),
                gettext("计入") if item.state is State.ANNOUNCED else why_left_out(item),
            )
        )
    head = (
        gettext("组别"),
        gettext("权重"),
        gettext("应到"),
        gettext("实到"),
        gettext("发出选票"),
        gettext("收回选票"),
        gettext("是否计入"),
    )
    return Table(gettext("各组情况"), head, tuple(rows), (_GROUP, *[_NUMBER] * 5, 30))


def details_table(view: FamilyView) -> Table | None:
    """Return what each group gave each row, where it may be shown; None where nothing may."""
    rule = rule_of(view)
    rows: list[tuple[Cell, ...]] = []
    for place, row in enumerate(view.outcome.rows):
        name = view.items[0].spec.questions[place].text
        for group, result in zip(view.outcome.groups, view.results, strict=True):
            if result is not None and group.group in row.shown:
                rows.append((name, group.group, *_votes(result, place)))
    if not rows:
        return None
    head = (gettext("测评对象"), gettext("组别"), *scale_heads(rule))
    widths = (_TEXT, _GROUP, *[_NUMBER] * (len(rule.scale) + 1))
    return Table(gettext("各组明细（票数）"), head, tuple(rows), widths)


def only_group(view: FamilyView) -> str | None:
    """Return the one group that was counted; None where there are more."""
    counted = [group.group for group in view.outcome.groups if group.counted]
    return counted[0] if len(counted) == 1 else None


def all_shown(view: FamilyView) -> bool:
    """Say whether every group that was counted is shown in every row."""
    outcome = view.outcome
    counted = sum(group.counted for group in outcome.groups)
    return all(len(row.shown) == counted for row in outcome.rows)


def why_left_out(item: ItemView) -> str:
    """Return why a group takes no part in the result."""
    if item.returned is not None and item.returned < SMALLEST_GROUP:
        return str(gettext("不计入：收回不足 %(least)s 张，没有开票", least=SMALLEST_GROUP))
    return str(gettext("不计入：这一组作废"))


def rule_of(view: FamilyView) -> EvaluationRule:
    """Return the rule of a family as its first group has it."""
    return evaluation_of(view.items[0])


def evaluation_of(item: ItemView) -> EvaluationRule:
    """Return the rule of an item that is for a group."""
    rule = item.spec.rule
    # Only an evaluation has groups with weights.
    assert isinstance(rule, EvaluationRule)  # noqa: S101
    return rule


def scale_heads(rule: EvaluationRule) -> tuple[str, ...]:
    """Return the grades and what stands for none of them, as heads of columns."""
    # The grades of a rule are its own words; those of the presets are in the catalogue.
    return (*(gettext(grade) for grade in rule.scale), gettext("弃权"))


def _votes(result: ResultView, place: int) -> tuple[int, ...]:
    outcome = result.outcome
    # As above.
    assert isinstance(outcome, EvaluationOutcome)  # noqa: S101
    row = outcome.rows[place].row
    return (*row.votes, row.abstained)
