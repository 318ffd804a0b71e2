"""What `votesvc count --explain` says: figures, rule, what follows, and whence the numbers are."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from votesvc.cli.language import Words
from votesvc.cli.wording import printable
from votesvc.domain.outcome import ChooseOutcome, ElectionOutcome, MotionOutcome, ScoreOutcome
from votesvc.domain.outcome.evaluation import rates_and_flags
from votesvc.domain.outcome.groups import weigh
from votesvc.domain.outcome.percent import average, percent
from votesvc.domain.outcome.quorum import quorum_of
from votesvc.domain.presets import least_candidates
from votesvc.domain.rules import ElectionRule, EvaluationRule
from votesvc.domain.sheet import Report
from votesvc.domain.sheet.items import SheetItem
from votesvc.web.number_words import SURE, TABLES, table_words
from votesvc.web.rule_lines import Known, rule_lines
from votesvc.web.rule_words import BASES


def _(message: str) -> str:
    """Mark a message for the catalogue."""
    return message


_FLAGS: Final[Mapping[str, str]] = {
    "round-void": _("收回的票多于发出的票，本轮无效，应当重新投票，不报结果。"),
    "no-quorum": _("到会人数不足法定人数，什么也没有通过，谁也没有当选。"),
    "quorum-unknown": _("没有写明应到和实到人数，是否达到法定人数不得而知。"),
    "more-marks-than-seats": _(
        "得票合计 %(votes)s，多于有效票所能有的 %(base)s：请核对是否把多选的票算作了有效票。"
    ),
    "more-written-in-than-against": _("另写的姓名 %(votes)s 个，多于反对票 %(base)s 张：请核对。"),
    "advisory": _("倾向性测评，不具表决效力。"),
    "group-hidden": _(
        "%(item)s：“%(group)s”一组票太少，或者投得完全一样，所以各组和合计票数都不列出。"
    ),
    "total-reveals-group": _(
        "%(item)s：由加权总分和其他各组可以算出“%(group)s”一组，不要另外公布其他各组的票数。"
    ),
}


def explanation(report: Report, reader: Words) -> list[str]:
    """Return the sentences, in the reader's language."""
    return [printable(line) for line in _lines(report, reader)]


def _lines(report: Report, reader: Words) -> Iterator[str]:
    say = reader.gettext
    figures, known = report.sheet.figures, report.sheet.quorum_known
    title = report.preset.title if reader.chinese else report.preset.title_en
    yield f"{report.preset.id} {title}"
    of = Known(
        figures.entitled if known else None,
        figures.present if known else None,
        figures.returned,
        figures.valid,
    )
    yield from rule_lines(report.rule, of, say)
    if report.rule.quorum is not None and known:
        quorum = quorum_of(report.rule.quorum, figures)
        met = _("实到 %(present)s 人，达到法定人数。")
        unmet = _("实到 %(present)s 人，没有达到法定人数。")
        yield say(met if quorum.met else unmet, {"present": figures.present})
    yield say(
        _("收回 %(returned)s 张，其中有效 %(valid)s 张、无效 %(void)s 张。"),
        {
            "returned": figures.returned,
            "valid": figures.valid,
            "void": figures.returned - figures.valid,
        },
    )
    yield from _results(report, reader)
    yield from _notes(report, reader)
    yield from _origins(report, reader)


def _results(report: Report, reader: Words) -> Iterator[str]:
    outcome = report.outcome
    names = [item.name for item in report.sheet.items]
    if isinstance(outcome, MotionOutcome):
        yield from _motion(outcome, names, reader)
    elif isinstance(outcome, ElectionOutcome):
        yield from _election(outcome, names, reader)
    elif isinstance(outcome, ChooseOutcome):
        yield _named(_("入选：%(names)s。"), names, outcome.chosen, reader)
        if outcome.tied:
            yield _named(_("票数相等，须再次投票：%(names)s。"), names, outcome.tied, reader)
    elif isinstance(outcome, ScoreOutcome):
        yield from _scores(outcome, names, reader)
    elif outcome is not None:
        yield from _grades(report, reader)


def _motion(outcome: MotionOutcome, names: Sequence[str], reader: Words) -> Iterator[str]:
    passed = _("%(name)s：赞成 %(votes)s 票，通过。")
    failed = _("%(name)s：赞成 %(votes)s 票，未通过。")
    for name, one in zip(names, outcome.decisions, strict=True):
        message = passed if one.passed else failed
        yield reader.gettext(message, {"name": name, "votes": one.in_favour})


def _scores(outcome: ScoreOutcome, names: Sequence[str], reader: Words) -> Iterator[str]:
    for name, row, place in zip(names, outcome.rows, outcome.ranks, strict=True):
        yield reader.gettext(
            _("第 %(rank)s 名 %(name)s：%(count)s 份打分，平均 %(mean)s 分。"),
            {
                "rank": place,
                "name": name,
                "count": row.counted,
                "mean": average(row.points, row.counted),
            },
        )


