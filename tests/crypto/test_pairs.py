"""Nobody marks both for and against the same candidate."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.crypto.samples import (
    ELECTION,
    changed,
    election_for,
    next_scalar,
    number,
    paths,
)
from tests.vectors.generate import nonces
from votesvc.crypto.ballot import Ballot, Question, open_ballot, parse_ballot, parse_election
from votesvc.crypto.encoding import belenios_json, parse_json
from votesvc.crypto.group import base_times
from votesvc.crypto.pairs import Pairs, check_pairs, make_pairs, pairs_to_json, parse_pairs
from votesvc.errors import InvalidBallot, MalformedInput

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "ballot.json").read_text()
)["elections"]
FOR = Question("赞成", ("甲", "乙", "另选"), 0, 2)
AGAINST = Question("反对", ("甲", "乙"), 0, 2)
PAIRED = election_for(base_times(3), [FOR, AGAINST])


def marked(choices: list[list[int]], seed: str = "pairs") -> tuple[Ballot, Any]:
    """Return a ballot of `PAIRED` with what it hides."""
    return open_ballot(PAIRED, number("voter"), choices, nonces(seed))


def proved() -> tuple[Ballot, Pairs]:
    """Return a ballot with its pair proofs."""
    ballot, openings = marked([[1, 0, 1], [0, 1]])
    return ballot, make_pairs(PAIRED, ballot, openings, nonces("proofs"))


def test_pair_proofs_match_the_vectors() -> None:
    [vector] = [vector for vector in VECTORS if "pairs" in vector["ballots"][0]]
    election = parse_election(vector["election"].encode())
    for case in vector["ballots"]:
        nonce = nonces(case["seed"])
        ballot, openings = open_ballot(election, int(case["secret"]), case["choices"], nonce)
        pairs = make_pairs(election, ballot, openings, nonce)
        assert pairs_to_json(pairs) == case["pairs"]
        assert parse_pairs(case["pairs"]) == pairs
        check_pairs(election, parse_ballot(case["ballot"].encode(), election), pairs)


def test_who_marks_both_can_make_no_proof() -> None:
    ballot, openings = marked([[1, 0, 0], [1, 0]])
    with pytest.raises(InvalidBallot, match="both"):
        make_pairs(PAIRED, ballot, openings, nonces("proofs"))
    lie = [[(openings[0][0][0], 0), *openings[0][1:]], openings[1]]
    pairs = make_pairs(PAIRED, ballot, lie, nonces("proofs"))
    with pytest.raises(InvalidBallot) as caught:
        check_pairs(PAIRED, ballot, pairs)
    assert caught.value.where == ("pair proof of candidate 0",)


def test_every_number_of_a_pair_proof_counts() -> None:
    ballot, pairs = proved()
    check_pairs(PAIRED, ballot, pairs)
    data = belenios_json(pairs_to_json(pairs))
    for path in paths(parse_json(data), str):
        wrong = parse_pairs(parse_json(changed(data, path, next_scalar)))
        with pytest.raises(InvalidBallot) as caught:
            check_pairs(PAIRED, ballot, wrong)
        assert caught.value.where == (f"pair proof of candidate {path[0]}",)


def test_pair_proofs_are_bound_to_place_and_ballot() -> None:
    ballot, pairs = proved()
    with pytest.raises(InvalidBallot):
        check_pairs(PAIRED, ballot, pairs[::-1])
    other, _ = marked([[1, 0, 1], [0, 1]], "other")
    with pytest.raises(InvalidBallot):
        check_pairs(PAIRED, other, pairs)


def test_there_is_one_pair_proof_per_candidate() -> None:
    ballot, pairs = proved()
    for wrong in ((), pairs[:1], (*pairs, pairs[0])):
        with pytest.raises(InvalidBallot, match="2 candidates"):
            check_pairs(PAIRED, ballot, wrong)
    bad_lists: list[Any] = [{}, [[]], [[1, 2]]]
    for bad in bad_lists:
        with pytest.raises(MalformedInput):
            parse_pairs(bad)


@pytest.mark.parametrize(
    "questions",
    [[FOR], [FOR, AGAINST, AGAINST], [AGAINST, FOR], list(ELECTION.questions)],
)
def test_other_elections_have_no_pairs(questions: list[Question]) -> None:
    election = election_for(base_times(3), questions)
    choices = [[0] * question.choices for question in questions]
    for question, bits in zip(questions, choices, strict=True):
        bits[0] = int(question.blank)
    ballot, openings = open_ballot(election, 5, choices, nonces("other"))
    with pytest.raises(InvalidBallot):
        make_pairs(election, ballot, openings, nonces("proofs"))
    with pytest.raises(InvalidBallot):
        check_pairs(election, ballot, ())
