"""Who speaks in the hall and for how long, and what the projector shows of a hearing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy.orm import Session

from votesvc.crypto.encoding import is_uuid, new_uuid
from votesvc.domain.forms import format_time, parse_time
from votesvc.domain.hearing import HearingState
from votesvc.domain.words import check_words
from votesvc.errors import MalformedInput, UnknownSpeaker, WrongState
from votesvc.services import hearings
from votesvc.storage import speakers as table

SIDES: Final = ("for", "against", "other")
"""Whether somebody speaks for the matter, against it, or otherwise."""

VIEWS: Final = ("figures", "comment", "speakers", "opinions", "polls")
"""What the projector can show of a hearing."""

MOST_MINUTES: Final = 60
MOST_SPEAKERS: Final = 300
LONGEST_NAME: Final = 80

Side = Literal["for", "against", "other"]
Turn = Literal["waiting", "speaking", "done"]


@dataclass(frozen=True, slots=True)
class SpeakerView:
    """One turn: who, on which side, how long they may speak, and how long they have spoken."""

    speaker: str
    name: str
    side: str
    seconds: int
    used: int
    started: datetime | None
    turn: Turn

    def spoken(self, now: datetime) -> int:
        """Return for how many seconds they have spoken until `now`."""
        if self.started is None:
            return self.used
        return self.used + max(0, int((now - self.started).total_seconds()))

    def left(self, now: datetime) -> int:
        """Return how many seconds are left; negative once the time is over."""
        return self.seconds - self.spoken(now)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the projector shows: a view, and the number of the comment where it shows one."""

    view: str
    number: int


def speakers(session: Session, hearing: str) -> list[SpeakerView]:
    """Return the turns of a hearing in order."""
    return [_view(row) for row in table.speakers(session, hearing)]


def add(session: Session, hearing: str, name: str, side: str, minutes: int) -> str:
    """Put somebody at the end of the queue and return the turn's uuid.

    Raises UnknownHearing, MalformedInput, and WrongState for a draft or a queue that is full.
    """
    check_words(name)
    if len(name) > LONGEST_NAME or side not in SIDES or not 1 <= minutes <= MOST_MINUTES:
        reason = "a turn has no readable name, no known side, or no time within bounds"
        raise MalformedInput(reason)
    _check_public(session, hearing)
    if len(table.speakers(session, hearing)) >= MOST_SPEAKERS:
        reason = "the queue is full"
        raise WrongState(reason)
    uuid = new_uuid()
    session.add(
        table.SpeakerRow(
            uuid=uuid,
            hearing=hearing,
            number=table.next_number(session, hearing),
            name=name,
            side=side,
            seconds=minutes * 60,
        )
    )
    session.commit()
    return uuid


def move(session: Session, hearing: str, speaker: str, by: int) -> None:
    """Move a turn by one place up (-1) or down (1); at the end nothing changes."""
    table.lock_queue(session, hearing)
    row = _row(session, hearing, speaker)
    queue = table.speakers(session, hearing)
    place = next(i for i, one in enumerate(queue) if one.uuid == row.uuid)
    other = place + by
    if by in (-1, 1) and 0 <= other < len(queue):
        row.number, queue[other].number = queue[other].number, row.number
    session.commit()


def start(session: Session, hearing: str, speaker: str, now: datetime) -> None:
    """Let somebody speak, or go on; whoever speaks is stopped. The projector turns to them."""
    table.lock_queue(session, hearing)
    row = _row(session, hearing, speaker)
    for one in table.speakers(session, hearing):
        if one.started is not None and one.uuid != row.uuid:
            _stop(one, now)
    if row.started is None:
        row.started = format_time(now)
        row.done = False
    _show(session, hearing, Shown("speakers", 0))
    session.commit()


def stop(session: Session, hearing: str, speaker: str, now: datetime) -> None:
    """End somebody's turn; one that has not begun, or is over, stays as it is."""
    table.lock_queue(session, hearing)
    row = _row(session, hearing, speaker)
    if row.started is not None:
        _stop(row, now)
    session.commit()


def remove(session: Session, hearing: str, speaker: str) -> None:
    """Take a turn that has not begun off the queue. Raises WrongState for any other."""
    table.lock_queue(session, hearing)
    row = _row(session, hearing, speaker)
    if row.started is not None or row.used or row.done:
        session.rollback()
        reason = "who has spoken stays on the list"
        raise WrongState(reason)
    table.drop_speaker(session, row.uuid)
    session.commit()


def shown(session: Session, hearing: str) -> Shown:
    """Return what the projector shows; the figures unless somebody has chosen."""
    row = table.podium(session, hearing)
    return Shown("figures", 0) if row is None else Shown(row.view, row.number)


def show(session: Session, hearing: str, view: str, number: int) -> None:
    """Turn the projector to a view. Raises UnknownHearing, MalformedInput, WrongState."""
    if view not in VIEWS or number < 0:
        reason = "the projector has no such view"
        raise MalformedInput(reason)
    _check_public(session, hearing)
    _show(session, hearing, Shown(view, number))
    session.commit()


def _check_public(session: Session, hearing: str) -> None:
    if hearings.hearing(session, hearing).state == HearingState.DRAFT:
        reason = "a draft is not in the hall yet"
        raise WrongState(reason)


def _row(session: Session, hearing: str, speaker: str) -> table.SpeakerRow:
    row = (
        session.get(table.SpeakerRow, speaker, populate_existing=True) if is_uuid(speaker) else None
    )
    if row is None or row.hearing != hearing:
        session.rollback()
        reason = "nobody with this number speaks in this hearing"
        raise UnknownSpeaker(reason)
    return row


def _stop(row: table.SpeakerRow, now: datetime) -> None:
    row.used = _view(row).spoken(now)
    row.started = None
    row.done = True


def _show(session: Session, hearing: str, wanted: Shown) -> None:
    row = table.podium(session, hearing)
    if row is None:
        session.add(table.PodiumRow(hearing=hearing, view=wanted.view, number=wanted.number))
    else:
        row.view, row.number = wanted.view, wanted.number


def _view(row: table.SpeakerRow) -> SpeakerView:
    turn: Turn = "waiting"
    if row.started is not None:
        turn = "speaking"
    elif row.done:
        turn = "done"
    return SpeakerView(
        speaker=row.uuid,
        name=row.name,
        side=row.side,
        seconds=row.seconds,
        used=row.used,
        started=None if row.started is None else parse_time(row.started),
        turn=turn,
    )
