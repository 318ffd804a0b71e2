"""Steps that need both the roll and the log: counts and hashes pass between them, never rows.

The roll's side is always committed first, and every step there can be repeated: when something
breaks between the two commits, doing the step again completes it.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from votesvc.crypto.ballot import Election
from votesvc.crypto.blind_rsa import PublicKey, parse_public_key
from votesvc.crypto.encoding import JsonValue, new_uuid
from votesvc.crypto.trustees import join_trustees, parse_trustees
from votesvc.domain import entries
from votesvc.domain.congress import Congress
from votesvc.domain.contest import contest_election
from votesvc.domain.lifecycle import State, Step, next_state
from votesvc.domain.rules import group_of
from votesvc.errors import (
    BoardFixed,
    NoBoard,
    RollAlreadyFixed,
    RollNotFixed,
    WrongState,
)
from votesvc.services import agenda, boards, gates, issuing, issuing_keys, roll as rolls
from votesvc.services.agenda import ItemView
from votesvc.services.sequencer import Log
from votesvc.storage import agenda as table, board

Two = tuple[str, str]
"""The names of the organiser who proposed and of the chief scrutineer who confirmed."""


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
    """Fix the roll and log N, the members' hash, and N of each group, if there are any.

    Raises NoVoters, RollAlreadyFixed.
    """
    agenda.congress(session, congress)
    fixed = rolls.fix_roll(session, congress)

    def decide(inner: Session) -> list[bytes]:
        row = inner.get_one(table.CongressRow, congress)
        if row.entitled is not None:
            reason = "the roll is fixed"
            raise RollAlreadyFixed(reason)
        row.entitled = fixed.entitled
        leaf = entries.Roll(fixed.entitled, fixed.members_hash, now).encoded
        if not fixed.groups:
            return [leaf]
        sizes = tuple(sorted(fixed.groups.items()))
        inner.add_all(table.GroupRow(congress=congress, name=name, entitled=n) for name, n in sizes)
        return [leaf, entries.RollGroups(sizes, now).encoded]

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
        boards.keep_board(inner, congress, trustees, board.log_size(inner, congress), None)
        return [entries.Board(trustees.decode(), now).encoded]

    log.append(congress, decide)


def prepare(session: Session, log: Log, item: str, now: datetime) -> None:
    """Turn a draft into a ready item: key, election, leaf; a family in one step.

    Raises RollNotFixed, NoBoard, GroupTooSmall for a family with a group that is not on the roll
    or has too few people, and for an item with a gate UnknownHearing, HearingNotAnnounced.
    """
    views = agenda.family(session, item)
    congress = agenda.congress(session, views[0].congress)
    for view in views:
        next_state(view.state, Step.PREPARE)
    if congress.entitled is None:
        reason = "the roll has to be fixed first"
        raise RollNotFixed(reason)
    if congress.trustees is None:
        reason = "the congress has no board of scrutineers yet"
        raise NoBoard(reason)
    agenda.check_groups(session, views)
    keys = [
        parse_public_key(
            issuing_keys.prepare_item(session, congress.uuid, view.item, group_of(view.spec.rule))
        )
        for view in views
    ]
    joint = parse_trustees(congress.trustees).public_key
    elections = [
        contest_election(view.item, view.spec, congress.origin, joint, key)
        for view, key in zip(views, keys, strict=True)
    ]

    def decide(inner: Session) -> list[bytes]:
        if agenda.congress(inner, congress.uuid).trustees != congress.trustees:
            reason = "the scrutineers have just been replaced"
            raise WrongState(reason)
        leaves: list[bytes] = []
        for view, election, key in zip(views, elections, keys, strict=True):
            row = take_step(inner, view.item, Step.PREPARE)
            gates.check_announced(inner, congress.uuid, view.spec.rule)
            row.election = election.encoded
            row.public_key = key.spki
            row.position = board.log_size(inner, congress.uuid) + len(leaves)
            leaves.append(_item_leaf(view, election, key, now))
        return leaves

    log.append(congress.uuid, decide)


def open_issuing(session: Session, log: Log, item: str, now: datetime) -> None:
    """Log N and A, and let phones collect."""
    views = agenda.family(session, item)
    for view in views:
        next_state(view.state, Step.ISSUE)
    for view in views:
        issuing.open_issuing(session, view.item)
    present = presence(session, views[0].congress, now)

    def decide(inner: Session) -> list[bytes]:
        for view in views:
            take_step(inner, view.item, Step.ISSUE)
        return [present, *(entries.IssueOpened(view.item, now).encoded for view in views)]

    log.append(views[0].congress, decide)


def presence(session: Session, congress: str, now: datetime) -> bytes:
    """Return the leaf that says N and A as they are now, and hold no connection any more."""
    counts = rolls.counts(session, congress)
    session.rollback()
    return entries.CheckIn(counts.entitled, counts.present, now).encoded


def take_step(inner: Session, item: str, step: Step) -> table.ItemRow:
    """Move the item to its next state inside the locked transaction, or raise `WrongState`."""
    row = agenda.item_row(inner, item)
    row.state = next_state(State(row.state), step)
    return row


def _item_leaf(view: ItemView, election: Election, key: PublicKey, now: datetime) -> bytes:
    return entries.Item(
        item=view.item,
        kind=view.spec.kind,
        title=view.title,
        election=election.encoded.decode(),
        phi=election.fingerprint,
        public_key=key.spki,
        rule=view.spec.rule,
        time=now,
    ).encoded
