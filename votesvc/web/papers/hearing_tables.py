"""The tables of a hearing: figures, opinions with their answers, comments, minutes."""

from collections.abc import Sequence
from typing import Final

from flask_babel import gettext

from votesvc.web.hearing_facts import CommentFacts, HearingFacts
from votesvc.web.tables import Cell, Table

_NUMBER: Final = 9


def adoption_table(facts: HearingFacts) -> Table:
    """Return what became of each merged opinion."""
    rows = tuple(
        (
            line.number,
            line.opinion.title,
            len(line.comments),
            line.supports,
            decision_word(line.opinion.decision),
            line.opinion.reason,
        )
        for line in facts.opinions
    )
    head = (
        gettext("序号"),
        gettext("意见"),
        gettext("条数"),
        gettext("附议"),
        gettext("处理"),
        gettext("理由"),
    )
    return Table(gettext("意见采纳情况"), head, rows, (7, 40, _NUMBER, _NUMBER, 12, 50))


def figures_table(facts: HearingFacts) -> Table:
    """Return how many comments came and what became of them."""
    rows: list[Sequence[Cell]] = [
        (gettext("大会"), facts.congress.title),
        (gettext("听证事项"), facts.leaf.title),
        (gettext("收到意见"), facts.received),
        (gettext("公布"), len(facts.comments)),
        (gettext("不予公布"), sum(facts.withheld.values())),
    ]
    rows += [
        (gettext("不予公布：%(reason)s", reason=reason_word(reason)), count)
        for reason, count in facts.withheld.items()
    ]
    rows += [
        (gettext("尚未开启"), facts.unopened),
        (gettext("附议"), facts.supports),
    ]
    if facts.closed is not None:
        rows += [
            (gettext("实到"), facts.closed.present),
            (gettext("发出意见凭证"), facts.closed.issued),
        ]
    rows += [
        (gettext("公开记录条数"), facts.seal.size),
        (gettext("记录指纹"), "".join(facts.seal.root)),
    ]
    head = (gettext("项"), gettext("内容"))
    return Table(gettext("概况"), head, tuple(map(tuple, rows)), (28, 70))


def comments_table(facts: HearingFacts) -> Table:
    """Return every published comment with its supports and its answers."""
    rows = tuple(
        (
            comment.number,
            comment.clause or gettext("整个议题"),
            *comment.marks,
            comment.supports,
            comment.text,
            replies_text(comment),
            comment.commitment,
        )
        for comment in facts.comments
    )
    head = (
        gettext("序号"),
        gettext("针对"),
        gettext("必要性"),
        gettext("合规性"),
        gettext("可行性"),
        gettext("附议"),
        gettext("意见"),
        gettext("答复"),
        gettext("承诺值"),
    )
    widths = (7, 20, _NUMBER, _NUMBER, _NUMBER, _NUMBER, 60, 50, 30)
    return Table(gettext("公布的意见"), head, rows, widths)


def minutes_table(facts: HearingFacts) -> Table:
    """Return what was kept as minutes, in order."""
    rows = tuple(
        (number, kept.text, kept.by, f"{kept.time.astimezone():%Y-%m-%d %H:%M}")
        for number, kept in enumerate(facts.minutes, 1)
    )
    head = (gettext("序号"), gettext("笔录"), gettext("记录人"), gettext("时间"))
    return Table(gettext("听证笔录"), head, rows, (7, 90, 16, 18))


def replies_text(comment: CommentFacts) -> str:
    """Return the answers to a comment as one text, each with who gives it."""
    return "\n".join(
        gettext("%(who)s：%(text)s", who=reply.by, text=reply.text) for reply in comment.replies
    )


def decision_word(decision: str) -> str:
    """Return what became of an opinion."""
    words = {
        "adopted": gettext("采纳"),
        "partly": gettext("部分采纳"),
        "rejected": gettext("不采纳"),
    }
    return str(words[decision])


def reason_word(reason: str) -> str:
    """Return why a comment is withheld."""
    words = {
        "names-a-person": gettext("指名道姓"),
        "secret": gettext("涉密"),
        "insult": gettext("侮辱谩骂"),
        "off-topic": gettext("与议题无关"),
        "malformed": gettext("格式不符"),
    }
    return str(words[reason])
