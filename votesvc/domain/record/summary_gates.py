"""The part of the summary that tells what was done before a ballot, changed in its rule, posted."""

from collections.abc import Iterator, Mapping

from votesvc.domain.entries import Hearing, Item, Posted, Prepared
from votesvc.domain.history import ItemHistory
from votesvc.domain.record.summary_hearings import plain
from votesvc.domain.rules import GateKind

GATES: Mapping[GateKind, str] = {
    "papers": "材料送达 / papers sent",
    "notice": "公示公告 / notice",
    "discussion": "代表团讨论 / discussion",
    "consultation": "协商记录 / consultation",
    "nomination": "提名酝酿 / nomination",
    "approval": "上级批复 / approval",
    "petition": "提议 / petition",
    "statement": "被提议人陈述 / statement",
    "report": "述职报告 / report",
    "adoption": "大会通过办法 / adoption",
    "quorum": "法定人数 / quorum",
}


def preparation_lines(history: ItemHistory, hearings: Mapping[str, ItemHistory]) -> Iterator[str]:
    """Yield the changed numbers of the rule, the preparations, and the posting of an item."""
    [item] = [placed.entry for placed in history.every(Item)]
    for change in item.rule.terms.changes:
        yield (
            f"  规则改动 / changed: {plain(change.number)} {plain(change.before)} -> "
            f"{plain(change.after)} ({plain(change.by)}: {plain(change.reason)})"
        )
    for prepared in history.every(Prepared):
        entry = prepared.entry
        yield f"  前置程序 / before it: {GATES[entry.gate]} {entry.day} ({plain(entry.name)})"
    for posted in history.every(Posted):
        yield (
            f"  公示 / posted: {plain(posted.entry.place)}，不少于 {posted.entry.days} 天 / "
            f"at least {posted.entry.days} days"
        )
        yield f"  异议 / objections: {_objections(posted.entry, hearings)}"


def _objections(posted: Posted, hearings: Mapping[str, ItemHistory]) -> str:
    """Say where objections go: the title of the box, and what else is said."""
    ways = [plain(posted.objections)] if posted.objections else []
    if posted.box:
        [box] = [placed.entry for placed in hearings[posted.box].every(Hearing)]
        ways.insert(0, f"{plain(box.title)} ({posted.box})")
    return "; ".join(ways)
