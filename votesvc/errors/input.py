"""What was sent cannot be read."""

from votesvc.errors.root import Refused, VotesvcError


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


class UnreadableBackup(MalformedInput):
    """A file is not a backup of ours, or one that this version cannot read."""


class WrongPassphrase(VotesvcError):
    """A backup does not open under this passphrase, or has been changed."""


class WeakPassphrase(Refused):
    """A passphrase is too short or too long."""
