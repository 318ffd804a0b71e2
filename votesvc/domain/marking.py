"""From marks to what is handed in: the ballot, and what travels beside it (protocol 2.1, 2.2)."""

from collections.abc import Sequence

from votesvc.crypto.ballot import Ballot, Election, open_ballot
from votesvc.crypto.encoding import JsonValue
from votesvc.crypto.group import random_scalar
from votesvc.crypto.pairs import make_pairs, pairs_to_json
from votesvc.crypto.proofs import Nonces
from votesvc.crypto.write_ins import make_write_ins
from votesvc.domain.casting import needs_pairs, write_in_slots


def seal_marks(
    election: Election,
    secret: int,
    choices: Sequence[Sequence[int]],
    names: Sequence[str] = (),
    nonces: Nonces = random_scalar,
) -> tuple[Ballot, list[JsonValue]]:
    """Return the ballot of the credential `secret` and the list that travels as `pairs`.

    `names` has one text per slot, empty where the slot is not marked; none at all are as many empty
    ones. Raises `InvalidBallot` for marks or names that the election does not allow.
    """
    ballot, openings = open_ballot(election, secret, choices, nonces)
    if not needs_pairs(election):
        return ballot, []
    beside = pairs_to_json(make_pairs(election, ballot, openings, nonces))
    slots = write_in_slots(election)
    if not slots:
        return ballot, beside
    texts = names or [""] * slots
    written = make_write_ins(election, (ballot, openings, secret), texts, nonces)
    return ballot, [*beside, written.to_json()]
