"""The mathematics of an archive: each lie is refused for its own reason, at its own event."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from typing import Any

import pytest

from tests.crypto.samples import (
    ELECTION,
    PAPERS,
    SCRUTINEERS,
    VOTERS,
    archive_of,
    ballots,
    changed,
    election_for,
    mixed_point,
    next_point,
    next_scalar,
    paths,
    resigned,
    trustees,
)
from tests.vectors.generate import nonces
from votesvc.crypto.archive import Archive, check_archive, read_archive, write_archive
from votesvc.crypto.ballot import Ballot, make_ballot, parse_ballot, seal_ballot
from votesvc.crypto.encoding import belenios_json, parse_json
from votesvc.crypto.group import base_times
from votesvc.crypto.tally import encrypted_tally
from votesvc.crypto.trustees import join_trustees, single_public
from votesvc.errors import (
    InvalidArchive,
    InvalidBallot,
    InvalidElement,
    InvalidShare,
    InvalidTally,
    InvalidTrustees,
    MalformedInput,
    NotCanonical,
    Unsupported,
    VotesvcError,
)

ARCHIVE = archive_of(ballots())


def refusal(archive: Archive) -> VotesvcError:
    """Return the error that `archive` is refused with, after it was written and read."""
    with pytest.raises(VotesvcError) as caught:
        check_archive(read_archive(write_archive(archive)))
    return caught.value


def with_ballot(place: int, data: bytes) -> Archive:
    """Return the archive with other bytes for one ballot."""
    return replace(ARCHIVE, ballots=(*ARCHIVE.ballots[:place], data, *ARCHIVE.ballots[place + 1 :]))


def with_shares(*shares: tuple[int, bytes]) -> Archive:
    """Return the archive with other shares."""
    return replace(ARCHIVE, shares=shares)


# --- What passes ----------------------------------------------------------------------------------


def test_a_true_archive_passes_and_its_steps_are_reported() -> None:
    steps: list[tuple[str, Mapping[str, int]]] = []
    verified = check_archive(ARCHIVE, report=lambda name, figures: steps.append((name, figures)))
    assert verified.result.counts == ((1, 1, 1), (2, 1))
    assert verified.counted == 3
    assert verified.replaced == 0
    assert verified.election == ELECTION
    assert steps == [
        ("setup", {"questions": 2, "scrutineers": 2, "needed": 2, "credentials": 3}),
        ("ballots", {"ballots": 3, "ciphertexts": 15, "replaced": 0}),
        ("tally", {"counted": 3, "ciphertexts": 5}),
        ("shares", {"shares": 2, "needed": 2}),
        ("result", {"choices": 5, "counted": 3}),
    ]


def test_the_last_ballot_of_a_credential_counts() -> None:
    first, second, third = ballots()
    changed_mind = seal_ballot(ELECTION, VOTERS[0], [[0, 0, 1], [0, 1]])
    archive = archive_of([first, second, changed_mind, third], [changed_mind, second, third])
    verified = check_archive(archive)
    assert verified.result.counts == ((1, 0, 2), (1, 2))
    assert (verified.counted, verified.replaced) == (3, 1)
    stale = archive_of([first, second, changed_mind, third], [first, second, third])
    assert type(refusal(stale)) is InvalidTally


def test_an_archive_without_ballots_passes() -> None:
    assert check_archive(archive_of([])).result.counts == ((0, 0, 0), (0, 0))


def test_credentials_may_be_unsorted_and_unused() -> None:
    spare = base_times(12345).to_hex()
    archive = replace(ARCHIVE, credentials=(*reversed(ARCHIVE.credentials), spare))
    assert check_archive(read_archive(write_archive(archive))).counted == 3


def test_processes_may_share_the_work() -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        each = partial(pool.map, chunksize=2)
        assert check_archive(ARCHIVE, each) == check_archive(ARCHIVE)
        bad = with_ballot(1, changed(ARCHIVE.ballots[1], ("credential",), next_point))
        with pytest.raises(InvalidBallot) as caught:
            check_archive(bad, each)
    assert str(caught.value).startswith("event 2 (Ballot): signature: ")


def test_work_that_was_not_done_is_noticed() -> None:
    def lazy(function: Callable[..., Any], items: Iterable[Any]) -> Iterable[Any]:
        return list(map(function, items))[:-1]

    with pytest.raises(InvalidArchive, match="not every ballot"):
        check_archive(ARCHIVE, lazy)


# --- Setup ----------------------------------------------------------------------------------------


def test_the_election_key_is_the_sum_of_the_scrutineers_keys() -> None:
    other = join_trustees([single_public(SCRUTINEERS[0], 7), single_public(99, 8)])
    error = refusal(replace(ARCHIVE, trustees=other))
    assert type(error) is InvalidArchive
    assert error.where == ("event 0 (Setup)",)
    assert "not the sum" in str(error)


@pytest.mark.parametrize(
    ("part", "data", "error"),
    [
        ("election", b"[]", MalformedInput),
        ("election", election_for(base_times(5)).encoded, InvalidArchive),
        (
            "election",
            changed(ELECTION.encoded, ("questions", 0), lambda _: {"type": "Lists", "value": 1}),
            Unsupported,
        ),
        ("trustees", b"[]", InvalidTrustees),
        (
            "trustees",
            changed(trustees(), (0, 1, "pok", "response"), next_scalar),
            InvalidTrustees,
        ),
    ],
)
def test_what_the_setup_holds_must_be_right(part: str, data: bytes, error: type) -> None:
    found = refusal(replace(ARCHIVE, **{part: data}))  # type: ignore[arg-type]
    assert type(found) is error
    assert found.where[0] == "event 0 (Setup)"


def test_credentials_are_distinct_points() -> None:
    twice = replace(ARCHIVE, credentials=(*ARCHIVE.credentials, ARCHIVE.credentials[0]))
    assert str(refusal(twice)) == "event 0 (Setup): credentials: a credential is listed twice"
    upper = replace(ARCHIVE, credentials=(*ARCHIVE.credentials, "AB" * 32))
    assert type(refusal(upper)) is InvalidElement


# --- Ballots --------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_wrong_ballot_is_named_by_its_event(place: int) -> None:
    data = ARCHIVE.ballots[place]
    path = next(path for path in paths(parse_json(data), str) if path[-1] == "response")
    for wrong, error in (
        (changed(data, path, next_scalar), InvalidBallot),
        (resigned(changed(data, path, next_scalar), VOTERS[place]), InvalidBallot),
        (data + b" ", NotCanonical),
        (data[:-1], MalformedInput),
    ):
        found = refusal(with_ballot(place, wrong))
        assert type(found) is error
        assert found.where[0] == f"event {place + 1} (Ballot)"


def test_a_ballot_of_an_unlisted_credential_is_refused() -> None:
    for place, credential in enumerate(ballots()):
        listed = tuple(c for c in ARCHIVE.credentials if c != credential.credential.to_hex())
        error = refusal(replace(ARCHIVE, credentials=listed))
        assert type(error) is InvalidBallot
        assert str(error) == f"event {place + 1} (Ballot): the credential is not listed"


def test_the_same_ballot_twice_is_refused() -> None:
    error = refusal(replace(ARCHIVE, ballots=(*ARCHIVE.ballots, ARCHIVE.ballots[0])))
    assert type(error) is InvalidBallot
    assert str(error) == "event 4 (Ballot): the same ballot is there twice"


def test_a_ballot_for_another_election_is_refused() -> None:
    twin = election_for(base_times(7))
    stranger = make_ballot(twin, VOTERS[0], PAPERS[0], nonces("twin"))
    assert type(refusal(with_ballot(0, stranger.encoded))) is InvalidBallot


# --- Tally, shares, result ------------------------------------------------------------------------


def test_a_ballot_left_out_of_the_sum_is_noticed() -> None:
    short = archive_of(ballots(), ballots()[:2])
    error = refusal(short)
    assert type(error) is InvalidTally
    assert str(error).startswith("event 5 (EncryptedTally): 2 ballots are said to be counted")
    error = refusal(replace(short, count=3))
    assert type(error) is InvalidTally
    assert str(error).endswith("the encrypted tally is not the sum of the ballots")


def test_every_point_of_the_tally_counts() -> None:
    for path in paths(parse_json(ARCHIVE.tally), str):
        for change in (next_point, mixed_point):
            error = refusal(replace(ARCHIVE, tally=changed(ARCHIVE.tally, path, change)))
            assert type(error) is InvalidTally
            assert error.where == ("event 5 (EncryptedTally)",)


def test_a_wrong_share_is_named_by_event_and_owner() -> None:
    for place, (owner, data) in enumerate(ARCHIVE.shares):
        for path in paths(parse_json(data), str):
            change = next_point if path[0] == "decryption_factors" else next_scalar
            shares = list(ARCHIVE.shares)
            shares[place] = (owner, changed(data, path, change))
            error = refusal(with_shares(*shares))
            assert type(error) is InvalidShare
            assert error.where[:2] == (f"event {6 + place} (PartialDecryption)", f"owner {owner}")


def test_shares_belong_to_different_owners_who_exist() -> None:
    (one, first), (two, second) = ARCHIVE.shares
    for shares, place in (
        (((0, first), (two, second)), 6),
        (((one, first), (3, second)), 7),
        (((one, first), (one, first)), 7),
    ):
        error = refusal(with_shares(*shares))
        assert type(error) is InvalidShare
        assert error.where == (f"event {place} (PartialDecryption)",)
    assert type(refusal(with_shares((two, first), (one, second)))) is InvalidShare


def test_a_missing_share_is_noticed() -> None:
    error = refusal(with_shares(ARCHIVE.shares[1]))
    assert type(error) is InvalidTally
    assert str(error) == "event 7 (Result): 1 more shares are needed"


@pytest.mark.parametrize(
    ("result", "error"),
    [
        ([[2, 1, 1], [2, 1]], InvalidTally),
        ([[1, 1, 1], [1, 2]], InvalidTally),
        ([[1, 1, 1]], InvalidTally),
        ([[1, 1, 1], [2, 1, 0]], InvalidTally),
        ([], InvalidTally),
    ],
)
def test_a_result_that_the_shares_do_not_decrypt_is_refused(result: Any, error: type) -> None:
    found = refusal(replace(ARCHIVE, result=belenios_json({"result": result})))
    assert type(found) is error
    assert found.where == ("event 8 (Result)",)


def test_a_sum_of_ballots_that_nobody_checked_is_not_taken_for_votes() -> None:
    """Two voters who agree could cancel proofs out only if single proofs were not checked."""
    first = ballots()[0]
    tree: Any = parse_json(first.encoded)
    beta = tree["answers"][1]["choices"][0]["beta"]
    data = resigned(
        changed(first.encoded, ("answers", 1, "choices", 0, "beta"), next_point), VOTERS[0]
    )
    assert beta.encode() not in data
    unchecked: Ballot = parse_ballot(data, ELECTION)
    archive = archive_of([unchecked, *ballots()[1:]])
    assert encrypted_tally(ELECTION, [unchecked]).encoded != b""
    error = refusal(archive)
    assert type(error) is InvalidBallot
    assert error.where[:2] == ("event 1 (Ballot)", "answer to question 2")
