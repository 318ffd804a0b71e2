"""Part of check 8: every comment and support has its own credential and signature."""

from collections.abc import Mapping
from functools import lru_cache, partial

from votesvc.crypto.blind_rsa import PublicKey, parse_public_key
from votesvc.domain.commenting import check_comment, check_support
from votesvc.domain.entries import CommentMade, SupportGiven
from votesvc.domain.history import Placed
from votesvc.domain.record.blame import blaming, refuse
from votesvc.domain.record.check_openings import Fate
from votesvc.domain.record.read_hearing import Consultation
from votesvc.domain.record.steps import Each


def check_comments(one: Consultation, each: Each) -> list[Placed[CommentMade]]:
    """Return the comments of a hearing: no key and no commitment occurs twice among them."""
    comments = one.history.every(CommentMade)
    check = partial(_check_comment, one.hearing.comment_key)
    for _ in each(check, [(placed.index, placed.entry) for placed in comments]):
        pass
    keys: set[str] = set()
    commitments: set[str] = set()
    for placed in comments:
        if placed.entry.key in keys:
            refuse(8, "the credential of a comment has been used before", placed.index)
        if placed.entry.commitment in commitments:
            refuse(8, "another comment has the same commitment", placed.index)
        keys.add(placed.entry.key)
        commitments.add(placed.entry.commitment)
    return comments


def check_supports(one: Consultation, fates: Mapping[str, Fate], entitled: int, each: Each) -> int:
    """Return the number of supports: of published comments, one by each pseudonym for each."""
    supports = one.history.every(SupportGiven)
    check = partial(_check_support, one.hearing.support_key)
    for _ in each(check, [(placed.index, placed.entry) for placed in supports]):
        pass
    seen: set[tuple[str, str]] = set()
    pseudonyms: set[str] = set()
    for placed in supports:
        given = placed.entry
        fate = fates.get(given.commitment)
        if fate is None or fate.reason is not None or fate.index > placed.index:
            refuse(8, "a comment is supported that is not published", placed.index)
        if (given.key, given.commitment) in seen:
            refuse(8, "a pseudonym supports the same comment again", placed.index)
        seen.add((given.key, given.commitment))
        pseudonyms.add(given.key)
        if len(pseudonyms) > entitled:
            refuse(8, "more pseudonyms give support than delegates are on the roll", placed.index)
    return len(supports)


def _check_comment(spki: bytes, placed: tuple[int, CommentMade]) -> None:
    index, comment = placed
    # Blamed where it is found: processes hand results back by the chunk, an error with its first.
    with blaming(8, index):
        check_comment(_key(spki), comment)


def _check_support(spki: bytes, placed: tuple[int, SupportGiven]) -> None:
    index, support = placed
    with blaming(8, index):
        check_support(_key(spki), support)


@lru_cache(maxsize=64)
def _key(spki: bytes) -> PublicKey:
    # A key does not travel between processes, its bytes do.
    return parse_public_key(spki)
