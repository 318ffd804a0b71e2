"""What is done before a ballot and after its result: preparations with documents, the posting."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from votesvc.domain import entries
from votesvc.domain.entries import Announced, Posted, parse_entry
from votesvc.domain.hearing import HearingState
from votesvc.domain.hearing_spec import Paper
from votesvc.domain.lifecycle import State, check_follows
from votesvc.domain.preparation import (
    Done,
    check_box,
    check_closing,
    check_posted,
    check_prepared,
    day_of,
    last_day,
)
from votesvc.domain.rules import GateKind
from votesvc.domain.rules.terms import parse_gate_kind
from votesvc.errors import UnfitPaper, UnknownPaper, WrongState
from votesvc.services import agenda, hearings
from votesvc.services.agenda import ItemView
from votesvc.services.hearings import MOST_PAPER_BYTES, HearingView, media_type
from votesvc.services.sequencer import Log
from votesvc.storage import board, gates as table
from votesvc.storage.comments import count_comments

# The last entry, of those not aside, of an item in a state in which something can be prepared.
_LAST = {State.READY: "item", State.ISSUING: "issue-opened"}
_BEFORE_CLOSING = frozenset({HearingState.DRAFT, HearingState.ANNOUNCED, HearingState.OPEN})


@dataclass(frozen=True, slots=True)
class PreparedView:
    """A preparation on record: what, on which day, its document's name, its log position."""

    gate: GateKind
    day: date
    name: str
    position: int


@dataclass(frozen=True, slots=True)
class PostingView:
    """Where a result is posted, by whom, from which day until which at least.

    Objections go into `box`, a hearing, or where `objections` says, or both.
    """

    place: str
    days: int
    start: date
    until: date
    by: str
    box: str | None
    objections: str


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


def posting(session: Session, item: str) -> PostingView | None:
    """Return the posting of a result, if it was posted."""
    entry = _posted(session, item)
    if entry is None:
        return None
    return PostingView(
        entry.place,
        entry.days,
        day_of(entry.time),
        last_day(entry),
        entry.by,
        entry.box or None,
        entry.objections,
    )


def postings(session: Session, entry: Posted) -> list[Posted]:
    """Return the leaves that post an announced result: one, or one for each item of a family.

    Raises WrongState before the announcement, AlreadyPrepared, PostedTooShort, PostedTooEarly,
    NowhereToObject, and UnfitBox for a box that is none, holds comments or belongs to another
    posting.
    """
    views = agenda.family(session, entry.item)
    if agenda.state_of_family(views) is not State.ANNOUNCED:
        reason = "a result is posted once it is announced"
        raise WrongState(reason)
    if entry.box:
        box = hearings.hearing(session, entry.box)
        check_box(
            box.spec.kind if box.congress == views[0].congress else "",
            comments=count_comments(session, entry.box) > 0,
            taken=table.posted_with(session, entry.box) is not None,
        )
    counted = [view for view in views if view.state is State.ANNOUNCED]
    for view in counted:
        posted = table.posted_position(session, view.item) is not None
        check_posted(view.spec.rule, entry, _announced(session, view), posted=posted)
    return [replace(entry, item=view.item) for view in counted]


def posted_with(session: Session, hearing: str) -> PostingView | None:
    """Return the posting to which objections go into this hearing, if there is one."""
    item = table.posted_with(session, hearing)
    return None if item is None else posting(session, item)


def check_box_may_close(session: Session, hearing: str, now: datetime) -> None:
    """Raise `PostingLasts` while a posting lasts to which objections go into this hearing."""
    item = table.posted_with(session, hearing)
    entry = None if item is None else _posted(session, item)
    if entry is not None:
        check_closing(entry, now)


def free_boxes(session: Session, congress: str) -> list[HearingView]:
    """Return the boxes that could take the objections to a posting, drafts without a key too."""
    return [
        one
        for one in hearings.hearings(session, congress)
        if one.spec.kind == "box"
        and one.state in _BEFORE_CLOSING
        and count_comments(session, one.hearing) == 0
        and table.posted_with(session, one.hearing) is None
    ]


def _announced(session: Session, view: ItemView) -> datetime:
    """Return when an announced item was announced."""
    entry = parse_entry(board.leaf(session, view.congress, view.announced or 0))
    # The position is that of the announcement.
    assert isinstance(entry, Announced)  # noqa: S101
    return entry.time


def _posted(session: Session, item: str) -> Posted | None:
    """Return the posting of an item, or of the first of its family that was counted."""
    views = agenda.family(session, item)
    positions = (table.posted_position(session, view.item) for view in views)
    position = next((one for one in positions if one is not None), None)
    if position is None:
        return None
    entry = parse_entry(board.leaf(session, views[0].congress, position))
    # The table holds positions of postings alone.
    assert isinstance(entry, Posted)  # noqa: S101
    return entry
