"""Opening the comments of a record with the hearing officer's key, away from the service."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from votesvc.crypto.comment import Comment, parse_comment
from votesvc.crypto.sealing import OfficerKey
from votesvc.domain.entries import CommentMade
from votesvc.domain.opening import check_fits
from votesvc.domain.record.check_openings import Fate, check_openings, published
from votesvc.domain.record.read_hearing import Consultation
from votesvc.errors import InvalidComment, MalformedInput, NotPublished


@dataclass(frozen=True, slots=True)
class OpenedComment:
    """A comment as the officer reads it.

    `comment` is None where nothing can be read. `fault` says why it cannot, or why it may not be
    published; it is empty for one that may. `fate` is what the log says became of it.
    """

    commitment: str
    comment: Comment | None
    fault: str
    fate: Fate | None


def open_comments(one: Consultation, key: OfficerKey) -> Iterator[OpenedComment]:
    """Yield the comments of a checked hearing in the order of their commitments."""
    fates = check_openings(one)
    shown = published(fates)
    made = [placed.entry for placed in one.history.every(CommentMade)]
    for entry in sorted(made, key=lambda entry: entry.commitment):
        comment, fault = _open(one, key, entry, shown)
        yield OpenedComment(entry.commitment, comment, fault, fates.get(entry.commitment))


def _open(
    one: Consultation, key: OfficerKey, entry: CommentMade, shown: Collection[str]
) -> tuple[Comment | None, str]:
    """Return what a seal holds, once it opens its commitment; and what is wrong with it."""
    comment = None
    try:
        comment = parse_comment(key.open(entry.item, entry.commitment, entry.sealed))
        check_fits(one.hearing, comment, shown)
    except (InvalidComment, MalformedInput, NotPublished) as error:
        return comment, str(error)
    return comment, ""
