"""What a hearing says to everybody: comments and what became of them, minutes, the report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from sqlalchemy.orm import Session

from votesvc.crypto.comment import Comment, parse_comment
from votesvc.domain.entries import (
    Entry,
    Hearing,
    MinutesKept,
    Published,
    Replied,
    Reported,
    parse_entry,
)
from votesvc.domain.report import Opinion
from votesvc.errors import LogDamaged
from votesvc.services import hearings
from votesvc.storage import board, comments as table
from votesvc.storage.comments import OpenedComment

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True, slots=True)
class ReplyView:
    """An answer to a published comment."""

    text: str
    by: str
    time: datetime


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment as everybody may see it.

    `state` is "sealed", "published" or "withheld". Text, clause, marks and `reply_to` are empty
    unless it is published, `reason` is unless it is withheld.
    """

    commitment: str
    state: str
    text: str
    clause: int
    marks: tuple[int, int, int]
    reply_to: str
    reason: str
    supports: int
    replies: tuple[ReplyView, ...]


@dataclass(frozen=True, slots=True)
class MinutesView:
    """The minutes, or a correction of them."""

    text: str
    by: str
    time: datetime


@dataclass(frozen=True, slots=True)
class ReportView:
    """The report: opinions with their answers, and what became of the comments."""

    opinions: tuple[Opinion, ...]
    received: int
    published: int
    withheld: dict[str, int]
    by: str
    time: datetime


def comments(session: Session, hearing: str) -> list[CommentView]:
    """Return the comments of a hearing and what became of them, in order of their commitments."""
    hearings.hearing_row(session, hearing)
    opened = table.openings(session, hearing)
    texts = dict(_read_published(leaf) for leaf in table.published_leaves(session, hearing))
    supports = table.count_supports(session, hearing)
    answers: dict[str, list[ReplyView]] = {}
    for commitment, view in replies(session, hearing):
        answers.setdefault(commitment, []).append(view)
    return [
        _comment_view(
            one.tracker,
            opened.get(one.tracker),
            texts.get(one.tracker),
            supports.get(one.tracker, 0),
            answers.get(one.tracker, []),
        )
        for one in table.all_comments(session, hearing)
    ]


def minutes(session: Session, hearing: str) -> list[MinutesView]:
    """Return the minutes and their corrections in the order of the log."""
    kept = [_entry(leaf, MinutesKept) for leaf in table.minutes(session, hearing)]
    return [MinutesView(one.text, one.by, one.time) for one in kept]


def report_of(session: Session, hearing: str) -> ReportView | None:
    """Return the report of a hearing, None before it is there."""
    row = hearings.hearing_row(session, hearing)
    if row.reported is None:
        return None
    [leaf] = board.leaves(session, row.congress, row.reported, row.reported + 1)
    one = _entry(leaf, Reported)
    return ReportView(one.opinions, one.received, one.published, one.withheld, one.by, one.time)


def announced(session: Session, hearing: str) -> Hearing:
    """Return the log entry of a hearing that is announced."""
    row = hearings.hearing_row(session, hearing)
    return _entry(board.leaf(session, row.congress, row.position or 0), Hearing)


def replies(session: Session, hearing: str) -> list[tuple[str, ReplyView]]:
    """Return the commitment that is answered and the answer, in the order of the log."""
    given = [_entry(leaf, Replied) for _, leaf in table.replies(session, hearing)]
    return [(one.to, ReplyView(one.text, one.by, one.time)) for one in given]


@lru_cache(maxsize=4096)
def _read_published(leaf: bytes) -> tuple[str, Comment]:
    # Opinions are asked for again and again, and published comments never change.
    entry = _entry(leaf, Published)
    return entry.commitment, parse_comment(entry.plaintext.encode())


def _entry(leaf: bytes, kind: type[E]) -> E:
    entry = parse_entry(leaf)
    if not isinstance(entry, kind):
        reason = "another entry stands where the tables say"
        raise LogDamaged(reason)
    return entry


def _comment_view(
    commitment: str,
    opened: OpenedComment | None,
    text: Comment | None,
    supports: int,
    replies: Sequence[ReplyView],
) -> CommentView:
    state = "sealed" if opened is None else "published" if opened.reason is None else "withheld"
    return CommentView(
        commitment=commitment,
        state=state,
        text="" if text is None else text.text,
        clause=0 if text is None else text.clause,
        marks=(0, 0, 0) if text is None else text.marks,
        reply_to="" if text is None else text.reply_to,
        reason="" if opened is None else opened.reason or "",
        supports=supports,
        replies=tuple(replies),
    )
