"""Pair proofs: nobody marks 赞成 and 反对 for the same candidate (protocol 2.1).

Ours, outside the Belenios ballot. For candidate i, counted from 0, the sum of choice i of the
first question (赞成) and choice i of the second (反对) is proved to hold 0 or 1, with the prefix
"prove|S|votesvc/pair/<i>|alpha,beta|". Write-in slots have no 反对 and so no pair.
"""

from collections.abc import Iterator, Sequence

from votesvc.crypto.ballot import Ballot, Election, Opening
from votesvc.crypto.elgamal import Ciphertext
from votesvc.crypto.encoding import JsonValue, as_list
from votesvc.crypto.proofs import (
    Disjunction,
    Nonces,
    check_range,
    disjunction_to_json,
    parse_disjunction,
    prove_range,
    range_prefix,
)
from votesvc.errors import InvalidBallot, InvalidProof, located

_BIT = (0, 1)

Pairs = tuple[Disjunction, ...]


def parse_pairs(value: JsonValue) -> Pairs:
    """Read the list of pair proofs that travels beside a ballot."""
    return tuple([parse_disjunction(proof, len(_BIT)) for proof in as_list(value)])


def pairs_to_json(pairs: Pairs) -> list[JsonValue]:
    """Return pair proofs as they travel."""
    return [disjunction_to_json(proof) for proof in pairs]


def make_pairs(
    election: Election,
    ballot: Ballot,
    openings: Sequence[Sequence[Opening]],
    nonces: Nonces,
) -> Pairs:
    """Prove for each candidate that not both are marked; `openings` come from `open_ballot`.

    Raises `InvalidBallot` if both are.
    """
    proofs = []
    for index, total in enumerate(_totals(ballot)):
        (r, m), (other_r, other_m) = openings[0][index], openings[1][index]
        if m + other_m not in _BIT:
            msg = "a candidate is marked both for and against"
            raise InvalidBallot(msg)
        prefix = range_prefix(_context(ballot, index), total)
        opening = (r + other_r, m + other_m)
        proofs.append(prove_range(prefix, election.public_key, opening, _BIT, nonces))
    return tuple(proofs)


def check_pairs(election: Election, ballot: Ballot, pairs: Pairs) -> None:
    """Raise `InvalidBallot` unless no candidate is marked both for and against.

    The ballot must have passed `check_ballot`: only then are its points members of the group.
    """
    totals = list(_totals(ballot))
    if len(pairs) != len(totals):
        msg = f"{len(pairs)} pair proofs for {len(totals)} candidates"
        raise InvalidBallot(msg)
    for index, (total, proof) in enumerate(zip(totals, pairs, strict=True)):
        with located(f"pair proof of candidate {index}"):
            try:
                check_range(_context(ballot, index), election.public_key, total, _BIT, proof)
            except InvalidProof as error:
                raise InvalidBallot(*error.args) from None


def _context(ballot: Ballot, index: int) -> str:
    return f"{ballot.context}|votesvc/pair/{index}"


def _totals(ballot: Ballot) -> Iterator[Ciphertext]:
    if len(ballot.answers) != 2 or any(answer.blank_proof for answer in ballot.answers):
        msg = "pair proofs need one question for and one against, neither with a blank paper"
        raise InvalidBallot(msg)
    pro, contra = ballot.answers
    if len(pro.choices) < len(contra.choices):
        msg = "more candidates to refuse than to elect"
        raise InvalidBallot(msg)
    for ours, theirs in zip(pro.choices, contra.choices, strict=False):
        yield ours + theirs
