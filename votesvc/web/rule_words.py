"""The pieces of a rule in words: parts, bases and what has to be done before opening.

Pure: whoever asks brings the way to say a sentence in the reader's language.
"""

from collections.abc import Callable, Mapping
from typing import Final

from votesvc.domain.rules import Base, Fraction, Gate, GateKind, Threshold

Say = Callable[[str, Mapping[str, str | int]], str]
"""Says a Chinese sentence in the reader's language, with its %(name)s filled in."""


def _(message: str) -> str:
    """Mark a message for the catalogue."""
    return message


_PARTS: Final[Mapping[tuple[int, int, str], str]] = {
    (1, 2, "gt"): _("过半数"),
    (1, 2, "ge"): _("半数以上"),
    (2, 3, "ge"): _("三分之二以上"),
    (1, 3, "ge"): _("三分之一以上"),
    (4, 5, "ge"): _("五分之四以上"),
}
BASES: Final[Mapping[Base, str]] = {
    "entitled": _("全体应到人数"),
    "present": _("实到人数"),
    "returned": _("收回选票"),
    "valid": _("有效票"),
}
GATES: Final[Mapping[GateKind, str]] = {
    "papers": _("材料送达代表"),
    "notice": _("公示或公告"),
    "discussion": _("代表团讨论"),
    "consultation": _("协商记录"),
    "nomination": _("提名或酝酿候选人"),
    "approval": _("上级批复"),
    "petition": _("有足够人数提议"),
    "statement": _("被提议人陈述"),
    "report": _("述职或工作报告"),
    "adoption": _("大会通过办法和名单"),
    "quorum": _("到会人数达到法定人数"),
}


def gate_words(gate: Gate, say: Say) -> str:
    """Say what has to be done, and how long before."""
    words = say(GATES[gate.kind], {})
    if not gate.days:
        return words
    return say(_("%(gate)s，提前不少于 %(days)s 天"), {"gate": words, "days": gate.days})


def part_words(part: Fraction, say: Say) -> str:
    """Say a part as the law says it: 过半数 does not include the half, 半数以上 does."""
    words = _PARTS.get((part.num, part.den, part.op))
    if words is not None:
        return say(words, {})
    figures = {"num": part.num, "den": part.den}
    if part.op == "ge":
        return say(_("%(num)s/%(den)s 以上"), figures)
    return say(_("超过 %(num)s/%(den)s"), figures)


def threshold_words(threshold: Threshold, say: Say) -> str:
    """Say a part of its base: 全体应到人数的过半数."""
    return say(
        _("%(base)s的%(part)s"),
        {"base": say(BASES[threshold.base], {}), "part": part_words(threshold.part, say)},
    )
