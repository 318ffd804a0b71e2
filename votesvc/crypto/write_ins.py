"""Names written in beside the candidates: sealed with the ballot, in slots that every ballot has.

Ours, outside the Belenios ballot (protocol 2.2). A slot is the 赞成 of an answer behind the
candidates, and two ciphertexts for the name, which is empty where the slot is not marked. What
every ballot proves: no more slots are marked than candidates are refused; whoever sealed the names
knew them, and made this very ballot.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from votesvc.crypto.ballot import Ballot, Election, Opening
from votesvc.crypto.elgamal import Ciphertext, ciphertext_sum, join_texts, parse_ciphertext
from votesvc.crypto.encoding import JsonValue, as_list, as_text, exact_fields
from votesvc.crypto.group import ORDER, Element, base_times, hash_to_scalar, parse_scalar
from votesvc.crypto.proofs import (
    Disjunction,
    Nonces,
    check_range,
    disjunction_to_json,
    parse_disjunction,
    prove_range,
    range_prefix,
)
from votesvc.crypto.texts import BLOCKS, encode_text
from votesvc.errors import InvalidBallot, InvalidProof, located

Made = tuple[Ballot, Sequence[Sequence[Opening]], int]
"""A ballot, what its ciphertexts hide (from `open_ballot`), and the secret that signed it."""

# Sorted, for they stand in an entry of the log.
_FIELDS = ("challenge", "limit", "names", "responses")


@dataclass(frozen=True, slots=True)
class WriteIns:
    """The sealed names of one ballot, slot by slot, with their proofs; all points are members."""

    names: tuple[tuple[Ciphertext, ...], ...]
    limit: Disjunction
    challenge: int
    responses: tuple[int, ...]

    def to_json(self) -> JsonValue:
        """Return the names as they travel."""
        return {
            "challenge": str(self.challenge),
            "limit": disjunction_to_json(self.limit),
            "names": [[block.to_json() for block in name] for name in self.names],
            "responses": [str(response) for response in self.responses],
        }


def slots_of(election: Election) -> int:
    """Return how many names may be written in, for an election of 赞成 and 反对."""
    pro, contra = election.questions
    return len(pro.answers) - len(contra.answers)


def parse_write_ins(value: JsonValue, election: Election) -> WriteIns:
    """Read sealed names for `election`: shape and membership; `check_write_ins` proves them."""
    fields = exact_fields(value, _FIELDS)
    candidates, slots = len(election.questions[1].answers), slots_of(election)
    names = tuple(
        tuple([parse_ciphertext(block) for block in as_list(name)])
        for name in as_list(fields["names"])
    )
    responses = tuple([parse_scalar(as_text(one)) for one in as_list(fields["responses"])])
    whole = [len(name) for name in names] == [BLOCKS] * slots
    if not whole or len(responses) != 1 + slots * BLOCKS:
        msg = "the written names are not as many as the election has slots"
        raise InvalidBallot(msg)
    limit = parse_disjunction(fields["limit"], candidates + 1)
    return WriteIns(names, limit, parse_scalar(as_text(fields["challenge"])), responses)


def make_write_ins(
    election: Election, made: Made, texts: Sequence[str], nonces: Nonces
) -> WriteIns:
    """Seal one text per slot of a ballot; nonces are drawn for texts, limit and proof in turn.

    Raises `InvalidBallot` unless exactly the marked slots have a name and no more are marked than
    candidates are refused, `MalformedInput` for a text that is too long.
    """
    ballot, openings, secret = made
    candidates = len(election.questions[1].answers)
    marks = [bool(m) for _, m in openings[0][candidates:]]
    if [bool(text) for text in texts] != marks:
        msg = "the slots that are marked are not those that have a name"
        raise InvalidBallot(msg)
    sealed = [[(nonces(), part) for part in encode_text(text)] for text in texts]
    names = tuple(
        tuple([_encrypt(election.public_key, part, r) for r, part in name]) for name in sealed
    )
    refused, marked = openings[1], openings[0][candidates:]
    left = sum(m for _, m in refused) - sum(m for _, m in marked)
    if left < 0:
        msg = "more names are written in than candidates are refused"
        raise InvalidBallot(msg)
    opening = (sum(r for r, _ in refused) - sum(r for r, _ in marked), left)
    prefix = range_prefix(_limit_context(ballot), _left(ballot, candidates))
    limit = prove_range(prefix, election.public_key, opening, (0, candidates), nonces)
    secrets = [secret, *(r for name in sealed for r, _ in name)]
    drawn = [nonces() for _ in secrets]
    challenge = hash_to_scalar(_prefix(ballot, names), [base_times(w) for w in drawn])
    responses = [(w - challenge * x) % ORDER for w, x in zip(drawn, secrets, strict=True)]
    return WriteIns(names, limit, challenge, tuple(responses))


def check_write_ins(election: Election, ballot: Ballot, write_ins: WriteIns) -> None:
    """Raise `InvalidBallot` unless the names belong to this ballot and are not too many.

    The ballot must have passed `check_ballot`: only then are its points members of the group.
    That a name stands only beside a marked slot is not checked here; at the count nothing else is
    looked at.
    """
    candidates = len(election.questions[1].answers)
    total = _left(ballot, candidates)
    bounds = (0, candidates)
    with located("proof that no more is written in than refused"):
        try:
            key, limit = election.public_key, write_ins.limit
            check_range(_limit_context(ballot), key, total, bounds, limit)
        except InvalidProof as error:
            raise InvalidBallot(*error.args) from None
    statements = [ballot.credential, *(block.alpha for name in write_ins.names for block in name)]
    commitments = [
        base_times(response) + statement * write_ins.challenge
        for response, statement in zip(write_ins.responses, statements, strict=True)
    ]
    if hash_to_scalar(_prefix(ballot, write_ins.names), commitments) != write_ins.challenge:
        msg = "the written names are not those of this ballot"
        raise InvalidBallot(msg)


def slip_of(ballot: Ballot, write_ins: WriteIns, candidates: int) -> tuple[Ciphertext, ...]:
    """Return what is shuffled of a ballot: per slot the mark, then the blocks of the name."""
    marks = ballot.answers[0].choices[candidates:]
    return tuple(
        part for mark, name in zip(marks, write_ins.names, strict=True) for part in (mark, *name)
    )


def _encrypt(public_key: Element, message: Element, r: int) -> Ciphertext:
    return Ciphertext(base_times(r), public_key * r + message)


def _left(ballot: Ballot, candidates: int) -> Ciphertext:
    pro, contra = ballot.answers
    refused, marked = ciphertext_sum(contra.choices), ciphertext_sum(pro.choices[candidates:])
    return Ciphertext(refused.alpha - marked.alpha, refused.beta - marked.beta)


def _limit_context(ballot: Ballot) -> str:
    return f"{ballot.context}|votesvc/write-in"


def _prefix(ballot: Ballot, names: Sequence[Sequence[Ciphertext]]) -> str:
    texts = join_texts([block for name in names for block in name])
    return f"votesvc/v1/write-ins|{ballot.context}|{ballot.tracker}|{texts}|"
