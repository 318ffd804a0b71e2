"""What check 6 reports of each outcome, as facts with figures."""

from collections.abc import Iterator, Sequence
from typing import cast

from votesvc.crypto.ballot import Question
from votesvc.domain.items import scale_of
from votesvc.domain.outcome import (
    ChooseOutcome,
    ElectionOutcome,
    EvaluationOutcome,
    MotionOutcome,
    Outcome,
    PollOutcome,
    ScoreOutcome,
    WeightedOutcome,
)
from votesvc.domain.outcome.percent import average, percent
from votesvc.domain.record.steps import Fact, fact
from votesvc.domain.record.summary_outcomes import line_names
from votesvc.domain.rules import EvaluationRule, Rule


def outcome_facts(
    title: str, rule: Rule, outcome: Outcome, questions: Sequence[Question]
) -> Iterator[Fact]:
    """Yield the figures of an outcome."""
    if isinstance(outcome, ChooseOutcome):
        if outcome.quorum is not None and not outcome.quorum.met:
            yield fact("choice-no-quorum", title=title, quorum=outcome.quorum.needed)
        yield from _choice_facts(title, outcome, questions[0])
        return
    yield _quorum_fact(title, outcome)
    if isinstance(outcome, MotionOutcome):
        yield from _motion_facts(outcome, questions)
    elif isinstance(outcome, ElectionOutcome):
        yield from _election_facts(title, outcome, questions)
    elif isinstance(outcome, ScoreOutcome):
        yield from _score_facts(outcome, questions)
    elif isinstance(outcome, PollOutcome):
        yield from _poll_facts(scale_of(rule), outcome, questions)
    else:
        # `decide` makes such an outcome by such a rule alone.
        yield from _evaluation_facts(cast("EvaluationRule", rule), outcome, questions)


def _quorum_fact(
    title: str,
    outcome: MotionOutcome | ElectionOutcome | EvaluationOutcome | PollOutcome | ScoreOutcome,
) -> Fact:
    if isinstance(outcome, MotionOutcome):
        present, quorum = outcome.present, outcome.quorum
    else:
        present, quorum = outcome.figures.present, outcome.quorum.needed
    name = "quorum" if outcome.quorate else "no-quorum"
    return fact(name, title=title, present=present, quorum=quorum)


def _motion_facts(outcome: MotionOutcome, questions: Sequence[Question]) -> Iterator[Fact]:
    for question, decision in zip(questions, outcome.decisions, strict=True):
        yield fact(
            "passed" if decision.passed else "not-passed",
            question=question.text,
            in_favour=decision.in_favour,
            against=decision.against,
            abstained=decision.abstained,
            needed=outcome.needed,
        )


def _choice_facts(title: str, outcome: ChooseOutcome, question: Question) -> Iterator[Fact]:
    yield fact("choice", title=title, open_places=outcome.open_places)
    for place, (answer, votes) in enumerate(zip(question.answers, outcome.votes, strict=True)):
        name = "not-chosen"
        if place in outcome.chosen:
            name = "chosen"
        elif place in outcome.tied:
            name = "tied"
        yield fact(name, answer=answer, votes=votes)


def _election_facts(
    title: str, outcome: ElectionOutcome, questions: Sequence[Question]
) -> Iterator[Fact]:
    yield fact("election", title=title, seats=outcome.seats, vacant=outcome.vacant)
    if outcome.needed is not None:
        yield fact("election-needed", needed=outcome.needed)
    names, following = line_names(outcome, questions), outcome.following
    tied = following.among if following is not None and following.kind == "run-off" else ()
    for place, (answer, line) in enumerate(zip(names, outcome.lines, strict=True)):
        name = "not-chosen"
        if place in outcome.elected:
            name = "chosen"
        elif place in tied:
            name = "tied"
        yield fact(name, answer=answer, votes=line.in_favour)
    if following is not None:
        yield fact(f"next-{following.kind}", seats=following.seats)


def _evaluation_facts(
    rule: EvaluationRule, outcome: EvaluationOutcome, questions: Sequence[Question]
) -> Iterator[Fact]:
    for question, rated in zip(questions, outcome.rows, strict=True):
        yield fact("evaluated", question=question.text, abstained=rated.row.abstained)
        for grade, votes in zip(rule.scale, rated.row.votes, strict=True):
            yield fact("grade", answer=grade, votes=votes)
        for rate, votes in zip(rule.rates, rated.rates, strict=True):
            share = percent(votes, outcome.of)
            yield fact("rate", rate=rate.name, votes=votes, of=outcome.of, percent=share)
        for place in rated.flags:
            yield fact("flag", flag=rule.flags[place].name)


def weighted_facts(
    title: str, rule: EvaluationRule, outcome: WeightedOutcome, questions: Sequence[Question]
) -> Iterator[Fact]:
    """Yield what the groups of a family came to together."""
    name = "quorum" if outcome.quorate else "no-quorum"
    figures = outcome.figures
    yield fact(name, title=title, present=figures.present, quorum=outcome.quorum.needed)
    for group in outcome.groups:
        yield fact(
            "group-counted" if group.counted else "group-left-out",
            group=group.group,
            weight=group.weight,
            returned=group.figures.returned,
        )
    for question, row in zip(questions, outcome.rows, strict=True):
        yield fact(
            "weighted", question=question.text, percent=percent(row.abstained, outcome.whole)
        )
        for grade, part in zip(rule.scale, row.parts, strict=True):
            yield fact("weighted-grade", answer=grade, percent=percent(part, outcome.whole))
        for rate, part in zip(rule.rates, row.rates, strict=True):
            yield fact("weighted-rate", rate=rate.name, percent=percent(part, outcome.whole))
        for place in row.flags:
            yield fact("flag", flag=rule.flags[place].name)


def _poll_facts(
    scale: Sequence[str], outcome: PollOutcome, questions: Sequence[Question]
) -> Iterator[Fact]:
    yield fact("advisory")
    for question, row in zip(questions, outcome.rows, strict=True):
        yield fact("evaluated", question=question.text, abstained=row.abstained)
        for grade, votes in zip(scale, row.votes, strict=True):
            yield fact("grade", answer=grade, votes=votes)


def _score_facts(outcome: ScoreOutcome, questions: Sequence[Question]) -> Iterator[Fact]:
    for question, row, place in zip(questions, outcome.rows, outcome.ranks, strict=True):
        mean = average(row.points, row.counted)
        yield fact(
            "scored",
            rank=place,
            question=question.text,
            points=row.points,
            counted=row.counted,
            average=mean,
        )
