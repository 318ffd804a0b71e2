"""Each value has one spelling: it is read back as it was printed, and no other is read."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from votesvc.crypto.encoding import (
    BASE58,
    as_list,
    as_natural,
    as_object,
    as_text,
    b64hash,
    belenios_json,
    canonical_json,
    encode_b64,
    encode_b64url,
    exact_fields,
    hexhash,
    new_uuid,
    parse_b64,
    parse_b64url,
    parse_belenios_uuid,
    parse_canonical_json,
    parse_hex,
    parse_json,
    parse_uuid,
    uuid_from,
)
from votesvc.errors import MalformedInput, NotCanonical, TooLarge

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "encoding.json").read_text()
)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | TEXT,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="ascii")), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(VALUES)
def test_canonical_json_is_read_back_as_it_was_printed(value: Any) -> None:
    assert parse_canonical_json(canonical_json(value)) == value


@given(VALUES)
def test_belenios_json_is_read_back_as_it_was_printed(value: Any) -> None:
    assert parse_json(belenios_json(value)) == value


@given(st.text(alphabet='{}[]",:0123456789.eE-+ \\untrueflasn', max_size=60))
def test_what_is_read_as_canonical_prints_the_same_bytes(text: str) -> None:
    try:
        value = parse_canonical_json(text.encode())
    except MalformedInput:
        return
    assert canonical_json(value) == text.encode()


@pytest.mark.parametrize("vector", VECTORS["canonical"])
def test_canonical_json_matches_the_vectors(vector: dict[str, Any]) -> None:
    assert canonical_json(vector["value"]).decode() == vector["text"]
    assert parse_canonical_json(vector["text"].encode()) == vector["value"]


@pytest.mark.parametrize("text", VECTORS["not_canonical"])
def test_another_spelling_is_not_canonical(text: str) -> None:
    parse_json(text.encode())
    with pytest.raises(NotCanonical):
        parse_canonical_json(text.encode())


@pytest.mark.parametrize("text", VECTORS["malformed"])
def test_what_is_not_our_json_is_refused_by_both_readers(text: str) -> None:
    for parse in (parse_json, parse_canonical_json):
        with pytest.raises(MalformedInput):
            parse(text.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("data", [b'"\xff"', b'"\xed\xa0\x80"', '"a"'.encode("utf-16")])
def test_bytes_that_are_not_utf8_are_refused(data: bytes) -> None:
    with pytest.raises(MalformedInput):
        parse_json(data)


def test_sixteen_levels_are_read_and_seventeen_are_not() -> None:
    deepest = "[" * 16 + "1" + "]" * 16
    assert canonical_json(parse_canonical_json(deepest.encode())).decode() == deepest
    for inner in ("", "1"):
        with pytest.raises(TooLarge):
            parse_json(("[" * 17 + inner + "]" * 17).encode())


def test_a_hundred_thousand_levels_are_refused_without_a_crash() -> None:
    with pytest.raises(TooLarge):
        parse_json(b'{"a":' * 100_000 + b"1" + b"}" * 100_000)


def test_input_beyond_the_limit_is_refused_unread() -> None:
    assert parse_json(b"[1]", 3) == [1]
    with pytest.raises(TooLarge):
        parse_json(b"[1] ", 3)
    with pytest.raises(TooLarge):
        parse_json(b" " * 1_048_577)


def test_an_integer_of_a_million_digits_is_refused() -> None:
    with pytest.raises(MalformedInput):
        parse_json(b"9" * 1_000_000)


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (1.5, MalformedInput),
        (None, MalformedInput),
        ((1, 2), MalformedInput),
        (b"a", MalformedInput),
        ([2**53 + 1], MalformedInput),
        ({"a": -(2**53) - 1}, MalformedInput),
        ({1: "a"}, MalformedInput),
        ({"赞成": 1}, MalformedInput),
        ("\ud800", MalformedInput),
        (json.loads("[" * 17 + "]" * 17), TooLarge),
    ],
)
def test_canonical_json_prints_nothing_that_it_would_not_read(value: Any, error: type) -> None:
    with pytest.raises(error):
        canonical_json(value)


def test_exact_fields_tells_what_is_missing_unknown_or_out_of_order() -> None:
    names = ("a", "b")
    assert exact_fields({"a": 1, "b": 2}, names) == {"a": 1, "b": 2}
    with pytest.raises(MalformedInput, match="missing field b"):
        exact_fields({"a": 1}, names)
    with pytest.raises(MalformedInput, match="unknown field"):
        exact_fields({"a": 1, "b": 2, "c": 3}, names)
    with pytest.raises(NotCanonical, match="order"):
        exact_fields({"b": 2, "a": 1}, names)
    with pytest.raises(MalformedInput, match="object"):
        exact_fields(["a", "b"], names)


def test_a_value_of_another_kind_is_refused() -> None:
    assert as_text("a") == "a"
    assert as_list([1]) == [1]
    assert as_object({"a": 1}) == {"a": 1}
    assert as_natural(0) == 0
    for read in (as_text, as_list, as_object, as_natural):
        with pytest.raises(MalformedInput):
            read(True)
    with pytest.raises(MalformedInput):
        as_natural(-1)


@pytest.mark.parametrize("vector", VECTORS["bytes"])
def test_hashes_and_bases_match_the_vectors(vector: dict[str, str]) -> None:
    data = bytes.fromhex(vector["hex"])
    assert b64hash(data) == vector["b64hash"]
    assert hexhash(data) == vector["hexhash"]
    assert encode_b64(data) == vector["b64"]
    assert encode_b64url(data) == vector["b64url"]


@given(st.binary(max_size=40))
def test_bytes_are_read_back_from_every_base(data: bytes) -> None:
    assert parse_b64(encode_b64(data), len(data)) == data
    assert parse_b64url(encode_b64url(data)) == data
    assert parse_hex(data.hex(), len(data)) == data


@pytest.mark.parametrize("text", VECTORS["bad_b64"])
def test_another_spelling_of_base64_is_refused(text: str) -> None:
    with pytest.raises(MalformedInput):
        parse_b64(text)


@pytest.mark.parametrize("text", VECTORS["bad_b64url"])
def test_another_spelling_of_url_safe_base64_is_refused(text: str) -> None:
    with pytest.raises(MalformedInput):
        parse_b64url(text)


def test_another_length_than_asked_for_is_refused() -> None:
    for parse, text in ((parse_b64, "YQ=="), (parse_b64url, "YQ"), (parse_hex, "61")):
        assert parse(text, 1) == b"a"
        with pytest.raises(MalformedInput):
            parse(text, 2)


@pytest.mark.parametrize("text", ["6", "6A", "6g", " 6", "٠٠"])
def test_hexadecimal_is_lower_case_and_of_even_length(text: str) -> None:
    with pytest.raises(MalformedInput):
        parse_hex(text, 1)


@pytest.mark.parametrize("vector", VECTORS["uuid"])
def test_uuids_match_the_vectors(vector: dict[str, str]) -> None:
    assert uuid_from(bytes.fromhex(vector["hex"])) == vector["uuid"]
    assert parse_uuid(vector["uuid"]) == vector["uuid"]


@given(st.lists(st.binary(min_size=16, max_size=16), unique=True))
def test_different_bytes_have_different_uuids(pieces: list[bytes]) -> None:
    assert len({parse_uuid(uuid_from(piece)) for piece in pieces}) == len(pieces)


def test_new_uuids_differ() -> None:
    assert parse_uuid(new_uuid()) != new_uuid()


def test_a_uuid_is_made_of_sixteen_bytes() -> None:
    with pytest.raises(MalformedInput):
        uuid_from(bytes(15))


@pytest.mark.parametrize("text", VECTORS["bad_uuid"])
def test_what_is_not_22_characters_of_base58_is_no_uuid(text: str) -> None:
    with pytest.raises(MalformedInput):
        parse_uuid(text)


def test_belenios_uuids_have_from_14_characters() -> None:
    assert parse_belenios_uuid("X1TnNr9pbhFozq") == "X1TnNr9pbhFozq"
    assert parse_belenios_uuid(BASE58) == BASE58
    for text in ("X1TnNr9pbhFoz", "1" * 65, "X1TnNr9pbhFoz0"):
        with pytest.raises(MalformedInput):
            parse_belenios_uuid(text)
