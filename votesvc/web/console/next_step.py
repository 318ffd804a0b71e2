"""Which step an item waits for, who may take it, and what still stands in the way.

Pure: figures and a state go in, a choice of words comes out. Pages only print it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import LazyString, gettext, lazy_gettext

from votesvc.domain.rules import Gate, Rule
from votesvc.services.agenda import CongressView, ItemView, Proposal
from votesvc.services.gates import GateView
from votesvc.web.console.groups import GroupLine
from votesvc.web.rule_words import gate_words
from votesvc.web.wording import say

STATES: Final = ("draft", "ready", "issuing", "open", "closed", "counted", "signed", "announced")
"""The states in the order of the stepper."""


@dataclass(frozen=True, slots=True)
class Figures:
    """N, A, I and R as they stand now; R is None until ballots may come.

    `signs` tells that scrutineers sign this count before it can be announced.
    `missing` is what keeps the ballot from being opened, its hearing aside. `groups` are there
    where groups of voters are counted apart.
    """

    entitled: int
    present: int
    issued: int
    returned: int | None
    signs: bool = False
    missing: tuple[Gate, ...] = ()
    groups: tuple[GroupLine, ...] = ()


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do now: by whom, what it will do, and what is missing or worth a thought.

    `action` is None when the item waits for somebody else; `blocked` names what must be done
    first, `warnings` what may be gone past knowingly. `reason` is why a round is to be void.
    """

    action: str | None
    label: LazyString | str
    explanation: LazyString | str
    blocked: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    decline: bool = False
    reason: str = ""


_WORDS: Final[dict[str, tuple[LazyString, LazyString]]] = {
    "draft": (
        lazy_gettext("定稿，准备发票"),
        lazy_gettext("选票的样式、表决规则和发票公钥会写进公开记录，此后谁也不能再改。"),
    ),
    "ready": (
        lazy_gettext("开始发票"),
        lazy_gettext("记下应到、实到人数。已签到代表的手机会自动领票；晚到的代表签到后也能领。"),
    ),
    "issuing": (
        lazy_gettext("提出开始投票"),
        lazy_gettext("总监票人在自己的设备上确认后，代表的手机会在 3 秒内变成选票。"),
    ),
    "open": (
        lazy_gettext("提出截止投票"),
        lazy_gettext("总监票人确认后，不再发票，不再收票，记下发出和收回的票数。"),
    ),
    "closed": (
        lazy_gettext("等待监票人开票"),
        lazy_gettext("够数的监票人用各自的钥匙解密总和。谁也看不到任何一张单独的票。"),
    ),
    "signing": (
        lazy_gettext("等待监票人签字"),
        lazy_gettext("监票人正在各自的设备上核对结果。够数的人签字以前，这里也看不到结果。"),
    ),
    "counted": (
        lazy_gettext("宣布结果"),
        lazy_gettext("结果、解密份额和结论一起写进公开记录，所有人都能看到。宣布后不能撤回。"),
    ),
    "signed": (
        lazy_gettext("宣布结果"),
        lazy_gettext("结果、解密份额和结论一起写进公开记录，所有人都能看到。宣布后不能撤回。"),
    ),
    "announced": (
        lazy_gettext("已经宣布"),
        lazy_gettext("结果已经公开，任何人都可以核验。"),
    ),
    "void": (
        lazy_gettext("已作废"),
        lazy_gettext("这一轮作废，作废的原因留在公开记录里。需要时请另建一个议题重新表决。"),
    ),
}
_ACTIONS: Final = {
    "draft": "prepare",
    "ready": "issue",
    "issuing": "propose-open",
    "open": "propose-close",
    "counted": "announce",
    "signed": "announce",
}
_ASKED: Final = {"issuing": "open", "open": "close"}
_WHAT: Final = {
    "open": lazy_gettext("开始投票"),
    "close": lazy_gettext("截止投票"),
    "void": lazy_gettext("这一轮作废"),
}


def next_step(
    role: str,
    congress: CongressView,
    item: ItemView,
    figures: Figures,
    proposal: Proposal | None,
    gate: GateView | None = None,
) -> NextStep:
    """Return what somebody of this role can do now for `item`, which may wait at a `gate`."""
    asked = _ASKED.get(item.state)
    if proposal is not None and proposal.action == "void":
        return _answer(role, proposal, [])
    if proposal is not None and proposal.action == asked:
        return _answer(role, proposal, _warnings(item, figures, gate))
    state = "signing" if item.state == "counted" and figures.signs else item.state.value
    label, explanation = _WORDS[state]
    action = _ACTIONS.get(state) if role == "organiser" else None
    if action is None and state in _ACTIONS:
        label = lazy_gettext("等待工作人员")
        if role == "chief" and asked is not None:
            explanation = lazy_gettext("工作人员提出以后，请您在这里确认。")
    return NextStep(
        action,
        label,
        explanation,
        blocked=(
            *_blocked(congress, item, gate),
            *_too_small(item, figures),
            *_unprepared(item, figures),
        ),
        warnings=tuple(_warnings(item, figures, gate)),
    )


