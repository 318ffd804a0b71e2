"""Tables and queries of who speaks in the hall, and of what the projector shows of a hearing.

Names here are typed by the staff, are public words like those of a hearing's officers, and are
never taken from the roll.
"""

from sqlalchemy import ForeignKey, String, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from votesvc.storage.base import BoardBase


class SpeakerRow(BoardBase):
    """One turn to speak; `started` is the time in UTC while somebody speaks, else empty."""

    __tablename__ = "speaker"

    uuid: Mapped[str] = mapped_column(String(22), primary_key=True)
    hearing: Mapped[str] = mapped_column(ForeignKey("hearing.uuid"), index=True)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    side: Mapped[str] = mapped_column(String(16))
    seconds: Mapped[int]
    used: Mapped[int] = mapped_column(default=0)
    started: Mapped[str | None] = mapped_column(String(20))
    done: Mapped[bool] = mapped_column(default=False)


class PodiumRow(BoardBase):
    """What the projector shows of a hearing: a view, and which comment where it shows one."""

    __tablename__ = "podium"

    hearing: Mapped[str] = mapped_column(ForeignKey("hearing.uuid"), primary_key=True)
    view: Mapped[str] = mapped_column(String(16))
    number: Mapped[int]


def speakers(session: Session, hearing: str) -> list[SpeakerRow]:
    """Return the turns of a hearing in order."""
    return list(
        session.scalars(
            select(SpeakerRow)
            .where(SpeakerRow.hearing == hearing)
            .order_by(SpeakerRow.number)
            .execution_options(populate_existing=True)
        )
    )


def next_number(session: Session, hearing: str) -> int:
    """Return the place of the next turn in the queue."""
    last = session.scalar(select(func.max(SpeakerRow.number)).where(SpeakerRow.hearing == hearing))
    return (last or 0) + 1


def lock_queue(session: Session, hearing: str) -> None:
    """Lock the turns of a hearing until the transaction ends."""
    session.execute(
        update(SpeakerRow)
        .where(SpeakerRow.hearing == hearing)
        .values(used=SpeakerRow.used)
        .execution_options(synchronize_session=False)
    )


def drop_speaker(session: Session, uuid: str) -> None:
    """Delete a turn."""
    session.execute(delete(SpeakerRow).where(SpeakerRow.uuid == uuid))


def podium(session: Session, hearing: str) -> PodiumRow | None:
    """Return what the projector shows of a hearing, if anybody has chosen."""
    return session.get(PodiumRow, hearing, populate_existing=True)
