"""Results that are best read as a table: elections, evaluations, straw polls, scores."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from flask_babel import gettext

from votesvc.domain.items import ItemSpec
from votesvc.domain.outcome import (
    ElectionOutcome,
    EvaluationOutcome,
    PollOutcome,
    Quorum,
    Row,
    ScoreOutcome,
)
from votesvc.domain.outcome.percent import average, percent
from votesvc.domain.rules import EvaluationRule, PollRule
from votesvc.services.counting import FamilyView
from votesvc.web.family_tables import only_group, rule_of, weighted_table, why_left_out

Mark = Literal["chosen", "tied", "rest"]

TabledOutcome = ElectionOutcome | EvaluationOutcome | PollOutcome | ScoreOutcome


@dataclass(frozen=True, slots=True)
class TableLine:
    """One line: who or what, its cells, and in an election what became of it."""

    name: str
    cells: tuple[str, ...]
    mark: Mark | None = None
    written: bool = False
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableFigure:
    """A result as a table; `notes` say before it what has to be known to read it."""

    head: str
    heads: tuple[str, ...]
    lines: tuple[TableLine, ...]
    notes: tuple[str, ...]


def draw_table(spec: ItemSpec, outcome: TabledOutcome) -> TableFigure:
    """Return the table of an outcome of the item's rule."""
    notes = tuple(_quorum_notes(outcome.quorum))
    if isinstance(outcome, ElectionOutcome):
        return _draw_election(spec, outcome, notes)
    if isinstance(outcome, ScoreOutcome):
        return _draw_score(spec, outcome, notes)
    if isinstance(outcome, EvaluationOutcome) and isinstance(spec.rule, EvaluationRule):
        return _draw_evaluation(spec, spec.rule, outcome, notes)
    if isinstance(outcome, PollOutcome) and isinstance(spec.rule, PollRule):
        return _draw_poll(spec, spec.rule, outcome, notes)
    raise TypeError


def draw_weighted(view: FamilyView) -> TableFigure:
    """Return the weighted result of a family; what single groups gave stands elsewhere."""
    notes = [*_quorum_notes(view.outcome.quorum), *_group_notes(view)]
    flags = [row.flags for row in view.outcome.rows]
    rule, table = rule_of(view), weighted_table(view)
    lines = [
        TableLine(str(name), tuple(map(str, cells)), flags=tuple(rule.flags[at].name for at in row))
        for (name, *cells, _), row in zip(table.rows, flags, strict=True)
    ]
    return TableFigure(gettext("姓名"), table.head[1:-1], tuple(lines), tuple(notes))


def _group_notes(view: FamilyView) -> Iterator[str]:
    groups = zip(view.outcome.groups, view.items, strict=True)
    weights = [f"{one.group} {one.weight}" for one in view.outcome.groups if one.counted]
    alone = only_group(view)
    if alone is not None:
        yield gettext("只有“%(group)s”一组计入，加权结果就是这一组的百分比。", group=alone)
    else:
        yield gettext(
            "各组权重：%(weights)s。先在每组内算百分比，再按权重合计。",
            weights=str(gettext("、")).join(weights),
        )
    for group, item in groups:
        if not group.counted:
            yield gettext("“%(group)s”%(why)s。", group=group.group, why=why_left_out(item))


def _quorum_notes(quorum: Quorum) -> Iterator[str]:
    if not quorum.met:
        yield gettext("没有达到法定人数 %(needed)s 人，不能作出决定。", needed=quorum.needed)


def _draw_election(spec: ItemSpec, outcome: ElectionOutcome, notes: tuple[str, ...]) -> TableFigure:
    candidates = iter(spec.questions[1].answers)
    names = [line.name or next(candidates) for line in outcome.lines]
    order = sorted(range(len(names)), key=lambda at: (outcome.ranks[at], at))
    lines = [
        TableLine(
            name=names[at],
            cells=_votes(outcome, at),
            mark=_mark(outcome, at),
            written=outcome.lines[at].name is not None,
        )
        for at in order
    ]
    heads = (gettext("赞成"), gettext("反对"), gettext("弃权"))
    return TableFigure(
        gettext("姓名"), heads, tuple(lines), (*notes, *_election_notes(outcome, names))
    )


