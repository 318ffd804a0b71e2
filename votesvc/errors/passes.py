"""Roll, check-in and passes."""

from votesvc.errors.root import Refused, Unknown


class UnknownCongress(Unknown):
    """There is no such congress."""


class UnknownItem(Unknown):
    """There is no such agenda item."""


class UnknownMember(Unknown):
    """There is no such person on the roll."""


class UnknownPass(Unknown):
    """There is no such pass."""


class RollAlreadyFixed(Refused):
    """The roll is fixed and cannot change any more."""


class RollNotFixed(Refused):
    """The roll has to be fixed first."""


class NoVoters(Refused):
    """The roll has nobody who may vote."""


class NotEntitled(Refused):
    """This person attends without a vote and gets no pass."""


class NotCheckedIn(Refused):
    """This person has not checked in or has left."""


class PassInUse(Refused):
    """The pass is on a phone already, so a slip cannot take its place."""


class SlipHandedOut(Refused):
    """This person drew a slip, and nobody knows which one."""


class NoSlipsLeft(Refused):
    """Every printed slip has been handed out."""


class TooManySlips(Refused):
    """There would be more slips than delegates, or none at all."""


class DeviceHasPass(Refused):
    """This device has redeemed another pass that is still valid."""


class SlipNotHandedOut(Refused):
    """More slips are being redeemed than the desk has handed out."""


class DeadPass(Refused):
    """The pass cannot be used any more."""


class PassUsed(DeadPass):
    """The pass is on another device already."""


class PassExpired(DeadPass):
    """The pass was not redeemed in time."""


class PassRevoked(DeadPass):
    """The desk has replaced or withdrawn the pass."""


class NotInGroup(Refused):
    """The item is for a group of voters that whoever holds this pass does not belong to."""


class IssuingClosed(Refused):
    """Credentials for this item are not being issued now."""


class AlreadyCollected(Refused):
    """The credential for this item was collected with another request."""
