"""The officer's key opens the comments of a record, each to its own commitment."""

from collections.abc import Sequence
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from tests.domain.hearings import (
    BOX,
    LATE,
    OFFICER,
    TALK,
    TEXTS,
    comment,
    commitment,
    hearing_sample,
    padded_entry,
    sealed_entry,
)
from tests.domain.records import Sample
from votesvc.crypto.comment import parse_comment
from votesvc.crypto.sealing import SUITE, OfficerKey, SealedComment, commitment_of
from votesvc.domain.entries import Entry
from votesvc.domain.record.checked_hearings import checked_hearings
from votesvc.domain.record.open_comments import OpenedComment, open_comments

TRUE = hearing_sample()


def opened(sample: Sample, hearing: str, key: OfficerKey = OFFICER) -> list[OpenedComment]:
    found = checked_hearings(sample.written())
    return list(open_comments(next(one for one in found if one.hearing.item == hearing), key))


def with_late(*more: Entry) -> Sample:
    """Return the sample with more comments in the hearing that is still open."""
    return TRUE.with_entries(lambda entries: entries.extend(more))


def texts(comments: Sequence[OpenedComment]) -> list[str]:
    return sorted(one.comment.text for one in comments if one.comment is not None)


def test_every_comment_opens_in_the_order_of_commitments() -> None:
    comments = opened(TRUE, TALK)
    assert [one.commitment for one in comments] == sorted(map(commitment, TEXTS))
    by_name = {one.commitment: one for one in comments}
    for name, padded in TEXTS.items():
        one = by_name[commitment(name)]
        assert one.comment == (None if name == "H" else parse_comment(padded))


def test_each_comes_with_what_became_of_it() -> None:
    fates = {one.commitment: one.fate for one in opened(TRUE, TALK)}
    withheld, shown = fates[commitment("E")], fates[commitment("A")]
    assert withheld is not None
    assert withheld.reason == "insult"
    assert shown is not None
    assert shown.reason is None
    assert [one.fate for one in opened(TRUE, LATE)] == [None]
    assert len([one for one in opened(TRUE, BOX) if one.fate is None]) == 1


def test_what_is_no_comment_is_named_with_the_reason() -> None:
    [bad] = [one for one in opened(TRUE, TALK) if one.comment is None]
    assert bad.commitment == commitment("H")
    assert bad.fault


def test_a_seal_that_does_not_open_hides_no_other() -> None:
    true = comment("late B").padded
    rubbish = SealedComment(commitment_of(LATE, true), bytes(range(256)) * 2 + bytes(48))
    comments = opened(with_late(sealed_entry(LATE, "B", rubbish)), LATE)
    [bad] = [one for one in comments if one.comment is None]
    assert "does not open under this key" in bad.fault
    assert texts(comments) == ["late A 的意见"]


def test_a_seal_with_another_text_than_was_committed_to_shows_nothing() -> None:
    claimed = commitment_of(LATE, comment("late B").padded)
    # Sealed with this commitment in its context, but of another text.
    sealed = _sealed_as(claimed, comment("late C").padded)
    comments = opened(with_late(sealed_entry(LATE, "B", SealedComment(claimed, sealed))), LATE)
    [bad] = [one for one in comments if one.comment is None]
    assert "does not open the commitment" in bad.fault


def test_a_comment_that_does_not_fit_the_hearing_is_read_with_its_fault() -> None:
    # There are no clauses in this hearing, and nothing is published to reply to.
    strange = padded_entry(LATE, "B", comment("late B", clause=3).padded)
    reply = padded_entry(LATE, "C", comment("late C", reply_to="ab" * 32).padded)
    comments = opened(with_late(strange, reply), LATE)
    faults = {one.comment.text: one.fault for one in comments if one.comment is not None}
    assert faults == {
        "late A 的意见": "",
        "late B 的意见": "a comment is about a clause that does not exist",
        "late C 的意见": "a comment replies to one that is not published",
    }


def test_another_key_opens_nothing() -> None:
    other = OfficerKey.from_secret(sha256(b"somebody else").digest())
    assert all(one.comment is None and one.fault for one in opened(TRUE, TALK, other))


def _sealed_as(claimed: str, padded: bytes) -> bytes:
    key = X25519PublicKey.from_public_bytes(bytes.fromhex(OFFICER.public))
    return SUITE.encrypt(padded, key, info=f"votesvc/v1/hearing|{LATE}|{claimed}".encode())
