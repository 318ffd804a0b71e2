"""What the hearing officer does: open comments in batches, answer, keep the minutes, report.

Who may do it is the business of the pages. What takes long is checked before the log is locked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from votesvc.crypto.sealing import commitment_of
from votesvc.domain.entries import (
    Hearing,
    MinutesKept,
    Published,
    Replied,
    Reported,
    Withheld,
)
from votesvc.domain.hearing import (
    HearingState,
    HearingStep,
    check_correction,
    check_in_state,
    next_hearing_state,
)
from votesvc.domain.opening import Opened, order_batch, read_published
from votesvc.domain.report import MOST_OPINIONS, Opinion, check_opinions, count_fates
from votesvc.errors import (
    AlreadyOpened,
    MalformedInput,
    NotPublished,
    TooLarge,
    UnknownComment,
)
from votesvc.services import hearings, opinions as shown
from votesvc.services.sequencer import Log
from votesvc.storage import board, comments as table
from votesvc.storage.comments import OpenedComment

_MOST_BYTES = 1_048_576


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a comment: published as its padded plaintext, or withheld for a reason."""

    commitment: str
    plaintext: bytes | None = None
    reason: str | None = None


def open_batch(
    session: Session, log: Log, hearing: str, decisions: Sequence[Decision], now: datetime
) -> None:
    """Publish or withhold comments together, in the order of their commitments.

    The same batch again changes nothing. Raises UnknownComment, AlreadyOpened, WrongState,
    BatchTooSmall (fewer than five while the hearing is open), MalformedInput, and for a text that
    cannot be published InvalidComment, MalformedInput, NotPublished (it replies to what is not).
    """
    row = hearings.hearing_row(session, hearing)
    congress, state = row.congress, HearingState(row.state)
    batch = [_opened(hearing, one, now) for one in decisions]
    if _is_done(session, hearing, batch):
        return
    batch = order_batch(state, batch)
    _check_comments(session, hearing, [one.commitment for one in batch])
    _check_texts(session, shown.announced(session, hearing), batch)
    leaves = [one.encoded for one in batch]
    session.rollback()

    def decide(inner: Session) -> list[bytes]:
        order_batch(HearingState(hearings.hearing_row(inner, hearing).state), batch)
        opened = table.openings(inner, hearing)
        if any(one.commitment in opened for one in batch):
            reason = "a comment is published or withheld already"
            raise AlreadyOpened(reason)
        first = board.log_size(inner, congress)
        rows = [
            OpenedComment(one.commitment, None if isinstance(one, Published) else one.reason, index)
            for index, one in enumerate(batch, start=first)
        ]
        table.add_openings(inner, hearing, rows)
        return leaves

    log.append(congress, decide)


def reply(  # noqa: PLR0913, PLR0917
    session: Session, log: Log, hearing: str, to: str, text: str, by: str, now: datetime
) -> None:
    """Log an answer to a published comment; the same words by the same again change nothing.

    Raises UnknownComment, NotPublished, WrongState before opening, MalformedInput.
    """
    entry = Replied(hearing, to, text, by, now)

    def decide(inner: Session) -> list[bytes]:
        check_in_state(HearingState(hearings.hearing_row(inner, hearing).state), Replied.type)
        _check_comments(inner, hearing, [to])
        if not table.published_of(inner, hearing, [to]):
            reason = "only published comments are answered"
            raise NotPublished(reason)
        given = [(one, view.text, view.by) for one, view in shown.replies(inner, hearing)]
        if (to, text, by) in given:
            return []
        position = board.log_size(inner, hearings.hearing_row(inner, hearing).congress)
        inner.add(table.ReplyRow(hearing=hearing, position=position, commitment=to))
        return [entry.encoded]

    _append(session, log, hearing, decide)


