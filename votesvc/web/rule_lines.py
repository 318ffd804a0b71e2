"""What a rule says in sentences and whole numbers, for pages, papers and the command line alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from votesvc.domain.outcome.groups import SMALLEST_GROUP
from votesvc.domain.rules import (
    Base,
    ChooseRule,
    ElectionRule,
    EvaluationRule,
    Fraction,
    MotionRule,
    PollRule,
    Rule,
    Threshold,
)
from votesvc.web.number_words import number_words, value_words
from votesvc.web.rule_words import BASES, Say, gate_words, part_words, threshold_words


def _(message: str) -> str:
    """Mark a message for the catalogue."""
    return message


@dataclass(frozen=True, slots=True)
class Known:
    """What is known so far of N, A, R and V; None for what is not."""

    entitled: int | None = None
    present: int | None = None
    returned: int | None = None
    valid: int | None = None

    def of(self, base: Base) -> int | None:
        """Return the number that parts of this base are taken of, once it is known."""
        return {
            "entitled": self.entitled,
            "present": self.present,
            "returned": self.returned,
            "valid": self.valid,
        }[base]


def rule_lines(rule: Rule, known: Known, say: Say) -> list[str]:
    """Say how a rule decides: who must be there, how many votes are needed, and what follows."""
    lines = _lines_of_kind(rule, known, say)
    if rule.quorum is not None and not isinstance(rule, MotionRule):
        lines = [_quorum_line(rule.quorum, known, say), *lines]
    return lines


def gates_line(rule: Rule, say: Say) -> str | None:
    """Say what has to be done before opening, if anything has."""
    gates = [gate_words(gate, say) for gate in rule.terms.gates]
    return say(_("开始投票以前：%(gates)s。"), {"gates": _list(gates, say)}) if gates else None


def terms_lines(rule: Rule, say: Say) -> Iterator[str]:
    """Say how the result is posted, and which numbers were changed."""
    posting = rule.terms.posting
    if posting is not None:
        yield say(
            _("结果在 %(within)s 日内公示，公示不少于 %(days)s 天。"),
            {"within": posting.within, "days": posting.days},
        )
    yield from change_lines(rule, say)


def change_lines(rule: Rule, say: Say) -> list[str]:
    """Say which numbers of the preset were changed, by whom and why."""
    return [
        say(
            _("%(number)s：由 %(before)s 改为 %(after)s（%(by)s，理由：%(reason)s）。"),
            {
                "number": number_words(change.number, say),
                "before": value_words(change.number, change.before, say),
                "after": value_words(change.number, change.after, say),
                "by": change.by,
                "reason": change.reason,
            },
        )
        for change in rule.terms.changes
    ]


def _scale(grades: Sequence[str], say: Say) -> str:
    """List the grades of a scale; those of the presets are in the catalogue."""
    return _list([say(grade, {}) for grade in grades], say)


def _needed(threshold: Threshold, known: Known) -> int | None:
    of = known.of(threshold.base)
    return None if of is None else max(1, threshold.part.needed(of))


def _quorum_line(quorum: Fraction, known: Known, say: Say) -> str:
    part = part_words(quorum, say)
    if known.entitled is None:
        return say(_("代表%(part)s到会，方可进行。"), {"part": part})
    return say(
        _("应到 %(entitled)s 人，%(part)s到会须 %(quorum)s 人。"),
        {"entitled": known.entitled, "part": part, "quorum": quorum.needed(known.entitled)},
    )


def _lines_of_kind(rule: Rule, known: Known, say: Say) -> list[str]:
    if isinstance(rule, MotionRule):
        return [_motion_line(rule, known, say)]
    if isinstance(rule, ChooseRule):
        return [_choose_line(rule, say)]
    if isinstance(rule, ElectionRule):
        return list(_election_lines(rule, known, say))
    if isinstance(rule, EvaluationRule):
        return list(_evaluation_lines(rule, say))
    if isinstance(rule, PollRule):
        scale = _scale(rule.scale, say)
        return [say(_("按 %(scale)s 表态。倾向性测评，不具表决效力。"), {"scale": scale})]
    lines = [
        say(
            _("打 %(lowest)s 至 %(highest)s 分，按平均分排名；不作通过与否的结论。"),
            {"lowest": rule.lowest, "highest": rule.highest},
        )
    ]
    if rule.trim:
        lines.append(say(_("先去掉 %(trim)s 个最高分和 %(trim)s 个最低分。"), {"trim": rule.trim}))
    return lines


def _motion_line(rule: MotionRule, known: Known, say: Say) -> str:
    part = threshold_words(rule.threshold, say)
    quorum, needed = part_words(rule.quorum, say), _needed(rule.threshold, known)
    if known.entitled is None:
        return say(
            _("代表%(quorum)s到会，方可表决；赞成票达到%(part)s，即为通过。"),
            {"quorum": quorum, "part": part},
        )
    figures: dict[str, str | int] = {
        "entitled": known.entitled,
        "part": quorum,
        "quorum": rule.quorum.needed(known.entitled),
        "base": part,
    }
    if needed is None:
        return say(
            _("应到 %(entitled)s 人，%(part)s到会须 %(quorum)s 人；赞成票须达到%(base)s。"), figures
        )
    return say(
        _("应到 %(entitled)s 人，%(part)s到会须 %(quorum)s 人；须 %(needed)s 票赞成（%(base)s）。"),
        {**figures, "needed": needed},
    )


def _choose_line(rule: ChooseRule, say: Say) -> str:
    if rule.tie == "shared":
        message = _("得票最多的前 %(top)s 名入选；最后一名票数相等的并列入选。")
    else:
        message = _("得票最多的前 %(top)s 名入选；最后一名票数相等的再次投票。")
    return say(message, {"top": rule.top})


def _election_lines(rule: ElectionRule, known: Known, say: Say) -> Iterator[str]:
    yield say(
        _("应选 %(seats)s 名；每张选票至多选 %(seats)s 名，多选无效。"), {"seats": rule.seats}
    )
    if rule.writein:
        yield say(
            _("可以另选他人，至多写 %(count)s 个姓名；每写一个，须对一位候选人投反对票。"),
            {"count": rule.writein},
        )
    if rule.threshold is None:
        yield say(_("得票多的当选。"), {})
    else:
        part, needed = threshold_words(rule.threshold, say), _needed(rule.threshold, known)
        if needed is None:
            yield say(_("赞成票达到%(part)s的，得票多的当选。"), {"part": part})
        else:
            yield say(
                _("须 %(needed)s 票赞成（%(part)s），方可当选；超过应选名额的，得票多的当选。"),
                {"needed": needed, "part": part},
            )
    yield _after(rule, known, say)


def _after(rule: ElectionRule, known: Known, say: Say) -> str:
    tie = (
        _("最后一名票数相等：并列当选。")
        if rule.tie == "shared"
        else _("最后一名票数相等：在票数相等的人中再次投票。")
    )
    words = say(tie, {})
    if rule.floor is not None:
        return words + say(
            _("不足应选名额：其余的人中得票多的当选，但须达到%(part)s。"),
            {"part": threshold_words(rule.floor, say)},
        )
    if rule.shortfall == "vacant":
        return words + say(_("不足应选名额：缺额暂不补选。"), {})
    return words + say(_("不足应选名额：在落选的人中另行选举。"), {})


def _evaluation_lines(rule: EvaluationRule, say: Say) -> Iterator[str]:
    yield say(
        _("按 %(scale)s 评议；百分比以%(base)s为基数；不作通过与否的结论。"),
        {"scale": _scale(rule.scale, say), "base": say(BASES[rule.base], {})},
    )
    if rule.flags:
        flags = [flag.name for flag in rule.flags]
        yield say(_("有下列情形的加以提示：%(flags)s。"), {"flags": _list(flags, say)})
    if rule.weights:
        weights = [f"{one.group} {one.weight}" for one in rule.weights]
        yield say(_("各组权重：%(weights)s。"), {"weights": _list(weights, say)})
        yield say(
            _("先在每组内算百分比，再按权重合计；收回不足 %(least)s 张的组不开票、不计入。"),
            {"least": SMALLEST_GROUP},
        )


def _list(words: tuple[str, ...] | list[str], say: Say) -> str:
    return say(_("、"), {}).join(words)
