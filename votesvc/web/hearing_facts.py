"""What the public log says about one hearing: for its page, its papers and the projector."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from votesvc.crypto.comment import parse_comment
from votesvc.domain.entries import (
    Announced,
    Closed,
    Hearing,
    HearingClosed,
    HearingOpened,
    Item,
    MinutesKept,
    Posted,
    Published,
    Replied,
    Reported,
    SupportGiven,
    Withheld,
)
from votesvc.domain.hearing import CORRECTION, HearingState
from votesvc.domain.history import E, ItemHistory, Placed, hearing_state_of
from votesvc.domain.items import scale_of
from votesvc.domain.lifecycle import State
from votesvc.domain.outcome import PollOutcome, Row
from votesvc.domain.report import REASONS, Opinion
from votesvc.domain.rules import asked_in
from votesvc.errors import UnknownHearing
from votesvc.services import agenda, auditing, counting
from votesvc.services.agenda import CongressView
from votesvc.web.chronicle import Chronicle
from votesvc.web.installation import current_session
from votesvc.web.logroom import log_room
from votesvc.web.seal import Seal, read_seal


@dataclass(frozen=True, slots=True)
class CommentFacts:
    """A published comment; `number` counts the published ones from 1 in the order of the log.

    `clause` is the clause in words, empty for the whole matter. `reply_to` is the number of the
    comment it answers, None if it answers none. `marks` has zeros where none was given.
    """

    number: int
    index: int
    commitment: str
    text: str
    clause: str
    marks: tuple[int, int, int]
    reply_to: int | None
    supports: int
    replies: tuple[Replied, ...]


@dataclass(frozen=True, slots=True)
class OpinionFacts:
    """One line of the report, with the published comments that it was merged from."""

    number: int
    opinion: Opinion
    comments: tuple[CommentFacts, ...]

    @property
    def supports(self) -> int:
        """How often the comments were supported, all together."""
        return sum(comment.supports for comment in self.comments)


@dataclass(frozen=True, slots=True)
class PollFacts:
    """A straw poll that was asked in a hearing; counts are there once it is announced.

    `rows` are what was asked, with the votes by grade and how many gave none.
    """

    item: str
    title: str
    scale: tuple[str, ...]
    closed: Closed | None
    rows: tuple[tuple[str, Row], ...]


@dataclass(frozen=True, slots=True)
class HearingFacts:
    """A hearing that is announced; what has not happened is None or empty.

    `seal` is the checkpoint that first covered the report or, before it, the latest one. `posted`
    is there if this is the box for objections to a posting: of the item `posted.item`.
    """

    congress: CongressView
    leaf: Hearing
    index: int
    state: HearingState
    opened: HearingOpened | None
    closed: HearingClosed | None
    reported: Placed[Reported] | None
    received: int
    comments: tuple[CommentFacts, ...]
    withheld: Mapping[str, int]
    minutes: tuple[MinutesKept, ...]
    polls: tuple[PollFacts, ...]
    posted: Posted | None
    posted_title: str
    seal: Seal

    @property
    def hearing(self) -> str:
        """The uuid of the hearing."""
        return self.leaf.item

    @property
    def unopened(self) -> int:
        """How many comments are neither published nor withheld yet."""
        return self.received - len(self.comments) - sum(self.withheld.values())

    @property
    def answered(self) -> int:
        """How many published comments have a reply, or stand in an opinion of the report."""
        merged = {one.number for opinion in self.opinions for one in opinion.comments}
        return sum(bool(one.replies) or one.number in merged for one in self.comments)

    @property
    def settled(self) -> bool:
        """Whether no more comments come, all are opened, and all that are published answered."""
        return self.closed is not None and not self.unopened and self.answered == len(self.comments)

    @property
    def supports(self) -> int:
        """How many supports there are in all."""
        return sum(comment.supports for comment in self.comments)

    @property
    def correction_until(self) -> datetime | None:
        """Until when the minutes can be corrected; None before they are kept."""
        return self.minutes[0].time + CORRECTION if self.minutes else None

    @property
    def opinions(self) -> tuple[OpinionFacts, ...]:
        """The lines of the report; none before it."""
        known = {comment.commitment: comment for comment in self.comments}
        stated = () if self.reported is None else self.reported.entry.opinions
        return tuple(
            OpinionFacts(number, opinion, tuple(known[one] for one in opinion.comments))
            for number, opinion in enumerate(stated, 1)
        )

    @property
    def unmerged(self) -> int:
        """How many published comments stand in no opinion of the report."""
        merged = {one.number for opinion in self.opinions for one in opinion.comments}
        return len(self.comments) - len(merged)

    @property
    def mark_totals(self) -> tuple[tuple[int, int], ...]:
        """For necessity, compliance and feasibility: how many marked it, and their sum."""
        columns = ([comment.marks[which] for comment in self.comments] for which in range(3))
        return tuple((sum(map(bool, column)), sum(column)) for column in columns)


def read_hearing(congress: str, hearing: str) -> HearingFacts:
    """Return the facts of a hearing; raise `UnknownHearing` unless this congress announced it."""
    session = current_session()
    found = agenda.congress(session, congress)
    chronicle = read_chronicle(found)
    history = chronicle.history(hearing)
    leaf = None if history is None else history.first(Hearing)
    if history is None or leaf is None:
        reason = "the hearing is not on record here"
        raise UnknownHearing(reason)
    reported = history.first(Reported)
    posted, posted_title = _posted(chronicle, hearing)
    note = auditing.checkpoint(session, congress)
    if reported is not None:
        note = auditing.covering_checkpoint(session, congress, reported.index)
    return HearingFacts(
        congress=found,
        leaf=leaf.entry,
        index=leaf.index,
        state=hearing_state_of(history),
        opened=_only(history, HearingOpened),
        closed=_only(history, HearingClosed),
        reported=reported,
        received=chronicle.comments[hearing],
        comments=tuple(_comments(leaf.entry, history)),
        withheld=_withheld(history),
        minutes=tuple(placed.entry for placed in history.every(MinutesKept)),
        polls=tuple(_polls(found, chronicle, hearing)),
        posted=posted,
        posted_title=posted_title,
        seal=read_seal(note, found.vkey),
    )


def read_chronicle(found: CongressView) -> Chronicle:
    """Return what the log of a congress says, as far as it goes."""
    session = current_session()
    size = read_seal(auditing.checkpoint(session, found.uuid), found.vkey).size
    return log_room().chronicles.follow(
        found.uuid,
        size,
        lambda start, end: auditing.entries(session, found.uuid, start, end),
    )


def _comments(leaf: Hearing, history: ItemHistory) -> Iterator[CommentFacts]:
    supports = Counter(placed.entry.commitment for placed in history.every(SupportGiven))
    replies: dict[str, list[Replied]] = {}
    for reply in history.every(Replied):
        replies.setdefault(reply.entry.to, []).append(reply.entry)
    numbers: dict[str, int] = {}
    for number, placed in enumerate(history.every(Published), 1):
        commitment = placed.entry.commitment
        comment = parse_comment(placed.entry.plaintext.encode())
        numbers[commitment] = number
        yield CommentFacts(
            number=number,
            index=placed.index,
            commitment=commitment,
            text=comment.text,
            clause=leaf.clauses[comment.clause - 1] if comment.clause else "",
            marks=comment.marks,
            reply_to=numbers.get(comment.reply_to),
            supports=supports[commitment],
            replies=tuple(replies.get(commitment, ())),
        )


def _withheld(history: ItemHistory) -> Mapping[str, int]:
    counts = Counter(placed.entry.reason for placed in history.every(Withheld))
    return {reason: counts[reason] for reason in REASONS if counts[reason]}


def _polls(found: CongressView, chronicle: Chronicle, hearing: str) -> Iterator[PollFacts]:
    """Yield the straw polls of a hearing that are on record and not void, in order."""
    session = current_session()
    for view in agenda.items(session, found.uuid):
        rule, history = view.spec.rule, chronicle.history(view.item)
        if history is None or asked_in(rule) != hearing or view.state is State.VOID:
            continue
        outcome = None
        if view.state is State.ANNOUNCED and history.first(Announced) is not None:
            outcome = counting.outcome_view(session, view.item).outcome
        rows = outcome.rows if isinstance(outcome, PollOutcome) else ()
        texts = [question.text for question in view.spec.questions]
        yield PollFacts(
            item=view.item,
            title=view.spec.title,
            scale=scale_of(rule),
            closed=_only(history, Closed),
            rows=tuple(zip(texts, rows, strict=False)),
        )


def _posted(chronicle: Chronicle, hearing: str) -> tuple[Posted | None, str]:
    """Return the posting that names this hearing, and the title of what is posted."""
    for placed in chronicle.every(Posted):
        if placed.entry.box == hearing:
            history = chronicle.history(placed.entry.item)
            leaf = None if history is None else history.first(Item)
            return placed.entry, "" if leaf is None else leaf.entry.title
    return None, ""


def _only(history: ItemHistory, kind: type[E]) -> E | None:
    placed = history.first(kind)
    return None if placed is None else placed.entry
