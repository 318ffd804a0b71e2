"""Who may not do what."""

from votesvc.errors.root import Refused, Unknown, VotesvcError


class Forbidden(VotesvcError):
    """Whoever asks may not do this."""


class WrongPassword(Forbidden):
    """No account has this name and password."""


class UnknownDevice(Forbidden):
    """No pass was redeemed by this device."""


class SamePerson(Forbidden):
    """The two people a decision needs are one and the same."""


class InvalidInvitation(Forbidden):
    """An invitation does not exist or has been used."""


class UnknownAccount(Unknown):
    """There is no such account, or nobody can use it any more."""


class LastOrganiser(Refused):
    """Without this account nobody could invite anybody."""


class WeakPassword(Refused):
    """A password is too short or too long."""


class InvalidName(Refused):
    """A name is empty, too long or holds control characters."""


class NameTaken(Refused):
    """Another account has this name."""
