"""The ballot that an outcome asks for: a run-off among the tied, or another election for the rest.

再次投票 has those with equal votes and the seats that remain, 另行选举 all who were not elected.
"""

from collections.abc import Sequence

from votesvc.domain.items import ItemSpec, QuestionSpec, election
from votesvc.domain.outcome import ChooseOutcome, ElectionOutcome, NextBallot, Outcome
from votesvc.domain.rules import ChooseRule, ElectionRule, Rule, Terms
from votesvc.errors import NothingFollows

_SUFFIX = {"run-off": "（再次投票）", "reballot": "（另行选举）"}
_LONGEST_TITLE = 280
_RUN_OFF = "再次投票"


def following_of(outcome: Outcome) -> NextBallot | None:
    """Return the ballot that has to follow, with positions among the candidates of this one."""
    if isinstance(outcome, ElectionOutcome):
        return outcome.following
    if isinstance(outcome, ChooseOutcome) and outcome.tied:
        return NextBallot("run-off", outcome.tied, outcome.open_places)
    return None


def names_of(spec: ItemSpec, outcome: Outcome) -> list[str]:
    """Return the names that positions of an outcome stand for, those written in included."""
    candidates = spec.questions[-1].answers
    if isinstance(outcome, ElectionOutcome):
        written = [line.name for line in outcome.lines if line.name is not None]
        return [*candidates, *written]
    return list(candidates)


def following_spec(item: str, spec: ItemSpec, outcome: Outcome) -> ItemSpec:
    """Return the item that has to follow `item`, which it cites.

    It goes by the parent's quorum, threshold and place. Raises NothingFollows where nothing does,
    or where nobody is left to stand.
    """
    following = following_of(outcome)
    if following is None or not following.among:
        reason = "no ballot follows from this outcome"
        raise NothingFollows(reason)
    names = names_of(spec, outcome)
    candidates = [names[place] for place in following.among]
    rule = _following_rule(spec.rule, following, item)
    title = spec.title[:_LONGEST_TITLE] + _SUFFIX[following.kind]
    if isinstance(rule, ElectionRule):
        return election(title, candidates, rule)
    question = QuestionSpec(_RUN_OFF, tuple(candidates), 0, rule.top)
    return ItemSpec("choose", title, (question,), rule)


def check_follows_from(
    child: Rule, candidates: Sequence[str], spec: ItemSpec, outcome: Outcome
) -> None:
    """Raise `NothingFollows` unless a ballot has the candidates and seats that were asked for."""
    following, names = following_of(outcome), names_of(spec, outcome)
    seats = child.top if isinstance(child, ChooseRule) else getattr(child, "seats", None)
    if (
        following is None
        or seats != following.seats
        or list(candidates) != [names[place] for place in following.among]
    ):
        reason = "a ballot has other candidates or seats than the one before it asked for"
        raise NothingFollows(reason)


def _following_rule(rule: Rule, following: NextBallot, item: str) -> ChooseRule | ElectionRule:
    gates = tuple(gate for gate in rule.terms.gates if gate.kind == "quorum")
    terms = Terms(pack=rule.terms.pack, gates=gates, posting=rule.terms.posting, parent=item)
    if following.kind == "run-off" or not isinstance(rule, ElectionRule):
        return ChooseRule("P21", following.seats, quorum=rule.quorum, terms=terms)
    return ElectionRule(
        preset="P22",
        seats=following.seats,
        threshold=rule.threshold,
        quorum=rule.quorum,
        shortfall="vacant",
        terms=terms,
    )
