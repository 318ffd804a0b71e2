"""Part of check 2: a result is posted once, long enough, and objections have somewhere to go.

A family is posted as one. A box that a posting names belongs to it alone, is open when the posting
begins, and is not closed before the posting is over.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from votesvc.domain.entries import Announced, CommentMade, HearingClosed, HearingOpened, Posted
from votesvc.domain.history import Placed
from votesvc.domain.preparation import check_box, check_closing, check_posted
from votesvc.domain.record.blame import blaming, refuse
from votesvc.domain.record.check_families import families_of
from votesvc.domain.record.read_hearing import Consultation
from votesvc.domain.record.read_item import Contest
from votesvc.domain.record.steps import Fact, fact
from votesvc.domain.rules import family_of


def check_postings(
    contests: Sequence[Contest], consultations: Mapping[str, Consultation]
) -> Iterator[Fact]:
    """Yield where every posting is, and where objections to it go."""
    named: dict[str, str] = {}
    for contest in contests:
        posted = False
        # That a posting stands behind an announcement is a matter of order.
        told = [one.entry.time for one in contest.history.every(Announced)]
        for placed in contest.history.every(Posted):
            entry, title = placed.entry, contest.item.title
            with blaming(2, placed.index):
                check_posted(contest.item.rule, entry, told[0], posted=posted)
            posted = True
            yield fact("posted", title=title, place=entry.place, days=entry.days)
            if entry.box:
                whole = family_of(contest.item.rule) or entry.item
                taken = named.setdefault(entry.box, whole) != whole
                box = _check_box(placed, consultations, taken=taken)
                yield fact("objections-box", title=title, box=box.hearing.title)
            if entry.objections:
                yield fact("objections-elsewhere", title=title, where=entry.objections)
    for family in families_of(contests).values():
        _check_alike(family)


def _check_alike(family: Sequence[Contest]) -> None:
    """Refuse a family of which one group is posted otherwise than another, or not at all."""
    posted = [placed for contest in family for placed in contest.history.every(Posted)]
    if not posted:
        return
    first, start = posted[0].entry, posted[0].index
    announced = [one.item.item for one in family if one.history.first(Announced) is not None]
    wanted = [Placed(start + at, replace(first, item=one)) for at, one in enumerate(announced)]
    if posted != wanted:
        refuse(2, "the groups of a family are not posted as one", start)


def _check_box(
    posted: Placed[Posted], consultations: Mapping[str, Consultation], *, taken: bool
) -> Consultation:
    box = consultations.get(posted.entry.box)
    opened = None if box is None else box.history.first(HearingOpened)
    if box is None or opened is None or opened.index > posted.index:
        refuse(2, "a posting names a box that is not open when it begins", posted.index)
    made = box.history.first(CommentMade)
    with blaming(2, posted.index):
        before = made is not None and made.index < posted.index
        check_box(box.hearing.kind, comments=before, taken=taken)
    for closed in box.history.every(HearingClosed):
        with blaming(2, closed.index):
            check_closing(posted.entry, closed.entry.time)
    return box
