"""Hearings and the gate of a ballot."""

from votesvc.errors.root import Refused, Unknown


class UnknownHearing(Unknown):
    """There is no such hearing."""


class UnknownComment(Unknown):
    """The hearing holds no comment with this commitment."""


class BatchTooSmall(Refused):
    """Fewer comments are to be opened at once than would hide when they came."""


class AlreadyOpened(Refused):
    """A comment has been published or withheld already."""


class CommentsUnopened(Refused):
    """A hearing cannot be reported while a comment is neither published nor withheld."""


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
