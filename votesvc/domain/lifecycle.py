"""The states of an item, the steps between them, and the legal order of its log entries.

The state is what people see (product: 草拟 待发 发票 投票 截止 已计票 已宣布, aside 作废). The log
is finer: closing writes three entries and announcing at least four, each lot in one append.
"""

from collections.abc import Mapping
from enum import StrEnum

from votesvc.errors import WrongState


class State(StrEnum):
    """Where an item stands; the values are stored and sent as they are."""

    DRAFT = "draft"
    READY = "ready"
    ISSUING = "issuing"
    OPEN = "open"
    CLOSED = "closed"
    COUNTED = "counted"
    SIGNED = "signed"
    ANNOUNCED = "announced"
    VOID = "void"


class Step(StrEnum):
    """What people do to an item."""

    PREPARE = "prepare"
    ISSUE = "issue"
    OPEN = "open"
    CLOSE = "close"
    COUNT = "count"
    SIGN = "sign"
    ANNOUNCE = "announce"
    VOID = "void"


_STEPS: Mapping[tuple[State, Step], State] = {
    (State.DRAFT, Step.PREPARE): State.READY,
    (State.READY, Step.ISSUE): State.ISSUING,
    (State.ISSUING, Step.OPEN): State.OPEN,
    (State.OPEN, Step.CLOSE): State.CLOSED,
    (State.CLOSED, Step.COUNT): State.COUNTED,
    (State.COUNTED, Step.SIGN): State.SIGNED,
    # Single keys do not sign; whether signatures are needed is for the board to say.
    (State.COUNTED, Step.ANNOUNCE): State.ANNOUNCED,
    (State.SIGNED, Step.ANNOUNCE): State.ANNOUNCED,
    (State.ISSUING, Step.VOID): State.VOID,
    (State.OPEN, Step.VOID): State.VOID,
    (State.CLOSED, Step.VOID): State.VOID,
    (State.COUNTED, Step.VOID): State.VOID,
    (State.SIGNED, Step.VOID): State.VOID,
}

ASIDE = frozenset({"override", "prepared", "posted"})
"""Entries that leave the item's state as it is: what may follow depends on the one before."""

# Entry type -> the types that may follow it within the same item. `None` is the beginning.
_FOLLOWS: Mapping[str | None, frozenset[str]] = {
    None: frozenset({"item"}),
    "item": frozenset({"issue-opened", "override", "prepared"}),
    "issue-opened": frozenset({"opened", "void", "override", "prepared"}),
    "opened": frozenset({"ballot", "closed", "void"}),
    "ballot": frozenset({"ballot", "closed", "void"}),
    "closed": frozenset({"issued"}),
    "issued": frozenset({"tally", "void"}),
    "tally": frozenset({"share", "shuffled", "void"}),
    # By how many scrutineers slips have to be shuffled again is for the board to say.
    "shuffled": frozenset({"shuffled", "reshuffled", "share", "void"}),
    "reshuffled": frozenset({"reshuffled", "share", "void"}),
    "share": frozenset({"share", "slip-share", "result"}),
    "slip-share": frozenset({"slip-share", "result"}),
    "result": frozenset({"written", "outcome"}),
    "written": frozenset({"merged", "outcome"}),
    "merged": frozenset({"merged", "outcome"}),
    "outcome": frozenset({"signed", "announced"}),
    "signed": frozenset({"signed", "announced"}),
    "announced": frozenset({"posted"}),
    "void": frozenset(),
}

_STATE_AFTER: Mapping[str, State] = {
    "item": State.READY,
    "issue-opened": State.ISSUING,
    "opened": State.OPEN,
    "ballot": State.OPEN,
    "closed": State.CLOSED,
    "issued": State.CLOSED,
    "tally": State.CLOSED,
    "shuffled": State.CLOSED,
    "reshuffled": State.CLOSED,
    "share": State.COUNTED,
    "slip-share": State.COUNTED,
    "result": State.COUNTED,
    "written": State.COUNTED,
    "merged": State.COUNTED,
    "outcome": State.COUNTED,
    "signed": State.SIGNED,
    "announced": State.ANNOUNCED,
    "void": State.VOID,
}


def next_state(state: State, step: Step) -> State:
    """Return the state after `step`; raise `WrongState` when it is not allowed in `state`."""
    if (state, step) not in _STEPS:
        reason = f"an item that is {state} cannot take the step {step}"
        raise WrongState(reason)
    return _STEPS[state, step]


def check_follows(previous: str | None, entry_type: str) -> None:
    """Raise `WrongState` unless an item's entry `entry_type` may come after `previous`.

    `previous` is the last entry that does not stand aside.
    """
    if entry_type not in _FOLLOWS[previous]:
        reason = f"{entry_type} cannot come after {previous or 'nothing'}"
        raise WrongState(reason)


def state_after(entry_type: str) -> State:
    """Return the state of an item whose last entry, of those not aside, is of this type."""
    return _STATE_AFTER[entry_type]
