"""Opening, closing and declaring void: steps that need both the roll and the log.

Items of one family take each step together, in one append. The roll's side is always committed
first, and every step there can be repeated: when something breaks between the two commits, doing
the step again completes it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from votesvc.crypto.ballot import Ballot, Election, parse_election
from votesvc.crypto.encoding import hexhash
from votesvc.crypto.shuffle import Row
from votesvc.crypto.tally import encrypted_tally
from votesvc.domain import entries
from votesvc.domain.electorate import Electorate, Flaw, flaws_of
from votesvc.domain.forms import format_time
from votesvc.domain.lifecycle import State, Step, next_state
from votesvc.domain.record.layout import issued_list
from votesvc.domain.rules import Figures, Rule
from votesvc.errors import NotProposed, SamePerson
from votesvc.services import agenda, counting, gates, issuing, roll as rolls, slips
from votesvc.services.agenda import ItemView
from votesvc.services.issuing import Issued
from votesvc.services.sequencer import Log
from votesvc.services.setup import Two, take_step

UNEVEN = "票数不符:收回选票、发出选票、实到人数不是依次不增 / R <= I <= A <= N does not hold"
TOO_FEW = (
    "这一组收回的票少于五张，为保密不计票 / "
    "fewer than five ballots of this group came back, and are not counted, to keep them secret"
)
BESIDE = (
    "另一组票数不符，各组一起作废 / "
    "the figures of another group do not hold, and all groups are void with it"
)
_REASONS: dict[Flaw, str] = {"uneven": UNEVEN, "too-few": TOO_FEW, "beside": BESIDE}
_BY_ITSELF = "votesvc"
_BOTH = "、"


@dataclass(frozen=True, slots=True)
class _Closing:
    """An item that is being closed, and what could be read before the log was locked."""

    view: ItemView
    issued: Issued
    election: Election
    early: list[tuple[Ballot, Row]]


def open_ballot(session: Session, log: Log, item: str, by: Two, now: datetime) -> None:
    """Open the ballot as proposed by one person and confirmed by another.

    Raises NotProposed when `by[0]` does not propose this now, SamePerson, GateClosed while the
    hearing that it waits for is neither reported nor overridden, and NotPrepared while anything
    else of its gates, a quorum among them, is neither there nor overridden.
    """
    views = agenda.family(session, item)
    congress = views[0].congress
    counts = rolls.counts(session, congress)
    session.rollback()
    present = entries.CheckIn(counts.entitled, counts.present, now).encoded

    def decide(inner: Session) -> list[bytes]:
        leaves = []
        for view in views:
            take_step(inner, view.item, Step.OPEN)
            gates.check_may_open(inner, view.item, counts, now)
            # Who was there stands directly before each opening: it tells of the quorum.
            leaves += [present, entries.Opened(view.item, by, now).encoded]
        _take_proposal(inner, item, "open", by)
        return leaves

    log.append(congress, decide)


def close_ballot(session: Session, log: Log, item: str, by: Two, now: datetime) -> None:
    """Stop issuing, close the ballot, log A, I, R, the encrypted tally and the shuffled slips.

    Unless R <= I <= A <= N the round is void by itself, with all of its family, and nothing is
    counted; so is that of a group with too few ballots, alone. Raises NotProposed and SamePerson.
    """
    views = agenda.family(session, item)
    congress = views[0].congress
    for view in views:
        next_state(view.state, Step.CLOSE)
    _check_proposal(session, item, "close", by)
    electorate = agenda.electorate(session, congress)
    issued = [issuing.close_issuing(session, view.item) for view in views]
    # Most ballots are read before the log is locked, so that nobody waits for it.
    closing = [_read_early(session, view, one) for view, one in zip(views, issued, strict=True)]
    session.rollback()

    def decide(inner: Session) -> list[bytes]:
        _take_proposal(inner, item, "close", by)
        cast = [_ballots(inner, one) for one in closing]
        figures = [
            _figures(one, electorate, len(ballots))
            for one, ballots in zip(closing, cast, strict=True)
        ]
        leaves: list[bytes] = []
        for one, ballots, flaw in zip(closing, cast, flaws_of(figures), strict=True):
            leaves += _close(inner, one, ballots, flaw, by, now)
        return leaves

    log.append(congress, decide)


def void(session: Session, log: Log, item: str, reason: str, by: str, now: datetime) -> None:
    """Declare an item void before it opens, for a reason that stays on record.

    Raises NotProposed once ballots may exist: from then on it takes two people.
    """

    def check(inner: Session) -> None:
        state = agenda.state_of_family(agenda.family(inner, item))
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
        next_state(agenda.state_of_family(agenda.family(inner, item)), Step.VOID)
        _check_proposal(inner, item, "void", by, reason)

    _void(session, log, entries.Voided(item, reason, _BOTH.join(by), now), check)


def _read_early(session: Session, view: ItemView, issued: Issued) -> _Closing:
    election = parse_election(view.election or b"")
    early = counting.logged_ballots(session, view.congress, election)
    return _Closing(view, issued, election, early)


def _ballots(inner: Session, one: _Closing) -> list[tuple[Ballot, Row]]:
    """Return all ballots of an item, inside the locked transaction."""
    congress, skip = one.view.congress, len(one.early)
    return [*one.early, *counting.logged_ballots(inner, congress, one.election, skip)]


def _figures(one: _Closing, electorate: Electorate, returned: int) -> tuple[Rule, Figures]:
    rule, issued = one.view.spec.rule, one.issued
    entitled = electorate.of(rule)
    return rule, Figures.of_round(entitled, issued.present, issued.count, returned)


def _close(
    inner: Session,
    one: _Closing,
    ballots: Sequence[tuple[Ballot, Row]],
    flaw: Flaw | None,
    by: Two,
    now: datetime,
) -> Sequence[bytes]:
    """Close an item inside the locked transaction and return its leaves."""
    view, issued = one.view, one.issued
    row = take_step(inner, view.item, Step.CLOSE)
    listed = issued_list(issued.entries)
    row.present, row.issued, row.returned = issued.present, issued.count, len(ballots)
    row.issued_list, row.closed_at = listed.decode(), format_time(now)
    leaves = [
        entries.Closed(view.item, by, issued.present, issued.count, len(ballots), now).encoded,
        entries.Issued(view.item, issued.count, hexhash(listed), now).encoded,
    ]
    if flaw is not None:
        row.state = next_state(State.CLOSED, Step.VOID)
        return [*leaves, entries.Voided(view.item, _REASONS[flaw], _BY_ITSELF, now).encoded]
    tally = encrypted_tally(one.election, [ballot for ballot, _ in ballots]).encoded
    row.tally = tally
    return [
        *leaves,
        entries.TallyMade(view.item, tally.decode()).encoded,
        *slips.shuffle_slips(inner, view.item, one.election, [slip for _, slip in ballots]),
    ]


def _void(
    session: Session, log: Log, leaf: entries.Voided, check: Callable[[Session], None]
) -> None:
    """Stop issuing and log `leaf` for each of the family that is not void by itself.

    `check` is asked before, and again inside the transaction.
    """
    views = agenda.family(session, leaf.item)
    check(session)
    for view in views:
        issuing.close_issuing(session, view.item)

    def decide(inner: Session) -> list[bytes]:
        check(inner)
        left = [one.item for one in agenda.family(inner, leaf.item) if one.state != State.VOID]
        for item in left:
            take_step(inner, item, Step.VOID)
        agenda.drop_proposal(inner, leaf.item)
        return [entries.Voided(item, leaf.reason, leaf.by, leaf.time).encoded for item in left]

    log.append(views[0].congress, decide)


def _take_proposal(inner: Session, item: str, action: str, by: Two) -> None:
    _check_proposal(inner, item, action, by)
    agenda.drop_proposal(inner, item)


def _check_proposal(session: Session, item: str, action: str, by: Two, reason: str = "") -> None:
    expected = agenda.Proposal(agenda.head(session, item), action, by[0], reason)
    if agenda.proposal(session, item) != expected:
        refusal = "this step is not proposed by this person now"
        raise NotProposed(refusal)
    if by[0] == by[1]:
        refusal = "one person cannot both propose and confirm"
        raise SamePerson(refusal)
