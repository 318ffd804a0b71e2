"""Comments and supports of a hearing: checked, put into the log in batches, with receipts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from votesvc.crypto.blind_rsa import PublicKey, parse_public_key
from votesvc.crypto.encoding import hexhash
from votesvc.domain.commenting import check_comment, check_support
from votesvc.domain.entries import CommentMade, SupportGiven
from votesvc.domain.hearing import HearingState
from votesvc.errors import (
    AlreadySupported,
    CommitmentUsed,
    CredentialUsed,
    NotOpen,
    NotPublished,
    UnknownHearing,
    VotesvcError,
)
from votesvc.services import hearings
from votesvc.services.log_book import Claim, Ready, Receipt
from votesvc.services.sequencer import Log
from votesvc.storage import board, comments as table, hearings as agenda

# What is opened last can be supported as well.
_SUPPORTING = frozenset({HearingState.OPEN, HearingState.CLOSED})


@dataclass(frozen=True, slots=True)
class Comments:
    """The register of comments: one for each credential, while the hearing is open."""

    def claims(self, one: Ready | board.Logged) -> tuple[Claim, ...]:
        """Return hearing and credential, and hearing and commitment."""
        return (
            ("comment by", one.item, one.credential),
            ("comment", one.item, one.tracker),
        )

    def known(self, session: Session, ready: Sequence[Ready]) -> list[board.Logged]:
        """Return the comments with any of these credentials or commitments."""
        credentials = [one.credential for one in ready]
        commitments = [one.tracker for one in ready]
        return [
            logged
            for hearing in {one.item for one in ready}
            for logged in table.comments_of(session, hearing, credentials, commitments)
        ]

    def barred(self, session: Session, ready: Sequence[Ready]) -> list[type[VotesvcError] | None]:
        """Refuse comments in hearings that are not open."""
        states = agenda.states_of(session, [one.item for one in ready])
        return [None if states.get(one.item) is HearingState.OPEN else NotOpen for one in ready]

    def add(self, session: Session, logged: Sequence[board.Logged]) -> None:
        """Store what comments leave behind."""
        table.add_comments(session, logged)

    def clash(self, ready: Ready, known: Sequence[board.Logged]) -> VotesvcError:
        """Return whether it is the credential that was used, or only the commitment."""
        if any(one.credential == ready.credential for one in known):
            return CredentialUsed("another comment was made with this credential")
        return CommitmentUsed("another comment has this commitment")


@dataclass(frozen=True, slots=True)
class Supports:
    """The register of supports: one for each pseudonym and published comment, until the report."""

    def claims(self, one: Ready | board.Logged) -> tuple[Claim, ...]:
        """Return hearing, pseudonym and comment."""
        return (("support", one.item, one.credential, one.tracker),)

    def known(self, session: Session, ready: Sequence[Ready]) -> list[board.Logged]:
        """Return the supports by these pseudonyms for these comments."""
        credentials = [one.credential for one in ready]
        commitments = [one.tracker for one in ready]
        return [
            logged
            for hearing in {one.item for one in ready}
            for logged in table.supports_of(session, hearing, credentials, commitments)
        ]

    def barred(self, session: Session, ready: Sequence[Ready]) -> list[type[VotesvcError] | None]:
        """Refuse supports after the report, and of comments that are not published."""
        states = agenda.states_of(session, [one.item for one in ready])
        published = {
            (hearing, commitment)
            for hearing in states
            for commitment in table.published_of(session, hearing, [one.tracker for one in ready])
        }
        return [
            NotOpen
            if states.get(one.item) not in _SUPPORTING
            else None
            if (one.item, one.tracker) in published
            else NotPublished
            for one in ready
        ]

    def add(self, session: Session, logged: Sequence[board.Logged]) -> None:
        """Store what supports leave behind."""
        table.add_supports(session, logged)

    def clash(self, ready: Ready, known: Sequence[board.Logged]) -> VotesvcError:
        """Return that the comment is supported by this pseudonym."""
        return AlreadySupported("this pseudonym supports this comment")


COMMENTS = Comments()
SUPPORTS = Supports()


def comment(session: Session, log: Log, congress: str, made: CommentMade) -> Receipt:
    """Check a sealed comment, put it into the log and return its receipt; the same again, the same.

    Its tracker is the commitment. What costs little is looked at first, and the session is left
    without a connection while the comment waits for its batch. Raises UnknownHearing, NotOpen,
    InvalidToken, InvalidComment, MalformedInput, CredentialUsed (another comment with a used
    credential), CommitmentUsed, and what `Log.submit` raises.
    """
    row = _hearing(session, congress, made.item)
    ready = Ready(made.item, made.encoded, made.commitment, hexhash(made.key.encode()), COMMENTS)
    state, key = HearingState(row.state), row.comment_key or b""
    before = _before(session, log, congress, ready)
    if before is not None:
        return before
    if state is not HearingState.OPEN:
        reason = "the hearing is not open for comments"
        raise NotOpen(reason)
    session.rollback()
    check_comment(_public_key(key), made)
    return log.submit(congress, ready)


def support(session: Session, log: Log, congress: str, given: SupportGiven) -> Receipt:
    """Check a support, put it into the log and return its receipt; the same again, the same.

    Its tracker is the commitment of the comment. Raises as `comment` does, but AlreadySupported
    for another support of the same comment by one pseudonym, and NotPublished.
    """
    row = _hearing(session, congress, given.item)
    pseudonym = hexhash(given.key.encode())
    ready = Ready(given.item, given.encoded, given.commitment, pseudonym, SUPPORTS)
    state, key = HearingState(row.state), row.support_key or b""
    before = _before(session, log, congress, ready)
    if before is not None:
        return before
    if state not in _SUPPORTING:
        reason = "the hearing takes no supports"
        raise NotOpen(reason)
    if not table.published_of(session, given.item, [given.commitment]):
        reason = "only published comments are supported"
        raise NotPublished(reason)
    session.rollback()
    check_support(_public_key(key), given)
    return log.submit(congress, ready)


def received(session: Session, hearing: str) -> int:
    """Return how many comments of a hearing are in the log."""
    return table.count_comments(session, hearing)


def _hearing(session: Session, congress: str, hearing: str) -> agenda.HearingRow:
    row = hearings.hearing_row(session, hearing)
    if row.congress != congress:
        reason = "the hearing is not of this congress"
        raise UnknownHearing(reason)
    return row


def _before(session: Session, log: Log, congress: str, ready: Ready) -> Receipt | None:
    """Return the receipt of exactly this leaf, None for something new; raise for anything else."""
    known = ready.register.known(session, [ready])
    if not known:
        return None
    position = known[0].position
    if board.leaf(session, congress, position) != ready.leaf:
        raise ready.register.clash(ready, known)
    return log.receipt(session, congress, known[0])


@lru_cache(maxsize=64)
def _public_key(spki: bytes) -> PublicKey:
    return parse_public_key(spki)
