"""What follows from the counts by the rule of the item (congress rules 1; protocol 9, check 6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from votesvc.crypto.encoding import JsonValue
from votesvc.domain.rules import ChooseRule, MotionRule, Rule
from votesvc.errors import MalformedInput


@dataclass(frozen=True, slots=True)
class Decision:
    """The three counts of one question of a motion, and whether it is passed."""

    in_favour: int
    against: int
    abstained: int
    passed: bool

    def to_json(self) -> dict[str, JsonValue]:
        """Return the decision as it stands in an outcome."""
        return {
            "for": self.in_favour,
            "against": self.against,
            "abstain": self.abstained,
            "passed": self.passed,
        }


@dataclass(frozen=True, slots=True)
class MotionOutcome:
    """The decisions on a motion's questions, with the thresholds as whole numbers."""

    entitled: int
    present: int
    quorum: int
    quorate: bool
    needed: int
    decisions: tuple[Decision, ...]

    def to_json(self) -> dict[str, JsonValue]:
        """Return the outcome as it stands in the log."""
        return {
            "kind": "motion",
            "entitled": self.entitled,
            "present": self.present,
            "quorum": self.quorum,
            "quorate": self.quorate,
            "needed": self.needed,
            "questions": [decision.to_json() for decision in self.decisions],
        }


@dataclass(frozen=True, slots=True)
class ChooseOutcome:
    """Who is chosen, and who is tied for the `open_places` at the end.

    `chosen` and `tied` are positions in the list of answers, most votes first, equal votes in
    the order of the list.
    """

    votes: tuple[int, ...]
    chosen: tuple[int, ...]
    tied: tuple[int, ...]
    open_places: int

    def to_json(self) -> dict[str, JsonValue]:
        """Return the outcome as it stands in the log."""
        return {
            "kind": "choose",
            "votes": list(self.votes),
            "chosen": list(self.chosen),
            "tied": list(self.tied),
            "open_places": self.open_places,
        }


Outcome = MotionOutcome | ChooseOutcome


def decide(rule: Rule, counts: Sequence[Sequence[int]], entitled: int, present: int) -> Outcome:
    """Return what `counts` (per question, per answer) mean under `rule`.

    Raise `MalformedInput` when the counts do not have the form that the rule counts.
    """
    if isinstance(rule, MotionRule):
        return _decide_motion(rule, counts, entitled, present)
    return _decide_choice(rule, counts)


def _decide_motion(
    rule: MotionRule, counts: Sequence[Sequence[int]], entitled: int, present: int
) -> MotionOutcome:
    if not counts or any(len(row) != 3 for row in counts):
        reason = "the counts of a motion are not three for each question"
        raise MalformedInput(reason)
    quorum = rule.quorum.needed(entitled)
    threshold = rule.passing.needed(entitled)
    quorate = present >= quorum
    return MotionOutcome(
        entitled=entitled,
        present=present,
        quorum=quorum,
        quorate=quorate,
        needed=threshold,
        decisions=tuple(
            Decision(row[0], row[1], row[2], passed=quorate and row[0] >= threshold)
            for row in counts
        ),
    )


def _decide_choice(rule: ChooseRule, counts: Sequence[Sequence[int]]) -> ChooseOutcome:
    if len(counts) != 1:
        reason = "the counts of a choice are not those of one question"
        raise MalformedInput(reason)
    votes = tuple(counts[0])
    # Nobody is chosen without a vote, even where places stay open.
    ranked = sorted((i for i, n in enumerate(votes) if n > 0), key=lambda i: (-votes[i], i))
    if len(ranked) <= rule.top:
        return ChooseOutcome(votes, tuple(ranked), (), rule.top - len(ranked))
    last = votes[ranked[rule.top - 1]]
    if votes[ranked[rule.top]] < last:
        return ChooseOutcome(votes, tuple(ranked[: rule.top]), (), 0)
    chosen = tuple(i for i in ranked if votes[i] > last)
    tied = tuple(i for i in ranked if votes[i] == last)
    return ChooseOutcome(votes, chosen, tied, rule.top - len(chosen))
