"""Finding in a record the comment that somebody shows the text of, and what became of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from votesvc.crypto.comment import parse_comment
from votesvc.crypto.sealing import commitment_of
from votesvc.domain.entries import CommentMade
from votesvc.domain.opening import check_fits
from votesvc.domain.record.check_openings import Fate, check_openings, published
from votesvc.domain.record.checked_hearings import checked_hearings
from votesvc.domain.record.read_hearing import Consultation
from votesvc.domain.record.steps import Each
from votesvc.errors import MalformedInput, NotPublished, UnknownComment


@dataclass(frozen=True, slots=True)
class FoundComment:
    """A comment in the log at `index`; `fate` is what became of it, `fits` whether it had a form.

    Whether the seal held this text only the officer's key can tell; the author signed that its
    commitment is of this text.
    """

    title: str
    index: int
    commitment: str
    fate: Fate | None
    fits: bool


def find_comment(
    files: Mapping[str, bytes],
    texts: Sequence[bytes],
    each: Each = map,
    vkey: str | None = None,
) -> FoundComment:
    """Return the first comment of a record that is committed to one of `texts`, in padded form.

    The log and all hearings are checked first (checks 1, 2, 3 and 8); ballots are not looked at.

    Raises:
        InvalidRecord: a check fails.
        UnknownComment: no hearing of this record holds such a comment.

    """
    for one in checked_hearings(files, each, vkey):
        for found in _in_hearing(one, texts):
            return found
    reason = "no hearing of this record holds a comment with this text"
    raise UnknownComment(reason)


def _in_hearing(one: Consultation, texts: Sequence[bytes]) -> Iterator[FoundComment]:
    fates = check_openings(one)
    wanted = {commitment_of(one.hearing.item, text): text for text in texts}
    for placed in one.history.every(CommentMade):
        commitment = placed.entry.commitment
        if commitment in wanted:
            fits = _fits(one, wanted[commitment], published(fates))
            yield FoundComment(
                one.hearing.title, placed.index, commitment, fates.get(commitment), fits
            )


def _fits(one: Consultation, text: bytes, shown: set[str]) -> bool:
    try:
        check_fits(one.hearing, parse_comment(text), shown)
    except (MalformedInput, NotPublished):
        return False
    return True
