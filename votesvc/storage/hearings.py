"""Tables and queries of hearings as everybody may see them: matter, papers, state, overrides."""

from collections.abc import Sequence

from sqlalchemy import ForeignKey, LargeBinary, String, Text, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from votesvc.domain.hearing import HearingState
from votesvc.storage.base import BoardBase


class HearingRow(BoardBase):
    """A hearing; what stands below `state` is empty until the hearing has come that far."""

    __tablename__ = "hearing"

    uuid: Mapped[str] = mapped_column(String(22), primary_key=True)
    congress: Mapped[str] = mapped_column(ForeignKey("congress.uuid"), index=True)
    number: Mapped[int]
    spec: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[HearingState] = mapped_column(String(16), default=HearingState.DRAFT)
    # While it is a draft: the public key that the officer's device has handed in, if any.
    officer_key: Mapped[str | None] = mapped_column(String(64))
    # From the moment it is announced: the log position of its leaf, its two keys.
    position: Mapped[int | None]
    comment_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    support_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    # From the moment it is closed: A, the comment credentials issued with their list, the comments.
    present: Mapped[int | None]
    issued: Mapped[int | None]
    comments: Mapped[int | None]
    issued_list: Mapped[str | None] = mapped_column(Text)
    # From the moment it is reported: the log position of the report.
    reported: Mapped[int | None]


class PaperRow(BoardBase):
    """The bytes of a paper, stored once however many hearings offer them."""

    __tablename__ = "paper"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class OverrideRow(BoardBase):
    """The log position of the decision that a ballot need not wait for its hearing."""

    __tablename__ = "override"

    item: Mapped[str] = mapped_column(ForeignKey("item.uuid"), primary_key=True)
    position: Mapped[int]


def hearings(session: Session, congress: str) -> list[HearingRow]:
    """Return the hearings of a congress in the order they were made."""
    return list(
        session.scalars(
            select(HearingRow)
            .where(HearingRow.congress == congress)
            .order_by(HearingRow.number)
            .execution_options(populate_existing=True)
        )
    )


def next_hearing_number(session: Session, congress: str) -> int:
    """Return the place of the next hearing in the list."""
    last = session.scalar(
        select(func.max(HearingRow.number)).where(HearingRow.congress == congress)
    )
    return (last or 0) + 1


def public_hearings(session: Session, congress: str) -> list[tuple[str, HearingState, int, bytes]]:
    """Return uuid, state, log position and spec of the hearings that are on record, in order."""
    rows = session.execute(
        select(HearingRow.uuid, HearingRow.state, HearingRow.position, HearingRow.spec)
        .where(HearingRow.congress == congress, HearingRow.position.is_not(None))
        .order_by(HearingRow.number)
    )
    return [
        (uuid, HearingState(state), position or 0, spec) for uuid, state, position, spec in rows
    ]


def states_of(session: Session, hearings: Sequence[str]) -> dict[str, HearingState]:
    """Return the states of these hearings as they stand in the database now."""
    rows = session.execute(
        select(HearingRow.uuid, HearingRow.state).where(HearingRow.uuid.in_(hearings))
    )
    return {uuid: HearingState(state) for uuid, state in rows}


def lock_hearing(session: Session, hearing: str) -> HearingRow | None:
    """Return the hearing with its row locked until the transaction ends."""
    touched = session.execute(
        update(HearingRow)
        .where(HearingRow.uuid == hearing)
        .values(state=HearingRow.state)
        .returning(HearingRow.uuid)
        .execution_options(synchronize_session=False)
    ).first()
    if touched is None:
        return None
    return session.get_one(HearingRow, hearing, populate_existing=True)


def keep_paper(session: Session, sha256: str, data: bytes) -> None:
    """Store the bytes of a paper unless they are there already."""
    if session.get(PaperRow, sha256) is None:
        session.add(PaperRow(sha256=sha256, data=data))


def paper_data(session: Session, sha256: str) -> bytes | None:
    """Return the bytes of a paper."""
    return session.scalar(select(PaperRow.data).where(PaperRow.sha256 == sha256))


def drop_paper(session: Session, sha256: str) -> None:
    """Delete the bytes of a paper."""
    session.execute(delete(PaperRow).where(PaperRow.sha256 == sha256))


def specs(session: Session) -> list[bytes]:
    """Return the specifications of all hearings of all congresses."""
    return list(session.scalars(select(HearingRow.spec)))


def override_position(session: Session, item: str) -> int | None:
    """Return where in the log an item's override stands."""
    return session.scalar(select(OverrideRow.position).where(OverrideRow.item == item))
