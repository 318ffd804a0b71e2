"""The summary of a record: plain words in two languages, which people can add up by hand.

It is rebuilt and compared by whoever checks a record, so its wording is fixed here and does not
follow the reader's language.
"""

from collections.abc import Iterator, Sequence

from votesvc.crypto.ballot import parse_election
from votesvc.domain.electorate import Electorate
from votesvc.domain.entries import (
    Closed,
    Congress,
    Entry,
    Item,
    NamesMerged,
    NamesWritten,
    ResultMade,
    Roll,
    RollGroups,
    Voided,
)
from votesvc.domain.history import (
    ItemHistory,
    hearing_histories,
    item_histories,
    place,
    state_of,
)
from votesvc.domain.lifecycle import State
from votesvc.domain.outcome import WriteIns, decide
from votesvc.domain.record.summary_gates import preparation_lines
from votesvc.domain.record.summary_hearings import gate_lines, hearing_lines, plain
from votesvc.domain.record.summary_outcomes import outcome_lines, read_counts
from votesvc.domain.record.summary_signers import signer_lines
from votesvc.domain.record.summary_weighed import weighed_lines
from votesvc.domain.rules import Figures, group_of
from votesvc.domain.write_ins import names_logged

_STATES = {
    State.READY: "待发 / ready",
    State.ISSUING: "发票 / issuing",
    State.OPEN: "投票 / open",
    State.CLOSED: "截止 / closed",
    State.COUNTED: "已计票 / counted",
    State.SIGNED: "已签字 / signed",
    State.ANNOUNCED: "已宣布 / announced",
    State.VOID: "作废 / void",
}


def write_summary(entries: Sequence[Entry], root: bytes) -> bytes:
    """Return the summary of a legal log with this Merkle root."""
    return "".join(f"{line}\n" for line in _lines(entries, root)).encode()


def _lines(entries: Sequence[Entry], root: bytes) -> Iterator[str]:
    yield "核验包摘要 / Summary of the record"
    yield ""
    for entry in entries:
        if isinstance(entry, Congress):
            yield f"大会 / Congress: {plain(entry.title)} ({entry.congress})"
        elif isinstance(entry, Roll):
            yield f"应到 N / entitled N = {entry.entitled}"
        elif isinstance(entry, RollGroups):
            yield from (f"  {plain(group)}: {size}" for group, size in entry.groups)
    yield f"记录条目 / log entries: {len(entries)}"
    yield f"校验点 / checkpoint: {root.hex()}"
    electorate = _electorate(entries)
    placed = place(entries)
    hearings = hearing_histories(placed)
    histories = item_histories(placed)
    for number, history in enumerate(histories.values(), 1):
        yield ""
        yield from _item_lines(number, history, electorate)
        yield from signer_lines(placed, history)
        yield from gate_lines(history, hearings)
        yield from preparation_lines(history, hearings)
    yield from weighed_lines(entries, list(histories.values()), electorate)
    for number, history in enumerate(hearings.values(), 1):
        yield ""
        yield from hearing_lines(number, history)


def _electorate(entries: Sequence[Entry]) -> Electorate:
    """Return N, and N of each group, as a legal log has them."""
    entitled = sum(entry.entitled for entry in entries if isinstance(entry, Roll))
    groups = [dict(entry.groups) for entry in entries if isinstance(entry, RollGroups)]
    return Electorate(entitled, groups[0] if groups else {})


def _item_lines(number: int, history: ItemHistory, electorate: Electorate) -> Iterator[str]:
    """Yield what became of an item; what groups came to is told of all of them together."""
    [item] = [placed.entry for placed in history.every(Item)]
    entitled, group = electorate.of(item.rule), group_of(item.rule)
    state = state_of(history)
    yield f"议题 {number} / Item {number}: {plain(item.title)} ({item.item})"
    if group is not None:
        yield f"  组 / group: {plain(group)}"
    yield f"  状态 / state: {_STATES[state]}"
    for void in history.every(Voided):
        yield f"  作废原因 / reason: {plain(void.entry.reason)}"
    for closed in history.every(Closed):
        yield from _count_lines(closed.entry, entitled)
        for result in history.every(ResultMade) if group is None else ():
            figures = closed.entry.figures(entitled)
            yield from _result_lines(item, figures, result.entry, names_logged(history))
            yield from _merge_lines(history)


def _count_lines(closed: Closed, entitled: int) -> Iterator[str]:
    yield (
        f"  应到 N = {entitled}，实到 A = {closed.present}，"
        f"发出选票 I = {closed.issued}，收回选票 R = {closed.returned}"
    )
    yield (
        f"  entitled N = {entitled}, present A = {closed.present}, "
        f"issued I = {closed.issued}, returned R = {closed.returned}"
    )


def _result_lines(item: Item, figures: Figures, made: ResultMade, names: WriteIns) -> Iterator[str]:
    questions = parse_election(item.election.encode()).questions
    outcome = decide(item.rule, read_counts(made), figures, names)
    yield from outcome_lines(item.rule, outcome, questions)


def _merge_lines(history: ItemHistory) -> Iterator[str]:
    for written in history.every(NamesWritten):
        yield f"  另选他人无效 / written in and void: {written.entry.void}"
    for merge in history.every(NamesMerged):
        names = ", ".join(map(plain, merge.entry.names))
        yield f"  合并写法 / spellings merged: {names} → {plain(merge.entry.into)}"
        yield f"     {'、'.join(map(plain, merge.entry.by))}: {plain(merge.entry.reason)}"
