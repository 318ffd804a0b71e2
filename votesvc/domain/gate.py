"""The gate of a ballot: a hearing has been reported first, or the presidium decided otherwise."""

from votesvc.domain.lifecycle import State
from votesvc.domain.rules import Rule
from votesvc.errors import GateClosed, NothingToOverride, WrongState

_BEFORE_OPENING = frozenset({State.READY, State.ISSUING})


def check_gate(rule: Rule, *, reported: bool, overridden: bool) -> None:
    """Raise `GateClosed` unless a ballot under this rule may be opened.

    `reported` says it of the rule's hearing, `overridden` of the ballot.
    """
    if rule.hearing is not None and not reported and not overridden:
        reason = "the ballot waits for the report of a hearing"
        raise GateClosed(reason)


def check_override(rule: Rule, state: State, *, reported: bool, overridden: bool) -> None:
    """Raise unless the presidium can decide now that the ballot need not wait.

    Raises `NothingToOverride` for a ballot that does not wait, `WrongState` once it is open.
    """
    if rule.hearing is None or reported or overridden:
        reason = "the ballot does not wait for a hearing"
        raise NothingToOverride(reason)
    if state not in _BEFORE_OPENING:
        reason = f"a ballot that is {state} is not waiting to be opened"
        raise WrongState(reason)
