"""The mathematics of an archive: every proof, the sum, the shares and the counts (protocol 5)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from votesvc.crypto.ballot import check_ballot, parse_ballot
from votesvc.crypto.election import Election, parse_election
from votesvc.crypto.elgamal import Ciphertext
from votesvc.crypto.group import claim_element
from votesvc.crypto.tally import (
    Result,
    Share,
    Tally,
    check_result,
    check_share,
    open_tally,
    parse_share,
    sum_papers,
)
from votesvc.crypto.trustees import Trustees, parse_trustees
from votesvc.errors import InvalidArchive, InvalidBallot, InvalidShare, InvalidTally, located

Report = Callable[[str, Mapping[str, int]], None]
Each = Callable[..., Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Archive:
    """What one counted election left: the exact bytes, in the order in which they came to be."""

    election: bytes = field(repr=False)
    trustees: bytes = field(repr=False)
    credentials: tuple[str, ...] = field(repr=False)
    ballots: tuple[bytes, ...] = field(repr=False)
    tally: bytes = field(repr=False)
    count: int
    shares: tuple[tuple[int, bytes], ...] = field(repr=False)
    result: bytes
    timestamp: int


@dataclass(frozen=True, slots=True)
class Verified:
    """What an archive proves once every check has passed."""

    election: Election
    trustees: Trustees
    result: Result
    counted: int
    replaced: int


class Paper(NamedTuple):
    """What is left of a ballot that has passed: who, which, and its ciphertexts in order.

    `slip` is what travels beside it of names written in (protocol 2.2); archives have none.
    """

    credential: str
    tracker: str
    choices: tuple[Ciphertext, ...]
    slip: tuple[Ciphertext, ...] = ()


def check_archive(archive: Archive, each: Each = map, report: Report | None = None) -> Verified:
    """Check every proof and every sum of `archive`, and return what it proves.

    `each` is map, or spreads the same work over processes and keeps the order. `report` is called
    after each of the five steps "setup", "ballots", "tally", "shares" and "result" with its
    figures; it is a callback rather than a generator, which nobody might run to its end. Errors
    tell the event. Where one credential has several ballots the last counts.
    """
    tell = report or _tell_nobody
    election, trustees = _check_setup(archive)
    tell(
        "setup",
        {
            "questions": len(election.questions),
            "scrutineers": len(trustees.verification_keys),
            "needed": trustees.threshold,
            "credentials": len(archive.credentials),
        },
    )
    papers = _check_ballots(archive, election, each)
    replaced = len(archive.ballots) - len(papers)
    tell(
        "ballots",
        {
            "ballots": len(archive.ballots),
            "ciphertexts": len(archive.ballots) * election.ciphertexts,
            "replaced": replaced,
        },
    )
    tally = _check_tally(archive, election, papers, each)
    tell("tally", {"counted": tally.count, "ciphertexts": election.ciphertexts})
    shares = _check_shares(archive, election, trustees, tally)
    tell("shares", {"shares": len(shares), "needed": trustees.threshold})
    place = f"event {len(archive.ballots) + len(shares) + 3} (Result)"
    with located(place):
        result = open_tally(tally, shares, trustees)
        check_result(archive.result, result)
    tell("result", {"choices": election.ciphertexts, "counted": tally.count})
    return Verified(election, trustees, result, tally.count, replaced)


def _tell_nobody(_name: str, _figures: Mapping[str, int]) -> None:
    """Take no notice."""


def _check_setup(archive: Archive) -> tuple[Election, Trustees]:
    with located("event 0 (Setup)"):
        with located("election"):
            election = parse_election(archive.election)
        with located("trustees"):
            trustees = parse_trustees(archive.trustees)
        if election.public_key != trustees.public_key:
            msg = "the key of the election is not the sum of the scrutineers' keys"
            raise InvalidArchive(msg)
        with located("credentials"):
            # Whether they are in the group shows when they sign.
            credentials = [claim_element(credential) for credential in archive.credentials]
            if len(set(credentials)) != len(credentials):
                msg = "a credential is listed twice"
                raise InvalidArchive(msg)
    return election, trustees


def _check_ballots(archive: Archive, election: Election, each: Each) -> list[Paper]:
    """Return the papers that count: the last of each credential."""
    listed = set(archive.credentials)
    trackers: set[str] = set()
    last: dict[str, Paper] = {}
    papers: Iterable[Paper] = each(partial(_check_one, election), enumerate(archive.ballots, 1))
    for height, paper in enumerate(papers, 1):
        with located(_ballot_place(height)):
            if paper.credential not in listed:
                msg = "the credential is not listed"
                raise InvalidBallot(msg)
            if paper.tracker in trackers:
                msg = "the same ballot is there twice"
                raise InvalidBallot(msg)
        trackers.add(paper.tracker)
        last[paper.credential] = paper
    if len(trackers) != len(archive.ballots):
        msg = "not every ballot was checked"
        raise InvalidArchive(msg)
    return list(last.values())


def _check_one(election: Election, numbered: tuple[int, bytes]) -> Paper:
    height, data = numbered
    with located(_ballot_place(height)):
        ballot = parse_ballot(data, election)
        check_ballot(ballot, election)
    choices = tuple([choice for answer in ballot.answers for choice in answer.choices])
    return Paper(ballot.credential.to_hex(), ballot.tracker, choices)


def _ballot_place(height: int) -> str:
    return f"event {height} (Ballot)"


def _check_tally(archive: Archive, election: Election, papers: list[Paper], each: Each) -> Tally:
    with located(f"event {len(archive.ballots) + 2} (EncryptedTally)"):
        if archive.count != len(papers):
            msg = f"{archive.count} ballots are said to be counted, {len(papers)} are there"
            raise InvalidTally(msg)
        tally = sum_papers(election, [paper.choices for paper in papers], each)
        if tally.encoded != archive.tally:
            msg = "the encrypted tally is not the sum of the ballots"
            raise InvalidTally(msg)
    return tally


def _check_shares(
    archive: Archive, election: Election, trustees: Trustees, tally: Tally
) -> dict[int, Share]:
    keys = trustees.verification_keys
    shares: dict[int, Share] = {}
    for height, (owner, data) in enumerate(archive.shares, len(archive.ballots) + 3):
        with located(f"event {height} (PartialDecryption)"):
            if not 1 <= owner <= len(keys) or owner in shares:
                msg = "the owner does not exist or has given a share already"
                raise InvalidShare(msg)
            share = parse_share(data, election)
            with located(f"owner {owner}"):
                check_share(share, keys[owner - 1], tally, election)
        shares[owner] = share
    return shares
