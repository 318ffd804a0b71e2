"""A thief of both databases, and of the public log, tries to find out whose ballot is whose."""

import base64
import hashlib
from collections.abc import Iterator
from itertools import product

from sqlalchemy import Engine, select
from sqlalchemy.orm import DeclarativeBase, Session

from tests.services.story import MOTION, Story
from votesvc.crypto.ballot import parse_ballot, parse_election
from votesvc.crypto.blind_rsa import (
    SALT_LENGTH,
    PublicKey,
    blind,
    credential_message,
    finalise,
    parse_public_key,
)
from votesvc.crypto.encoding import hexhash
from votesvc.domain.entries import BallotCast, parse_entry
from votesvc.services import agenda, auditing
from votesvc.storage.base import BoardBase, RollBase
from votesvc.storage.passes import CollectedRow

PAPERS = ([[1, 0, 0], [0, 1, 0]], [[0, 1, 0], [0, 1, 0]], [[0, 0, 1], [1, 0, 0]])
SHORTEST_TELLING_VALUE = 8
HASH_LENGTH = 48


def test_every_answer_of_the_roll_fits_every_ballot_in_the_log(story: Story) -> None:
    # Blindness, shown on what is really stored: for each answer and each ballot there is exactly
    # one blinding factor with which a phone would have sent that request and got that token.
    item = story.whole_vote(MOTION, *PAPERS)
    view = agenda.item(story.session, item)
    key = parse_public_key(view.public_key or b"")
    election = parse_election(view.election or b"")
    answers = list(story.session.scalars(select(CollectedRow).where(CollectedRow.item == item)))
    ballots = list(logged_ballots(story.session, story.congress))
    assert len(answers) == len(ballots) == len(PAPERS)
    for answer, cast in product(answers, ballots):
        public_part = parse_ballot(cast.ballot.encode(), election).credential.to_hex()
        message = credential_message("ballot", item, public_part)
        r = as_number(answer.answer) * pow(as_number(cast.token), -1, key.modulus) % key.modulus
        blinded = blind(key, message, cast.prefix, salt_of(key, cast.token), r)
        assert hexhash(blinded.request) == answer.request
        assert finalise(key, blinded, answer.answer) == cast.token


def test_two_stolen_databases_have_nothing_in_common_but_the_agenda(story: Story) -> None:
    item = story.whole_vote(MOTION, *PAPERS)
    names = dict(values(story.databases.roll, RollBase))
    board = b"\n".join(value for value, _ in values(story.databases.board, BoardBase))
    shared = {
        column
        for value, column in names.items()
        if len(value) >= SHORTEST_TELLING_VALUE
        and any(spelled in board for spelled in spellings(value))
    }
    # The whole story happens within one second, that of closing.
    assert shared - {"member.arrived"} == {
        "roll.congress",
        "roll.members_hash",
        "issuing.item",
        "issuing.public_key",
    }, f"these columns of the roll are found again beside the ballots of {item}"


def logged_ballots(session: Session, congress: str) -> Iterator[BallotCast]:
    """Yield the ballots of the public log."""
    for leaf in auditing.entries(session, congress, 0, auditing.MOST_ENTRIES):
        entry = parse_entry(leaf)
        if isinstance(entry, BallotCast):
            yield entry


def values(engine: Engine, base: type[DeclarativeBase]) -> Iterator[tuple[bytes, str]]:
    """Yield every text and every blob with the first column, "table.column", that holds it."""
    seen: set[bytes] = set()
    with engine.connect() as connection:
        for table in base.metadata.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                for column, value in row.items():
                    data = value.encode() if isinstance(value, str) else value
                    if isinstance(data, bytes) and data not in seen:
                        seen.add(data)
                        yield data, f"{table.name}.{column}"


def spellings(value: bytes) -> Iterator[bytes]:
    """Yield the ways in which `value` could stand in another place."""
    yield value
    yield value.hex().encode()
    yield base64.b64encode(value)
    yield base64.urlsafe_b64encode(value).rstrip(b"=")
    yield hashlib.sha256(value).digest()
    yield hashlib.sha256(value).hexdigest().encode()


def as_number(data: bytes) -> int:
    return int.from_bytes(data, "big")


def salt_of(key: PublicKey, token: bytes) -> bytes:
    """Return the salt that a token was made with (RFC 8017, 9.1.2); it is no secret."""
    encoded = pow(as_number(token), 65537, key.modulus).to_bytes(key.length, "big")
    masked, digest = encoded[: -HASH_LENGTH - 1], encoded[-HASH_LENGTH - 1 : -1]
    blocks = range(-(-len(masked) // HASH_LENGTH))
    mask = b"".join(hashlib.sha384(digest + i.to_bytes(4, "big")).digest() for i in blocks)
    return bytes(a ^ b for a, b in zip(masked, mask, strict=False))[-SALT_LENGTH:]
