"""The count: shares are checked when handed in, and published with the announcement."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy.orm import Session

from votesvc.crypto.ballot import Ballot, Election, parse_ballot, parse_election
from votesvc.crypto.encoding import as_list, as_natural, exact_fields, parse_json
from votesvc.crypto.shuffle import Row
from votesvc.crypto.tally import Tally, check_share, open_tally, parse_share, parse_tally
from votesvc.crypto.trustees import Trustees, parse_trustees
from votesvc.domain import entries
from votesvc.domain.casting import slip_in
from votesvc.domain.entries import BallotCast, parse_entry
from votesvc.domain.lifecycle import State, Step, next_state
from votesvc.domain.outcome import (
    EvaluationOutcome,
    GroupVotes,
    Outcome,
    WeightedOutcome,
    decide,
    votes_of,
    weigh_groups,
)
from votesvc.domain.rules import EvaluationRule, Figures, family_of
from votesvc.errors import NotCounted, NotSigned, ShareConflict, UnknownOwner, located
from votesvc.services import agenda, boards, shuffles, slips, write_ins
from votesvc.services.agenda import ItemView
from votesvc.services.sequencer import Log
from votesvc.storage import agenda as table, board, scrutineers

Counts = tuple[tuple[int, ...], ...]
"""Votes per question and answer."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the count is: shares of `size` scrutineers, `needed` of whom are enough.

    `signs` tells whether scrutineers sign the result, `signed` who has. `result` (votes per
    question) is there only when it has been signed; single keys do not sign, and show none.
    `names` are those of the seats; single keys have none. `shuffled` are those who have shuffled
    the names written in; None where there are none to shuffle.
    """

    needed: int
    size: int
    owners_present: tuple[int, ...]
    signs: bool
    signed: tuple[int, ...]
    result: Counts | None
    names: tuple[str, ...] = ()
    shuffled: tuple[int, ...] | None = None

    @property
    def shuffling(self) -> bool:
        """Whether names written in have to be shuffled by more scrutineers."""
        return self.shuffled is not None and len(self.shuffled) < self.needed


@dataclass(frozen=True, slots=True)
class ResultView:
    """An announced result: the item with A, I and R, N, the votes, and what follows from them."""

    item: ItemView
    entitled: int
    counts: Counts
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class FamilyView:
    """The announced result of groups that are weighed together.

    `items` are in the order of the weights; `results` has None for one that is void by itself. Of a
    group's own result a page shows only the rows where `outcome.rows[..].shown` names it.
    """

    family: str
    items: tuple[ItemView, ...]
    results: tuple[ResultView | None, ...]
    outcome: WeightedOutcome


def progress(session: Session, item: str) -> Progress:
    """Return who has handed in a share and who has signed; for the organiser and the chief.

    Once signed, the result stands here before it is announced: only pages that may know it show it.
    """
    row = agenda.item_row(session, item)
    held = boards.board_for(session, row)
    trustees = parse_trustees(held.trustees)
    seats = scrutineers.seats(session, held.ceremony) if held.ceremony else []
    return Progress(
        needed=trustees.threshold,
        size=len(trustees.verification_keys),
        owners_present=tuple(share.owner for share in table.shares(session, item)),
        signs=bool(trustees.signers),
        signed=tuple(one.owner for one in scrutineers.signatures(session, item)),
        result=_counts(row.result) if row.result and row.state == State.SIGNED else None,
        names=tuple(seat.name for seat in seats),
        shuffled=shuffles.shufflers(session, item),
    )


def submit_share(session: Session, log: Log, item: str, owner: int, factors: bytes) -> None:
    """Take scrutineer `owner`'s partial decryption (owner from 1) if it proves itself.

    The last one needed opens the result. The same again changes nothing. Raises WrongState,
    UnknownOwner, MalformedInput, InvalidShare, ShareConflict; each names the owner.
    """
    row = agenda.item_row(session, item)
    congress = row.congress
    with located(f"owner {owner}"):
        trustees = _trustees(session, row)
        if not 1 <= owner <= len(trustees.verification_keys):
            reason = "no scrutineer has this number"
            raise UnknownOwner(reason)
        if _known(session, item, owner, factors):
            return
        next_state(State(row.state), Step.COUNT)
        election, tally = _election(row), _tally(row)
        share = parse_share(factors, election)
        check_share(share, trustees.verification_keys[owner - 1], tally, election)
    session.rollback()

    def take(inner: Session) -> list[bytes]:
        # Looked at again under the lock: the same share may have come twice at once.
        if not _known(inner, item, owner, factors):
            fresh = agenda.item_row(inner, item)
            counted = next_state(State(fresh.state), Step.COUNT)
            inner.add(table.ShareRow(item=item, owner=owner, factors=factors))
            inner.flush()
            held = table.shares(inner, item)
            if not trustees.missing([one.owner for one in held]):
                shares = {one.owner: parse_share(one.factors, election) for one in held}
                fresh.result = open_tally(tally, shares, trustees).encoded
                fresh.state = counted
                # Who proposes or confirms from here on may know the count: what was proposed
                # before is no basis for it.
                agenda.drop_proposal(inner, item)
        return []

    log.append(congress, take)


def announce(session: Session, log: Log, item: str, by: str, now: datetime) -> None:
    """Publish shares, result, outcome, signatures and announcement together.

    A family is announced at once, without what is void by itself, and then weighed. Raises
    NotSigned where scrutineers sign and too few have.
    """
    congress = agenda.item(session, item).congress

    def publish(inner: Session) -> list[bytes]:
        views = agenda.family(inner, item)
        next_state(agenda.state_of_family(views), Step.ANNOUNCE)
        counted = [view.item for view in views if view.state is not State.VOID]
        size, leaves = board.log_size(inner, congress), list[bytes]()
        for one in counted:
            leaves += _publish_one(inner, one, by, now)
            agenda.item_row(inner, one).announced = size + len(leaves) - 1
        agenda.drop_proposal(inner, item)
        if family_of(views[0].spec.rule) is not None:
            weighed = family_view(inner, item)
            outcome = weighed.outcome.to_json()
            leaves.append(entries.Weighed(weighed.family, tuple(counted), outcome).encoded)
        return leaves

    log.append(congress, publish)


def _publish_one(inner: Session, item: str, by: str, now: datetime) -> list[bytes]:
    """Move an item to announced inside the locked transaction and return its leaves."""
    row = agenda.item_row(inner, item)
    announced = next_state(State(row.state), Step.ANNOUNCE)
    if row.state == State.COUNTED and _trustees(inner, row).signers:
        reason = "too few scrutineers have signed"
        raise NotSigned(reason)
    row.state = announced
    result = row.result or b""
    outcome = outcome_view(inner, item).outcome
    return [
        *(
            entries.ShareMade(item, share.owner, share.factors.decode()).encoded
            for share in table.shares(inner, item)
        ),
        *slips.share_leaves(inner, item),
        entries.ResultMade(item, result.decode()).encoded,
        *write_ins.name_leaves(inner, item),
        entries.OutcomeStated(item, outcome.to_json()).encoded,
        *(
            entries.Signed(item, one.owner, one.signature.decode()).encoded
            for one in scrutineers.signatures(inner, item)
        ),
        entries.Announced(item, by, now).encoded,
    ]


def outcome_view(session: Session, item: str) -> ResultView:
    """Return the announced result of an item, or raise `NotCounted`."""
    row = agenda.item_row(session, item)
    if row.state != State.ANNOUNCED or row.result is None:
        reason = "the item has no announced result"
        raise NotCounted(reason)
    view, counts = agenda.item(session, item), _counts(row.result)
    figures, names = _figures(session, view), write_ins.counted_names(session, item)
    outcome = decide(view.spec.rule, counts, figures, names)
    return ResultView(view, figures.entitled, counts, outcome)


def family_view(session: Session, item: str) -> FamilyView:
    """Return the announced result of all groups that are weighed together.

    Raises NotCounted before that, and for an item that is of no family.
    """
    views = agenda.family(session, item)
    family = family_of(views[0].spec.rule)
    if family is None or agenda.state_of_family(views) is not State.ANNOUNCED:
        reason = "there is no announced result of groups"
        raise NotCounted(reason)
    results = tuple(
        outcome_view(session, view.item) if view.state is State.ANNOUNCED else None
        for view in views
    )
    votes = [
        GroupVotes(_figures(session, view), None)
        if result is None
        # An item with weights is an evaluation.
        else votes_of(cast("EvaluationOutcome", result.outcome))
        for view, result in zip(views, results, strict=True)
    ]
    outcome = weigh_groups(cast("EvaluationRule", views[0].spec.rule), votes)
    return FamilyView(family, tuple(views), results, outcome)


def logged_ballots(
    session: Session, congress: str, election: Election, skip: int = 0
) -> list[tuple[Ballot, Row]]:
    """Return the item's ballots and their slips in log order, without the first `skip`.

    All were checked once. A slip is empty where no names can be written in.
    """
    ballots = []
    for leaf in board.ballot_leaves(session, congress, election.uuid, skip):
        entry = parse_entry(leaf)
        if isinstance(entry, BallotCast):
            ballot = parse_ballot(entry.ballot.encode(), election)
            ballots.append((ballot, slip_in(election, ballot, entry)))
    return ballots


def _known(session: Session, item: str, owner: int, factors: bytes) -> bool:
    share = session.get(table.ShareRow, (item, owner), populate_existing=True)
    if share is not None and share.factors != factors:
        reason = "this scrutineer has handed in another share"
        raise ShareConflict(reason)
    return share is not None


def _figures(session: Session, item: ItemView) -> Figures:
    entitled = agenda.electorate(session, item.congress).of(item.spec.rule)
    return Figures.of_round(entitled, item.present or 0, item.issued or 0, item.returned or 0)


def _trustees(session: Session, row: table.ItemRow) -> Trustees:
    return parse_trustees(boards.board_for(session, row).trustees)


def _election(row: table.ItemRow) -> Election:
    return parse_election(row.election or b"")


def _tally(row: table.ItemRow) -> Tally:
    return parse_tally(row.tally or b"", _election(row), row.returned or 0)


def _counts(result: bytes) -> Counts:
    rows = as_list(exact_fields(parse_json(result), ("result",))["result"])
    return tuple(tuple(as_natural(votes) for votes in as_list(row)) for row in rows)
