"""The gates of ballots: which hearing a ballot waits for, and whether it may be opened."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from votesvc.domain.entries import Overridden, parse_entry
from votesvc.domain.gate import check_gate, check_override
from votesvc.domain.preparation import day_of, unmet
from votesvc.domain.rules import Gate, Rule, asked_in
from votesvc.errors import HearingNotAnnounced, HearingOver, UnknownHearing
from votesvc.services import agenda, hearings, preparing
from votesvc.services.hearings import HearingView
from votesvc.storage import board, hearings as table


class Counts(Protocol):
    """N and A, whoever counted them."""

    @property
    def entitled(self) -> int:
        """N."""

    @property
    def present(self) -> int:
        """A."""


@dataclass(frozen=True, slots=True)
class OverrideView:
    """The presidium's decision that a ballot need not wait, at a position of the log."""

    text: str
    by: str
    time: datetime
    position: int


@dataclass(frozen=True, slots=True)
class GateView:
    """The hearing that a ballot waits for; open once it is reported, or overridden."""

    hearing: HearingView
    override: OverrideView | None

    @property
    def passed(self) -> bool:
        """Whether the ballot may be opened."""
        return self.hearing.reported is not None or self.override is not None


def gate(session: Session, item: str) -> GateView | None:
    """Return what a ballot waits for, None without a gate; raise `UnknownHearing` if it is gone."""
    waiting_for = agenda.item(session, item).spec.rule.hearing
    if waiting_for is None:
        return None
    return GateView(hearings.hearing(session, waiting_for), override(session, item))


def override(session: Session, item: str) -> OverrideView | None:
    """Return the override of a ballot, if there is one."""
    position = table.override_position(session, item)
    if position is None:
        return None
    congress = agenda.item(session, item).congress
    entry = parse_entry(board.leaf(session, congress, position))
    # The table holds positions of overrides alone.
    assert isinstance(entry, Overridden)  # noqa: S101
    return OverrideView(entry.text, entry.by, entry.time, position)


def check_announced(session: Session, congress: str, rule: Rule) -> None:
    """Raise unless the hearings of this rule are announced, and none is a standing box.

    They are the one that a ballot waits for, and the one in which a straw poll is asked, which is
    not reported yet. Raises UnknownHearing, HearingNotAnnounced, HearingOver.
    """
    for hearing in filter(None, (rule.hearing, asked_in(rule))):
        view = hearings.hearing(session, hearing)
        if view.congress != congress:
            reason = "the hearing is not of this congress"
            raise UnknownHearing(reason)
        if view.position is None or view.spec.kind == "box":
            reason = "a ballot names a hearing that is not announced, or a standing box"
            raise HearingNotAnnounced(reason)
        if hearing == asked_in(rule) and view.reported is not None:
            reason = "a straw poll is asked in a hearing that is over"
            raise HearingOver(reason)


def check_may_open(session: Session, item: str, counts: Counts, now: datetime) -> None:
    """Raise `GateClosed` or `NotPrepared` unless a ballot may be opened now, with so many present.

    Ask inside the transaction that opens.
    """
    rule = agenda.item(session, item).spec.rule
    check_gate(
        rule,
        reported=_reported(session, rule),
        overridden=table.override_position(session, item) is not None,
        unmet=missing(session, item, counts, now),
    )


def missing(session: Session, item: str, counts: Counts, now: datetime) -> tuple[Gate, ...]:
    """Return what has to be done before a ballot, its hearing aside, and is not done now."""
    rule = agenda.item(session, item).spec.rule
    quorate = rule.quorum is None or counts.present >= rule.quorum.needed(counts.entitled)
    return unmet(rule, preparing.done(session, item), day_of(now), quorate=quorate)


def check_can_override(session: Session, item: str, counts: Counts, now: datetime) -> None:
    """Raise `NothingToOverride` or `WrongState` unless a ballot waits for something now."""
    view = agenda.item(session, item)
    check_override(
        view.spec.rule,
        view.state,
        reported=_reported(session, view.spec.rule),
        overridden=table.override_position(session, item) is not None,
        unmet=missing(session, item, counts, now),
    )


def _reported(session: Session, rule: Rule) -> bool:
    if rule.hearing is None:
        return False
    return hearings.hearing(session, rule.hearing).reported is not None
