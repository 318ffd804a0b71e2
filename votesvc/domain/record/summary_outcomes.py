"""The part of the summary that tells what the counts of an item came to, by its rule."""

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from votesvc.crypto.ballot import Question
from votesvc.crypto.encoding import JsonValue, as_list, as_natural, as_object, parse_json
from votesvc.domain.entries import ResultMade
from votesvc.domain.items import scale_of
from votesvc.domain.outcome import (
    ChooseOutcome,
    ElectionOutcome,
    EvaluationOutcome,
    MotionOutcome,
    Outcome,
    PollOutcome,
    Row,
    ScoreOutcome,
)
from votesvc.domain.outcome.percent import average, percent
from votesvc.domain.record.summary_hearings import plain
from votesvc.domain.rules import Base, EvaluationRule, Rule

BASES: dict[Base, str] = {
    "entitled": "应到 / entitled",
    "present": "实到 / present",
    "returned": "收回选票 / returned",
    "valid": "有效票 / valid",
}
_NEXT = {
    "run-off": "再次投票 / run-off",
    "reballot": "另行选举 / another election",
}


def outcome_lines(rule: Rule, outcome: Outcome, questions: Sequence[Question]) -> Iterator[str]:
    """Yield what a result means, in both languages."""
    if isinstance(outcome, MotionOutcome):
        yield from _motion_lines(outcome, questions)
    elif isinstance(outcome, ChooseOutcome):
        yield from _choice_lines(outcome, questions[0])
    elif isinstance(outcome, ElectionOutcome):
        yield from _election_lines(outcome, questions)
    elif isinstance(outcome, ScoreOutcome):
        yield from _score_lines(outcome, questions)
    elif isinstance(outcome, PollOutcome):
        yield from _poll_lines(scale_of(rule), outcome, questions)
    else:
        # `decide` makes such an outcome by such a rule alone.
        yield from _evaluation_lines(cast("EvaluationRule", rule), outcome, questions)


def quorum_line(needed: int, present: int, *, met: bool) -> str:
    """Return the line about the quorum."""
    zh, en = ("达到", "met") if met else ("未达到", "not met")
    return f"  法定人数 / quorum: 须 / needs {needed}, 实到 / present {present}: {zh} / {en}"


def read_counts(made: ResultMade) -> list[list[int]]:
    """Return the counts of a legal log's result."""
    rows: JsonValue = as_object(parse_json(made.result.encode()))["result"]
    return [[as_natural(count) for count in as_list(row)] for row in as_list(rows)]


def _motion_lines(outcome: MotionOutcome, questions: Sequence[Question]) -> Iterator[str]:
    yield quorum_line(outcome.quorum, outcome.present, met=outcome.quorate)
    if outcome.base != "entitled":
        yield f"  基数 / base: {BASES[outcome.base]}"
    for number, (question, made) in enumerate(zip(questions, outcome.decisions, strict=True), 1):
        total = made.in_favour + made.against + made.abstained
        zh, en = ("通过", "passed") if made.passed else ("未通过", "not passed")
        yield f"  {number}. {plain(question.text)}"
        yield (
            f"     赞成 {made.in_favour} + 反对 {made.against} + 弃权 {made.abstained} = {total}；"
            f"须 {outcome.needed} 票赞成：{zh}"
        )
        yield (
            f"     for {made.in_favour} + against {made.against} + abstained {made.abstained} "
            f"= {total}; needs {outcome.needed} in favour: {en}"
        )


def _choice_lines(outcome: ChooseOutcome, question: Question) -> Iterator[str]:
    if outcome.quorum is not None:
        zh, en = ("达到", "met") if outcome.quorate else ("未达到", "not met")
        yield f"  法定人数 / quorum: 须 / needs {outcome.quorum.needed}: {zh} / {en}"
    yield f"  {plain(question.text)}"
    for answer, votes in zip(question.answers, outcome.votes, strict=True):
        yield f"     {votes} {plain(answer)}"
    yield f"     合计 / in all: {sum(outcome.votes)}"
    yield f"  当选 / chosen: {_names(question.answers, outcome.chosen)}"
    if outcome.tied:
        yield (
            f"  票数相等，余 {outcome.open_places} 个名额 / tied for {outcome.open_places} "
            f"more: {_names(question.answers, outcome.tied)}"
        )


