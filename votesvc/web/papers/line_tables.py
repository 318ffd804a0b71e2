"""The tables of elections, evaluations, straw polls and scores."""

from collections.abc import Sequence

from flask_babel import gettext

from votesvc.domain.items import ItemSpec
from votesvc.domain.outcome import (
    ElectionOutcome,
    EvaluationOutcome,
    PollOutcome,
    Row,
    ScoreOutcome,
)
from votesvc.domain.outcome.percent import average
from votesvc.domain.rules import EvaluationRule, PollRule
from votesvc.web.tables import Cell, Table, percent

_TEXT, _WORD, _NUMBER = 36, 14, 10


def election_table(spec: ItemSpec, outcome: ElectionOutcome) -> Table:
    """Return every candidate and every name written in, most votes first."""
    names, ranks = line_names(spec, outcome), outcome.ranks
    rows = []
    for at in sorted(range(len(names)), key=lambda at: (ranks[at], at)):
        line = outcome.lines[at]
        # Nobody can vote against a name that was not on the paper.
        others: tuple[Cell, Cell] = (line.against, line.abstained)
        if line.name is not None:
            others = ("—", "—")
        share = percent(line.in_favour, outcome.figures.entitled)
        rows.append((ranks[at], names[at], line.in_favour, *others, share, _fate(outcome, at)))
    head = (
        gettext("排序"),
        gettext("姓名"),
        gettext("赞成"),
        gettext("反对"),
        gettext("弃权"),
        gettext("赞成占应到"),
        gettext("结论"),
    )
    widths = (_NUMBER, _TEXT, _NUMBER, _NUMBER, _NUMBER, _WORD, 16)
    return Table(gettext("选举结果"), head, tuple(rows), widths)


def line_names(spec: ItemSpec, outcome: ElectionOutcome) -> list[str]:
    """Return the names of an election's lines: candidates, then those that were written in."""
    candidates = iter(spec.questions[1].answers)
    return [
        next(candidates) if line.name is None else gettext("%(name)s（另选他人）", name=line.name)
        for line in outcome.lines
    ]


def _fate(outcome: ElectionOutcome, at: int) -> str:
    following = outcome.following
    if at in outcome.elected:
        fate = gettext("当选")
    elif following is not None and at in following.among and following.kind == "run-off":
        fate = gettext("票数相等，再次投票")
    elif at in outcome.passed:
        fate = gettext("达到票数，名额已满")
    else:
        fate = gettext("未当选")
    return str(fate)


def evaluation_table(spec: ItemSpec, rule: EvaluationRule, outcome: EvaluationOutcome) -> Table:
    """Return every row with its grades, its rates and the flags that it raises."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            question.text,
            *_grades(rated.row),
            *(percent(votes, outcome.of) for votes in rated.rates),
            _joined([rule.flags[at].name for at in rated.flags]),
        )
        for question, rated in zip(spec.questions, outcome.rows, strict=True)
    )
    rates = [rate.name for rate in rule.rates]
    head = (gettext("测评对象"), *_scale(rule.scale), *rates, gettext("提示"))
    widths = (_TEXT, *[_NUMBER] * (len(rule.scale) + 1), *[_WORD] * len(rates), 24)
    return Table(gettext("测评结果"), head, rows, widths)


def poll_table(spec: ItemSpec, rule: PollRule, outcome: PollOutcome) -> Table:
    """Return the counts of a straw poll."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (question.text, *_grades(row))
        for question, row in zip(spec.questions, outcome.rows, strict=True)
    )
    widths = (_TEXT, *[_NUMBER] * (len(rule.scale) + 1))
    return Table(gettext("倾向性测评"), (gettext("事项"), *_scale(rule.scale)), rows, widths)


def score_table(spec: ItemSpec, outcome: ScoreOutcome) -> Table:
    """Return every row with its average, most points first."""
    ranks = outcome.ranks
    rows = tuple(
        (
            ranks[at],
            spec.questions[at].text,
            average(outcome.rows[at].points, outcome.rows[at].counted),
            outcome.rows[at].points,
            outcome.rows[at].counted,
        )
        for at in sorted(range(len(ranks)), key=lambda at: (ranks[at], at))
    )
    head = (
        gettext("排序"),
        gettext("评审对象"),
        gettext("平均分"),
        gettext("计入总分"),
        gettext("计入份数"),
    )
    return Table(gettext("评审结果"), head, rows, (_NUMBER, _TEXT, _NUMBER, _NUMBER, _NUMBER))


def _scale(scale: Sequence[str]) -> tuple[str, ...]:
    # The grades of a rule are its own words; those of the presets are in the catalogue.
    return (*(gettext(grade) for grade in scale), gettext("弃权"))


def _grades(row: Row) -> tuple[int, ...]:
    return (*row.votes, row.abstained)


def _joined(words: Sequence[str]) -> str:
    return str(gettext("、")).join(words)
