"""What is put to the vote: motions and choices among candidates, with the rule that decides."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from votesvc.crypto.encoding import JsonValue, as_list, as_natural, as_text, exact_fields
from votesvc.domain.rules import P01, ChooseRule, MotionRule, Rule, parse_rule
from votesvc.domain.words import check_words, look
from votesvc.errors import MalformedInput

Kind = Literal["motion", "choose"]

MOTION_ANSWERS = ("赞成", "反对", "弃权")
"""The answers of every question of a motion, in the order in which they are counted."""

MOST_QUESTIONS = 50
MOST_ANSWERS = 200


@dataclass(frozen=True, slots=True)
class QuestionSpec:
    """One question: its text, its answers, and how many of them may be marked."""

    text: str
    answers: tuple[str, ...]
    minimum: int
    maximum: int

    def __post_init__(self) -> None:
        """Refuse texts nobody could read and limits nobody could keep."""
        for words in (self.text, *self.answers):
            check_words(words)
        if len(set(map(look, self.answers))) != len(self.answers):
            reason = "two answers are the same, or cannot be told apart"
            raise MalformedInput(reason)
        if not 1 <= len(self.answers) <= MOST_ANSWERS:
            reason = "a question has no answers or too many"
            raise MalformedInput(reason)
        if not 0 <= self.minimum <= self.maximum <= len(self.answers) or self.maximum == 0:
            reason = "minimum and maximum do not fit the answers"
            raise MalformedInput(reason)


@dataclass(frozen=True, slots=True)
class ItemSpec:
    """An agenda item before it has keys: kind, title, questions, and the rule that decides."""

    kind: Kind
    title: str
    questions: tuple[QuestionSpec, ...]
    rule: Rule

    def __post_init__(self) -> None:
        """Refuse questions and rules that do not belong to the kind."""
        check_words(self.title)
        if not 1 <= len(self.questions) <= MOST_QUESTIONS:
            reason = "an item has no questions or too many"
            raise MalformedInput(reason)
        if self.kind == "motion":
            _check_motion(self)
        else:
            _check_choose(self)

    def to_json(self) -> dict[str, JsonValue]:
        """Return the item as it is stored: fields in order, as canonical JSON has them."""
        return {
            "kind": self.kind,
            "questions": [
                {
                    "answers": list(question.answers),
                    "maximum": question.maximum,
                    "minimum": question.minimum,
                    "text": question.text,
                }
                for question in self.questions
            ],
            "rule": self.rule.to_json(),
            "title": self.title,
        }


def motion(title: str, texts: Sequence[str], rule: MotionRule = P01) -> ItemSpec:
    """Return a motion of one or more questions, each 赞成, 反对 or 弃权."""
    questions = tuple(QuestionSpec(text, MOTION_ANSWERS, 1, 1) for text in texts)
    return ItemSpec("motion", title, questions, rule)


def choose(
    title: str, text: str, candidates: Sequence[str], minimum: int, maximum: int
) -> ItemSpec:
    """Return a choice of `minimum` to `maximum` candidates; the `maximum` most marked win."""
    question = QuestionSpec(text, tuple(candidates), minimum, maximum)
    return ItemSpec("choose", title, (question,), ChooseRule("P17", maximum))


def gated(spec: ItemSpec, hearing: str | None) -> ItemSpec:
    """Return the item with a gate: it waits for the report of this hearing, or for none."""
    return replace(spec, rule=replace(spec.rule, hearing=hearing))


def parse_spec(value: JsonValue) -> ItemSpec:
    """Read what `ItemSpec.to_json` wrote; raise `MalformedInput` for anything else."""
    fields = exact_fields(value, ("kind", "questions", "rule", "title"))
    return ItemSpec(
        _parse_kind(fields["kind"]),
        as_text(fields["title"]),
        tuple(_parse_question(question) for question in as_list(fields["questions"])),
        parse_rule(fields["rule"]),
    )


def _parse_kind(value: JsonValue) -> Kind:
    if value == "motion":
        return "motion"
    if value == "choose":
        return "choose"
    reason = "an item is of an unknown kind"
    raise MalformedInput(reason)


def _parse_question(value: JsonValue) -> QuestionSpec:
    fields = exact_fields(value, ("answers", "maximum", "minimum", "text"))
    return QuestionSpec(
        as_text(fields["text"]),
        tuple(as_text(answer) for answer in as_list(fields["answers"])),
        as_natural(fields["minimum"]),
        as_natural(fields["maximum"]),
    )


def _check_motion(spec: ItemSpec) -> None:
    if not isinstance(spec.rule, MotionRule) or any(
        (question.answers, question.minimum, question.maximum) != (MOTION_ANSWERS, 1, 1)
        for question in spec.questions
    ):
        reason = "a motion has other answers or another rule than a motion"
        raise MalformedInput(reason)


def _check_choose(spec: ItemSpec) -> None:
    if not isinstance(spec.rule, ChooseRule) or len(spec.questions) != 1:
        reason = "a choice has more than one question or another rule than a choice"
        raise MalformedInput(reason)
    if spec.rule.top > len(spec.questions[0].answers):
        reason = "a choice has more places than candidates"
        raise MalformedInput(reason)
