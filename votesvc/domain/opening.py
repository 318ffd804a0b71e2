"""Opening comments: in batches that hide when each of them came, and to their own text only."""

from collections.abc import Collection, Sequence

from votesvc.crypto.comment import Comment, parse_comment
from votesvc.crypto.sealing import check_commitment
from votesvc.domain.entries import Hearing, Published, Withheld
from votesvc.domain.hearing import HearingState
from votesvc.errors import BatchTooSmall, MalformedInput, NotPublished, WrongState

SMALLEST_BATCH = 5
"""While a hearing is open; once it is closed, nobody can tell any more what came when."""

Opened = Published | Withheld


def order_batch(state: HearingState, batch: Collection[Opened]) -> list[Opened]:
    """Return what is opened together in the order in which it is logged.

    Raises `BatchTooSmall` for fewer than five while the hearing is open, `WrongState` where
    nothing can be opened, and `MalformedInput` where one comment is opened twice.
    """
    ordered = sorted(batch, key=lambda opened: opened.commitment)
    check_batch(state, [opened.commitment for opened in ordered])
    return ordered


def check_batch(state: HearingState, commitments: Sequence[str]) -> None:
    """Raise unless these comments, in this order, may be opened together."""
    if state not in {HearingState.OPEN, HearingState.CLOSED}:
        reason = f"no comment is opened in a hearing that is {state}"
        raise WrongState(reason)
    if list(commitments) != sorted(set(commitments)):
        reason = "comments are not opened in the order of their commitments, each once"
        raise MalformedInput(reason)
    if len(commitments) < (SMALLEST_BATCH if state is HearingState.OPEN else 1):
        reason = "fewer than five comments are opened while the hearing is open"
        raise BatchTooSmall(reason)


def read_published(hearing: Hearing, entry: Published, published: Collection[str]) -> Comment:
    """Return the comment of an entry that publishes it in this hearing, after those `published`.

    Raises:
        InvalidComment: the text is not the one that was committed to.
        MalformedInput, NotPublished: it may not be published, see `check_fits`.

    """
    padded = entry.plaintext.encode()
    check_commitment(hearing.item, entry.commitment, padded)
    comment = parse_comment(padded)
    check_fits(hearing, comment, published)
    return comment


def check_fits(hearing: Hearing, comment: Comment, published: Collection[str]) -> None:
    """Raise unless a comment speaks about this hearing; one that does not is withheld as malformed.

    Raises:
        MalformedInput: it names a clause that the matter does not have, or gives marks that were
            not asked for.
        NotPublished: it replies to what is not published.

    """
    if comment.clause > len(hearing.clauses):
        reason = "a comment is about a clause that does not exist"
        raise MalformedInput(reason)
    if any(comment.marks) and not hearing.marks:
        reason = "a comment gives marks that were not asked for"
        raise MalformedInput(reason)
    if comment.reply_to and comment.reply_to not in published:
        reason = "a comment replies to one that is not published"
        raise NotPublished(reason)
