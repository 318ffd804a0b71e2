"""Whether a ballot may enter an item's box: credential, shape and every proof (protocol 9.4)."""

from votesvc.crypto.ballot import Ballot, Election, check_ballot, parse_ballot
from votesvc.crypto.blind_rsa import PublicKey, credential_message, verify_token
from votesvc.crypto.encoding import JsonValue
from votesvc.crypto.pairs import check_pairs, parse_pairs
from votesvc.crypto.shuffle import Row
from votesvc.crypto.write_ins import check_write_ins, parse_write_ins, slip_of, slots_of
from votesvc.domain.entries import BallotCast
from votesvc.domain.items import AGAINST, FOR
from votesvc.errors import InvalidBallot


def check_cast(election: Election, key: PublicKey, cast: BallotCast) -> Ballot:
    """Return the ballot of `cast`, with every proof of it checked.

    That its credential is new, and that the item is open, is not checked here.

    Raises:
        MalformedInput: the ballot or what travels beside it does not have its form.
        InvalidToken: the credential is not one for this item.
        InvalidBallot: the ballot is not one for this election, or a proof does not hold.

    """
    ballot = parse_ballot(cast.ballot.encode(), election)
    # The credential is looked at before the proofs: it costs a hundredth of them.
    message = credential_message("ballot", cast.item, ballot.credential.to_hex())
    verify_token(key, message, cast.prefix, cast.token)
    check_ballot(ballot, election)
    if needs_pairs(election):
        _check_beside(election, ballot, list(cast.pairs))
    elif cast.pairs:
        reason = "pair proofs where there is nothing to pair"
        raise InvalidBallot(reason)
    return ballot


def needs_pairs(election: Election) -> bool:
    """Say whether an election asks for and against the same candidates (protocol 2.1)."""
    asked = [(question.text, question.minimum) for question in election.questions]
    # A motion may have two items of these names; only an election lets both stay unmarked.
    return asked == [(FOR, 0), (AGAINST, 0)]


def write_in_slots(election: Election) -> int:
    """Return how many names may be written in on a ballot of `election`."""
    return max(0, slots_of(election)) if needs_pairs(election) else 0


def slip_in(election: Election, ballot: Ballot, cast: BallotCast) -> Row:
    """Return the slip of a ballot that `check_cast` let pass; empty where there are no slots."""
    if not write_in_slots(election):
        return ()
    sealed = parse_write_ins(cast.pairs[-1], election)
    return slip_of(ballot, sealed, len(election.questions[1].answers))


def _check_beside(election: Election, ballot: Ballot, beside: list[JsonValue]) -> None:
    if not write_in_slots(election):
        check_pairs(election, ballot, parse_pairs(beside))
        return
    if not beside:
        reason = "a ballot without the slots that every ballot has"
        raise InvalidBallot(reason)
    # Behind the pair proofs stand the names.
    *pairs, written = beside
    check_pairs(election, ballot, parse_pairs(pairs))
    check_write_ins(election, ballot, parse_write_ins(written, election))
