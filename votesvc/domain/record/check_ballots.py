"""Check 4: every ballot's token, credential, shape, proofs and pair proofs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from votesvc.crypto.ballot import Election
from votesvc.crypto.blind_rsa import PublicKey, parse_public_key
from votesvc.crypto.verification import Paper
from votesvc.domain.casting import check_cast, slip_in
from votesvc.domain.entries import BallotCast
from votesvc.domain.record.blame import blaming, refuse
from votesvc.domain.record.read_item import Contest
from votesvc.domain.record.steps import Each, Step, fact


@dataclass(frozen=True, slots=True)
class CheckedContest:
    """A contest with the papers of its ballots, in the order of the log."""

    contest: Contest
    papers: tuple[Paper, ...]


def check_ballots(contests: Sequence[Contest], each: Each) -> tuple[list[CheckedContest], Step]:
    """Return the ballots of every contest, void ones included, each with all its proofs checked."""
    checked = [CheckedContest(contest, tuple(_papers(contest, each))) for contest in contests]
    ballots = sum(len(one.papers) for one in checked)
    ciphertexts = sum(len(paper.choices) for one in checked for paper in one.papers)
    return checked, Step(4, (fact("ballots", ballots=ballots, ciphertexts=ciphertexts),))


def _papers(contest: Contest, each: Each) -> Iterator[Paper]:
    casts = contest.history.every(BallotCast)
    check = partial(_check_one, contest.election, contest.key.spki)
    papers = each(check, [(cast.index, cast.entry) for cast in casts])
    seen: set[str] = set()
    for cast, paper in zip(casts, papers, strict=True):
        if paper.credential in seen:
            refuse(4, "the credential has been used before", cast.index)
        seen.add(paper.credential)
        yield paper


def _check_one(election: Election, spki: bytes, placed: tuple[int, BallotCast]) -> Paper:
    index, cast = placed
    # Blamed where it is found: processes hand results back by the chunk, an error with its first.
    with blaming(4, index):
        ballot = check_cast(election, _key(spki), cast)
    choices = tuple(choice for answer in ballot.answers for choice in answer.choices)
    slip = slip_in(election, ballot, cast)
    return Paper(ballot.credential.to_hex(), ballot.tracker, choices, slip)


@lru_cache(maxsize=64)
def _key(spki: bytes) -> PublicKey:
    # A key does not travel between processes, its bytes do.
    return parse_public_key(spki)
