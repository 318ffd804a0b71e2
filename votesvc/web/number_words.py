"""The numbers of a preset in words: what each is called, and what may stand there."""

from collections.abc import Mapping
from typing import Final

from votesvc.web.rule_words import BASES, GATES, Say


def _(message: str) -> str:
    """Mark a message for the catalogue."""
    return message


NUMBERS: Final[Mapping[str, str]] = {
    "quorum.num": _("法定人数的分子"),
    "quorum.den": _("法定人数的分母"),
    "quorum.op": _("法定人数：达到或超过"),
    "pass.base": _("通过票数的基数"),
    "pass.num": _("通过票数的分子"),
    "pass.den": _("通过票数的分母"),
    "pass.op": _("通过票数：达到或超过"),
    "floor.base": _("最低得票的基数"),
    "floor.num": _("最低得票的分子"),
    "floor.den": _("最低得票的分母"),
    "floor.op": _("最低得票：达到或超过"),
    "writein.slots": _("可以另写的姓名数"),
    "tie.policy": _("票数相等时"),
    "shortfall.policy": _("不足应选名额时"),
    "difference.percent": _("差额比例（百分数）"),
    "score.lowest": _("最低分"),
    "score.highest": _("最高分"),
    "score.trim": _("去掉的最高分和最低分各几个"),
    "posting.days": _("公示不少于几天"),
    "posting.within": _("几日内开始公示"),
    "hearing.required": _("须先行听证"),
}
TABLES: Final[Mapping[str, str]] = {
    "quorum": _("法定人数"),
    "pass": _("通过票数"),
    "floor": _("最低得票"),
    "seats": _("名额"),
    "writein": _("另选他人"),
    "tie": _("票数相等"),
    "shortfall": _("不足应选名额"),
    "difference": _("差额比例"),
    "scale": _("评议等次"),
    "score": _("打分"),
    "hearing": _("听证"),
    "posting": _("公示"),
}
SURE: Final[Mapping[str, str]] = {
    "P": _("据原文"),
    "S": _("据转述"),
    "T": _("据样本"),
    "R": _("凭记忆，未核对"),
    "D": _("本系统的建议"),
}
# The last part of a number's name -> what may stand there; all others are whole numbers.
_CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    "op": {"ge": _("达到（以上）"), "gt": _("超过（过）")},
    "required": {"true": _("是"), "false": _("否")},
    "base": {str(base): words for base, words in BASES.items()},
}
_POLICIES: Final[Mapping[str, Mapping[str, str]]] = {
    "tie": {"run-off": _("再次投票"), "shared": _("并列")},
    "shortfall": {
        "reballot": _("另行选举"),
        "vacant": _("缺额暂不补选"),
        "floor": _("得票达到最低数的补足"),
    },
}
DAYS_OF: Final = _("%(gate)s：提前几天")


def number_words(number: str, say: Say) -> str:
    """Say which number of a preset a name such as `pass.op` stands for."""
    table, dot, kind = number.removesuffix(".days").partition(".")
    for gate, words in GATES.items():
        if table == "gates" and gate == kind and dot:
            return say(DAYS_OF, {"gate": say(words, {})})
    return say(NUMBERS[number], {}) if number in NUMBERS else number


def choices_of(number: str) -> Mapping[str, str]:
    """Return what may stand in a number such as `pass.op`, with its words; empty for figures."""
    table, _dot, name = number.rpartition(".")
    return _POLICIES.get(table, {}) if name == "policy" else _CHOICES.get(name, {})


def value_words(number: str, value: str, say: Say) -> str:
    """Say what stands in a number of a preset."""
    words = choices_of(number).get(value)
    return value if words is None else say(words, {})


def table_words(table: str, say: Say) -> str:
    """Say which table of a preset this is; a gate is called by what has to be done."""
    for gate, words in GATES.items():
        if table == f"gates.{gate}":
            return say(words, {})
    return say(TABLES[table], {})
