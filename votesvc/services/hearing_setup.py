"""Steps of a hearing that need both the roll and the log, and the override of its gate.

As in `setup`, the roll's side is committed first and every step can be repeated.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from votesvc.crypto.blind_rsa import parse_public_key
from votesvc.crypto.encoding import hexhash
from votesvc.domain import entries, hearing as rules
from votesvc.domain.hearing import HearingStep, next_hearing_state, within_bounds
from votesvc.domain.record.layout import issued_list
from votesvc.errors import HearingUneven, NoOfficerKey, WrongState
from votesvc.services import (
    agenda,
    gates,
    hearings,
    issuing,
    issuing_keys,
    roll as rolls,
    setup,
)
from votesvc.services.sequencer import Log
from votesvc.storage import board, comments, hearings as table


def announce(session: Session, log: Log, hearing: str, now: datetime) -> None:
    """Turn a draft into an announced hearing, which will not change any more: keys and leaf.

    The roll need not be fixed yet. Raises WrongState, NoOfficerKey.
    """
    view = hearings.hearing(session, hearing)
    next_hearing_state(view.state, HearingStep.ANNOUNCE)
    congress, officer_key = view.congress, view.officer_key
    if officer_key is None:
        reason = "the hearing officer's public key is not set"
        raise NoOfficerKey(reason)
    per_delegate = view.spec.per_delegate
    comment, support = issuing_keys.prepare_hearing(session, congress, hearing, per_delegate)
    keys = parse_public_key(comment), parse_public_key(support)

    def decide(inner: Session) -> list[bytes]:
        row = _take_step(inner, hearing, HearingStep.ANNOUNCE)
        if (hearings.read_spec(row.spec), row.officer_key) != (view.spec, officer_key):
            reason = "the draft has just been changed"
            raise WrongState(reason)
        row.comment_key, row.support_key = comment, support
        row.position = board.log_size(inner, congress)
        return [rules.announce(hearing, view.spec, officer_key, keys, now).encoded]

    log.append(congress, decide)


def open_hearing(session: Session, log: Log, hearing: str, now: datetime) -> None:
    """Log N and A, and let phones collect and comment. Raises WrongState, RollNotFixed."""
    view = hearings.hearing(session, hearing)
    next_hearing_state(view.state, HearingStep.OPEN)
    issuing.open_issuing(session, hearing)
    present = setup.presence(session, view.congress, now)

    def decide(inner: Session) -> list[bytes]:
        _take_step(inner, hearing, HearingStep.OPEN)
        return [present, entries.HearingOpened(hearing, now).encoded]

    log.append(view.congress, decide)


def close_hearing(session: Session, log: Log, hearing: str, now: datetime) -> None:
    """Stop issuing, take no more comments, log A, I and their number.

    Raises WrongState, and HearingUneven unless comments <= I <= k*A and A <= N: then credentials
    were made that nobody collected, and people have to find out how.
    """
    view = hearings.hearing(session, hearing)
    next_hearing_state(view.state, HearingStep.CLOSE)
    entitled = agenda.congress(session, view.congress).entitled or 0
    issued = issuing.close_issuing(session, hearing)
    listed, most = issued_list(issued.entries), view.spec.per_delegate
    session.rollback()

    def decide(inner: Session) -> list[bytes]:
        row = _take_step(inner, hearing, HearingStep.CLOSE)
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


def _take_step(inner: Session, hearing: str, step: HearingStep) -> table.HearingRow:
    """Move the hearing to its next state inside the locked transaction, or raise `WrongState`."""
    row = hearings.locked_hearing(inner, hearing)
    row.state = next_hearing_state(rules.HearingState(row.state), step)
    return row
