"""The encrypted answer to one question: shape, checks, making (protocol 2).

Points are read as claims (see `group`): the individual proof of each choice multiplies both halves
of its ciphertext before anything is added to them, so an answer that `check_answer` lets pass
holds members of the group only, without a test of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from votesvc.crypto.election import Question
from votesvc.crypto.elgamal import (
    Ciphertext,
    ciphertext_sum,
    claim_ciphertext,
    encrypt,
    join_texts,
)
from votesvc.crypto.encoding import JsonValue, as_list, as_object, exact_fields
from votesvc.crypto.group import Element
from votesvc.crypto.proofs import (
    Disjunction,
    Nonces,
    check_disjunction,
    check_range,
    disjunction_to_json,
    parse_disjunction,
    prove_disjunction,
    prove_range,
    range_prefix,
)
from votesvc.errors import InvalidBallot, located

BIT = (0, 1)

_ANSWER = ("choices", "individual_proofs", "overall_proof")
_ANSWER_WITH_BLANK = (*_ANSWER, "blank_proof")

Opening = tuple[int, int]
"""What a ciphertext hides: (r, m)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The encrypted answer to one question with its proofs."""

    choices: tuple[Ciphertext, ...]
    individual_proofs: tuple[Disjunction, ...]
    overall_proof: Disjunction
    blank_proof: Disjunction | None

    def to_json(self) -> JsonValue:
        """Return the answer as Belenios prints it."""
        fields: dict[str, JsonValue] = {
            "choices": [choice.to_json() for choice in self.choices],
            "individual_proofs": [disjunction_to_json(proof) for proof in self.individual_proofs],
            "overall_proof": disjunction_to_json(self.overall_proof),
        }
        if self.blank_proof is not None:
            fields["blank_proof"] = disjunction_to_json(self.blank_proof)
        return fields


def parse_answer(value: JsonValue, question: Question) -> Answer:
    """Read the answer to `question`.

    Raises `MalformedInput` for the bytes, `InvalidBallot` for a number of choices that does not fit
    the question.
    """
    if not question.blank and "blank_proof" in as_object(value):
        msg = "a blank paper is not allowed here"
        raise InvalidBallot(msg)
    fields = exact_fields(value, _ANSWER_WITH_BLANK if question.blank else _ANSWER)
    choices = as_list(fields["choices"])
    proofs = as_list(fields["individual_proofs"])
    if len(choices) != question.choices or len(proofs) != question.choices:
        msg = f"{len(choices)} choices and {len(proofs)} proofs instead of {question.choices}"
        raise InvalidBallot(msg)
    return Answer(
        choices=tuple([claim_ciphertext(choice) for choice in choices]),
        individual_proofs=tuple([parse_disjunction(proof, len(BIT)) for proof in proofs]),
        overall_proof=parse_disjunction(fields["overall_proof"], question.branches),
        blank_proof=parse_disjunction(fields["blank_proof"], 2) if question.blank else None,
    )


def check_answer(context: str, public_key: Element, question: Question, answer: Answer) -> None:
    """Raise `InvalidProof` unless `answer` holds what `question` allows.

    Shows membership of every ciphertext; raises `InvalidElement` if one is not in the group.
    """
    pairs = zip(answer.choices, answer.individual_proofs, strict=True)
    for number, (choice, proof) in enumerate(pairs):
        with located(f"individual proof of choice {number}"):
            check_range(context, public_key, choice, BIT, proof)
    context = f"{context}|{join_texts(answer.choices)}"
    bounds = (question.minimum, question.maximum)
    if answer.blank_proof is None:
        with located("overall proof"):
            total = ciphertext_sum(answer.choices)
            check_range(context, public_key, total, bounds, answer.overall_proof)
        return
    blank, total = answer.choices[0], ciphertext_sum(answer.choices[1:])
    with located("blank proof"):
        branches = [(blank, 0), (total, 0)]
        check_disjunction(f"bproof0|{context}|", public_key, branches, answer.blank_proof)
    with located("overall proof"):
        branches = [(blank, 1), *((total, number) for number in range(bounds[0], bounds[1] + 1))]
        check_disjunction(f"bproof1|{context}|", public_key, branches, answer.overall_proof)


def check_choices(question: Question, bits: Sequence[int]) -> None:
    """Raise `InvalidBallot` unless `question` allows the marks `bits`."""
    if len(bits) != question.choices or any(bit not in BIT for bit in bits):
        msg = f"choices are not {question.choices} zeros and ones"
        raise InvalidBallot(msg)
    if question.blank and bits[0]:
        if any(bits[1:]):
            msg = "a blank paper marks an answer"
            raise InvalidBallot(msg)
    elif not question.minimum <= sum(bits) <= question.maximum:
        msg = f"{sum(bits)} answers marked, not {question.minimum} to {question.maximum}"
        raise InvalidBallot(msg)


def make_answer(
    context: str,
    public_key: Element,
    question: Question,
    openings: tuple[Opening, ...],
    nonces: Nonces,
) -> Answer:
    """Encrypt the `openings` of one answer and prove that they are allowed.

    Nonces are drawn for the individual proofs, the blank proof and the overall proof in turn.
    """
    choices = tuple([encrypt(public_key, m, r) for r, m in openings])
    individual_proofs = tuple(
        [
            prove_range(range_prefix(context, choice), public_key, opening, BIT, nonces)
            for choice, opening in zip(choices, openings, strict=True)
        ]
    )
    context = f"{context}|{join_texts(choices)}"
    bounds = (question.minimum, question.maximum)
    if not question.blank:
        prefix = range_prefix(context, ciphertext_sum(choices))
        overall_proof = prove_range(prefix, public_key, _add(openings), bounds, nonces)
        return Answer(choices, individual_proofs, overall_proof, None)
    (blank_r, blank_m), (total_r, total_m) = openings[0], _add(openings[1:])
    blank_proof = prove_disjunction(
        f"bproof0|{context}|", public_key, [(blank_r, blank_m), (total_r, total_m)], nonces
    )
    branches = [(total_r, total_m - number) for number in range(bounds[0], bounds[1] + 1)]
    overall_proof = prove_disjunction(
        f"bproof1|{context}|", public_key, [(blank_r, blank_m - 1), *branches], nonces
    )
    return Answer(choices, individual_proofs, overall_proof, blank_proof)


def _add(openings: tuple[Opening, ...]) -> Opening:
    return sum(r for r, _ in openings), sum(m for _, m in openings)
