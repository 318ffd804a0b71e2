"""Which credentials there are, and the bytes of the issued lists (protocol 6.5, 8.4)."""

from hashlib import sha256

import pytest

from votesvc.domain.credentials import BALLOT, Slot, issued_ballot, issued_comment, parse_slot
from votesvc.errors import MalformedInput

PASS, ITEM = "0a" * 32, "1" * 22


def test_digests_of_the_issued_list_are_those_of_the_protocol() -> None:
    assert issued_ballot(PASS, ITEM) == sha256(f"{PASS}|{ITEM}".encode()).hexdigest()
    assert issued_comment(PASS, ITEM, 3) == sha256(f"{PASS}|{ITEM}|3".encode()).hexdigest()


def test_the_credentials_of_one_pass_have_different_digests() -> None:
    numbered = {issued_comment(PASS, ITEM, number) for number in range(1, 11)}
    assert len(numbered | {issued_ballot(PASS, ITEM)}) == 11


@pytest.mark.parametrize("kind", ["comment", "support"])
def test_slot_of_a_hearing_is_read(kind: str) -> None:
    assert parse_slot(kind, 2) == Slot(kind, 2)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "number"),
    [("ballot", 1), ("", 1), ("Comment", 1), ("comment", 0), ("support", -1)],
)
def test_anything_else_is_no_slot_of_a_hearing(kind: str, number: int) -> None:
    with pytest.raises(MalformedInput):
        parse_slot(kind, number)
    assert Slot("ballot", 1) == BALLOT