def _answer(role: str, proposal: Proposal, warnings: Sequence[str]) -> NextStep:
    asked, by = proposal.action, proposal.by
    what = str(_WHAT[asked])
    if role != "chief":
        return NextStep(
            None,
            gettext("等待总监票人确认"),
            gettext("%(name)s 提出：%(what)s。请总监票人在自己的设备上确认。", name=by, what=what),
            reason=proposal.reason,
        )
    return NextStep(
        f"confirm-{asked}",
        gettext("确认%(what)s", what=what),
        gettext(
            "%(name)s 提出：%(what)s。请核对上面的数字，再用您自己的账号确认。"
            "两个人的姓名都会写进公开记录。",
            name=by,
            what=what,
        ),
        warnings=tuple(warnings),
        decline=True,
        reason=proposal.reason,
    )


def _blocked(congress: CongressView, item: ItemView, gate: GateView | None) -> list[str]:
    if item.state == "issuing" and gate is not None and not gate.passed:
        return [gettext("前置听证的报告，或者主席团不经听证的书面决定")]
    if item.state != "draft":
        return []
    missing = []
    if gate is not None and gate.hearing.position is None:
        missing.append(gettext("前置听证还没有公告"))
    if congress.entitled is None:
        missing.append(gettext("名册还没有确定"))
    if congress.trustees is None:
        missing.append(gettext("监票人钥匙还没有就绪"))
    return missing


def _too_small(item: ItemView, figures: Figures) -> list[str]:
    """Say which groups cannot be counted apart, once the roll is fixed."""
    if item.state != "draft":
        return []
    return [
        gettext(
            "“%(group)s”在名册上只有 %(count)s 人，不到五人，不能分开计票；请另建这项测评",
            group=line.group,
            count=line.entitled,
        )
        for line in figures.groups
        if line.small_on_roll
    ]


def _small_groups(item: ItemView, figures: Figures) -> list[str]:
    """Say which groups would not be counted, if nothing changes."""
    if item.state in ("ready", "issuing"):
        return [
            gettext(
                "“%(group)s”只到了 %(count)s 人。收回的票不到五张，这一组就不计票，也不算进总分。",
                group=line.group,
                count=line.present,
            )
            for line in figures.groups
            if line.small_now
        ]
    if item.state == "open":
        return [
            gettext(
                "“%(group)s”只收回 %(count)s 张票。现在截止，这一组就不计票，也不算进总分。",
                group=line.group,
                count=line.returned or 0,
            )
            for line in figures.groups
            if line.small_return
        ]
    return []


def _unprepared(item: ItemView, figures: Figures) -> list[str]:
    """Say what is missing for opening; before issuing it is no hurry."""
    if item.state != "issuing":
        return []
    return [gate_words(gate, say) for gate in figures.missing]


def _warnings(item: ItemView, figures: Figures, gate: GateView | None) -> list[str]:
    found = [] if gate is None else _at_the_gate(item, gate)
    if item.state in ("ready", "issuing"):
        short = quorum(item.spec.rule, figures.entitled) - figures.present
        if figures.present == 0:
            found.append(gettext("还没有一位正式代表签到。"))
        elif short > 0:
            found.append(gettext("实到人数不足：还差 %(count)s 人。", count=short))
    if item.state in ("issuing", "open") and figures.issued < figures.present:
        count = figures.present - figures.issued
        found.append(gettext("有 %(count)s 位已签到代表的手机还没有领票。", count=count))
    if item.state == "open" and figures.returned is not None:
        count = figures.issued - figures.returned
        if count > 0:
            found.append(gettext("有 %(count)s 张发出的票还没有投。", count=count))
    return [*found, *_small_groups(item, figures)]


def _at_the_gate(item: ItemView, gate: GateView) -> list[str]:
    if gate.override is not None and item.state in ("ready", "issuing"):
        return [gettext("未完成前置程序：这项表决没有等听证报告。")]
    if not gate.passed and item.state == "ready":
        return [gettext("前置听证还没有报告；报告以前可以发票，不能开始投票。")]
    return []


def quorum(rule: Rule, entitled: int) -> int:
    """Return how many must be present; zero where the rule asks for nobody."""
    part = rule.quorum
    return 0 if part is None else part.needed(entitled)
