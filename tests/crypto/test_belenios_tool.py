"""The existing tool takes our archives, and refuses those that we refuse for the same cause."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from tests.crypto.ceremonies import play
from tests.crypto.samples import (
    ELECTION,
    VOTERS,
    Dealer,
    archive_of,
    ballots,
    changed,
    election_for,
    next_scalar,
    number,
    resigned,
)
from tests.domain.elections import ELECTION as CONTEST, election_sample
from tests.vectors.generate import CASES, MOTION, nonces
from votesvc.crypto.archive import Archive, check_archive, write_archive
from votesvc.crypto.ballot import (
    Election,
    Question,
    check_ballot,
    make_ballot,
    parse_ballot,
    seal_ballot,
)
from votesvc.crypto.encoding import belenios_json, parse_json
from votesvc.crypto.group import base_times
from votesvc.crypto.seat_share import make_seat_share
from votesvc.crypto.tally import combine, encrypted_tally, make_share, parse_share
from votesvc.crypto.trustees import parse_trustees, single_public
from votesvc.domain.items import graded
from votesvc.domain.rules import EvaluationRule

TOOL = shutil.which("belenios-tool")
pytestmark = pytest.mark.skipif(TOOL is None, reason="belenios-tool is not installed")

DEALER = Dealer(2, 3)
SINGLE = number("single")
BOARD = parse_trustees(belenios_json([single_public(SINGLE, 7), DEALER.entry()]))
SECRETS = (SINGLE, *DEALER.secrets)


def verdict(archive: Archive, folder: Path) -> tuple[bool, str]:
    """Return whether belenios-tool takes `archive`, and what it says."""
    tree = parse_json(archive.election)
    assert isinstance(tree, dict)
    (folder / f"{tree['uuid']}.bel").write_bytes(write_archive(archive))
    assert TOOL is not None
    done = subprocess.run(
        [TOOL, "election", "verify", f"--dir={folder}"], capture_output=True, text=True, check=False
    )
    return done.returncode == 0 and "all checks passed" in done.stderr, done.stderr


def counted(election: Election, papers: list[list[list[int]]], owners: tuple[int, ...]) -> Archive:
    """Return the archive of `papers`, decrypted by `owners` of a single and a threshold key."""
    secrets = [number(f"voter {place}") for place in range(len(papers))]
    cast = [
        make_ballot(election, secret, choices, nonces(f"paper {secret}"))
        for secret, choices in zip(secrets, papers, strict=True)
    ]
    tally = encrypted_tally(election, cast)
    shares = [
        (owner, make_share(tally, election, SECRETS[owner - 1], nonces(f"share {owner}")))
        for owner in owners
    ]
    parsed = {owner: parse_share(share, election) for owner, share in shares}
    return Archive(
        election=election.encoded,
        trustees=BOARD.encoded,
        credentials=tuple(sorted(ballot.credential.to_hex() for ballot in cast)),
        ballots=tuple(ballot.encoded for ballot in cast),
        tally=tally.encoded,
        count=tally.count,
        shares=tuple(shares),
        result=combine(tally, election, parsed, BOARD).encoded,
        timestamp=1795330130,
    )


@pytest.mark.parametrize(("name", "questions", "papers"), [case[:3] for case in CASES])
def test_the_tool_takes_every_kind_of_election(
    tmp_path: Path, name: str, questions: list[object], papers: list[list[list[int]]]
) -> None:
    election = election_for(BOARD.public_key, questions)  # type: ignore[arg-type]
    archive = counted(election, papers, (1, 3, 4))
    check_archive(archive)
    taken, words = verdict(archive, tmp_path)
    assert taken, f"{name}: {words}"


def test_the_tool_counts_the_last_ballot_of_a_credential(tmp_path: Path) -> None:
    first, second, third = ballots()
    again = seal_ballot(ELECTION, VOTERS[0], [[0, 0, 1], [0, 1]])
    archive = archive_of([first, second, again, third], [again, second, third])
    check_archive(archive)
    assert verdict(archive, tmp_path)[0]


def test_the_tool_takes_an_election_without_ballots(tmp_path: Path) -> None:
    assert verdict(archive_of([]), tmp_path)[0]


def test_the_tool_refuses_a_changed_proof(tmp_path: Path) -> None:
    first, *rest = ballots()
    path = ("answers", 0, "overall_proof", 1, "response")
    data = resigned(changed(first.encoded, path, next_scalar), VOTERS[0])
    archive = archive_of([first, *rest])
    assert not verdict(replace(archive, ballots=(data, *archive.ballots[1:])), tmp_path)[0]


def test_the_tool_refuses_a_changed_result(tmp_path: Path) -> None:
    archive = replace(archive_of(ballots()), result=b'{"result":[[2,1,1],[2,1]]}')
    assert not verdict(archive, tmp_path)[0]


def test_the_tool_and_we_agree_on_a_ballot_without_randomness(tmp_path: Path) -> None:
    draw = iter([0] * 5)
    weak = make_ballot(ELECTION, VOTERS[0], [[0, 1, 0], [1, 0]], lambda: next(draw, number("rest")))
    check_ballot(parse_ballot(weak.encoded, ELECTION), ELECTION)
    assert base_times(0).is_identity
    archive = archive_of([weak, *ballots()[1:]])
    check_archive(archive)
    assert verdict(archive, tmp_path)[0]


@pytest.mark.parametrize(("threshold", "size"), [(1, 1), (1, 3), (2, 3), (3, 5), (9, 9)])
def test_the_tool_takes_a_board_of_our_ceremony(tmp_path: Path, threshold: int, size: int) -> None:
    played = play(threshold, size)
    board = parse_trustees(played.trustees)
    election = election_for(board.public_key, [MOTION])
    cast = [
        make_ballot(election, number(f"voter {place}"), paper, nonces(f"paper {place}"))
        for place, paper in enumerate([[[1, 0, 0]], [[1, 0, 0]], [[0, 0, 1]]])
    ]
    tally = encrypted_tally(election, cast)
    owners = range(size - threshold + 1, size + 1)
    shares = {
        owner: make_seat_share(played.keys[owner - 1], played.secrets[owner - 1], tally, election)
        for owner in owners
    }
    parsed = {owner: parse_share(share, election) for owner, share in shares.items()}
    result = combine(tally, election, parsed, board)
    assert result.counts == ((2, 0, 1),)
    archive = Archive(
        election=election.encoded,
        trustees=board.encoded,
        credentials=tuple(sorted(ballot.credential.to_hex() for ballot in cast)),
        ballots=tuple(ballot.encoded for ballot in cast),
        tally=tally.encoded,
        count=tally.count,
        shares=tuple(shares.items()),
        result=result.encoded,
        timestamp=1795330130,
    )
    check_archive(archive)
    taken, words = verdict(archive, tmp_path)
    assert taken, words


# --- The kinds of items ---------------------------------------------------------------------------


def test_the_tool_takes_an_election_with_names_written_in(tmp_path: Path) -> None:
    # The names travel outside the ballot: to the tool they are marks for answers like any other.
    data = election_sample().written()[f"bel/{CONTEST}.bel"]
    (tmp_path / f"{CONTEST}.bel").write_bytes(data)
    assert TOOL is not None
    done = subprocess.run(
        [TOOL, "election", "verify", f"--dir={tmp_path}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "all checks passed" in done.stderr


def test_the_tool_takes_an_evaluation_with_rows_left_out(tmp_path: Path) -> None:
    rule = EvaluationRule("P10", ("优秀", "称职", "基本称职", "不称职"), "valid")
    spec = graded("测评", ["丁一", "王五"], rule, ["德", "能"])
    questions = [
        Question(one.text, one.answers, one.minimum, one.maximum, one.blank)
        for one in spec.questions
    ]
    papers = [
        [[0, 1, 0, 0, 0], [1, 0, 0, 0, 0], [0, 0, 0, 0, 1], [0, 0, 1, 0, 0]],
        [[1, 0, 0, 0, 0]] * 4,
    ]
    archive = counted(election_for(BOARD.public_key, questions), papers, (1, 2, 3))
    accepted, said = verdict(archive, tmp_path)
    assert accepted, said
