"""The part of the summary that tells of hearings, and of ballots that waited for one."""

from collections import Counter
from collections.abc import Iterator, Mapping

from votesvc.domain.entries import (
    CommentMade,
    Hearing,
    HearingClosed,
    Item,
    Overridden,
    Published,
    Reported,
    SupportGiven,
    Withheld,
)
from votesvc.domain.hearing import HearingState
from votesvc.domain.history import ItemHistory, hearing_state_of
from votesvc.domain.rules import asked_in

_KINDS = {
    "hearing": "听证 / Hearing",
    "comments": "意见征集 / Comments",
    "box": "意见箱 / Box",
}
_STATES = {
    HearingState.ANNOUNCED: "已公告 / announced",
    HearingState.OPEN: "征集意见 / open",
    HearingState.CLOSED: "已截止 / closed",
    HearingState.REPORTED: "已报告 / reported",
}
_REASONS = {
    "names-a-person": "指名道姓 / names a person",
    "secret": "涉密 / secret",
    "insult": "侮辱谩骂 / insult",
    "off-topic": "与议题无关 / off topic",
    "malformed": "格式不符 / malformed",
}
_DECISIONS = {
    "adopted": "采纳 / adopted",
    "partly": "部分采纳 / adopted in part",
    "rejected": "不采纳 / not adopted",
}


def hearing_lines(number: int, history: ItemHistory) -> Iterator[str]:
    """Yield what became of a hearing and of its comments."""
    [hearing] = [placed.entry for placed in history.every(Hearing)]
    yield f"{_KINDS[hearing.kind]} {number}: {plain(hearing.title)} ({hearing.item})"
    yield f"  状态 / state: {_STATES[hearing_state_of(history)]}"
    for closed in history.every(HearingClosed):
        entry, most = closed.entry, hearing.per_delegate
        yield (
            f"  实到 A = {entry.present}，每人至多 k = {most}，发出意见凭证 I = {entry.issued}，"
            f"收到意见 {entry.comments}"
        )
        yield (
            f"  present A = {entry.present}, at most k = {most} each, credentials I = "
            f"{entry.issued}, comments {entry.comments}"
        )
    yield from _comment_lines(history)
    for reported in history.every(Reported):
        yield from _report_lines(reported.entry)


def gate_lines(history: ItemHistory, hearings: Mapping[str, ItemHistory]) -> Iterator[str]:
    """Yield which hearing a ballot waited for or was asked in, and who decided not to wait."""
    [item] = [placed.entry for placed in history.every(Item)]
    gate = hearings.get(item.rule.hearing or "")
    if gate is not None:
        [hearing] = [placed.entry for placed in gate.every(Hearing)]
        state = _STATES[hearing_state_of(gate)]
        yield f"  前置听证 / hearing before it: {plain(hearing.title)} ({state})"
    poll = hearings.get(asked_in(item.rule) or "")
    if poll is not None:
        [hearing] = [placed.entry for placed in poll.every(Hearing)]
        yield f"  在听证中测评 / asked in the hearing: {plain(hearing.title)}"
    for override in history.every(Overridden):
        by, text = plain(override.entry.by), plain(override.entry.text)
        what = "without its hearing" if item.rule.hearing else "not all before it was done"
        yield f"  未完成前置程序 / {what}: {by}: {text}"


def plain(text: str) -> str:
    """Return `text` in one line, without characters that hide or turn others."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


def _comment_lines(history: ItemHistory) -> Iterator[str]:
    comments, published = len(history.every(CommentMade)), len(history.every(Published))
    withheld = Counter(placed.entry.reason for placed in history.every(Withheld))
    unopened = comments - published - withheld.total()
    yield (
        f"  意见 / comments: 公布 / published {published} + 不予公布 / withheld "
        f"{withheld.total()} + 未开启 / unopened {unopened} = {comments}"
    )
    for reason, count in sorted(withheld.items()):
        yield f"     {count} {_REASONS[reason]}"
    yield f"  附议 / supports: {len(history.every(SupportGiven))}"


def _report_lines(reported: Reported) -> Iterator[str]:
    for number, opinion in enumerate(reported.opinions, 1):
        yield f"  {number}. {plain(opinion.title)} ({len(opinion.comments)})"
        yield f"     {_DECISIONS[opinion.decision]}: {plain(opinion.reason)}"
