"""What is put to the vote before it has keys: kind, title, questions, and the rule that decides."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from votesvc.crypto.encoding import JsonValue, as_list, as_text, exact_fields
from votesvc.domain.items.choose import check_choose
from votesvc.domain.items.election import check_election
from votesvc.domain.items.graded import check_graded
from votesvc.domain.items.motion import check_motion
from votesvc.domain.items.question import QuestionSpec, parse_question
from votesvc.domain.rules import Kind, Rule, kind_of, parse_kind, parse_rule
from votesvc.domain.words import check_words, look
from votesvc.errors import MalformedInput

_CHECKS: Mapping[Kind, Callable[[Sequence[QuestionSpec], Rule], None]] = {
    "motion": check_motion,
    "choose": check_choose,
    "election": check_election,
    "evaluation": check_graded,
    "poll": check_graded,
    "score": check_graded,
}


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
        if self.kind != kind_of(self.rule):
            reason = "an item has the rule of another kind"
            raise MalformedInput(reason)
        _CHECKS[self.kind](self.questions, self.rule)
        texts = [question.text for question in self.questions]
        if self.kind != "motion" and len(set(map(look, texts))) != len(texts):
            reason = "two rows are the same, or cannot be told apart"
            raise MalformedInput(reason)

    def to_json(self) -> dict[str, JsonValue]:
        """Return the item as it is stored: fields in order, as canonical JSON has them."""
        return {
            "kind": self.kind,
            "questions": [question.to_json() for question in self.questions],
            "rule": self.rule.to_json(),
            "title": self.title,
        }


def gated(spec: ItemSpec, hearing: str | None) -> ItemSpec:
    """Return the item with a gate: it waits for the report of this hearing, or for none."""
    return replace(spec, rule=replace(spec.rule, hearing=hearing))


def parse_spec(value: JsonValue) -> ItemSpec:
    """Read what `ItemSpec.to_json` wrote; raise `MalformedInput` for anything else."""
    fields = exact_fields(value, ("kind", "questions", "rule", "title"))
    return ItemSpec(
        parse_kind(fields["kind"]),
        as_text(fields["title"]),
        tuple(parse_question(question) for question in as_list(fields["questions"])),
        parse_rule(fields["rule"]),
    )
