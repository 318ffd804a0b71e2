"""One question of an item: its text, its answers, and how many of them may be marked."""

from dataclasses import dataclass

from votesvc.crypto.encoding import JsonValue, as_list, as_natural, as_text
from votesvc.domain.words import check_words, look
from votesvc.errors import MalformedInput

MOST_ANSWERS = 200

_FIELDS = frozenset({"answers", "maximum", "minimum", "text"})


@dataclass(frozen=True, slots=True)
class QuestionSpec:
    """Between `minimum` and `maximum` of the answers are marked, or none where `blank` is true."""

    text: str
    answers: tuple[str, ...]
    minimum: int
    maximum: int
    blank: bool = False

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

    def to_json(self) -> JsonValue:
        """Return the question as it is stored; `blank` stands there only where it is true."""
        blank: dict[str, JsonValue] = {"blank": True} if self.blank else {}
        return {
            "answers": list(self.answers),
            **blank,
            "maximum": self.maximum,
            "minimum": self.minimum,
            "text": self.text,
        }


def parse_question(value: JsonValue) -> QuestionSpec:
    """Read what `QuestionSpec.to_json` wrote; raise `MalformedInput` for anything else."""
    if not isinstance(value, dict) or not _FIELDS <= value.keys() <= _FIELDS | {"blank"}:
        reason = "a question does not have exactly its fields"
        raise MalformedInput(reason)
    if value.get("blank", True) is not True:
        reason = "blank stands only where it is true"
        raise MalformedInput(reason)
    return QuestionSpec(
        as_text(value["text"]),
        tuple(as_text(answer) for answer in as_list(value["answers"])),
        as_natural(value["minimum"]),
        as_natural(value["maximum"]),
        "blank" in value,
    )
