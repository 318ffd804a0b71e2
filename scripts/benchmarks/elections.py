"""Elections, ballots and archives made up for measuring."""

import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from votesvc.crypto.archive import Archive
from votesvc.crypto.ballot import parse_ballot, seal_ballot
from votesvc.crypto.election import Election, Question, make_election, parse_election
from votesvc.crypto.encoding import new_uuid
from votesvc.crypto.group import random_scalar
from votesvc.crypto.tally import combine, encrypted_tally, make_share, parse_share
from votesvc.crypto.trustees import Trustees, join_trustees, parse_trustees, single_public

ANSWERS = ("赞成", "反对", "弃权")


def new_election(*questions: Question) -> tuple[Election, Trustees, int]:
    """Return an election with one scrutineer, and that scrutineer's secret."""
    secret = random_scalar()
    trustees = parse_trustees(join_trustees([single_public(secret, random_scalar())]))
    election = make_election(
        uuid=new_uuid(),
        name="bench",
        description="bench",
        administrator="bench",
        credential_authority="bench",
        public_key=trustees.public_key,
        questions=questions,
    )
    return election, trustees, secret


def motion(questions: int) -> list[Question]:
    """Return questions of three answers, one of which is to be marked."""
    return [Question(f"议题 {number}", ANSWERS, 1, 1) for number in range(questions)]


def evaluation(people: int) -> list[Question]:
    """Return questions of four grades, each of which may be left out."""
    grades = ("优秀", "称职", "基本称职", "不称职")
    return [Question(f"第 {number} 人", grades, 1, 1, blank=True) for number in range(people)]


def sealed(election: Election, count: int) -> list[bytes]:
    """Return `count` ballots, made on all cores; each marks the first answers allowed."""
    with ProcessPoolExecutor() as pool:
        return list(pool.map(partial(_seal, election.encoded), range(count), chunksize=20))


def counted(election: Election, trustees: Trustees, secret: int, ballots: list[bytes]) -> Archive:
    """Return the archive of an election with these ballots."""
    parsed = [parse_ballot(ballot, election) for ballot in ballots]
    tally = encrypted_tally(election, parsed)
    share = make_share(tally, election, secret, random_scalar)
    result = combine(tally, election, {1: parse_share(share, election)}, trustees)
    return Archive(
        election=election.encoded,
        trustees=trustees.encoded,
        credentials=tuple(sorted(ballot.credential.to_hex() for ballot in parsed)),
        ballots=tuple(ballots),
        tally=tally.encoded,
        count=len(parsed),
        shares=((1, share),),
        result=result.encoded,
        timestamp=int(time.time()),
    )


def _seal(encoded: bytes, _number: int) -> bytes:
    election = parse_election(encoded)
    return seal_ballot(election, random_scalar(), list(marks_of(election))).encoded


def marks_of(election: Election) -> Iterator[list[int]]:
    """Yield marks for the first answers allowed, question by question."""
    for question in election.questions:
        marks = [int(place < question.maximum) for place in range(len(question.answers))]
        yield [0, *marks] if question.blank else marks
