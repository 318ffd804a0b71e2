"""What follows from the counts by the rule of the item (protocol 7.3; 9, check 6)."""

from votesvc.domain.outcome.choice import ChooseOutcome, choose_most
from votesvc.domain.outcome.decide import Outcome, WriteIns, decide
from votesvc.domain.outcome.election import ElectionOutcome, Line, NextBallot, elect
from votesvc.domain.outcome.evaluation import (
    EvaluationOutcome,
    PollOutcome,
    RatedRow,
    Row,
    evaluate,
    poll,
)
from votesvc.domain.outcome.motion import Decision, MotionOutcome, pass_motion
from votesvc.domain.outcome.quorum import Quorum
from votesvc.domain.outcome.score import ScoredRow, ScoreOutcome, score
from votesvc.domain.outcome.weighted import (
    GroupFigures,
    GroupVotes,
    WeightedOutcome,
    WeightedRow,
    votes_of,
    weigh_groups,
)

__all__ = [
    "ChooseOutcome",
    "Decision",
    "ElectionOutcome",
    "EvaluationOutcome",
    "GroupFigures",
    "GroupVotes",
    "Line",
    "MotionOutcome",
    "NextBallot",
    "Outcome",
    "PollOutcome",
    "Quorum",
    "RatedRow",
    "Row",
    "ScoreOutcome",
    "ScoredRow",
    "WeightedOutcome",
    "WeightedRow",
    "WriteIns",
    "choose_most",
    "decide",
    "elect",
    "evaluate",
    "pass_motion",
    "poll",
    "score",
    "votes_of",
    "weigh_groups",
]
