"""Casting a ballot, and what every phone asks for every two seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from votesvc.crypto.ballot import Election, parse_election
from votesvc.crypto.blind_rsa import PublicKey, parse_public_key
from votesvc.crypto.encoding import (
    JsonValue,
    as_object,
    as_text,
    b64hash,
    hexhash,
    is_uuid,
    parse_canonical_json,
    parse_json,
)
from votesvc.domain.casting import check_cast
from votesvc.domain.congress import Congress
from votesvc.domain.entries import BallotCast
from votesvc.domain.hearing_spec import HearingSpec
from votesvc.domain.items import ItemSpec, parse_spec
from votesvc.domain.lifecycle import State
from votesvc.domain.rules import family_of, group_of
from votesvc.errors import (
    CredentialUsed,
    MalformedInput,
    NotOpen,
    TooLarge,
    UnknownCongress,
    UnknownItem,
    VotesvcError,
)
from votesvc.services.hearings import read_spec
from votesvc.services.log_book import Claim
from votesvc.services.sequencer import Log, Ready, Receipt
from votesvc.storage import agenda, board, gates, hearings

MOST_BYTES = 512 * 1024
"""The largest ballot; one of two hundred candidates has a fifth of this."""


@dataclass(frozen=True, slots=True)
class CastRequest:
    """What a phone sends: the exact ballot, its credential token and its pair proofs."""

    item: str
    ballot: bytes
    prefix: bytes
    token: bytes
    pairs: list[JsonValue]


@dataclass(frozen=True, slots=True)
class PublicItem:
    """One agenda item as phones need it; `index` is the log position of its item leaf.

    `group` alone votes on it, and `family` is weighed together; both are None where everybody does.
    """

    item: str
    state: str
    index: int
    title: str
    group: str | None = None
    family: str | None = None


@dataclass(frozen=True, slots=True)
class PublicHearing:
    """One hearing as phones need it; `index` is the log position of its leaf.

    The `kind` of a box that a posting names for objections is "objections".
    """

    hearing: str
    state: str
    index: int
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class PublicState:
    """All that phones follow; the checkpoint covers every index in it."""

    congress: str
    title: str
    origin: str
    vkey: str
    size: int
    checkpoint: str
    items: tuple[PublicItem, ...]
    hearings: tuple[PublicHearing, ...]


@dataclass(frozen=True, slots=True)
class Ballots:
    """The register of ballots: one for each credential of an item, while the item is open."""

    def claims(self, one: Ready | board.Logged) -> tuple[Claim, ...]:
        """Return item and credential."""
        return (("ballot", one.item, one.credential),)

    def known(self, session: Session, ready: Sequence[Ready]) -> list[board.Logged]:
        """Return the ballots that were cast with any of these credentials."""
        return [
            logged
            for item in {one.item for one in ready}
            for logged in board.spent(session, item, [one.credential for one in ready])
        ]

    def barred(self, session: Session, ready: Sequence[Ready]) -> list[type[VotesvcError] | None]:
        """Refuse ballots of items that are not open."""
        states = {item: agenda.state_of(session, item) for item in {one.item for one in ready}}
        return [None if states[one.item] is State.OPEN else NotOpen for one in ready]

    def add(self, session: Session, logged: Sequence[board.Logged]) -> None:
        """Store what ballots leave behind."""
        board.add_ballots(session, logged)

    def clash(self, ready: Ready, known: Sequence[board.Logged]) -> VotesvcError:
        """Return that the credential was used for another ballot."""
        return CredentialUsed("another ballot was cast with this credential")


BALLOTS = Ballots()


def cast(session: Session, log: Log, congress: str, request: CastRequest) -> Receipt:
    """Check a ballot, put it into the log and return its receipt; the same again, the same.

    What costs little is looked at first. The session is left without a connection while the
    ballot waits for its batch. Raises UnknownItem, NotOpen, TooLarge, MalformedInput,
    InvalidToken, InvalidBallot, CredentialUsed (another ballot with a used credential), and what
    `Log.submit` raises.
    """
    if len(request.ballot) > MOST_BYTES:
        reason = "a ballot is larger than any honest one"
        raise TooLarge(reason)
    tracker, credential = b64hash(request.ballot), _credential_digest(request.ballot)
    box = board.look_into(session, request.item, credential) if is_uuid(request.item) else None
    if box is None or box.congress != congress:
        reason = "there is no such item"
        raise UnknownItem(reason)
    if box.logged is not None and box.logged.tracker == tracker:
        return log.receipt(session, congress, box.logged)
    if box.logged is not None:
        reason = "another ballot was cast with this credential"
        raise CredentialUsed(reason)
    if box.state is not State.OPEN or box.election is None or box.public_key is None:
        reason = "the item is not open for voting"
        raise NotOpen(reason)
    session.rollback()
    entry = _entry(request)
    check_cast(_election(box.election), _public_key(box.public_key), entry)
    return log.submit(congress, Ready(request.item, entry.encoded, tracker, credential, BALLOTS))


def public_state(session: Session, congress: str) -> PublicState:
    """Return the state of a congress in five small queries."""
    found = session.get(agenda.CongressRow, congress) if is_uuid(congress) else None
    if found is None:
        reason = "there is no such congress"
        raise UnknownCongress(reason)
    # The checkpoint is read last, so that it covers every item and hearing read before it.
    items = tuple(
        _public_item(uuid, state.value, position, _read_item(spec))
        for uuid, state, position, spec in agenda.public_items(session, congress)
    )
    boxes = gates.boxes(session, congress)
    heard = tuple(
        _public_hearing(uuid, state.value, position, read_spec(spec), uuid in boxes)
        for uuid, state, position, spec in hearings.public_hearings(session, congress)
    )
    latest = board.latest_checkpoint(session, congress)
    return PublicState(
        congress=congress,
        title=found.title,
        origin=Congress(congress, found.title).origin,
        vkey=found.vkey,
        size=latest.size,
        checkpoint=latest.note,
        items=items,
        hearings=heard,
    )


def returned(session: Session, item: str) -> int:
    """Return how many ballots of the item are in the log: R."""
    return board.count_ballots(session, item)


def _public_item(item: str, state: str, index: int, spec: ItemSpec) -> PublicItem:
    group, family = group_of(spec.rule), family_of(spec.rule)
    return PublicItem(item, state, index, spec.title, group, family)


def _public_hearing(
    hearing: str, state: str, index: int, spec: HearingSpec, posted: bool
) -> PublicHearing:
    kind = "objections" if posted else spec.kind
    return PublicHearing(hearing, state, index, spec.title, kind)


def _credential_digest(ballot: bytes) -> str:
    fields = as_object(parse_json(ballot, MOST_BYTES))
    return hexhash(as_text(fields.get("credential", "")).encode())


def _entry(request: CastRequest) -> BallotCast:
    try:
        text = request.ballot.decode()
    except UnicodeDecodeError:
        reason = "a ballot is not utf-8"
        raise MalformedInput(reason) from None
    return BallotCast(request.item, text, request.prefix, request.token, tuple(request.pairs))


@lru_cache(maxsize=256)
def _election(encoded: bytes) -> Election:
    return parse_election(encoded)


@lru_cache(maxsize=256)
def _public_key(spki: bytes) -> PublicKey:
    return parse_public_key(spki)


@lru_cache(maxsize=1024)
def _read_item(spec: bytes) -> ItemSpec:
    return parse_spec(parse_canonical_json(spec))
