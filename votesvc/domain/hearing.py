"""A hearing from its announcement to its report: states, steps, legal order, and its bounds.

Unlike those of an item, most entries of an open hearing may come in any order; only its steps
come one after the other, each once.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from votesvc.crypto.blind_rsa import PublicKey
from votesvc.domain.entries import Hearing
from votesvc.domain.hearing_spec import HearingSpec
from votesvc.errors import CorrectionClosed, WrongState


class HearingState(StrEnum):
    """Where a hearing stands (草拟 已公告 征集意见 已截止 已报告); stored and sent as it is."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    REPORTED = "reported"


class HearingStep(StrEnum):
    """What people do to a hearing as a whole."""

    ANNOUNCE = "announce"
    OPEN = "open"
    CLOSE = "close"
    REPORT = "report"


_STEPS: Mapping[tuple[HearingState, HearingStep], HearingState] = {
    (HearingState.DRAFT, HearingStep.ANNOUNCE): HearingState.ANNOUNCED,
    (HearingState.ANNOUNCED, HearingStep.OPEN): HearingState.OPEN,
    (HearingState.OPEN, HearingStep.CLOSE): HearingState.CLOSED,
    (HearingState.CLOSED, HearingStep.REPORT): HearingState.REPORTED,
}

_OPENING = frozenset({"published", "withheld"})
# Answers may come, and the minutes be corrected, after the report.
_ANSWERING = frozenset({"reply", "minutes"})
_WHILE_OPEN = _OPENING | _ANSWERING | {"comment", "support", "hearing-closed"}
# What is opened last can be supported as well: supports end with the report, not with closing.
_WHILE_CLOSED = _OPENING | _ANSWERING | {"support", "reported"}

# The last step that is logged -> the entry types that may come then. `None` is the beginning.
_MAY_COME: Mapping[str | None, frozenset[str]] = {
    None: frozenset({"hearing"}),
    "hearing": frozenset({"hearing-opened"}),
    "hearing-opened": _WHILE_OPEN,
    "hearing-closed": frozenset({"issued"}),
    "issued": _WHILE_CLOSED,
    "reported": _ANSWERING,
}

_STATE_AFTER: Mapping[str | None, HearingState] = {
    None: HearingState.DRAFT,
    "hearing": HearingState.ANNOUNCED,
    "hearing-opened": HearingState.OPEN,
    "hearing-closed": HearingState.CLOSED,
    "issued": HearingState.CLOSED,
    "reported": HearingState.REPORTED,
}

# The last step that is logged in each state, the other way about; a closed one has its list.
_STEP_OF: Mapping[HearingState, str | None] = {state: step for step, state in _STATE_AFTER.items()}

CORRECTION = timedelta(days=5)
"""How long the minutes can be corrected."""


def next_hearing_state(state: HearingState, step: HearingStep) -> HearingState:
    """Return the state after `step`; raise `WrongState` when it is not allowed in `state`."""
    if (state, step) not in _STEPS:
        reason = f"a hearing that is {state} cannot take the step {step}"
        raise WrongState(reason)
    return _STEPS[state, step]


def is_step(entry_type: str) -> bool:
    """Say whether an entry of a hearing changes what may come after it."""
    return entry_type in _MAY_COME


def check_may_come(step: str | None, entry_type: str) -> None:
    """Raise `WrongState` unless an entry may come in a hearing whose last step is `step`."""
    if entry_type not in _MAY_COME[step]:
        reason = f"{entry_type} cannot come in a hearing after {step or 'nothing'}"
        raise WrongState(reason)


def check_in_state(state: HearingState, entry_type: str) -> None:
    """Raise `WrongState` unless an entry may come in a hearing that stands there."""
    check_may_come(_STEP_OF[state], entry_type)


def hearing_state_after(entry_types: Iterable[str]) -> HearingState:
    """Return the state of a hearing with entries of these types, in the order of the log."""
    step = None
    for entry_type in entry_types:
        step = entry_type if is_step(entry_type) else step
    return _STATE_AFTER[step]


def within_bounds(
    comments: int, issued: int, per_delegate: int, present: int, entitled: int
) -> bool:
    """Say whether comments <= credentials issued <= k*A, and A <= N."""
    return comments <= issued <= per_delegate * present and present <= entitled


def check_correction(first_minutes: datetime, now: datetime) -> None:
    """Raise `CorrectionClosed` when the minutes first kept then cannot be corrected any more."""
    if now > first_minutes + CORRECTION:
        reason = "the days in which minutes can be corrected are over"
        raise CorrectionClosed(reason)


def announce(
    hearing: str,
    spec: HearingSpec,
    officer_key: str,
    keys: tuple[PublicKey, PublicKey],
    now: datetime,
) -> Hearing:
    """Return the leaf of a hearing; `keys` verify credentials for comments and for supports."""
    comment_key, support_key = keys
    return Hearing(
        item=hearing,
        kind=spec.kind,
        title=spec.title,
        matter=spec.matter,
        clauses=spec.clauses,
        officer_key=officer_key,
        comment_key=comment_key.spki,
        support_key=support_key.spki,
        per_delegate=spec.per_delegate,
        marks=spec.marks,
        notice_days=spec.notice_days,
        papers=spec.papers,
        officers=spec.officers,
        time=now,
    )


def spec_of(hearing: Hearing) -> HearingSpec:
    """Return the specification that a leaf was made from, or raise `MalformedInput`."""
    return HearingSpec(
        kind=hearing.kind,
        title=hearing.title,
        matter=hearing.matter,
        clauses=hearing.clauses,
        per_delegate=hearing.per_delegate,
        marks=hearing.marks,
        notice_days=hearing.notice_days,
        papers=hearing.papers,
        officers=hearing.officers,
    )
