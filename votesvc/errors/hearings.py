"""Hearings and the gate of a ballot."""

from votesvc.errors.root import Refused, Unknown


class UnknownHearing(Unknown):
    """There is no such hearing."""


class UnknownComment(Unknown):
    """The hearing holds no comment with this commitment."""


class UnknownSpeaker(Unknown):
    """Nobody with this number speaks in the hearing."""


class UnknownPaper(Unknown):
    """The hearing offers no paper with this hash."""


class UnfitPaper(Refused):
    """A paper is neither a PDF nor a PNG nor a JPEG, or is larger than papers may be."""


class TooManyPapers(Refused):
    """A hearing has as many papers as it may have."""


class NoOfficerKey(Refused):
    """Nobody has handed in the key to which comments will be sealed."""


class HearingNotAnnounced(Refused):
    """A ballot waits for a hearing that is not announced, or that is a standing box."""


class HearingOver(Refused):
    """A straw poll names a hearing that is reported."""


class HearingUneven(Refused):
    """There are more comments than credentials, or more credentials than delegates account for."""


class BatchTooSmall(Refused):
    """Fewer comments are to be opened at once than would hide when they came."""


class AlreadyOpened(Refused):
    """A comment has been published or withheld already."""


class CommentsUnopened(Refused):
    """A hearing cannot be reported while a comment is neither published nor withheld."""


class NotReported(Refused):
    """The hearing has no report yet."""


class NotPublished(Refused):
    """Only published comments can be supported, replied to or reported."""


class AlreadySupported(Refused):
    """This pseudonym supports this comment already."""


class CommitmentUsed(Refused):
    """Another comment of the hearing has this commitment."""


class CorrectionClosed(Refused):
    """The days in which the minutes can be corrected are over."""


class GateClosed(Refused):
    """The ballot waits for the report of a hearing."""


class NothingToOverride(Refused):
    """The ballot waits for no hearing, or waits no more."""
