"""Which step a hearing waits for, who may take it, and what still stands in the way.

Pure: figures and a state go in, a choice of words comes out. Pages only print it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from flask_babel import LazyString, gettext, lazy_gettext

from votesvc.domain.preparation import day_of
from votesvc.services.hearings import HearingView
from votesvc.web.console.next_step import NextStep
from votesvc.web.paperwork import show_day

STATES: Final = ("draft", "announced", "open", "closed", "reported")
"""The states in the order of the stepper."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a step depends on; `in_order` is the moment from which opening keeps the notice.

    `posted_until` is the last day of the posting to which this box takes objections.
    """

    roll_fixed: bool
    present: int
    unopened: int
    in_order: datetime
    now: datetime
    posted_until: date | None = None


_WORDS: Final[dict[str, tuple[LazyString, LazyString]]] = {
    "draft": (
        lazy_gettext("公告"),
        lazy_gettext("议题、材料、公钥和每人可提的条数写进公开记录，此后谁也不能再改。"),
    ),
    "announced": (
        lazy_gettext("开始征集意见"),
        lazy_gettext("已签到代表的手机会自动领取意见凭证，然后就能写意见；晚到的签到后也能写。"),
    ),
    "open": (
        lazy_gettext("截止征集"),
        lazy_gettext(
            "不再收意见，记下实到人数、发出的凭证和收到的条数。没有开启的，以后仍能开启。"
        ),
    ),
    "closed": (
        lazy_gettext("等待听证记录人提交听证报告"),
        lazy_gettext("每一条意见都公布或说明不予公布的理由以后，听证记录人才能提交报告。"),
    ),
    "reported": (
        lazy_gettext("已经报告"),
        lazy_gettext("听证报告已经公开。以它为前置的表决可以开始了。"),
    ),
}
_ACTIONS: Final = {"draft": "announce", "announced": "open", "open": "close"}


def next_hearing_step(role: str, hearing: HearingView, situation: Situation) -> NextStep:
    """Return what somebody of this role can do now for `hearing`."""
    label, explanation = _WORDS[hearing.state]
    action = _ACTIONS.get(hearing.state)
    if hearing.spec.kind == "box" and hearing.state == "draft":
        explanation = gettext(
            "要用作公示的异议箱，不必在这里公告：登记公钥以后，在议题页的“公示”里选它。"
            "单独的意见箱，在这里公告。"
        )
    elif situation.posted_until is not None and hearing.state == "open":
        explanation = gettext("这是公示的异议箱，公示期满以后截止。")
    elif hearing.spec.kind == "box" and hearing.state == "open":
        explanation = gettext("意见箱可以一直开着；截止以后不再收意见。")
    if role != "organiser" and action is not None:
        return NextStep(None, lazy_gettext("等待工作人员"), explanation)
    return NextStep(
        action,
        label,
        explanation,
        blocked=tuple(_blocked(hearing, situation)),
        warnings=tuple(_warnings(hearing, situation)),
    )


def _blocked(hearing: HearingView, situation: Situation) -> list[str]:
    if hearing.state == "draft" and hearing.officer_key is None:
        return [gettext("听证记录人还没有在自己的设备上生成并登记公钥")]
    if hearing.state == "announced" and not situation.roll_fixed:
        return [gettext("名册还没有确定")]
    until = situation.posted_until
    if hearing.state == "open" and until is not None and day_of(situation.now) <= until:
        day = show_day(until)
        return [gettext("公示到 %(until)s 为止（含当天），第二天起才能截止", until=day)]
    return []


def _warnings(hearing: HearingView, situation: Situation) -> list[str]:
    if hearing.state == "draft":
        return _before_announcing(hearing)
    if hearing.state == "announced":
        return _before_opening(situation)
    if hearing.state in {"open", "closed"} and situation.unopened:
        return [gettext("还有 %(count)s 条意见没有开启。", count=situation.unopened)]
    return []


def _before_announcing(hearing: HearingView) -> list[str]:
    found = []
    if not hearing.spec.papers:
        found.append(gettext("还没有附上材料。公告以后不能再加。"))
    if not hearing.spec.officers:
        found.append(gettext("还没有写明谁主持、谁记录。"))
    return found


def _before_opening(situation: Situation) -> list[str]:
    found = []
    if situation.now < situation.in_order:
        found.append(
            gettext("公告期还没有满。公告的日期和今天开始征集的日期都留在公开记录里，谁都能看到。")
        )
    if situation.present == 0:
        found.append(gettext("还没有一位正式代表签到。"))
    return found
