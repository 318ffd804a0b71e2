"""Check 8: every comment is published or withheld, and says what it said when it was sealed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from votesvc.domain.entries import CommentMade, Replied, Reported
from votesvc.domain.hearing import HearingState
from votesvc.domain.history import Placed
from votesvc.domain.record.blame import blaming, refuse
from votesvc.domain.record.check_comments import check_comments, check_supports
from votesvc.domain.record.check_openings import Fate, check_openings, published
from votesvc.domain.record.read_hearing import Consultation
from votesvc.domain.record.steps import Each, Fact, Step, fact
from votesvc.domain.report import DECISIONS, Figures, check_figures, check_opinions, count_fates


def check_hearings(consultations: Sequence[Consultation], entitled: int, each: Each) -> Step:
    """Return the hearings in figures, unfinished ones as such."""
    facts = [found for one in consultations for found in _check_hearing(one, entitled, each)]
    return Step(8, tuple(facts) or (fact("no-hearings"),))


def _check_hearing(one: Consultation, entitled: int, each: Each) -> Iterator[Fact]:
    comments = check_comments(one, each)
    fates = check_openings(one)
    supports = check_supports(one, fates, entitled, each)
    _check_replies(one, fates)
    for reported in one.history.every(Reported):
        _check_report(reported, comments, fates)
    withheld = Counter(fate.reason for fate in fates.values() if fate.reason is not None)
    yield fact(
        "hearing",
        title=one.hearing.title,
        comments=len(comments),
        published=len(published(fates)),
        withheld=withheld.total(),
        supports=supports,
    )
    for reason, count in sorted(withheld.items()):
        yield fact("hearing-withheld", withheld_for=reason, withheld=count)
    yield _progress(one, len(comments) - len(fates), fates)


def _check_replies(one: Consultation, fates: Mapping[str, Fate]) -> None:
    for placed in one.history.every(Replied):
        fate = fates.get(placed.entry.to)
        if fate is None or fate.reason is not None or fate.index > placed.index:
            refuse(8, "a reply answers what is not published", placed.index)


def _check_report(
    placed: Placed[Reported], comments: Sequence[Placed[CommentMade]], fates: Mapping[str, Fate]
) -> None:
    reported = placed.entry
    for comment in comments:
        if comment.entry.commitment not in fates:
            refuse(
                8, "a comment was neither published nor withheld before the report", comment.index
            )
    shown = published(fates)
    reasons = {one: fate.reason for one, fate in fates.items() if fate.reason is not None}
    counted = count_fates([comment.entry.commitment for comment in comments], shown, reasons)
    with blaming(8, placed.index):
        check_figures(Figures(reported.received, reported.published, reported.withheld), counted)
        check_opinions(reported.opinions, shown)


def _progress(one: Consultation, unopened: int, fates: Mapping[str, Fate]) -> Fact:
    """Say what the report came to, or how far a hearing is that has none."""
    for placed in one.history.every(Reported):
        opinions = placed.entry.opinions
        answered = {commitment for opinion in opinions for commitment in opinion.comments}
        decided = Counter(opinion.decision for opinion in opinions)
        return fact(
            "hearing-reported",
            opinions=len(opinions),
            **{decision: decided[decision] for decision in DECISIONS},
            unanswered=len(published(fates) - answered),
        )
    if one.hearing.kind == "box" and one.state is HearingState.OPEN:
        return fact("box-open", unopened=unopened)
    return fact("hearing-unfinished", hearing_state=one.state.value, unopened=unopened)
