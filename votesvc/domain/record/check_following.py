"""Part of check 6: a ballot that follows another has the candidates and seats it asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from votesvc.domain.contest import question_specs
from votesvc.domain.entries import Announced, Item
from votesvc.domain.following import check_follows_from
from votesvc.domain.items import ItemSpec
from votesvc.domain.outcome import Outcome
from votesvc.domain.record.blame import blaming, refuse
from votesvc.domain.record.read_item import Contest


@dataclass(frozen=True, slots=True)
class Decided:
    """A contest with what its counts came to."""

    contest: Contest
    outcome: Outcome


def check_following(contests: Sequence[Contest], decided: Mapping[str, Decided]) -> None:
    """Refuse a ballot that cites another one which did not ask for it, or not yet."""
    for contest in contests:
        parent = contest.item.rule.terms.parent
        if parent is None:
            continue
        index = contest.history.every(Item)[0].index
        before = decided.get(parent)
        announced = None if before is None else before.contest.history.first(Announced)
        if before is None or announced is None or announced.index > index:
            refuse(6, "a ballot cites one whose result was not announced before", index)
        with blaming(6, index):
            check_follows_from(
                contest.item.rule,
                contest.election.questions[-1].answers,
                _spec(before.contest),
                before.outcome,
            )


def _spec(contest: Contest) -> ItemSpec:
    item = contest.item
    return ItemSpec(item.kind, item.title, question_specs(contest.election.questions), item.rule)
