"""A ballot enters the box only with its credential and every proof, pair proofs included."""

from dataclasses import replace

import pytest

from tests.domain.records import CHOICE, cast_of, credential_key, number
from tests.vectors.generate import nonces
from votesvc.crypto.ballot import Question, make_election, open_ballot
from votesvc.crypto.encoding import as_list
from votesvc.crypto.group import base_times
from votesvc.crypto.pairs import make_pairs, pairs_to_json
from votesvc.domain.casting import check_cast, needs_pairs
from votesvc.errors import InvalidBallot, InvalidToken, MalformedInput

ELECTION = make_election(
    uuid=CHOICE,
    name="选举",
    description="votesvc/test",
    administrator="votesvc",
    credential_authority="none",
    public_key=base_times(number("scrutineer 1")),
    questions=(Question("赞成", ("甲", "乙"), 0, 1), Question("反对", ("甲", "乙"), 0, 2)),
)
BALLOT, OPENINGS = open_ballot(ELECTION, number("voter"), [[1, 0], [0, 1]], nonces("paired"))
PAIRS = pairs_to_json(make_pairs(ELECTION, BALLOT, OPENINGS, nonces("pairs")))
CAST = replace(cast_of(CHOICE, BALLOT), pairs=tuple(as_list(PAIRS)))
KEY = credential_key().public


def test_an_election_for_and_against_the_same_candidates_needs_pair_proofs() -> None:
    assert needs_pairs(ELECTION)
    assert check_cast(ELECTION, KEY, CAST) == BALLOT


def test_a_motion_with_items_of_those_names_needs_no_pair_proofs() -> None:
    answers = ("赞成", "反对", "弃权")
    questions = (Question("赞成", answers, 1, 1), Question("反对", answers, 1, 1))
    assert not needs_pairs(replace(ELECTION, questions=questions))


def test_missing_or_false_pair_proofs_are_refused() -> None:
    for pairs in ((), CAST.pairs[:1], CAST.pairs[::-1]):
        with pytest.raises(InvalidBallot):
            check_cast(ELECTION, KEY, replace(CAST, pairs=pairs))
    with pytest.raises(MalformedInput):
        check_cast(ELECTION, KEY, replace(CAST, pairs=("x", "y")))


def test_a_credential_of_another_item_is_refused_before_any_proof_is_looked_at() -> None:
    with pytest.raises(InvalidToken):
        check_cast(ELECTION, KEY, cast_of(CHOICE, BALLOT, message_item="1" * 22))
