"""The ceremony in which scrutineers make their key."""

from votesvc.errors.ballots import WrongState
from votesvc.errors.rights import Forbidden
from votesvc.errors.root import Refused, Unknown, VotesvcError


class InvalidPledge(VotesvcError):
    """What a scrutineer sent in the first round does not prove itself or belongs elsewhere."""


class InvalidDeal(VotesvcError):
    """What a scrutineer sent in the second round is not what was pledged, or does not fit."""


class InvalidComplaint(VotesvcError):
    """A complaint does not prove itself, or what it complains of is in order."""


class UnknownCeremony(Unknown):
    """There is no such ceremony, or nobody has proposed one."""


class UnknownSeat(Forbidden):
    """No scrutineer's seat belongs to this device."""


class SeatTaken(Refused):
    """Another device has this seat already."""


class InvitationVoid(Refused):
    """An invitation to a scrutineer's seat was replaced, or its ceremony is over."""


class CeremonyRunning(Refused):
    """Another ceremony has begun and is not over."""


class CeremonyOver(Refused):
    """The ceremony was stopped; the next one has invitations of its own."""


class WrongRound(Refused):
    """The ceremony is in another round than this message belongs to."""


class MessageConflict(Refused):
    """This seat has sent something else in this round already."""


class NotSigned(WrongState):
    """Too few scrutineers have signed the result."""


class NotYourItem(Forbidden):
    """The item is not counted by the board that this seat belongs to."""
