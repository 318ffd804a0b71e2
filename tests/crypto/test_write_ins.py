"""Names written in: no more than candidates are refused, and of this very ballot."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.crypto.samples import changed, next_scalar, paths
from tests.vectors.generate import nonces
from tests.vectors.generate_write_ins import PAPERS, election
from votesvc.crypto.ballot import Ballot, check_ballot, open_ballot, parse_ballot
from votesvc.crypto.encoding import belenios_json, parse_json
from votesvc.crypto.texts import encode_text
from votesvc.crypto.write_ins import (
    Made,
    WriteIns,
    check_write_ins,
    make_write_ins,
    parse_write_ins,
    slip_of,
    slots_of,
)
from votesvc.errors import InvalidBallot, InvalidElement, MalformedInput

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "write_ins.json").read_text()
)
CONTEST = election()


def sealed(number: int = 1, seed: str = "one") -> tuple[Ballot, WriteIns]:
    """Return a ballot of the vectors with its names."""
    made = opened(PAPERS[number][0], seed)
    return made[0], make_write_ins(CONTEST, made, PAPERS[number][1], nonces(f"{seed} names"))


def opened(choices: Any, seed: str) -> Made:
    nonce = nonces(seed)
    secret = nonce()
    return *open_ballot(CONTEST, secret, choices, nonce), secret


def test_texts_match_the_vectors() -> None:
    for case in VECTORS["texts"]:
        assert [part.to_hex() for part in encode_text(case["text"])] == case["points"]


def test_names_of_the_vectors_hold_and_read_back() -> None:
    for case in VECTORS["ballots"]:
        ballot = parse_ballot(case["ballot"].encode(), CONTEST)
        check_ballot(ballot, CONTEST)
        write_ins = parse_write_ins(case["write_ins"], CONTEST)
        check_write_ins(CONTEST, ballot, write_ins)
        assert write_ins.to_json() == case["write_ins"]


def test_every_ballot_has_the_same_size_whether_or_not_somebody_is_written_in() -> None:
    assert slots_of(CONTEST) == 2
    shapes = set()
    for number in range(len(PAPERS)):
        ballot, write_ins = sealed(number)
        tree: Any = write_ins.to_json()
        shapes.add((len(tree["names"]), len(tree["limit"]), len(tree["responses"])))
        assert len(slip_of(ballot, write_ins, 3)) == 6
    assert len(shapes) == 1


def test_every_number_of_sealed_names_counts() -> None:
    ballot, write_ins = sealed()
    data = belenios_json(write_ins.to_json())
    refused = 0
    for path in paths(parse_json(data), str):
        change = next_scalar if "names" not in path else other_point
        with pytest.raises(InvalidBallot):
            check_write_ins(
                CONTEST, ballot, parse_write_ins(parse_json(changed(data, path, change)), CONTEST)
            )
        refused += 1
    assert refused == 2 * 4 + 2 * 4 + 1 + 5


def other_point(hexadecimal: str) -> str:
    a, b = (point for case in VECTORS["texts"][1:3] for point in case["points"][:1])
    return str(b if hexadecimal == a else a)


def test_names_do_not_hold_beside_another_ballot() -> None:
    _, write_ins = sealed()
    other, _ = sealed(1, "two")
    with pytest.raises(InvalidBallot):
        check_write_ins(CONTEST, other, write_ins)


def test_names_do_not_hold_beside_another_paper_of_the_same_credential() -> None:
    nonce = nonces("twice")
    secret = nonce()
    first = open_ballot(CONTEST, secret, PAPERS[1][0], nonce)
    write_ins = make_write_ins(CONTEST, (*first, secret), PAPERS[1][1], nonce)
    second, _ = open_ballot(CONTEST, secret, PAPERS[1][0], nonce)
    limit = make_write_ins(CONTEST, (second, _, secret), PAPERS[1][1], nonce).limit
    with pytest.raises(InvalidBallot, match="not those of this ballot"):
        check_write_ins(CONTEST, second, replace(write_ins, limit=limit))


def test_who_refuses_nobody_writes_nobody_in() -> None:
    made = opened([[1, 0, 0, 1, 0], [0, 0, 0]], "none refused")
    with pytest.raises(InvalidBallot, match="more names"):
        make_write_ins(CONTEST, made, ("李四", ""), nonces("names"))
    ballot, openings, secret = made
    # Who lies about what is encrypted can make a proof, and it does not hold.
    lie = [[(r, 0) for r, _ in row] for row in openings]
    write_ins = make_write_ins(CONTEST, (ballot, lie, secret), ("", ""), nonces("names"))
    with pytest.raises(InvalidBallot) as caught:
        check_write_ins(CONTEST, ballot, write_ins)
    assert caught.value.where == ("proof that no more is written in than refused",)


@pytest.mark.parametrize("texts", [("李四", "李四"), ("", ""), ("李四", ""), ("李四",)])
def test_exactly_the_marked_slots_have_names(texts: tuple[str, ...]) -> None:
    made = opened(PAPERS[1][0], "names")
    with pytest.raises(InvalidBallot, match="slots"):
        make_write_ins(CONTEST, made, texts, nonces("names"))


def test_another_shape_is_refused() -> None:
    _, write_ins = sealed()
    tree: Any = write_ins.to_json()
    for wrong in (
        {**tree, "names": tree["names"][:1]},
        {**tree, "names": [tree["names"][0][:1], tree["names"][1]]},
        {**tree, "responses": tree["responses"][:-1]},
    ):
        with pytest.raises(InvalidBallot):
            parse_write_ins(wrong, CONTEST)
    bad_trees: list[Any] = [[], {**tree, "more": 1}, {**tree, "limit": tree["limit"][:-1]}]
    for bad in bad_trees:
        with pytest.raises(MalformedInput):
            parse_write_ins(bad, CONTEST)
    tree["names"][0][0]["beta"] = "0" * 64
    with pytest.raises(InvalidElement):
        parse_write_ins(tree, CONTEST)
