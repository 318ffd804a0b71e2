"""The part of the summary that tells what groups of voters came to, each by its weight."""

from collections.abc import Iterator, Sequence
from typing import cast

from votesvc.crypto.ballot import Question, parse_election
from votesvc.domain.electorate import Electorate
from votesvc.domain.entries import Closed, Entry, Item, ResultMade, Weighed
from votesvc.domain.history import ItemHistory
from votesvc.domain.outcome import (
    EvaluationOutcome,
    GroupVotes,
    WeightedOutcome,
    WeightedRow,
    decide,
    votes_of,
    weigh_groups,
)
from votesvc.domain.outcome.percent import percent
from votesvc.domain.record.summary_hearings import plain
from votesvc.domain.record.summary_outcomes import BASES, quorum_line, read_counts
from votesvc.domain.rules import EvaluationRule, family_of


def weighed_lines(
    entries: Sequence[Entry], histories: Sequence[ItemHistory], electorate: Electorate
) -> Iterator[str]:
    """Yield what every family of a legal log came to."""
    for entry in entries:
        if isinstance(entry, Weighed):
            yield ""
            yield from _family_lines(entry.family, histories, electorate)


def _family_lines(
    family: str, histories: Sequence[ItemHistory], electorate: Electorate
) -> Iterator[str]:
    items: list[Item] = []
    votes: list[GroupVotes] = []
    for history in histories:
        for item in history.every(Item):
            if family_of(item.entry.rule) == family:
                items.append(item.entry)
                votes.append(_votes(item.entry, history, electorate))
    rule = cast("EvaluationRule", items[0].rule)
    outcome = weigh_groups(rule, votes)
    yield f"分组加权 / weighted by group: {plain(items[0].title)} ({family})"
    yield quorum_line(outcome.quorum.needed, outcome.figures.present, met=outcome.quorate)
    yield f"  基数 / base: {BASES[outcome.base]}"
    for group in outcome.groups:
        counted = "" if group.counted else "  没有计入 / not counted"
        yield f"  {plain(group.group)}: 权重 / weight {group.weight}, {group.of}{counted}"
    questions = parse_election(items[0].election.encode()).questions
    for number, (question, row) in enumerate(zip(questions, outcome.rows, strict=True), 1):
        yield from _row_lines(number, question, rule, outcome, row)


def _votes(item: Item, history: ItemHistory, electorate: Electorate) -> GroupVotes:
    [closed] = history.every(Closed)
    figures = closed.entry.figures(electorate.of(item.rule))
    made = history.first(ResultMade)
    if made is None:
        return GroupVotes(figures, None)
    return votes_of(cast("EvaluationOutcome", decide(item.rule, read_counts(made.entry), figures)))


def _row_lines(
    number: int,
    question: Question,
    rule: EvaluationRule,
    outcome: WeightedOutcome,
    row: WeightedRow,
) -> Iterator[str]:
    def share(part: int) -> str:
        return f"{percent(part, outcome.whole)}%"

    yield f"  {number}. {plain(question.text)}"
    grades = [
        f"{plain(grade)} {share(part)}" for grade, part in zip(rule.scale, row.parts, strict=True)
    ]
    yield f"     {', '.join(grades)}, 弃权 / abstained {share(row.abstained)}"
    for rate, part in zip(rule.rates, row.rates, strict=True):
        yield f"     {plain(rate.name)} {part} / {outcome.whole} = {share(part)}"
    for place in row.flags:
        yield f"     ! {plain(rule.flags[place].name)}"
