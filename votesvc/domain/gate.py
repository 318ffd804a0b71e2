"""The gate of a ballot: what comes before it is done, or the presidium decided otherwise."""

from collections.abc import Sequence

from votesvc.domain.lifecycle import State
from votesvc.domain.rules import Gate, Rule
from votesvc.errors import GateClosed, NothingToOverride, NotPrepared, WrongState

_BEFORE_OPENING = frozenset({State.READY, State.ISSUING})


def check_gate(rule: Rule, *, reported: bool, overridden: bool, unmet: Sequence[Gate] = ()) -> None:
    """Raise `GateClosed` or `NotPrepared` unless a ballot under this rule may be opened.

    `reported` says it of the rule's hearing, `overridden` of the ballot; `unmet` is what else of
    the rule's gates is missing.
    """
    if overridden:
        return
    if rule.hearing is not None and not reported:
        reason = "the ballot waits for the report of a hearing"
        raise GateClosed(reason)
    if unmet:
        reason = "the ballot waits for what has to be done before it"
        raise NotPrepared(reason)


def check_override(
    rule: Rule, state: State, *, reported: bool, overridden: bool, unmet: Sequence[Gate] = ()
) -> None:
    """Raise unless the presidium can decide now that the ballot need not wait.

    Raises `NothingToOverride` for a ballot that does not wait, `WrongState` once it is open.
    """
    waits = (rule.hearing is not None and not reported) or bool(unmet)
    if not waits or overridden:
        reason = "the ballot does not wait for anything"
        raise NothingToOverride(reason)
    if state not in _BEFORE_OPENING:
        reason = f"a ballot that is {state} is not waiting to be opened"
        raise WrongState(reason)
