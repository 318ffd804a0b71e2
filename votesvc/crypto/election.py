"""What a ballot is cast in: questions, key and the fingerprint that every proof is bound to.

Protocol 2. The exact bytes of the election count: its fingerprint phi is their hash.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from votesvc.crypto.encoding import (
    JsonValue,
    as_list,
    as_natural,
    as_object,
    as_text,
    b64hash,
    belenios_json,
    parse_belenios_uuid,
    parse_json,
)
from votesvc.crypto.group import Element, parse_key
from votesvc.errors import MalformedInput, Unsupported, located

MAX_QUESTIONS = 200
MAX_ANSWERS = 1000


@dataclass(frozen=True, slots=True)
class Question:
    """One question: between `minimum` and `maximum` answers are marked, or the paper is blank."""

    text: str
    answers: tuple[str, ...]
    minimum: int
    maximum: int
    blank: bool = False

    def __post_init__(self) -> None:
        if not 1 <= len(self.answers) <= MAX_ANSWERS:
            msg = f"a question does not have between 1 and {MAX_ANSWERS} answers"
            raise MalformedInput(msg)
        if not 0 <= self.minimum <= self.maximum <= len(self.answers):
            msg = "a question's min and max do not fit its answers"
            raise MalformedInput(msg)

    @property
    def choices(self) -> int:
        """Return how many ciphertexts an answer has: one per answer, and the blank bit."""
        return len(self.answers) + self.blank

    @property
    def branches(self) -> int:
        """Return how many branches the overall proof has: one per allowed sum, and the blank."""
        return self.maximum - self.minimum + 1 + self.blank

    def to_json(self) -> JsonValue:
        """Return the question as Belenios prints it."""
        fields: dict[str, JsonValue] = {"answers": list(self.answers)}
        if self.blank:
            fields["blank"] = True
        return fields | {"min": self.minimum, "max": self.maximum, "question": self.text}


@dataclass(frozen=True, slots=True)
class Election:
    """One election as its exact bytes say it; made by `parse_election` or `make_election`."""

    uuid: str
    name: str
    description: str
    administrator: str
    credential_authority: str
    public_key: Element
    questions: tuple[Question, ...]
    encoded: bytes = field(repr=False)
    fingerprint: str

    @property
    def ciphertexts(self) -> int:
        """Return how many ciphertexts a ballot holds."""
        return sum(question.choices for question in self.questions)


def make_election(  # noqa: PLR0913  # These are the fields of an election, each named by callers.
    *,
    uuid: str,
    name: str,
    description: str,
    administrator: str,
    credential_authority: str,
    public_key: Element,
    questions: Sequence[Question],
) -> Election:
    """Print an election in the field order of protocol 2 and return it."""
    return parse_election(
        belenios_json(
            {
                "version": 1,
                "description": description,
                "name": name,
                "group": "Ed25519",
                "public_key": public_key.to_hex(),
                "questions": [question.to_json() for question in questions],
                "uuid": uuid,
                "administrator": administrator,
                "credential_authority": credential_authority,
            }
        )
    )


def parse_election(data: bytes) -> Election:
    """Read an election; unknown fields and any field order pass, as in the existing tools.

    Raises `Unsupported` for other versions, groups and kinds of question.
    """
    fields = as_object(parse_json(data))
    if as_natural(_required(fields, "version")) != 1:
        msg = "election of another version than 1"
        raise Unsupported(msg)
    if fields.get("group") != "Ed25519":
        msg = "election over another group than Ed25519"
        raise Unsupported(msg)
    return Election(
        uuid=parse_belenios_uuid(as_text(_required(fields, "uuid"))),
        name=as_text(_required(fields, "name")),
        description=as_text(_required(fields, "description")),
        administrator=as_text(fields.get("administrator", "")),
        credential_authority=as_text(fields.get("credential_authority", "")),
        public_key=parse_key(as_text(_required(fields, "public_key"))),
        questions=_parse_questions(_required(fields, "questions")),
        encoded=data,
        fingerprint=b64hash(data),
    )


def _parse_questions(value: JsonValue) -> tuple[Question, ...]:
    items = as_list(value)
    if not 1 <= len(items) <= MAX_QUESTIONS:
        msg = f"an election does not have between 1 and {MAX_QUESTIONS} questions"
        raise MalformedInput(msg)
    questions = []
    for number, item in enumerate(items, 1):
        with located(f"question {number}"):
            questions.append(_parse_question(as_object(item)))
    return tuple(questions)


def _parse_question(fields: dict[str, JsonValue]) -> Question:
    if "type" in fields:
        msg = "unsupported type of question (not a homomorphic one)"
        raise Unsupported(msg)
    blank = fields.get("blank", False)
    if not isinstance(blank, bool):
        msg = "blank is neither true nor false"
        raise MalformedInput(msg)
    return Question(
        text=as_text(_required(fields, "question")),
        answers=tuple([as_text(answer) for answer in as_list(_required(fields, "answers"))]),
        minimum=as_natural(_required(fields, "min")),
        maximum=as_natural(_required(fields, "max")),
        blank=blank,
    )


def _required(fields: dict[str, JsonValue], name: str) -> JsonValue:
    if name not in fields:
        msg = f"missing field {name}"
        raise MalformedInput(msg)
    return fields[name]
