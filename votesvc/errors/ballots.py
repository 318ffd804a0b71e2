"""Agenda, ballots, the count and the log."""

from votesvc.errors.root import Refused, Unknown, VotesvcError


class WrongState(Refused):
    """The item's state does not allow this."""


class NotOpen(WrongState):
    """The item is not open for voting, or the hearing not for comments."""


class NotProposed(Refused):
    """Nobody has proposed this step, or the proposal has changed."""


class NoBoard(Refused):
    """The congress has no board of scrutineers yet."""


class BoardFixed(Refused):
    """The board of scrutineers is set and cannot change any more."""


class CredentialUsed(Refused):
    """Another ballot or comment was handed in with this credential."""


class ShareConflict(Refused):
    """This scrutineer has handed in another share for this item."""


class UnknownOwner(Refused):
    """No scrutineer of this board has this number."""


class NotCounted(Refused):
    """The item has no announced result yet."""


class NothingPassed(Refused):
    """The item passed nothing that a resolution could state."""


class UnknownReceipt(Unknown):
    """No ballot with this tracker is in the log."""


class UnknownEntry(Unknown):
    """The log has no such entry or size."""


class NotWritten(VotesvcError):
    """The database took nothing of this batch; the same may be sent again."""


class LogDamaged(VotesvcError):
    """The database holds a shorter log than has been signed."""


class LogShutDown(Refused):
    """The service is stopping and takes no more entries."""


class NoSuchName(Refused):
    """A spelling that is to be merged was not written in, or is merged already."""


class NotShuffled(Refused):
    """Fewer scrutineers have shuffled the names written in than are needed to open them."""


class ShuffledMeanwhile(Refused):
    """Another scrutineer has shuffled first: what this one shuffled is not the latest any more."""


class ShuffleNotNeeded(Refused):
    """As many scrutineers have shuffled as are needed."""


class NamesUnopened(Refused):
    """Names were written in, and not enough scrutineers have opened them yet."""


class MergePending(Refused):
    """Spellings are proposed to be one name, and the second person has not answered yet."""
