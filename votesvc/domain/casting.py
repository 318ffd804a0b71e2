"""Whether a ballot may enter an item's box: credential, shape and every proof (protocol 9.4)."""

from votesvc.crypto.ballot import Ballot, Election, check_ballot, parse_ballot
from votesvc.crypto.blind_rsa import PublicKey, credential_message, verify_token
from votesvc.crypto.pairs import check_pairs, parse_pairs
from votesvc.domain.entries import BallotCast
from votesvc.errors import InvalidBallot


def check_cast(election: Election, key: PublicKey, cast: BallotCast) -> Ballot:
    """Return the ballot of `cast`, with every proof of it checked.

    That its credential is new, and that the item is open, is not checked here.

    Raises:
        MalformedInput: the ballot or a pair proof does not have its form.
        InvalidToken: the credential is not one for this item.
        InvalidBallot: the ballot is not one for this election, or a proof does not hold.

    """
    ballot = parse_ballot(cast.ballot.encode(), election)
    # The credential is looked at before the proofs: it costs a hundredth of them.
    message = credential_message("ballot", cast.item, ballot.credential.to_hex())
    verify_token(key, message, cast.prefix, cast.token)
    check_ballot(ballot, election)
    if needs_pairs(election):
        check_pairs(election, ballot, parse_pairs(list(cast.pairs)))
    elif cast.pairs:
        reason = "pair proofs where there is nothing to pair"
        raise InvalidBallot(reason)
    return ballot


def needs_pairs(election: Election) -> bool:
    """Say whether an election asks for and against the same candidates (protocol 2.1)."""
    asked = [(question.text, question.minimum) for question in election.questions]
    # A motion may have two items of these names; only an election lets both stay unmarked.
    return asked == [("赞成", 0), ("反对", 0)]
