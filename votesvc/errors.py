"""Every exception votesvc raises on purpose, in one tree.

Each class is named for its reason; the web layer maps classes to a status and to wording in the
user's language, and the command line to an exit code. Messages are lower case, say what is wrong,
and hold neither secrets nor an echo of what was sent.
"""


class VotesvcError(Exception):
    """The root: something was refused on purpose."""


# --- What was sent cannot be read -----------------------------------------------------------------


class MalformedInput(VotesvcError):
    """The bytes do not have the form they must have."""


class NotCanonical(MalformedInput):
    """The value is readable, but not spelled in the one way that is accepted."""


class TooLarge(MalformedInput):
    """The input is larger, longer or deeper than any honest one."""


class InvalidScalar(MalformedInput):
    """A scalar is not a decimal number in 0 <= x < L."""


class InvalidElement(MalformedInput):
    """Thirty-two bytes are not a point of the prime-order group."""


class Unsupported(VotesvcError):
    """The input is well known elsewhere but asks for something votesvc does not do."""


# --- What was sent does not prove what it claims --------------------------------------------------


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


class InvalidInclusion(VotesvcError):
    """A Merkle proof does not lead to the root it was given for."""


class InvalidCheckpoint(VotesvcError):
    """A signed note is not a checkpoint of this log or its signature does not hold."""


class InvalidArchive(VotesvcError):
    """A .bel archive is not a whole, ordered and truthful record of one election."""


class InvalidRecord(VotesvcError):
    """A public record fails one of the numbered checks of protocol 9."""


# --- What was asked is not allowed now ------------------------------------------------------------


class Refused(VotesvcError):
    """A well-formed request that the rules do not allow at this moment."""


class Unknown(VotesvcError):
    """What was asked for does not exist."""
