"""An election: 赞成, 反对 or nothing for each candidate, and slots for names written in.

Two questions over the same candidates (protocol 2.1). Whoever is marked in neither is abstained
on; nobody can be marked in both.
"""

from collections.abc import Sequence

from votesvc.domain.items.question import QuestionSpec
from votesvc.domain.rules import ElectionRule, Rule
from votesvc.errors import MalformedInput

FOR, AGAINST = "赞成", "反对"

_SLOT = "另选他人"


def election_questions(candidates: Sequence[str], rule: ElectionRule) -> tuple[QuestionSpec, ...]:
    """Return the two questions about `candidates`, with the slots of the rule behind them."""
    names = (*candidates, *map(slot_name, range(1, rule.writein + 1)))
    return (
        QuestionSpec(FOR, names, 0, min(rule.seats, len(names))),
        QuestionSpec(AGAINST, tuple(candidates), 0, len(candidates)),
    )


def check_election(questions: Sequence[QuestionSpec], rule: Rule) -> None:
    """Raise `MalformedInput` unless these are the questions of an election by `rule`.

    `rule` is an `ElectionRule`.
    """
    candidates = questions[-1].answers if questions else ()
    if not isinstance(rule, ElectionRule) or tuple(questions) != election_questions(
        candidates, rule
    ):
        reason = "an election has other questions than its candidates and seats make"
        raise MalformedInput(reason)


def slot_name(number: int) -> str:
    """Return how the slot of this number, from 1, is named on the paper."""
    return f"{_SLOT}{number}"
