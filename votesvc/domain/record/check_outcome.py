"""Check 6: the outcome follows from the result by the numbers of the item's rule."""

from collections.abc import Sequence

from votesvc.crypto.encoding import canonical_json
from votesvc.domain.electorate import Electorate
from votesvc.domain.entries import Closed, OutcomeStated
from votesvc.domain.outcome import decide
from votesvc.domain.record.blame import refuse
from votesvc.domain.record.check_families import check_weighed
from votesvc.domain.record.check_following import Decided, check_following
from votesvc.domain.record.check_order import LegalLog
from votesvc.domain.record.check_tally import CountedContest
from votesvc.domain.record.outcome_facts import outcome_facts
from votesvc.domain.record.steps import Fact, Step
from votesvc.domain.rules import group_of


def check_outcome(counted: Sequence[CountedContest], electorate: Electorate, log: LegalLog) -> Step:
    """Return the results in figures; of groups that are counted apart, those of all together."""
    facts: list[Fact] = []
    decided: dict[str, Decided] = {}
    for one in counted:
        [closed] = one.contest.history.every(Closed)
        rule = one.contest.item.rule
        figures = closed.entry.figures(electorate.of(rule))
        outcome = decide(rule, one.result.counts, figures, one.write_ins)
        for stated in one.contest.history.every(OutcomeStated):
            # Bytes are compared: to Python, 1 and true are equal.
            if canonical_json(stated.entry.outcome) != canonical_json(outcome.to_json()):
                refuse(6, "the outcome does not follow from the result", stated.index)
        decided[one.contest.item.item] = Decided(one.contest, outcome)
        if group_of(rule) is None:
            questions = one.contest.election.questions
            facts.extend(outcome_facts(one.contest.item.title, rule, outcome, questions))
    facts.extend(check_weighed(log.entries, log.contests, decided, electorate))
    check_following(log.contests, decided)
    return Step(6, tuple(facts))
