"""Steps that need both the roll and the log: counts and hashes pass between them, never rows.

The roll's side is always committed first, and every step there can be repeated: when something
breaks between the two commits, doing the step again completes it.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from votesvc.crypto.ballot import parse_election
from votesvc.crypto.blind_rsa import parse_public_key
from votesvc.crypto.encoding import JsonValue, hexhash, new_uuid
from votesvc.crypto.tally import encrypted_tally
from votesvc.crypto.trustees import join_trustees, parse_trustees
from votesvc.domain import entries
from votesvc.domain.congress import Congress
from votesvc.domain.contest import contest_election
from votesvc.domain.forms import format_time
from votesvc.domain.lifecycle import State, Step, next_state
from votesvc.domain.record.layout import issued_list
from votesvc.errors import (
    BoardFixed,
    NoBoard,
    NotProposed,
    RollAlreadyFixed,
    RollNotFixed,
    SamePerson,
    WrongState,
)
from votesvc.services import agenda, counting, gates, issuing, issuing_keys, roll as rolls, slips
from votesvc.services.sequencer import Log
from votesvc.storage import agenda as table, board

Two = tuple[str, str]
"""The names of the organiser who proposed and of the chief scrutineer who confirmed."""

UNEVEN = "票数不符:收回选票、发出选票、实到人数不是依次不增 / R <= I <= A <= N does not hold"
_BY_ITSELF = "votesvc"
_BOTH = "、"


def create_congress(session: Session, log: Log, title: str, booth_hash: str, now: datetime) -> str:
    """Start a congress with its own log and return its uuid."""
    made = Congress(new_uuid(), title)
    rolls.start_roll(session, made.uuid)
    vkey = log.create(made.uuid)

    def decide(inner: Session) -> list[bytes]:
        inner.add(
            table.CongressRow(
                uuid=made.uuid,
                number=table.next_congress_number(inner),
                title=title,
                vkey=vkey,
            )
        )
        return [entries.Congress(made.uuid, title, booth_hash, now).encoded]

    log.append(made.uuid, decide)
    return made.uuid


def fix_roll(session: Session, log: Log, congress: str, now: datetime) -> None:
    """Fix the roll and log N and the members' hash. Raises NoVoters, RollAlreadyFixed."""
    agenda.congress(session, congress)
    fixed = rolls.fix_roll(session, congress)

    def decide(inner: Session) -> list[bytes]:
        row = inner.get_one(table.CongressRow, congress)
        if row.entitled is not None:
            reason = "the roll is fixed"
            raise RollAlreadyFixed(reason)
        row.entitled = fixed.entitled
        return [entries.Roll(fixed.entitled, fixed.members_hash, now).encoded]

    log.append(congress, decide)


def set_board(
    session: Session, log: Log, congress: str, keys: Sequence[JsonValue], now: datetime
) -> None:
    """Check and log the scrutineers' public keys, once. Raises InvalidTrustees, BoardFixed."""
    agenda.congress(session, congress)
    trustees = parse_trustees(join_trustees(keys)).encoded

    def decide(inner: Session) -> list[bytes]:
        row = inner.get_one(table.CongressRow, congress)
        if row.trustees is not None:
            reason = "the board of scrutineers is set"
            raise BoardFixed(reason)
        agenda.keep_board(inner, congress, trustees, board.log_size(inner, congress), None)
        return [entries.Board(trustees.decode(), now).encoded]

    log.append(congress, decide)


def prepare(session: Session, log: Log, item: str, now: datetime) -> None:
    """Turn a draft into a ready item: key, election, leaf.

    Raises RollNotFixed, NoBoard, and for an item with a gate UnknownHearing, HearingNotAnnounced.
    """
    view = agenda.item(session, item)
    congress = agenda.congress(session, view.congress)
    next_state(view.state, Step.PREPARE)
    if congress.entitled is None:
        reason = "the roll has to be fixed first"
        raise RollNotFixed(reason)
    if congress.trustees is None:
        reason = "the congress has no board of scrutineers yet"
        raise NoBoard(reason)
    key = parse_public_key(issuing_keys.prepare_item(session, congress.uuid, item))
    joint = parse_trustees(congress.trustees).public_key
    election = contest_election(item, view.spec, congress.origin, joint, key)

    def decide(inner: Session) -> list[bytes]:
        row = _take_step(inner, item, Step.PREPARE)
        gates.check_announced(inner, congress.uuid, view.spec.rule)
        if agenda.congress(inner, congress.uuid).trustees != congress.trustees:
            reason = "the scrutineers have just been replaced"
            raise WrongState(reason)
        row.election = election.encoded
        row.public_key = key.spki
        row.position = board.log_size(inner, congress.uuid)
        return [
            entries.Item(
                item=item,
                kind=view.spec.kind,
                title=view.title,
                election=election.encoded.decode(),
                phi=election.fingerprint,
                public_key=key.spki,
                rule=view.spec.rule,
                time=now,
            ).encoded
        ]

    log.append(congress.uuid, decide)


def open_issuing(session: Session, log: Log, item: str, now: datetime) -> None:
    """Log N and A, and let phones collect."""
    view = agenda.item(session, item)
    next_state(view.state, Step.ISSUE)
    issuing.open_issuing(session, item)
    present = presence(session, view.congress, now)

    def decide(inner: Session) -> list[bytes]:
        _take_step(inner, item, Step.ISSUE)
        return [present, entries.IssueOpened(item, now).encoded]

    log.append(view.congress, decide)


