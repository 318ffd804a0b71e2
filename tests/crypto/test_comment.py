"""A comment has one spelling and one of four sizes."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from votesvc.crypto.comment import LONGEST_TEXT, SIZES, Comment, new_comment, parse_comment
from votesvc.crypto.encoding import parse_b64
from votesvc.errors import MalformedInput, TooLarge

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "sealing.json").read_text())
COMMENTS = VECTORS["comments"]
NAMES = [vector["name"] for vector in COMMENTS]


def comment_of(vector: dict[str, Any]) -> Comment:
    n, c, f = vector["marks"]
    return Comment(vector["text"], vector["clause"], (n, c, f), vector["reply_to"], vector["nonce"])


@pytest.mark.parametrize("vector", COMMENTS, ids=NAMES)
def test_a_comment_is_written_and_read_as_the_vectors_say(vector: dict[str, Any]) -> None:
    comment = comment_of(vector)
    assert comment.padded == vector["padded"].encode()
    assert len(comment.padded) == vector["size"]
    assert parse_comment(comment.padded) == comment


def test_every_size_occurs_among_the_vectors() -> None:
    assert {vector["size"] for vector in COMMENTS} == set(SIZES)


@pytest.mark.parametrize("bad", VECTORS["bad_plaintexts"], ids=lambda bad: bad["why"])
def test_any_other_spelling_is_refused(bad: dict[str, str]) -> None:
    with pytest.raises(MalformedInput):
        parse_comment(parse_b64(bad["padded"]))


@pytest.mark.parametrize("bad", VECTORS["bad_texts"], ids=lambda bad: bad["why"])
def test_what_could_not_be_read_is_not_written(bad: dict[str, str]) -> None:
    with pytest.raises(MalformedInput):
        new_comment(bad["text"])


def test_half_a_surrogate_pair_is_not_written() -> None:
    with pytest.raises(MalformedInput, match="control characters"):
        new_comment("\ud83d")


def test_a_text_of_rare_characters_may_be_too_large_before_it_is_too_long() -> None:
    with pytest.raises(TooLarge):
        new_comment("😀" * LONGEST_TEXT)


@pytest.mark.parametrize(
    "changes",
    [
        {"clause": -1},
        {"clause": 1001},
        {"marks": (0, 0, 6)},
        {"marks": (0, -1, 0)},
        {"nonce": "00"},
        {"reply_to": "00"},
    ],
)
def test_a_field_out_of_range_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(MalformedInput):
        replace(new_comment("意见"), **changes)


def test_two_equal_texts_make_different_comments() -> None:
    assert new_comment("意见").padded != new_comment("意见").padded


def test_the_nonce_does_not_show_in_a_traceback() -> None:
    comment = new_comment("意见")
    assert comment.nonce not in repr(comment)


texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=LONGEST_TEXT
).filter(lambda text: any(not letter.isspace() for letter in text))


@given(texts, st.integers(0, 1000), st.tuples(*[st.integers(0, 5)] * 3))
def test_what_is_written_reads_back_in_one_of_four_sizes(
    text: str, clause: int, marks: tuple[int, int, int]
) -> None:
    try:
        comment = new_comment(text, clause, marks)
    except TooLarge:
        assert len(text.encode()) > SIZES[-1] - 400
        return
    assert len(comment.padded) in SIZES
    assert parse_comment(comment.padded) == comment
