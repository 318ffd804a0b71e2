"""A ballot passes as its voter made it, and with nothing about it changed."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from tests.crypto.samples import (
    ELECTION,
    QUESTIONS,
    VOTERS,
    Path as JsonPath,
    backwards,
    ballots,
    changed,
    election_for,
    mixed_point,
    next_point,
    next_scalar,
    number,
    paths,
    resigned,
    set_to,
    without,
)
from tests.vectors.generate import nonces
from votesvc.crypto.ballot import (
    Ballot,
    Election,
    Question,
    check_ballot,
    make_ballot,
    parse_ballot,
    parse_election,
    seal_ballot,
)
from votesvc.crypto.encoding import b64hash, belenios_json, parse_json
from votesvc.crypto.group import IDENTITY, ORDER, base_times, claim_element
from votesvc.crypto.tally import encrypted_tally
from votesvc.errors import (
    InvalidBallot,
    InvalidElement,
    InvalidScalar,
    MalformedInput,
    NotCanonical,
    TooLarge,
    VotesvcError,
)

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "ballot.json").read_text()
)["elections"]
BALLOT = ballots()[0]
TREE: Any = parse_json(BALLOT.encoded)
POINTS = [path for path in paths(TREE, str) if path[-1] in ("alpha", "beta")]
SCALARS = [path for path in paths(TREE, str) if path[-1] in ("challenge", "response")]
ANSWER_SCALARS = [path for path in SCALARS if path[0] == "answers"]
OBJECTS = list(paths(TREE, dict))
LISTS = list(paths(TREE, list))


def submit(data: bytes, election: Election = ELECTION) -> Ballot:
    """Read and check a ballot as a service does."""
    ballot = parse_ballot(data, election)
    check_ballot(ballot, election)
    return ballot


def refusal(data: bytes) -> VotesvcError:
    """Return the error that `data` is refused with."""
    with pytest.raises(VotesvcError) as caught:
        submit(data)
    return caught.value


@cache
def place_of(path: JsonPath) -> tuple[str, ...]:
    """Return where the error about a changed point or scalar of an answer must point."""
    _, answer, kind, *rest = path
    question = f"answer to question {int(answer) + 1}"
    if kind in ("choices", "individual_proofs"):
        return question, f"individual proof of choice {rest[0]}"
    return question, str(kind).replace("_", " ")


# --- What passes ----------------------------------------------------------------------------------


def test_a_ballot_is_read_back_as_it_was_made_and_passes() -> None:
    for ballot in ballots():
        assert submit(ballot.encoded) == ballot
        assert ballot.tracker == b64hash(ballot.encoded)


def test_sealing_the_same_choices_twice_gives_different_ballots() -> None:
    one = seal_ballot(ELECTION, VOTERS[0], [[0, 1, 0], [1, 0]])
    assert submit(one.encoded) != seal_ballot(ELECTION, VOTERS[0], [[0, 1, 0], [1, 0]])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_ballots_match_the_vectors_byte_for_byte(vector: dict[str, Any]) -> None:
    election = parse_election(vector["election"].encode())
    assert election.fingerprint == vector["fingerprint"]
    for case in vector["ballots"]:
        made = make_ballot(election, int(case["secret"]), case["choices"], nonces(case["seed"]))
        assert made.encoded.decode() == case["ballot"]
        assert submit(case["ballot"].encode(), election).tracker == case["tracker"]


@st.composite
def marked_questions(draw: st.DrawFn) -> tuple[Question, list[int]]:
    """Draw a question and marks that it allows."""
    size = draw(st.integers(1, 4))
    minimum = draw(st.integers(0, size))
    maximum = draw(st.integers(minimum, size))
    blank = draw(st.booleans())
    question = Question("?", tuple(map(str, range(size))), minimum, maximum, blank)
    if blank and draw(st.booleans()):
        return question, [1] + [0] * size
    marked = draw(st.permutations(range(size)))[: draw(st.integers(minimum, maximum))]
    return question, [0] * blank + [int(place in marked) for place in range(size)]


@settings(max_examples=20, deadline=None)
@given(st.lists(marked_questions(), min_size=1, max_size=2))
def test_every_allowed_marking_passes_and_decrypts_to_itself(
    drawn: list[tuple[Question, list[int]]],
) -> None:
    election = election_for(base_times(3), [question for question, _ in drawn])
    ballot = submit(seal_ballot(election, 5, [bits for _, bits in drawn]).encoded, election)
    tally = encrypted_tally(election, [ballot])
    for row, (_, bits) in zip(tally.ciphertexts, drawn, strict=True):
        assert [choice.beta - choice.alpha * 3 for choice in row] == [base_times(b) for b in bits]


# --- Every field changed in turn ------------------------------------------------------------------


def test_any_change_breaks_the_signature() -> None:
    for path in [*POINTS, *ANSWER_SCALARS]:
        change = next_point if path in POINTS else next_scalar
        error = refusal(changed(BALLOT.encoded, path, change))
        assert type(error) is InvalidBallot
        assert str(error) == "signature: the signed hash is not the hash of the ballot"


@pytest.mark.parametrize("path", [*POINTS, *ANSWER_SCALARS], ids=str)
def test_a_changed_number_is_found_by_its_own_proof(path: JsonPath) -> None:
    change = next_point if path in POINTS else next_scalar
    error = refusal(resigned(changed(BALLOT.encoded, path, change), VOTERS[0]))
    assert type(error) is InvalidBallot
    assert error.where == place_of(path)
    assert error.args == ("a disjunction does not hold",)


@pytest.mark.parametrize("path", POINTS, ids=str)
def test_a_component_of_order_two_is_found_wherever_it_is(path: JsonPath) -> None:
    error = refusal(resigned(changed(BALLOT.encoded, path, mixed_point), VOTERS[0]))
    assert type(error) is InvalidElement
    assert error.where == place_of(path)


@pytest.mark.parametrize("path", POINTS, ids=str)
def test_a_point_is_spelled_in_one_way(path: JsonPath) -> None:
    for change in (str.upper, lambda text: text[:-2], lambda text: text + "00", set_to("")):
        error = refusal(changed(BALLOT.encoded, path, change))
        assert type(error) is InvalidElement
        assert error.where == place_of(path)[:1]
    identity = resigned(changed(BALLOT.encoded, path, set_to(IDENTITY.to_hex())), VOTERS[0])
    assert type(refusal(identity)) is InvalidBallot


@pytest.mark.parametrize("path", SCALARS, ids=str)
def test_a_scalar_is_in_range_and_spelled_in_one_way(path: JsonPath) -> None:
    changes = (
        lambda text: str(int(text) + ORDER),
        lambda text: "0" + text,
        lambda text: "-" + text,
        lambda text: text + " ",
        set_to(""),
        set_to("9" * 100_000),
    )
    for change in changes:
        assert type(refusal(changed(BALLOT.encoded, path, change))) is InvalidScalar


@pytest.mark.parametrize("path", [path for path in SCALARS if path[0] == "signature"], ids=str)
def test_a_changed_signature_does_not_hold(path: JsonPath) -> None:
    error = refusal(changed(BALLOT.encoded, path, next_scalar))
    assert type(error) is InvalidBallot
    assert str(error) == "signature: a proof of knowledge does not hold"


def test_every_value_of_another_kind_is_malformed() -> None:
    wrong_kinds: list[Any] = [0, True, None, 1.5, [], {}]
    for path in [*paths(TREE, str), *LISTS, *OBJECTS]:
        for wrong in wrong_kinds:
            data = json.dumps(changed_tree(path, wrong), separators=(",", ":")).encode()
            assert isinstance(refusal(data), MalformedInput | InvalidBallot)


def changed_tree(path: JsonPath, value: Any) -> Any:
    """Return the tree of the ballot with `value` at `path`."""
    if not path:
        return value
    return json.loads(changed(BALLOT.encoded, path, set_to(value)))


@pytest.mark.parametrize("path", OBJECTS, ids=str)
def test_every_object_has_exactly_its_fields_in_order(path: JsonPath) -> None:
    node: Any = TREE
    for key in path:
        node = node[key]
    for name in node:
        assert type(refusal(changed(BALLOT.encoded, path, without(name)))) is MalformedInput
    extra = refusal(changed(BALLOT.encoded, path, lambda fields: fields | {"x": 1}))
    assert type(extra) is MalformedInput
    assert type(refusal(changed(BALLOT.encoded, path, backwards))) is NotCanonical


@pytest.mark.parametrize("path", LISTS, ids=str)
def test_every_list_has_its_length(path: JsonPath) -> None:
    expected = InvalidBallot if path[-1] in ("answers", "choices", "individual_proofs") else None
    for change in (lambda items: items[1:], lambda items: [*items, items[0]], set_to([])):
        error = refusal(changed(BALLOT.encoded, path, change))
        assert type(error) is (expected or MalformedInput)


def test_a_blank_proof_where_no_blank_is_allowed_is_refused() -> None:
    proof = TREE["answers"][0]["blank_proof"]
    data = changed(BALLOT.encoded, ("answers", 1), lambda answer: answer | {"blank_proof": proof})
    error = refusal(data)
    assert type(error) is InvalidBallot
    assert str(error) == "answer to question 2: a blank paper is not allowed here"


# --- The ballot as a whole ------------------------------------------------------------------------


def test_a_ballot_for_another_election_is_refused() -> None:
    for name, value, reason in (
        ("election_uuid", "2" * 22, "the ballot names another election"),
        ("election_hash", "A" * 43, "another fingerprint"),
    ):
        error = refusal(resigned(changed(BALLOT.encoded, (name,), set_to(value)), VOTERS[0]))
        assert type(error) is InvalidBallot
        assert reason in str(error)
    twin = election_for(ELECTION.public_key, (QUESTIONS[0], Question("推选", ("甲", "丙"), 0, 2)))
    with pytest.raises(InvalidBallot, match="fingerprint"):
        check_ballot(BALLOT, twin)


def test_another_credential_cannot_be_put_on_a_ballot() -> None:
    stolen = changed(BALLOT.encoded, ("credential",), set_to(base_times(VOTERS[1]).to_hex()))
    assert str(refusal(stolen)).startswith("signature: ")
    error = refusal(resigned(stolen, VOTERS[1]))
    assert type(error) is InvalidBallot
    assert error.where == ("answer to question 1", "individual proof of choice 0")
    assert "proof of knowledge" in str(refusal(resigned(stolen, VOTERS[0])))


def test_the_identity_is_no_credential() -> None:
    data = changed(BALLOT.encoded, ("credential",), set_to(IDENTITY.to_hex()))
    error = refusal(resigned(data, 0))
    assert type(error) is InvalidElement
    assert "identity" in str(error)


def test_a_credential_with_a_component_of_order_two_is_refused() -> None:
    data = changed(BALLOT.encoded, ("credential",), mixed_point)
    assert type(refusal(resigned(data, VOTERS[0]))) is InvalidElement


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", MalformedInput),
        (b"[]", MalformedInput),
        (b"\xff", MalformedInput),
        (b" " + BALLOT.encoded, NotCanonical),
        (BALLOT.encoded + b"\n", NotCanonical),
        (BALLOT.encoded.replace(b":", b": ", 1), NotCanonical),
        (BALLOT.encoded.replace(b"election_uuid", b"election\\u005fuuid"), NotCanonical),
        (b'{"credential":"",' + BALLOT.encoded[1:], MalformedInput),
        (b"[" * 100_000, TooLarge),
        (b" " * 10_000_000, TooLarge),
        (b'{"election_uuid":' + b"9" * 100_000 + b"}", MalformedInput),
    ],
)
def test_bytes_that_are_no_ballot_are_refused(data: bytes, error: type) -> None:
    assert type(refusal(data)) is error


# --- Making ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "choices",
    [
        [[0, 1, 0]],
        [[0, 1, 0], [1, 0], [1, 0]],
        [[0, 1], [1, 0]],
        [[0, 2, 0], [1, 0]],
        [[0, -1, 0], [1, 0]],
        [[0, 0, 0], [1, 0]],
        [[0, 1, 1], [1, 0]],
        [[1, 1, 0], [1, 0]],
    ],
)
def test_marks_that_the_questions_do_not_allow_make_no_ballot(choices: list[list[int]]) -> None:
    with pytest.raises(InvalidBallot):
        seal_ballot(ELECTION, VOTERS[0], choices)


def test_a_ballot_with_openly_weak_randomness_still_proves_its_marks() -> None:
    draw = iter([0] * 5)

    def nonce() -> int:
        return next(draw, number("rest"))

    ballot = submit(make_ballot(ELECTION, VOTERS[0], [[0, 1, 0], [1, 0]], nonce).encoded)
    assert ballot.answers[0].choices[0].alpha == IDENTITY


def test_a_ballot_hides_nothing_from_a_claim_that_is_never_checked() -> None:
    mixed = changed(BALLOT.encoded, POINTS[0], mixed_point)
    ballot = parse_ballot(mixed, ELECTION)
    claimed = ballot.answers[0].choices[0].alpha
    assert claimed == claim_element(mixed_point(TREE["answers"][0]["choices"][0]["alpha"]))
    with pytest.raises(InvalidElement):
        claimed.check_member()
    assert belenios_json(parse_json(mixed)) == ballot.encoded