def _election(outcome: ElectionOutcome, names: Sequence[str], reader: Words) -> Iterator[str]:
    say, following = reader.gettext, outcome.following
    for place in range(len(names)):
        votes = outcome.lines[place].in_favour
        elected = _("%(name)s：赞成 %(votes)s 票，当选。")
        not_elected = _("%(name)s：赞成 %(votes)s 票，未当选。")
        message = elected if place in outcome.elected else not_elected
        yield say(message, {"name": names[place], "votes": votes})
    if outcome.vacant:
        yield say(_("缺额 %(count)s 名。"), {"count": outcome.vacant})
    if following is not None and following.kind == "run-off":
        message = _("下一步：再次投票，名额 %(seats)s 个，候选人：%(names)s。")
        yield _named(message, names, following.among, reader, following.seats)
    elif following is not None:
        message = _("下一步：另行选举，名额 %(seats)s 个，候选人：%(names)s。")
        yield _named(message, names, following.among, reader, following.seats)


def _named(
    message: str, names: Sequence[str], places: Sequence[int], reader: Words, seats: int = 0
) -> str:
    listed = reader.gettext(_("、")).join(names[place] for place in places)
    return reader.gettext(message, {"names": listed or reader.gettext(_("无")), "seats": seats})


def _grades(report: Report, reader: Words) -> Iterator[str]:
    """Say every grade with its base, and the rates of the preset."""
    say, rule, valid = reader.gettext, report.rule, report.sheet.figures.valid
    of = report.sheet.figures.base(rule.base) if isinstance(rule, EvaluationRule) else valid
    base = rule.base if isinstance(rule, EvaluationRule) else "valid"
    share = _("%(name)s，%(grade)s：%(votes)s / %(of)s（%(base)s）= %(percent)s%%。")
    for item in report.sheet.items:
        if item.groups and isinstance(rule, EvaluationRule):
            yield from _weighted(rule, item, reader)
            continue
        rows = list(zip(report.preset.scale, item.votes, strict=True))
        if isinstance(rule, EvaluationRule):
            rows += [
                (rate.name, sum(item.votes[grade] for grade in rate.grades)) for rate in rule.rates
            ]
        for grade, votes in rows:
            figures: dict[str, str | int] = {
                "name": item.name,
                "grade": grade,
                "votes": votes,
                "of": of,
                "base": say(BASES[base]),
                "percent": percent(votes, of),
            }
            yield say(share, figures)


def _weighted(rule: EvaluationRule, item: SheetItem, reader: Words) -> Iterator[str]:
    """Say what the groups gave a row together, each by its weight."""
    weighted = weigh(item.groups)
    rates, _flags = rates_and_flags(rule, weighted.parts, weighted.whole)
    share = _("%(name)s，%(grade)s：各组加权 %(percent)s%%。")
    names = (*rule.scale, *(rate.name for rate in rule.rates))
    for name, part in zip(names, (*weighted.parts, *rates), strict=True):
        shown = percent(part, weighted.whole)
        yield reader.gettext(share, {"name": item.name, "grade": name, "percent": shown})


def _notes(report: Report, reader: Words) -> Iterator[str]:
    """Say every flag, and that there are fewer candidates than the preset asks for."""
    flags = report.printed["flags"]
    for flag in flags if isinstance(flags, list) else []:
        name = flag["flag"]
        if name in _FLAGS:
            yield reader.gettext(_FLAGS[name], flag)
        elif "percent" in flag:
            yield reader.gettext(_("%(item)s：%(flag)s（各组加权 %(percent)s%%）。"), flag)
        else:
            yield reader.gettext(_("%(item)s：%(flag)s（%(votes)s / %(base)s）。"), flag)
    rule, preset = report.rule, report.preset
    if isinstance(rule, ElectionRule) and preset.difference:
        least = least_candidates(preset, rule.seats)
        candidates = sum(not item.writein for item in report.sheet.items)
        if candidates < least:
            yield reader.gettext(
                _("候选人 %(count)s 名，差额选举应当不少于 %(least)s 名。"),
                {"count": candidates, "least": least},
            )


def _origins(report: Report, reader: Words) -> Iterator[str]:
    """Say whence the numbers are that were counted by."""
    for table, origin in report.preset.origins.items():
        unused = table == "floor" and report.preset.shortfall != "floor"
        if table in TABLES and table not in ("hearing", "posting") and not unused:
            yield reader.gettext(
                _("依据（%(what)s）：%(source)s（%(sure)s）。"),
                {
                    "what": table_words(table, reader.gettext),
                    "source": origin.source,
                    "sure": reader.gettext(SURE[origin.sure]),
                },
            )
