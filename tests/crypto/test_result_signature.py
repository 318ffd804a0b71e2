"""A scrutineer signs one result of one item."""

import pytest

from tests.crypto.ceremonies import play
from votesvc.crypto.group import base_times
from votesvc.crypto.result_signature import check_result_signature, sign_result
from votesvc.errors import InvalidSignature, NotCanonical, VotesvcError

KEYS = play(2, 3).keys
SIGNER = base_times(KEYS[0].signing)


def test_a_signature_is_for_one_scrutineer_item_and_result() -> None:
    data = sign_result(KEYS[0], "item", b"leaf")
    assert data == sign_result(KEYS[0], "item", b"leaf")
    check_result_signature(data, SIGNER, "item", b"leaf")
    cases = [
        (data, base_times(KEYS[1].signing), "item", b"leaf"),
        (data, SIGNER, "other", b"leaf"),
        (data, SIGNER, "item", b"other"),
        (sign_result(KEYS[1], "item", b"leaf"), SIGNER, "item", b"leaf"),
    ]
    for case in cases:
        with pytest.raises(InvalidSignature):
            check_result_signature(*case)


def test_a_signature_has_one_spelling() -> None:
    data = sign_result(KEYS[0], "item", b"leaf")
    with pytest.raises(NotCanonical):
        check_result_signature(data.replace(b":", b": ", 1), SIGNER, "item", b"leaf")
    with pytest.raises(VotesvcError):
        check_result_signature(b"{}", SIGNER, "item", b"leaf")
