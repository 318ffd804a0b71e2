"""Check 6: the outcome follows from the result by the numbers of the item's rule."""

from collections.abc import Iterator, Sequence

from votesvc.crypto.encoding import canonical_json
from votesvc.domain.entries import Closed, OutcomeStated
from votesvc.domain.outcome import ChooseOutcome, MotionOutcome, Outcome, decide
from votesvc.domain.record.blame import refuse
from votesvc.domain.record.check_tally import CountedContest
from votesvc.domain.record.steps import Fact, Step, fact


def check_outcome(counted: Sequence[CountedContest], entitled: int) -> Step:
    """Return the results in figures."""
    facts: list[Fact] = []
    for one in counted:
        [closed] = one.contest.history.every(Closed)
        rule = one.contest.item.rule
        outcome = decide(rule, one.result.counts, entitled, closed.entry.present)
        for stated in one.contest.history.every(OutcomeStated):
            # Bytes are compared: to Python, 1 and true are equal.
            if canonical_json(stated.entry.outcome) != canonical_json(outcome.to_json()):
                refuse(6, "the outcome does not follow from the result", stated.index)
        facts.extend(_facts(one, outcome))
    return Step(6, tuple(facts))


def _facts(one: CountedContest, outcome: Outcome) -> Iterator[Fact]:
    if isinstance(outcome, MotionOutcome):
        yield from _motion_facts(one, outcome)
    else:
        yield from _choice_facts(one, outcome)


def _motion_facts(one: CountedContest, outcome: MotionOutcome) -> Iterator[Fact]:
    title = one.contest.item.title
    yield fact(
        "quorum" if outcome.quorate else "no-quorum",
        title=title,
        present=outcome.present,
        quorum=outcome.quorum,
    )
    questions = one.contest.election.questions
    for question, decision in zip(questions, outcome.decisions, strict=True):
        yield fact(
            "passed" if decision.passed else "not-passed",
            question=question.text,
            in_favour=decision.in_favour,
            against=decision.against,
            abstained=decision.abstained,
            needed=outcome.needed,
        )


def _choice_facts(one: CountedContest, outcome: ChooseOutcome) -> Iterator[Fact]:
    yield fact("choice", title=one.contest.item.title, open_places=outcome.open_places)
    [question] = one.contest.election.questions
    for place, (answer, votes) in enumerate(zip(question.answers, outcome.votes, strict=True)):
        name = "not-chosen"
        if place in outcome.chosen:
            name = "chosen"
        elif place in outcome.tied:
            name = "tied"
        yield fact(name, answer=answer, votes=votes)
