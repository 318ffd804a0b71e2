"""Groups of voters that are counted apart: parts of checks 2, 3 and 6.

The items of a family stand next to each other and differ in the group alone; every group with a
weight has one. What they came to together follows from what each of them came to.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from votesvc.crypto.encoding import canonical_json
from votesvc.domain.electorate import Electorate, Flaw, flaws_of
from votesvc.domain.entries import (
    Announced,
    Closed,
    Entry,
    Item,
    Roll,
    RollGroups,
    TallyMade,
    Weighed,
)
from votesvc.domain.history import Placed
from votesvc.domain.lifecycle import State
from votesvc.domain.outcome import (
    EvaluationOutcome,
    GroupVotes,
    WeightedOutcome,
    votes_of,
    weigh_groups,
)
from votesvc.domain.record.blame import refuse
from votesvc.domain.record.check_following import Decided
from votesvc.domain.record.check_together import (
    check_announced_together,
    check_closed_together,
    published,
)
from votesvc.domain.record.outcome_facts import weighted_facts
from votesvc.domain.record.read_item import Contest
from votesvc.domain.record.steps import Fact
from votesvc.domain.rules import EvaluationRule, family_of, group_of


def families_of(contests: Sequence[Contest]) -> dict[str, list[Contest]]:
    """Return the contests of every family in the order of the log."""
    found: dict[str, list[Contest]] = {}
    for contest in contests:
        family = family_of(contest.item.rule)
        if family is not None:
            found.setdefault(family, []).append(contest)
    return found


def check_families(entries: Sequence[Placed[Entry]], contests: Sequence[Contest]) -> None:
    """Check 2: refuse a family in which a group is missing, or votes on or at something else."""
    for family in families_of(contests).values():
        first = index_of(family[0])
        wanted = [weight.group for weight in _rule(family[0]).weights]
        for place, contest in enumerate(family):
            index = index_of(contest)
            if index != first + place:
                refuse(2, "the items of a family do not stand next to each other", index)
            if place >= len(wanted) or group_of(contest.item.rule) != wanted[place]:
                refuse(2, "a family has not one item for each group, in their order", index)
            if _common(contest) != _common(family[0]):
                refuse(2, "the items of a family differ in more than the group", index)
        if len(family) != len(wanted):
            refuse(2, "a group with a weight has no item in the family", first)
        check_closed_together(entries, family)


def read_groups(entries: Sequence[Placed[Entry]]) -> Mapping[str, int]:
    """Check 3: return how many are entitled in each group, as fixed with the roll."""
    groups: Mapping[str, int] = {}
    for placed in entries:
        if isinstance(placed.entry, RollGroups):
            before = entries[placed.index - 1].entry
            if not isinstance(before, Roll):
                refuse(3, "the groups of the roll do not stand behind the roll", placed.index)
            groups = dict(placed.entry.groups)
            if sum(groups.values()) > before.entitled:
                refuse(3, "more people are in groups than are on the roll", placed.index)
    return groups


def flaws(contests: Sequence[Contest], electorate: Electorate) -> Mapping[str, Flaw | None]:
    """Check 3: return of every closed item why it is void by itself, None where it is counted."""
    families: dict[str, list[tuple[Contest, Closed]]] = {}
    for contest in contests:
        for closed in contest.history.every(Closed):
            name = family_of(contest.item.rule) or contest.item.item
            families.setdefault(name, []).append((contest, closed.entry))
    found: dict[str, Flaw | None] = {}
    for family in families.values():
        rules = [contest.item.rule for contest, _ in family]
        rounds = [
            (rule, closed.figures(electorate.of(rule)))
            for rule, (_, closed) in zip(rules, family, strict=True)
        ]
        found |= {
            contest.item.item: flaw
            for (contest, _), flaw in zip(family, flaws_of(rounds), strict=True)
        }
    return found


def check_group(contest: Contest, flaw: Flaw | None, electorate: Electorate) -> None:
    """Check 3: a group is one of the roll, and is counted unless it is void by itself."""
    group = group_of(contest.item.rule)
    if group is None:
        return
    if group not in electorate.groups:
        refuse(3, "an item is for a group that the roll does not have", index_of(contest))
    tallied = contest.history.first(TallyMade)
    for closed in contest.history.every(Closed):
        if flaw is not None and (tallied is not None or contest.state is not State.VOID):
            refuse(
                3,
                "a group is counted with too few ballots, or in spite of uneven figures",
                closed.index,
            )
        if flaw is None and tallied is None:
            refuse(3, "a group is left out that can be counted", closed.index)


def check_weighed(
    entries: Sequence[Placed[Entry]],
    contests: Sequence[Contest],
    decided: Mapping[str, Decided],
    electorate: Electorate,
) -> Iterator[Fact]:
    """Check 6: yield what every announced family came to."""
    stated: dict[str, list[Placed[Weighed]]] = {}
    for placed in entries:
        if isinstance(placed.entry, Weighed):
            found = stated.setdefault(placed.entry.family, [])
            found.append(Placed(placed.index, placed.entry))
    families = families_of(contests)
    for uuid, found in stated.items():
        announced = _announced(families.get(uuid, ()))
        if len(found) > 1 or not announced or found[0].index != announced[-1] + 1:
            refuse(6, "a weighted result does not stand behind its announcement", found[-1].index)
    for uuid, family in families.items():
        if told := published(family):
            if uuid not in stated:
                refuse(6, "the groups were not weighed together", told[-1])
            outcome = _weigh(family, decided, electorate)
            _check_stated(stated[uuid][0], family, outcome)
            check_announced_together(entries, family, stated[uuid][0].index)
            first = family[0]
            yield from weighted_facts(
                first.item.title, _rule(first), outcome, first.election.questions
            )


def index_of(contest: Contest) -> int:
    """Return where the leaf of an item stands."""
    return contest.history.every(Item)[0].index


def _check_stated(
    placed: Placed[Weighed],
    family: Sequence[Contest],
    outcome: WeightedOutcome,
) -> None:
    counted = [one.item.item for one in family if one.state is State.ANNOUNCED]
    if list(placed.entry.items) != counted:
        refuse(6, "what was weighed are not the items that were counted", placed.index)
    if canonical_json(placed.entry.outcome) != canonical_json(outcome.to_json()):
        refuse(6, "the weighted result does not follow from those of the groups", placed.index)


def _weigh(
    family: Sequence[Contest], decided: Mapping[str, Decided], electorate: Electorate
) -> WeightedOutcome:
    votes = []
    for contest in family:
        if contest.state is State.ANNOUNCED:
            # An item with weights is an evaluation.
            votes.append(votes_of(cast("EvaluationOutcome", decided[contest.item.item].outcome)))
            continue
        closed = contest.history.first(Closed)
        if closed is None or contest.history.first(TallyMade) is not None:
            refuse(6, "a family is announced, and one of its groups is not", index_of(contest))
        figures = closed.entry.figures(electorate.of(contest.item.rule))
        votes.append(GroupVotes(figures, None))
    return weigh_groups(_rule(family[0]), votes)


def _announced(family: Sequence[Contest]) -> list[int]:
    """Return where each item of a family was announced, in the order of the log."""
    return sorted(one.index for contest in family for one in contest.history.every(Announced))


def _rule(contest: Contest) -> EvaluationRule:
    # Only evaluations are in a family.
    return cast("EvaluationRule", contest.item.rule)


def _common(contest: Contest) -> tuple[object, ...]:
    """Return what all items of a family have alike."""
    rule = _rule(contest)
    alike = replace(rule, group=rule.weights[0].group)
    return contest.item.title, contest.election.questions, alike
