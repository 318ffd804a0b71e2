"""What is wrong with a preset, with a rule, or with what was counted by one."""

from votesvc.errors.input import MalformedInput
from votesvc.errors.root import Refused, Unknown


class PresetFault(MalformedInput):
    """A file of presets holds something unknown or impossible; the message names the place."""


class UnknownPreset(Unknown):
    """There is no preset or no place pack of this name."""


class ImpossibleCount(MalformedInput):
    """Figures that no ballot can have; the place names the field."""


class NoSuchGate(Refused):
    """A preparation that the rule does not ask for, or that is said to have been done later."""


class AlreadyPrepared(Refused):
    """A preparation or a posting is on record and does not change any more."""


class PostedTooShort(Refused):
    """A result is to be posted for fewer days than the rule asks."""


class NowhereToObject(Refused):
    """A posting has no box for objections, and does not say where else they go."""


class UnfitBox(Refused):
    """A box is no box, holds something already, or is that of another posting."""


class PostedTooEarly(Refused):
    """The result is posted on a day before that of its announcement: a clock was turned back."""


class PostingLasts(Refused):
    """The box for objections is to be closed while the result is still posted."""


class NotPrepared(Refused):
    """A ballot waits for something that has to be done before it, or for the presidium's word."""


class NoElection(Unknown):
    """A paper that only elections have, of an item of another kind."""


class NothingFollows(Refused):
    """A ballot does not follow from the outcome that it cites, or is on the agenda already."""


class GroupTooSmall(Refused):
    """A group of voters is not on the roll, or too small there to be counted apart."""
