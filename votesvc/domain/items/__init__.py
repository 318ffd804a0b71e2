"""What is put to the vote: an item for each kind of rule (protocol 2.1)."""

from votesvc.domain.items.election import AGAINST, FOR, slot_name
from votesvc.domain.items.graded import MOST_GRADED, scale_of, table_of
from votesvc.domain.items.making import asked_in, choose, election, family, graded, motion
from votesvc.domain.items.motion import MOST_QUESTIONS, MOTION_ANSWERS
from votesvc.domain.items.question import MOST_ANSWERS, QuestionSpec
from votesvc.domain.items.spec import ItemSpec, gated, parse_spec
from votesvc.domain.rules import Kind

__all__ = [
    "AGAINST",
    "FOR",
    "MOST_ANSWERS",
    "MOST_GRADED",
    "MOST_QUESTIONS",
    "MOTION_ANSWERS",
    "ItemSpec",
    "Kind",
    "QuestionSpec",
    "asked_in",
    "choose",
    "election",
    "family",
    "gated",
    "graded",
    "motion",
    "parse_spec",
    "scale_of",
    "slot_name",
    "table_of",
]
