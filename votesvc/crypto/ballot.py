"""Belenios ballots: made, read, checked (protocol 2).

`parse_ballot` settles the shape, `check_ballot` membership and algebra. Points are read as claims
(see `group`): the signature multiplies the credential, the proofs every ciphertext (see `answer`),
so whatever `check_ballot` lets pass holds members of the group only.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from votesvc.crypto.answer import (
    Answer,
    Opening,
    check_answer,
    check_choices,
    make_answer,
    parse_answer,
)
from votesvc.crypto.election import Election, Question, make_election, parse_election
from votesvc.crypto.encoding import (
    JsonValue,
    as_list,
    as_text,
    b64hash,
    belenios_json,
    exact_fields,
    parse_json,
)
from votesvc.crypto.group import Element, base_times, claim_element, random_scalar
from votesvc.crypto.proofs import Nonces, Proof, check_knowledge, parse_proof, prove_knowledge
from votesvc.errors import InvalidBallot, InvalidElement, InvalidProof, NotCanonical, located

__all__ = [
    "Answer",
    "Ballot",
    "Election",
    "Opening",
    "Question",
    "check_ballot",
    "make_ballot",
    "make_election",
    "open_ballot",
    "parse_ballot",
    "parse_election",
    "proof_context",
    "seal_ballot",
]

_BALLOT = ("election_uuid", "election_hash", "credential", "answers", "signature")
_SIGNATURE_FIELD = b',"signature":{'


@dataclass(frozen=True, slots=True)
class Ballot:
    """A ballot of the right shape for one election; nothing is proved before `check_ballot`."""

    election_uuid: str
    election_hash: str
    credential: Element
    answers: tuple[Answer, ...]
    signed_hash: str
    signature: Proof
    encoded: bytes = field(repr=False)
    tracker: str

    @property
    def context(self) -> str:
        """Return S, the string that binds every proof to this election and credential."""
        return proof_context(self.election_hash, self.credential)


def proof_context(fingerprint: str, credential: Element) -> str:
    """Return S = phi|C of protocol 2."""
    return f"{fingerprint}|{credential.to_hex()}"


# --- Reading --------------------------------------------------------------------------------------


def parse_ballot(data: bytes, election: Election) -> Ballot:
    """Read a ballot for `election` and refuse any shape or spelling but the one of protocol 2.

    Raises `MalformedInput` and its kin for the bytes, `InvalidBallot` if they do not fit the
    election.
    """
    tree = parse_json(data)
    fields = exact_fields(tree, _BALLOT)
    signature = exact_fields(fields["signature"], ("hash", "proof"))
    credential = claim_element(as_text(fields["credential"]))
    if credential.is_identity:
        msg = "the credential is the identity"
        raise InvalidElement(msg)
    ballot = Ballot(
        election_uuid=as_text(fields["election_uuid"]),
        election_hash=as_text(fields["election_hash"]),
        credential=credential,
        answers=_parse_answers(as_list(fields["answers"]), election),
        signed_hash=as_text(signature["hash"]),
        signature=parse_proof(signature["proof"]),
        encoded=data,
        tracker=b64hash(data),
    )
    if belenios_json(tree) != data:
        msg = "the ballot is not in canonical form"
        raise NotCanonical(msg)
    _check_election(ballot, election)
    return ballot


def _parse_answers(items: list[JsonValue], election: Election) -> tuple[Answer, ...]:
    if len(items) != len(election.questions):
        msg = f"{len(items)} answers to {len(election.questions)} questions"
        raise InvalidBallot(msg)
    answers = []
    for number, (item, question) in enumerate(zip(items, election.questions, strict=True), 1):
        with located(f"answer to question {number}"):
            answers.append(parse_answer(item, question))
    return tuple(answers)


# --- Checking -------------------------------------------------------------------------------------


def check_ballot(ballot: Ballot, election: Election) -> None:
    """Raise `InvalidBallot` unless signature and every proof of `ballot` hold for `election`.

    Raises `InvalidElement` for a point outside the group. That the credential may vote, and has
    not voted yet, is not checked here.
    """
    _check_election(ballot, election)
    try:
        with located("signature"):
            _check_signature(ballot)
        pairs = zip(election.questions, ballot.answers, strict=True)
        for number, (question, answer) in enumerate(pairs, 1):
            with located(f"answer to question {number}"):
                check_answer(ballot.context, election.public_key, question, answer)
    except InvalidProof as error:
        refusal = InvalidBallot(*error.args)
        refusal.where = error.where
        raise refusal from None


def _check_election(ballot: Ballot, election: Election) -> None:
    if ballot.election_uuid != election.uuid:
        msg = "the ballot names another election"
        raise InvalidBallot(msg)
    if ballot.election_hash != election.fingerprint:
        msg = "the ballot carries another fingerprint than the election's"
        raise InvalidBallot(msg)


def _check_signature(ballot: Ballot) -> None:
    unsigned = ballot.encoded[: ballot.encoded.rindex(_SIGNATURE_FIELD)] + b"}"
    if ballot.signed_hash != b64hash(unsigned):
        msg = "the signed hash is not the hash of the ballot"
        raise InvalidBallot(msg)
    check_knowledge(f"sig|{ballot.signed_hash}|", ballot.credential, ballot.signature)


# --- Making ---------------------------------------------------------------------------------------


def seal_ballot(election: Election, secret: int, choices: Sequence[Sequence[int]]) -> Ballot:
    """Return a ballot made with fresh randomness."""
    return make_ballot(election, secret, choices, random_scalar)


def make_ballot(
    election: Election, secret: int, choices: Sequence[Sequence[int]], nonces: Nonces
) -> Ballot:
    """Return the ballot of the credential `secret`, every nonce drawn from `nonces` in order.

    `choices` holds 0 or 1 for each answer of each question, the blank bit first where allowed.
    Raises `InvalidBallot` if the questions do not allow them.
    """
    return open_ballot(election, secret, choices, nonces)[0]


def open_ballot(
    election: Election, secret: int, choices: Sequence[Sequence[int]], nonces: Nonces
) -> tuple[Ballot, tuple[tuple[Opening, ...], ...]]:
    """Return the ballot as `make_ballot` does, and with it what its ciphertexts hide.

    Only the voter may ever see the openings; pair proofs need them.
    """
    if len(choices) != len(election.questions):
        msg = f"{len(choices)} answers to {len(election.questions)} questions"
        raise InvalidBallot(msg)
    credential = base_times(secret)
    context = proof_context(election.fingerprint, credential)
    answers, openings = [], []
    for question, bits in zip(election.questions, choices, strict=True):
        check_choices(question, bits)
        opening = tuple([(nonces(), m) for m in bits])
        openings.append(opening)
        answers.append(make_answer(context, election.public_key, question, opening, nonces))
    fields: dict[str, JsonValue] = {
        "election_uuid": election.uuid,
        "election_hash": election.fingerprint,
        "credential": credential.to_hex(),
        "answers": [answer.to_json() for answer in answers],
    }
    signed_hash = b64hash(belenios_json(fields))
    signature = prove_knowledge(f"sig|{signed_hash}|", secret, nonces())
    fields["signature"] = {"hash": signed_hash, "proof": signature.to_json()}
    encoded = belenios_json(fields)
    ballot = Ballot(
        election_uuid=election.uuid,
        election_hash=election.fingerprint,
        credential=credential,
        answers=tuple(answers),
        signed_hash=signed_hash,
        signature=signature,
        encoded=encoded,
        tracker=b64hash(encoded),
    )
    return ballot, tuple(openings)
