"""What has to be done before a ballot is opened, beside its hearing; and the days that it takes.

Days are those of China, eight hours ahead of UTC, wherever the service runs: a verifier must come
to the same day.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone

from votesvc.domain.entries import Posted, Prepared
from votesvc.domain.rules import Gate, GateKind, Rule
from votesvc.errors import (
    AlreadyPrepared,
    NoSuchGate,
    NowhereToObject,
    PostedTooEarly,
    PostedTooShort,
    PostingLasts,
    UnfitBox,
)

_CHINA = timezone(timedelta(hours=8))

Done = Mapping[GateKind, date]
"""On which day what was done."""


def day_of(moment: datetime) -> date:
    """Return the day of an aware time in China."""
    return moment.astimezone(_CHINA).date()


def unmet(rule: Rule, done: Done, on: date, *, quorate: bool) -> tuple[Gate, ...]:
    """Return what is still missing of a rule's gates for opening the ballot on this day.

    Something that has to be done n days before is done early enough n days before `on`.
    """
    return tuple(gate for gate in rule.terms.gates if not _met(gate, done, on, quorate=quorate))


def _met(gate: Gate, done: Done, on: date, *, quorate: bool) -> bool:
    if gate.kind == "quorum":
        return quorate
    day = done.get(gate.kind)
    return day is not None and day + timedelta(days=gate.days) <= on


def check_prepared(rule: Rule, entry: Prepared, done: Done) -> None:
    """Raise unless a preparation is one that the rule asks for, once, and no later than now.

    Raises NoSuchGate, AlreadyPrepared.
    """
    if entry.gate not in {gate.kind for gate in rule.terms.gates}:
        reason = "the rule does not ask for this"
        raise NoSuchGate(reason)
    if entry.gate in done:
        reason = "this is on record already"
        raise AlreadyPrepared(reason)
    if entry.day > day_of(entry.time):
        reason = "what was done cannot have been done later than now"
        raise NoSuchGate(reason)


def check_posted(rule: Rule, entry: Posted, announced: datetime, *, posted: bool) -> None:
    """Raise unless a result is posted once, for as long as the rule asks, and can be objected to.

    It is not posted before the day on which it was announced. Raises PostedTooShort,
    PostedTooEarly, AlreadyPrepared, NowhereToObject.
    """
    if posted:
        reason = "the result is posted already"
        raise AlreadyPrepared(reason)
    if entry.days < (rule.terms.posting.days if rule.terms.posting is not None else 1):
        reason = "the result is posted for fewer days than the rule asks"
        raise PostedTooShort(reason)
    if day_of(entry.time) < day_of(announced):
        reason = "the result is posted before the day of its announcement"
        raise PostedTooEarly(reason)
    if not (entry.box or entry.objections):
        reason = "the posting does not say where objections go"
        raise NowhereToObject(reason)


def last_day(entry: Posted) -> date:
    """Return the last day of a posting; the day on which it begins is not counted."""
    return day_of(entry.time) + timedelta(days=entry.days)


def check_box(kind: str, *, comments: bool, taken: bool) -> None:
    """Raise `UnfitBox` unless objections to one posting alone can go into a hearing of this kind.

    `comments` tells that some came before the posting, `taken` that another posting names it.
    """
    if kind != "box" or comments or taken:
        reason = "objections go into a box that is empty, and of this posting alone"
        raise UnfitBox(reason)


def check_closing(entry: Posted, closed: datetime) -> None:
    """Raise `PostingLasts` unless the box of a posting is closed after its last day."""
    if day_of(closed) <= last_day(entry):
        reason = "objections can be raised to the end of the last day of the posting"
        raise PostingLasts(reason)