def _election_lines(outcome: ElectionOutcome, questions: Sequence[Question]) -> Iterator[str]:
    quorum, figures = outcome.quorum, outcome.figures
    yield quorum_line(quorum.needed, figures.present, met=quorum.met)
    yield f"  应选 / seats: {outcome.seats}"
    if outcome.needed is not None:
        yield f"  须 {outcome.needed} 票赞成 / needs {outcome.needed} in favour"
    names = line_names(outcome, questions)
    for name, line in zip(names, outcome.lines, strict=True):
        if line.name is None:
            yield (
                f"     赞成 / for {line.in_favour} + 反对 / against {line.against} + "
                f"弃权 / abstained {line.abstained} = {figures.valid}  {plain(name)}"
            )
        else:
            yield f"     另选他人 / written in {line.in_favour}  {plain(name)}"
    yield f"  当选 / elected: {_names(names, outcome.elected)}"
    yield f"  缺额 / vacant: {outcome.vacant}"
    if outcome.following is not None:
        following = outcome.following
        yield f"  {_NEXT[following.kind]} ({following.seats}): {_names(names, following.among)}"


def _evaluation_lines(
    rule: EvaluationRule, outcome: EvaluationOutcome, questions: Sequence[Question]
) -> Iterator[str]:
    yield quorum_line(outcome.quorum.needed, outcome.figures.present, met=outcome.quorate)
    yield f"  基数 / base: {BASES[outcome.base]} {outcome.of}"
    for number, (question, rated) in enumerate(zip(questions, outcome.rows, strict=True), 1):
        yield from _row_lines(number, question, rule.scale, rated.row)
        for rate, votes in zip(rule.rates, rated.rates, strict=True):
            share = percent(votes, outcome.of)
            yield f"     {plain(rate.name)} {votes} / {outcome.of} = {share}%"
        for place in rated.flags:
            yield f"     ! {plain(rule.flags[place].name)}"


def _poll_lines(
    scale: Sequence[str], outcome: PollOutcome, questions: Sequence[Question]
) -> Iterator[str]:
    yield quorum_line(outcome.quorum.needed, outcome.figures.present, met=outcome.quorate)
    yield "  倾向性测评，不具表决效力 / a straw poll, which decides nothing"
    for number, (question, row) in enumerate(zip(questions, outcome.rows, strict=True), 1):
        yield from _row_lines(number, question, scale, row)


def _row_lines(number: int, question: Question, scale: Sequence[str], row: Row) -> Iterator[str]:
    yield f"  {number}. {plain(question.text)}"
    grades = [f"{plain(grade)} {votes}" for grade, votes in zip(scale, row.votes, strict=True)]
    total = sum(row.votes) + row.abstained
    yield f"     {' + '.join(grades)} + 弃权 / abstained {row.abstained} = {total}"


def _score_lines(outcome: ScoreOutcome, questions: Sequence[Question]) -> Iterator[str]:
    yield quorum_line(outcome.quorum.needed, outcome.figures.present, met=outcome.quorate)
    rows = zip(questions, outcome.rows, outcome.ranks, strict=True)
    for question, row, place in rows:
        mean = average(row.points, row.counted)
        yield f"     {place}. {plain(question.text)}: {row.points} / {row.counted} = {mean}"


def line_names(outcome: ElectionOutcome, questions: Sequence[Question]) -> list[str]:
    """Return the names of an election's lines: candidates, then those written in."""
    candidates = iter(questions[0].answers)
    return [line.name or next(candidates) for line in outcome.lines]


def _names(names: Sequence[str], places: Iterable[int]) -> str:
    return ", ".join(plain(names[place]) for place in places) or "无 / none"
