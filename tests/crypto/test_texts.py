"""Every short text has one spelling as members of the group."""

import pytest
from hypothesis import given, strategies as st

from votesvc.crypto.group import BASE, IDENTITY, Element, base_times
from votesvc.crypto.texts import BLOCK, LONGEST, block_of, decode_text, element_of, encode_text
from votesvc.errors import InvalidElement, MalformedInput

FITTING = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=LONGEST).filter(
    lambda text: len(text.encode()) <= LONGEST
)


@given(FITTING)
def test_a_text_reads_back_as_it_was_written(text: str) -> None:
    elements = encode_text(text)
    for element in elements:
        element.check_member()
    assert decode_text(elements) == text


def test_an_empty_text_is_the_identity() -> None:
    assert encode_text("") == (IDENTITY, IDENTITY)
    assert decode_text((IDENTITY, IDENTITY)) == ""


@pytest.mark.parametrize("text", ["a" * (LONGEST + 1), "二" * 20, "a\0b", "\0", "\ud800"])
def test_a_text_that_is_too_long_or_none_is_refused(text: str) -> None:
    with pytest.raises(MalformedInput):
        encode_text(text)


def test_elements_that_stand_for_nothing_are_refused() -> None:
    for number in range(1, 40):
        with pytest.raises(MalformedInput, match="no text"):
            block_of(base_times(number))


def test_a_later_counter_is_another_spelling_and_refused() -> None:
    block = b"a".ljust(BLOCK, b"\0")
    first = element_of(block)
    later = range(int.from_bytes(first.encoded[:2], "little") + 1, 65_536)
    other = next(found for number in later if (found := _member(number, block)) is not None)
    with pytest.raises(MalformedInput, match="no text"):
        block_of(other)


def _member(number: int, block: bytes) -> Element | None:
    element = Element(number.to_bytes(2, "little") + block + b"\0")
    try:
        element.check_member()
    except InvalidElement:
        return None
    return element


@pytest.mark.parametrize("data", [b"\xff", b"a\0b"])
def test_elements_that_hold_other_bytes_than_a_text_are_refused(data: bytes) -> None:
    with pytest.raises(MalformedInput):
        decode_text((element_of(data.ljust(BLOCK, b"\0")), IDENTITY))
    with pytest.raises(MalformedInput):
        decode_text((BASE, IDENTITY))
