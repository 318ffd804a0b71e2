"""What was sent does not prove what it claims."""

from votesvc.errors.root import VotesvcError


class InvalidProof(VotesvcError):
    """A zero-knowledge proof or a signature does not hold."""


class InvalidBallot(VotesvcError):
    """A ballot does not fit its election or one of its proofs does not hold."""


class InvalidTrustees(VotesvcError):
    """The scrutineers' keys do not prove ownership or do not fit together."""


class InvalidShare(VotesvcError):
    """A partial decryption does not prove that it belongs to this tally and key."""


class InvalidTally(VotesvcError):
    """An encrypted tally is not the sum of its ballots, or a result is not its decryption."""


class InvalidToken(VotesvcError):
    """A blind-signed credential does not verify under the item's key."""


class InvalidSignature(VotesvcError):
    """A scrutineer's signature on a result does not hold."""


class InvalidComment(VotesvcError):
    """A comment's seal, text or signature does not hold, or the signature of a support."""


class InvalidReport(VotesvcError):
    """The numbers of a hearing's report are not those of the hearing."""


class InvalidInclusion(VotesvcError):
    """A Merkle proof does not lead to the root it was given for."""


class InvalidCheckpoint(VotesvcError):
    """A signed note is not a checkpoint of this log or its signature does not hold."""


class InvalidArchive(VotesvcError):
    """A .bel archive is not a whole, ordered and truthful record of one election."""


class InvalidRecord(VotesvcError):
    """A public record fails the `check` of this number in protocol 9.

    `index` is the log entry to blame, counted from 0, where it is one.
    """

    check: int = 0
    index: int | None = None