def keep_minutes(
    session: Session, log: Log, hearing: str, text: str, by: str, now: datetime
) -> None:
    """Log the minutes or a correction; what was said last said again changes nothing.

    Raises CorrectionClosed five days after the first minutes, WrongState, MalformedInput.
    """
    entry = MinutesKept(hearing, text, by, now)

    def decide(inner: Session) -> list[bytes]:
        check_in_state(HearingState(hearings.hearing_row(inner, hearing).state), MinutesKept.type)
        kept = shown.minutes(inner, hearing)
        if kept:
            check_correction(kept[0].time, now)
            if (kept[-1].text, kept[-1].by) == (text, by):
                return []
        position = board.log_size(inner, hearings.hearing_row(inner, hearing).congress)
        inner.add(table.MinutesRow(hearing=hearing, position=position))
        return [entry.encoded]

    _append(session, log, hearing, decide)


def report(
    session: Session, log: Log, hearing: str, opinions: Sequence[Opinion], by: str, now: datetime
) -> None:
    """Log the report of a closed hearing; its figures are counted here.

    Raises CommentsUnopened, NotPublished, WrongState, MalformedInput, and TooLarge for more than
    `MOST_OPINIONS` or more words than one log entry can hold.
    """
    if len(opinions) > MOST_OPINIONS:
        reason = "a report has too many opinions"
        raise TooLarge(reason)

    def decide(inner: Session) -> list[bytes]:
        row = hearings.hearing_row(inner, hearing)
        row.state = next_hearing_state(HearingState(row.state), HearingStep.REPORT)
        opened = table.openings(inner, hearing)
        published = {one for one, fate in opened.items() if fate.reason is None}
        withheld = {one: fate.reason for one, fate in opened.items() if fate.reason is not None}
        made = [one.tracker for one in table.all_comments(inner, hearing)]
        figures = count_fates(made, published, withheld)
        check_opinions(opinions, published)
        row.reported = board.log_size(inner, row.congress)
        leaf = Reported(
            item=hearing,
            opinions=tuple(opinions),
            received=figures.received,
            published=figures.published,
            withheld=dict(figures.withheld),
            by=by,
            time=now,
        ).encoded
        if len(leaf) > _MOST_BYTES:
            reason = "a report has more words than one log entry can hold"
            raise TooLarge(reason)
        return [leaf]

    _append(session, log, hearing, decide)


def _append(
    session: Session, log: Log, hearing: str, decide: Callable[[Session], list[bytes]]
) -> None:
    congress = hearings.hearing_row(session, hearing).congress
    session.rollback()
    log.append(congress, decide)


def _is_done(session: Session, hearing: str, batch: Sequence[Opened]) -> bool:
    """Say whether each comment has been opened exactly so: then only the answer was lost."""
    opened = table.openings(session, hearing)
    return bool(batch) and all(_fits(one, opened.get(one.commitment)) for one in batch)


def _fits(one: Opened, before: OpenedComment | None) -> bool:
    if isinstance(one, Published):
        bound = commitment_of(one.item, one.plaintext.encode()) == one.commitment
        return before is not None and before.reason is None and bound
    return before is not None and before.reason == one.reason


def _opened(hearing: str, decision: Decision, now: datetime) -> Opened:
    match decision:
        case Decision(commitment, bytes(plaintext), None):
            text = _decode(plaintext)
            return Published(item=hearing, commitment=commitment, plaintext=text, time=now)
        case Decision(commitment, None, str(reason)):
            return Withheld(item=hearing, commitment=commitment, reason=reason, time=now)
    refusal = "a comment is either published or withheld"
    raise MalformedInput(refusal)


def _decode(plaintext: bytes) -> str:
    try:
        return plaintext.decode()
    except UnicodeDecodeError:
        reason = "a comment is not utf-8"
        raise MalformedInput(reason) from None


def _check_comments(session: Session, hearing: str, commitments: Sequence[str]) -> None:
    found = {one.tracker for one in table.comments_of(session, hearing, [], commitments)}
    if not found.issuperset(commitments):
        reason = "the hearing holds no comment with this commitment"
        raise UnknownComment(reason)


def _check_texts(session: Session, leaf: Hearing, batch: Sequence[Opened]) -> None:
    """Check what is to be published; a reply may refer to what stands before it in the batch."""
    opened = table.openings(session, leaf.item)
    published = {one for one, fate in opened.items() if fate.reason is None}
    for one in batch:
        if isinstance(one, Published):
            read_published(leaf, one, published)
            published.add(one.commitment)
