"""The tables of a count: what was decided, and the numbers it rests on."""

from collections.abc import Sequence

from flask_babel import gettext

from votesvc.domain.items import ItemSpec
from votesvc.domain.outcome import (
    ChooseOutcome,
    ElectionOutcome,
    EvaluationOutcome,
    MotionOutcome,
    Outcome,
    PollOutcome,
    ScoreOutcome,
    WeightedOutcome,
)
from votesvc.domain.rules import EvaluationRule, PollRule
from votesvc.web.family_tables import family_tables, groups_table
from votesvc.web.item_facts import ItemFacts
from votesvc.web.papers.line_tables import (
    election_table,
    evaluation_table,
    poll_table,
    score_table,
)
from votesvc.web.tables import Cell, Table, percent

_TEXT, _WORD, _NUMBER = 46, 14, 10


def result_tables(facts: ItemFacts) -> list[Table]:
    """Return what was decided; where the round is void, only which groups had how many ballots."""
    if facts.family is not None:
        return family_tables(facts.family)
    outcome = facts.outcome
    if outcome is None and facts.groups:
        return [groups_table(facts.groups)]
    if outcome is None or isinstance(outcome, WeightedOutcome):
        return []
    table = _table(facts.item.spec, outcome)
    return [] if table is None else [table]


def _table(spec: ItemSpec, outcome: Outcome) -> Table | None:
    table: Table | None = None
    match outcome, spec.rule:
        case MotionOutcome(), _:
            table = _motion_table(spec, outcome)
        case ChooseOutcome(), _:
            table = _choice_table(spec, outcome)
        case ElectionOutcome(), _:
            table = election_table(spec, outcome)
        case EvaluationOutcome(), EvaluationRule() as rule:
            table = evaluation_table(spec, rule, outcome)
        case PollOutcome(), PollRule() as rule:
            table = poll_table(spec, rule, outcome)
        case ScoreOutcome(), _:
            table = score_table(spec, outcome)
    return table


def _motion_table(spec: ItemSpec, outcome: MotionOutcome) -> Table:
    rows = tuple(
        (
            question.text,
            decision.in_favour,
            decision.against,
            decision.abstained,
            percent(decision.in_favour, outcome.entitled),
            gettext("通过") if decision.passed else gettext("未通过"),
        )
        for question, decision in zip(spec.questions, outcome.decisions, strict=True)
    )
    head = (
        gettext("表决事项"),
        gettext("赞成"),
        gettext("反对"),
        gettext("弃权"),
        gettext("赞成占应到"),
        gettext("结论"),
    )
    widths = (_TEXT, _NUMBER, _NUMBER, _NUMBER, _WORD, _WORD)
    return Table(gettext("结果"), head, rows, widths)


def _choice_table(spec: ItemSpec, outcome: ChooseOutcome) -> Table:
    votes, answers = outcome.votes, spec.questions[0].answers
    rows = tuple(
        (
            1 + sum(other > votes[place] for other in votes),
            answers[place],
            votes[place],
            _fate(place, outcome),
        )
        for place in sorted(range(len(votes)), key=lambda place: (-votes[place], place))
    )
    head = (gettext("排序"), gettext("候选"), gettext("得票"), gettext("结论"))
    return Table(gettext("结果"), head, rows, (_NUMBER, _TEXT, _NUMBER, _WORD))


def _fate(place: int, outcome: ChooseOutcome) -> str:
    if place in outcome.chosen:
        fate = gettext("入选")
    elif place in outcome.tied:
        fate = gettext("票数相等，待定")
    else:
        fate = gettext("未入选")
    return str(fate)


def numbers_table(facts: ItemFacts) -> Table:
    """Return N, A, I and R with what they are compared with."""
    rows: list[Sequence[Cell]] = [
        (gettext("大会"), facts.congress.title),
        (gettext("议题"), facts.item.title),
        (gettext("应到"), facts.entitled),
    ]
    closed, outcome = facts.closed, facts.outcome
    if closed is not None:
        rows += [
            (gettext("实到"), closed.present),
            (gettext("发出选票"), closed.issued),
            (gettext("收回选票"), closed.returned),
            (gettext("未交回"), closed.issued - closed.returned),
        ]
    quorum = facts.quorum
    if quorum is not None:
        rows.append((gettext("法定人数"), quorum.needed))
    if isinstance(outcome, MotionOutcome):
        rows.append((gettext("通过须赞成票"), outcome.needed))
    if isinstance(outcome, ElectionOutcome):
        rows += [(gettext("应选名额"), outcome.seats), (gettext("缺额"), outcome.vacant)]
        if outcome.needed is not None:
            rows.append((gettext("当选须赞成票"), outcome.needed))
    if isinstance(outcome, EvaluationOutcome):
        rows.append((gettext("百分比的底数"), outcome.of))
    rows += [
        (gettext("公开记录条数"), facts.seal.size),
        (gettext("记录指纹"), "".join(facts.seal.root)),
    ]
    if facts.override is not None:
        rows.append((gettext("未完成前置程序"), facts.override.text))
    head = (gettext("项"), gettext("内容"))
    return Table(gettext("概况"), head, tuple(map(tuple, rows)), (24, 70))