def _votes(outcome: ElectionOutcome, at: int) -> tuple[str, ...]:
    line = outcome.lines[at]
    # Nobody could vote against a name that was not on the paper.
    others = ("", "") if line.name is not None else (str(line.against), str(line.abstained))
    return (str(line.in_favour), *others)


def _mark(outcome: ElectionOutcome, at: int) -> Mark:
    if at in outcome.elected:
        return "chosen"
    following = outcome.following
    tied = following is not None and following.kind == "run-off" and at in following.among
    return "tied" if tied else "rest"


def _election_notes(outcome: ElectionOutcome, names: Sequence[str]) -> Iterator[str]:
    yield gettext("应选 %(seats)s 名。", seats=outcome.seats)
    if outcome.needed is not None:
        yield gettext("须 %(needed)s 票赞成，方可当选。", needed=outcome.needed)
    if outcome.following is not None:
        who = "、".join(names[at] for at in outcome.following.among)
        seats = outcome.following.seats
        if outcome.following.kind == "run-off":
            yield gettext(
                "票数相等，须再次投票：%(who)s，名额 %(seats)s 个。", who=who, seats=seats
            )
        else:
            yield gettext("不足应选名额，须另行选举，名额 %(seats)s 个。", seats=seats)
    elif outcome.vacant:
        yield gettext("缺额 %(vacant)s 名。", vacant=outcome.vacant)


def _draw_evaluation(
    spec: ItemSpec, rule: EvaluationRule, outcome: EvaluationOutcome, notes: tuple[str, ...]
) -> TableFigure:
    lines = [
        TableLine(
            name=question.text,
            cells=(
                *_grades(rated.row),
                *(f"{percent(votes, outcome.of)}%" for votes in rated.rates),
            ),
            flags=tuple(rule.flags[at].name for at in rated.flags),
        )
        for question, rated in zip(spec.questions, outcome.rows, strict=True)
    ]
    heads = (*_scale(rule.scale), *(rate.name for rate in rule.rates))
    base = gettext("百分比以 %(of)s 为底数。", of=outcome.of) if rule.rates else ""
    return TableFigure(gettext("姓名"), heads, tuple(lines), tuple(filter(None, (*notes, base))))


def _draw_poll(
    spec: ItemSpec, rule: PollRule, outcome: PollOutcome, notes: tuple[str, ...]
) -> TableFigure:
    lines = [
        TableLine(question.text, tuple(_grades(row)))
        for question, row in zip(spec.questions, outcome.rows, strict=True)
    ]
    advisory = gettext("倾向性测评，不具表决效力。")
    return TableFigure(gettext("事项"), _scale(rule.scale), tuple(lines), (advisory, *notes))


def _draw_score(spec: ItemSpec, outcome: ScoreOutcome, notes: tuple[str, ...]) -> TableFigure:
    ranks = outcome.ranks
    order = sorted(range(len(ranks)), key=lambda at: (ranks[at], at))
    lines = [
        TableLine(
            name=spec.questions[at].text,
            cells=(
                str(ranks[at]),
                average(outcome.rows[at].points, outcome.rows[at].counted),
                str(outcome.rows[at].counted),
            ),
        )
        for at in order
    ]
    heads = (gettext("名次"), gettext("平均分"), gettext("计入份数"))
    return TableFigure(gettext("事项"), heads, tuple(lines), notes)


def _scale(scale: Sequence[str]) -> tuple[str, ...]:
    return (*(gettext(grade) for grade in scale), gettext("弃权"))


def _grades(row: Row) -> tuple[str, ...]:
    return (*map(str, row.votes), str(row.abstained))
