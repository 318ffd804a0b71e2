"""A comment or support enters the log with a credential for it and a signature by it."""

from dataclasses import replace

import pytest

from tests.domain.hearings import (
    LATE,
    TALK,
    TEXTS,
    commitment,
    padded_entry,
    support,
    support_key,
)
from tests.domain.records import credential_key
from votesvc.domain.commenting import check_comment, check_support
from votesvc.errors import InvalidComment, InvalidToken

COMMENT = padded_entry(TALK, "A", TEXTS["A"])
SUPPORT = support(TALK, "one", commitment("A"))


def test_a_true_comment_and_support_are_accepted() -> None:
    check_comment(credential_key().public, COMMENT)
    check_support(support_key().public, SUPPORT)


def test_a_credential_of_the_other_kind_is_refused_even_under_the_same_key() -> None:
    with pytest.raises(InvalidToken):
        check_support(
            credential_key().public,
            replace(SUPPORT, key=COMMENT.key, prefix=COMMENT.prefix, token=COMMENT.token),
        )
    with pytest.raises(InvalidToken):
        check_comment(
            support_key().public,
            replace(COMMENT, key=SUPPORT.key, prefix=SUPPORT.prefix, token=SUPPORT.token),
        )


def test_a_comment_for_another_hearing_is_refused() -> None:
    with pytest.raises(InvalidToken):
        check_comment(credential_key().public, replace(COMMENT, item=LATE))
    with pytest.raises(InvalidToken):
        check_support(support_key().public, replace(SUPPORT, item=LATE))


def test_an_altered_comment_or_support_is_refused() -> None:
    with pytest.raises(InvalidComment):
        check_comment(credential_key().public, replace(COMMENT, sealed=bytes(560)))
    with pytest.raises(InvalidComment):
        check_comment(credential_key().public, replace(COMMENT, commitment="00" * 32))
    with pytest.raises(InvalidComment):
        check_support(support_key().public, replace(SUPPORT, commitment="00" * 32))
