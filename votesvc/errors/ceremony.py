"""The ceremony in which scrutineers make their key."""

from votesvc.errors.root import VotesvcError


class InvalidPledge(VotesvcError):
    """What a scrutineer sent in the first round does not prove itself or belongs elsewhere."""


class InvalidDeal(VotesvcError):
    """What a scrutineer sent in the second round is not what was pledged, or does not fit."""


class InvalidComplaint(VotesvcError):
    """A complaint does not prove itself, or what it complains of is in order."""
