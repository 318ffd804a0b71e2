"""Steps of a hearing that need both the roll and the log, and the override of its gate.

As in `setup`, the roll's side is committed first and every step can be repeated.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from votesvc.crypto.blind_rsa import parse_public_key
from votesvc.crypto.encoding import hexhash
from votesvc.domain import entries, hearing as rules
from votesvc.domain.hearing import (
    HearingState,
    HearingStep,
    next_hearing_state,
    within_bounds,
)
from votesvc.domain.record.layout import issued_list
from votesvc.errors import HearingUneven, NoOfficerKey, WrongState
from votesvc.services import (
    agenda,
    gates,
    hearings,
    issuing,
    issuing_keys,
    preparing,
    roll as rolls,
    setup,
)
from votesvc.services.hearings import HearingView
from votesvc.services.sequencer import Log
from votesvc.storage import board, comments, hearings as table
from votesvc.storage.gates import PostedRow

Write = Callable[[Session], list[bytes]]
"""Takes a step inside the log's transaction and returns its leaves."""


def announce(session: Session, log: Log, hearing: str, now: datetime) -> None:
    """Turn a draft into an announced hearing, which will not change any more: keys and leaf.

    The roll need not be fixed yet. Raises WrongState, NoOfficerKey.
    """
    view = hearings.hearing(session, hearing)
    log.append(view.congress, _announcing(session, view, now))


def open_hearing(session: Session, log: Log, hearing: str, now: datetime) -> None:
    """Log N and A, and let phones collect and comment. Raises WrongState, RollNotFixed."""
    view = hearings.hearing(session, hearing)
    next_hearing_state(view.state, HearingStep.OPEN)
    log.append(view.congress, _opening(session, view, now))


def post(session: Session, log: Log, entry: entries.Posted, matter: str) -> None:
    """Log that an announced result is posted from now on, and open the box that it names.

    A box that is still a draft gets `matter` for its text and is announced. What was opened before
    is taken as it is. Raises what `postings` does, UnknownHearing, and WrongState and
    NoOfficerKey for a box that cannot be opened.
    """
    preparing.postings(session, entry)
    congress = agenda.item(session, entry.item).congress
    steps = _box_steps(session, entry, matter) if entry.box else []

    def decide(inner: Session) -> list[bytes]:
        posted = preparing.postings(inner, entry)
        before = [leaf for write in steps for leaf in write(inner)]
        if entry.box and hearings.hearing(inner, entry.box).state is not HearingState.OPEN:
            reason = "the box has just been closed"
            raise WrongState(reason)
        start = board.log_size(inner, congress) + len(before)
        for position, one in enumerate(posted, start):
            inner.add(PostedRow(item=one.item, position=position, box=one.box or None))
        return [*before, *(one.encoded for one in posted)]

    log.append(congress, decide)


def close_hearing(session: Session, log: Log, hearing: str, now: datetime) -> None:
    """Stop issuing, take no more comments, log A, I and their number.

    Raises WrongState, PostingLasts for the box of a posting that is not over, and HearingUneven
    unless comments <= I <= k*A and A <= N: then credentials were made that nobody collected, and
    people have to find out how.
    """
    view = hearings.hearing(session, hearing)
    next_hearing_state(view.state, HearingStep.CLOSE)
    # Before issuing stops: that is for good.
    preparing.check_box_may_close(session, hearing, now)
    entitled = agenda.congress(session, view.congress).entitled or 0
    issued = issuing.close_issuing(session, hearing)
    listed, most = issued_list(issued.entries), view.spec.per_delegate
    session.rollback()

    def decide(inner: Session) -> list[bytes]:
        row = _take_step(inner, hearing, HearingStep.CLOSE)
        preparing.check_box_may_close(inner, hearing, now)
        made = comments.count_comments(inner, hearing)
        if not within_bounds(made, issued.count, most, issued.present, entitled):
            reason = "comments <= I <= k*A <= k*N does not hold"
            raise HearingUneven(reason)
        row.present, row.issued, row.comments = issued.present, issued.count, made
        row.issued_list = listed.decode()
        return [
            entries.HearingClosed(hearing, issued.present, issued.count, made, now).encoded,
            entries.Issued(hearing, issued.count, hexhash(listed), now).encoded,
        ]

    log.append(view.congress, decide)


def override(session: Session, log: Log, item: str, text: str, by: str, now: datetime) -> None:
    """Log that the presidium decided, in these words, that a ballot need not wait.

    Raises NothingToOverride, WrongState once the ballot is open or while it is a draft, and
    MalformedInput for words that nobody could read.
    """
    views = agenda.family(session, item)
    leaves = [entries.Overridden(view.item, text, by, now).encoded for view in views]
    congress = views[0].congress
    counts = rolls.counts(session, congress)
    session.rollback()

    def decide(inner: Session) -> list[bytes]:
        size = board.log_size(inner, congress)
        for place, view in enumerate(views):
            gates.check_can_override(inner, view.item, counts, now)
            inner.add(table.OverrideRow(item=view.item, position=size + place))
        return leaves

    log.append(congress, decide)


def _box_steps(session: Session, entry: entries.Posted, matter: str) -> list[Write]:
    """Return what has to be written for a box to be open, its keys made."""
    view, steps = hearings.hearing(session, entry.box), []
    state = view.state
    if state is HearingState.DRAFT:
        hearings.change(session, view.hearing, replace(view.spec, matter=matter))
        view = hearings.hearing(session, view.hearing)
        steps.append(_announcing(session, view, entry.time))
        state = HearingState.ANNOUNCED
    if state is not HearingState.OPEN:
        next_hearing_state(state, HearingStep.OPEN)
        steps.append(_opening(session, view, entry.time))
    return steps


def _announcing(session: Session, view: HearingView, now: datetime) -> Write:
    next_hearing_state(view.state, HearingStep.ANNOUNCE)
    hearing, congress, officer_key = view.hearing, view.congress, view.officer_key
    if officer_key is None:
        reason = "the hearing officer's public key is not set"
        raise NoOfficerKey(reason)
    per_delegate = view.spec.per_delegate
    comment, support = issuing_keys.prepare_hearing(session, congress, hearing, per_delegate)
    keys = parse_public_key(comment), parse_public_key(support)

    def write(inner: Session) -> list[bytes]:
        row = _take_step(inner, hearing, HearingStep.ANNOUNCE)
        if (hearings.read_spec(row.spec), row.officer_key) != (view.spec, officer_key):
            reason = "the draft has just been changed"
            raise WrongState(reason)
        row.comment_key, row.support_key = comment, support
        row.position = board.log_size(inner, congress)
        return [rules.announce(hearing, view.spec, officer_key, keys, now).encoded]

    return write


def _opening(session: Session, view: HearingView, now: datetime) -> Write:
    issuing.open_issuing(session, view.hearing)
    present = setup.presence(session, view.congress, now)

    def write(inner: Session) -> list[bytes]:
        _take_step(inner, view.hearing, HearingStep.OPEN)
        return [present, entries.HearingOpened(view.hearing, now).encoded]

    return write


def _take_step(inner: Session, hearing: str, step: HearingStep) -> table.HearingRow:
    """Move the hearing to its next state inside the locked transaction, or raise `WrongState`."""
    row = hearings.locked_hearing(inner, hearing)
    row.state = next_hearing_state(HearingState(row.state), step)
    return row
