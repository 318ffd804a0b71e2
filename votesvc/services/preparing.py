"""What is done before a ballot and after its result: preparations with documents, the posting."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from votesvc.domain import entries
from votesvc.domain.entries import Posted, parse_entry
from votesvc.domain.hearing import HearingState
from votesvc.domain.hearing_spec import Paper
from votesvc.domain.lifecycle import State, check_follows
from votesvc.domain.preparation import Done, check_posted, check_prepared, day_of
from votesvc.domain.rules import GateKind
from votesvc.domain.rules.terms import parse_gate_kind
from votesvc.errors import UnfitPaper, UnknownPaper, WrongState
from votesvc.services import agenda, hearings
from votesvc.services.hearings import MOST_PAPER_BYTES, media_type
from votesvc.services.sequencer import Log
from votesvc.storage import board, gates as table

# The last entry, of those not aside, of an item in a state in which something can be prepared.
_LAST = {State.READY: "item", State.ISSUING: "issue-opened"}


@dataclass(frozen=True, slots=True)
class PreparedView:
    """A preparation on record: what, on which day, its document's name, its log position."""

    gate: GateKind
    day: date
    name: str
    position: int


@dataclass(frozen=True, slots=True)
class PostingView:
    """Where a result is posted, by whom, and from which day until which at least."""

    place: str
    days: int
    start: date
    until: date
    by: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file that shows a preparation: its name, its media type and its bytes."""

    name: str
    media_type: str
    data: bytes


def prepared(session: Session, item: str) -> tuple[PreparedView, ...]:
    """Return the preparations of an item in the order of the log."""
    return tuple(
        PreparedView(parse_gate_kind(gate), day, name, position)
        for gate, day, position, name in table.prepared(session, item)
    )


def done(session: Session, item: str) -> Done:
    """Return on which day what was done."""
    return {one.gate: one.day for one in prepared(session, item)}


def document(session: Session, item: str, gate: GateKind) -> Document:
    """Return the document of a preparation, or raise `UnknownPaper`."""
    data = table.document(session, item, gate)
    view = next((one for one in prepared(session, item) if one.gate == gate), None)
    if data is None or view is None:
        reason = "there is no such document"
        raise UnknownPaper(reason)
    return Document(view.name, media_type(data) or "application/octet-stream", data)


def prepare_gate(  # noqa: PLR0913, PLR0917 - what, when, shown by what, said by whom
    session: Session,
    log: Log,
    item: str,
    gate: GateKind,
    day: date,
    name: str,
    data: bytes,
    by: str,
    now: datetime,
) -> None:
    """Log that something was done on a day, with the document that shows it.

    Raises UnfitPaper unless that is a PDF, PNG or JPEG of at most 20 MB, MalformedInput for a name
    that is no plain file name, NoSuchGate, AlreadyPrepared, and WrongState once the ballot is open.
    """
    if len(data) > MOST_PAPER_BYTES or media_type(data) is None:
        reason = "a document is too large, or none of the three kinds"
        raise UnfitPaper(reason)
    paper = Paper(name, sha256(data).hexdigest(), len(data))
    congress = agenda.item(session, item).congress

    def decide(inner: Session) -> list[bytes]:
        leaves: list[bytes] = []
        size = board.log_size(inner, congress)
        for view in agenda.family(inner, item):
            one = view.item
            entry = entries.Prepared(one, gate, day, paper.name, paper.sha256, paper.size, by, now)
            check_follows(_LAST.get(view.state, "opened"), entry.type)
            check_prepared(view.spec.rule, entry, done(inner, one))
            position = size + len(leaves)
            inner.add(
                table.PreparedRow(
                    item=one, gate=gate, day=day, position=position, name=name, data=data
                )
            )
            leaves.append(entry.encoded)
        return leaves

    log.append(congress, decide)


def post(  # noqa: PLR0913, PLR0917 - where, how long, by whom
    session: Session, log: Log, item: str, place: str, days: int, by: str, now: datetime
) -> None:
    """Log that the announced result is posted from now on, for at least so many days.

    Raises WrongState before the announcement, AlreadyPrepared, PostedTooShort, MalformedInput.
    """
    congress = agenda.item(session, item).congress

    def decide(inner: Session) -> list[bytes]:
        leaves: list[bytes] = []
        size = board.log_size(inner, congress)
        views = agenda.family(inner, item)
        if agenda.state_of_family(views) is not State.ANNOUNCED:
            reason = "a result is posted once it is announced"
            raise WrongState(reason)
        for view in views:
            if view.state is State.ANNOUNCED:
                entry = entries.Posted(view.item, place, days, by, now)
                posted = table.posted_position(inner, view.item) is not None
                check_posted(view.spec.rule, entry, posted=posted)
                position = size + len(leaves)
                inner.add(table.PostedRow(item=view.item, position=position))
                leaves.append(entry.encoded)
        return leaves

    log.append(congress, decide)


def posting(session: Session, item: str) -> PostingView | None:
    """Return the posting of a result, if it was posted."""
    position = table.posted_position(session, item)
    if position is None:
        return None
    congress = agenda.item(session, item).congress
    entry = parse_entry(board.leaf(session, congress, position))
    # The table holds positions of postings alone.
    assert isinstance(entry, Posted)  # noqa: S101
    start = day_of(entry.time)
    return PostingView(entry.place, entry.days, start, start + timedelta(days=entry.days), entry.by)


def objection_box(session: Session, congress: str) -> str | None:
    """Return the standing box of a congress that takes opinions now: objections may go there."""
    return next(
        (
            one.hearing
            for one in hearings.hearings(session, congress)
            if one.spec.kind == "box" and one.state is HearingState.OPEN
        ),
        None,
    )