def open_ballot(session: Session, log: Log, item: str, by: Two, now: datetime) -> None:
    """Open the ballot as proposed by one person and confirmed by another.

    Raises NotProposed when `by[0]` does not propose this now, SamePerson, GateClosed while the
    hearing that it waits for is neither reported nor overridden, and NotPrepared while anything
    else of its gates, a quorum among them, is neither there nor overridden.
    """
    view = agenda.item(session, item)
    counts = rolls.counts(session, view.congress)
    session.rollback()
    present = entries.CheckIn(counts.entitled, counts.present, now).encoded

    def decide(inner: Session) -> list[bytes]:
        _take_step(inner, item, Step.OPEN)
        gates.check_may_open(inner, item, counts, now)
        _take_proposal(inner, item, "open", by)
        return [present, entries.Opened(item, by, now).encoded]

    log.append(view.congress, decide)


def close_ballot(session: Session, log: Log, item: str, by: Two, now: datetime) -> None:
    """Stop issuing, close the ballot, log A, I, R, the encrypted tally and the shuffled slips.

    Unless R <= I <= A <= N the round is void by itself, and nothing is counted. Raises NotProposed
    and SamePerson.
    """
    view = agenda.item(session, item)
    next_state(view.state, Step.CLOSE)
    _check_proposal(session, item, "close", by)
    entitled = agenda.congress(session, view.congress).entitled or 0
    issued = issuing.close_issuing(session, item)
    listed = issued_list(issued.entries)
    election = parse_election(view.election or b"")
    # Most ballots are read before the log is locked, so that nobody waits for it.
    early = counting.logged_ballots(session, view.congress, election)
    session.rollback()

    def decide(inner: Session) -> list[bytes]:
        row = _take_step(inner, item, Step.CLOSE)
        _take_proposal(inner, item, "close", by)
        late = counting.logged_ballots(inner, view.congress, election, skip=len(early))
        ballots = [*early, *late]
        row.present, row.issued, row.returned = issued.present, issued.count, len(ballots)
        row.issued_list, row.closed_at = listed.decode(), format_time(now)
        leaves = [
            entries.Closed(item, by, issued.present, issued.count, len(ballots), now).encoded,
            entries.Issued(item, issued.count, hexhash(listed), now).encoded,
        ]
        if len(ballots) <= issued.count <= issued.present <= entitled:
            tally = encrypted_tally(election, [ballot for ballot, _ in ballots]).encoded
            row.tally = tally
            rows = [slip for _, slip in ballots]
            return [
                *leaves,
                entries.TallyMade(item, tally.decode()).encoded,
                *slips.shuffle_slips(inner, item, election, rows),
            ]
        row.state = next_state(State.CLOSED, Step.VOID)
        return [*leaves, entries.Voided(item, UNEVEN, _BY_ITSELF, now).encoded]

    log.append(view.congress, decide)


def void(session: Session, log: Log, item: str, reason: str, by: str, now: datetime) -> None:
    """Declare an item void before it opens, for a reason that stays on record.

    Raises NotProposed once ballots may exist: from then on it takes two people.
    """

    def check(inner: Session) -> None:
        state = agenda.item(inner, item).state
        next_state(state, Step.VOID)
        if state is not State.ISSUING:
            refusal = "one person alone cannot declare a round void once it was opened"
            raise NotProposed(refusal)

    _void(session, log, entries.Voided(item, reason, by, now), check)


def void_round(session: Session, log: Log, item: str, reason: str, by: Two, now: datetime) -> None:
    """Declare an item void as proposed by one person, for this reason, and confirmed by another.

    Raises NotProposed when `by[0]` does not propose this for this reason now, and SamePerson.
    """

    def check(inner: Session) -> None:
        next_state(agenda.item(inner, item).state, Step.VOID)
        _check_proposal(inner, item, "void", by, reason)

    _void(session, log, entries.Voided(item, reason, _BOTH.join(by), now), check)


def presence(session: Session, congress: str, now: datetime) -> bytes:
    """Return the leaf that says N and A as they are now, and hold no connection any more."""
    counts = rolls.counts(session, congress)
    session.rollback()
    return entries.CheckIn(counts.entitled, counts.present, now).encoded


def _void(
    session: Session, log: Log, leaf: entries.Voided, check: Callable[[Session], None]
) -> None:
    """Stop issuing and log `leaf`; `check` is asked before, and again inside the transaction."""
    view = agenda.item(session, leaf.item)
    check(session)
    issuing.close_issuing(session, leaf.item)

    def decide(inner: Session) -> list[bytes]:
        check(inner)
        _take_step(inner, leaf.item, Step.VOID)
        table.drop_proposal(inner, leaf.item)
        return [leaf.encoded]

    log.append(view.congress, decide)


def _take_step(inner: Session, item: str, step: Step) -> table.ItemRow:
    """Move the item to its next state inside the locked transaction, or raise `WrongState`."""
    row = agenda.item_row(inner, item)
    row.state = next_state(State(row.state), step)
    return row


def _take_proposal(inner: Session, item: str, action: str, by: Two) -> None:
    _check_proposal(inner, item, action, by)
    table.drop_proposal(inner, item)


def _check_proposal(session: Session, item: str, action: str, by: Two, reason: str = "") -> None:
    proposal = agenda.proposal(session, item)
    if proposal != agenda.Proposal(item, action, by[0], reason):
        refusal = "this step is not proposed by this person now"
        raise NotProposed(refusal)
    if by[0] == by[1]:
        refusal = "one person cannot both propose and confirm"
        raise SamePerson(refusal)
