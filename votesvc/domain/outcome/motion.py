"""What becomes of a motion: which of its questions are passed."""

from collections.abc import Sequence
from dataclasses import dataclass

from votesvc.crypto.encoding import JsonValue
from votesvc.domain.rules import Base, Figures, MotionRule


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
    base: Base = "entitled"

    def to_json(self) -> dict[str, JsonValue]:
        """Return the outcome as it stands in the log; the base is named where it is not N."""
        base: dict[str, JsonValue] = {} if self.base == "entitled" else {"base": self.base}
        return {
            "kind": "motion",
            "entitled": self.entitled,
            "present": self.present,
            "quorum": self.quorum,
            "quorate": self.quorate,
            "needed": self.needed,
            "questions": [decision.to_json() for decision in self.decisions],
            **base,
        }


def pass_motion(
    rule: MotionRule, figures: Figures, rows: Sequence[tuple[int, int, int]]
) -> MotionOutcome:
    """Return what is passed of questions with these votes: in favour, against, abstained."""
    quorum, threshold = rule.quorum.needed(figures.entitled), rule.threshold.needed(figures)
    quorate = figures.present >= quorum
    return MotionOutcome(
        entitled=figures.entitled,
        present=figures.present,
        quorum=quorum,
        quorate=quorate,
        needed=threshold,
        decisions=tuple(Decision(*row, passed=quorate and row[0] >= threshold) for row in rows),
        base=rule.base,
    )
