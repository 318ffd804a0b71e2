"""How `verify` words what has been checked, and why something was refused."""

from collections.abc import Mapping

from votesvc.cli.language import Words
from votesvc.domain.hearing import HearingState
from votesvc.domain.lifecycle import State
from votesvc.domain.record.steps import Fact
from votesvc.web.rule_words import GATES


def _(message: str) -> str:
    """Mark a message for the catalogue."""
    return message


RECORD_CHECKS: Mapping[int, str] = {
    1: _("记录完整，校验点的散列与签名成立"),
    2: _("各条记录次序合法，每个议题与其登记相符"),
    3: _("名册先行固定，收回 ≤ 发出 ≤ 实到 ≤ 应到，发票清单无重复"),
    4: _("每张选票的凭证、签名与证明成立，凭证无重复使用"),
    5: _("加密总和等于选票之和，每份解密份额成立"),
    6: _("结论由票数和预先写明的门槛得出"),
    7: _("每份 .bel 存档与摘要逐字节由记录重建"),
    8: _("每条意见均已公布或不予公布，公布的原文与封存时一致"),
}

ARCHIVE_CHECKS: Mapping[str, str] = {
    "form": _("存档的结构、散列与次序正确"),
    "setup": _("选举设置与监票人公钥成立"),
    "ballots": _("每张选票的签名与证明成立"),
    "tally": _("加密总和等于计入的选票之和"),
    "shares": _("每份解密份额成立"),
    "result": _("结果由解密份额得出"),
}

_FACTS: Mapping[str, str] = {
    "log": _("记录共 %(entries)s 条，属于 %(origin)s"),
    "root": _("根散列 %(root)s"),
    "key": _("记录公钥 %(vkey)s"),
    "own-key": _("公钥取自核验包本身；请与大会现场公布的校验点核对"),
    "continues": _("延续了您给出的 %(number)s 个较早的校验点"),
    "cosignatures": _("已知见证签名 %(known)s 个，其他签名 %(others)s 个"),
    "congress": _("大会：%(title)s"),
    "items": _("议题 %(items)s 个，已宣布 %(announced)s 个，作废 %(void)s 个"),
    "board": _("监票人 %(scrutineers)s 名，任意 %(needed)s 名可以开票；钥匙由各人设备共同生成"),
    "key-stopped": _("一次生成钥匙中途停止：%(reason)s"),
    "witnesses": _("监票人 %(known)s 名中，%(found)s 名对校验点作了见证签名"),
    "unfinished": _("尚未结束：%(title)s（%(state)s）"),
    "entitled": _("应到 %(entitled)s 人"),
    "counts": _(
        "%(title)s：应到 %(entitled)s，实到 %(present)s，发出 %(issued)s，收回 %(returned)s"
    ),
    "counts-void": _(
        "%(title)s（作废）：应到 %(entitled)s，实到 %(present)s，"
        "发出 %(issued)s，收回 %(returned)s，不符合“收回 ≤ 发出 ≤ 实到 ≤ 应到”"
    ),
    "counts-few": _(
        "%(title)s（票太少，不计票）：应到 %(entitled)s，实到 %(present)s，"
        "发出 %(issued)s，收回 %(returned)s"
    ),
    "counts-beside": _(
        "%(title)s（作废，因为另一组票数不符）：应到 %(entitled)s，实到 %(present)s，"
        "发出 %(issued)s，收回 %(returned)s"
    ),
    "group-entitled": _("其中 %(group)s 组 %(entitled)s 人"),
    "ballots": _("选票 %(ballots)s 张，密文 %(ciphertexts)s 个"),
    "tally": _("%(title)s：选票 %(ballots)s 张，解密份额 %(shares)s 份（须 %(needed)s 份）"),
    "quorum": _("%(title)s：实到 %(present)s，达到法定人数 %(quorum)s"),
    "no-quorum": _("%(title)s：实到 %(present)s，未达到法定人数 %(quorum)s"),
    "passed": _(
        "%(question)s：赞成 %(in_favour)s，反对 %(against)s，弃权 %(abstained)s；"
        "须 %(needed)s 票赞成；通过"
    ),
    "not-passed": _(
        "%(question)s：赞成 %(in_favour)s，反对 %(against)s，弃权 %(abstained)s；"
        "须 %(needed)s 票赞成；未通过"
    ),
    "choice": _("%(title)s：尚余名额 %(open_places)s 个"),
    "chosen": _("%(votes)s 票 %(answer)s（当选）"),
    "not-chosen": _("%(votes)s 票 %(answer)s"),
    "tied": _("%(votes)s 票 %(answer)s（票数相等，待定）"),
    "choice-no-quorum": _("%(title)s：未达到法定人数 %(quorum)s"),
    "election": _("%(title)s：应选 %(seats)s 名，缺额 %(vacant)s 名"),
    "election-needed": _("须 %(needed)s 票赞成，方可当选"),
    "next-run-off": _("票数相等，须再次投票，名额 %(seats)s 个"),
    "next-reballot": _("不足应选名额，须另行选举，名额 %(seats)s 个"),
    "evaluated": _("%(question)s：弃权 %(abstained)s"),
    "grade": _("%(votes)s 票 %(answer)s"),
    "rate": _("%(rate)s：%(votes)s / %(of)s = %(percent)s%%"),
    "flag": _("提示：%(flag)s"),
    "group-counted": _("%(group)s 组：权重 %(weight)s，收回 %(returned)s"),
    "group-left-out": _("%(group)s 组：权重 %(weight)s，收回 %(returned)s，没有计入"),
    "weighted": _("%(question)s：加权后弃权 %(percent)s%%"),
    "weighted-grade": _("加权后 %(percent)s%% %(answer)s"),
    "weighted-rate": _("%(rate)s：加权后 %(percent)s%%"),
    "advisory": _("倾向性测评，不具表决效力"),
    "scored": _("第 %(rank)s 名 %(question)s：%(points)s 分 / %(counted)s 份 = %(average)s"),
    "shuffled": _("%(title)s：另选人姓名由 %(scrutineers)s 位监票人接连打乱次序"),
    "written": _("%(title)s：另选他人 %(names)s 人，无效 %(void)s 处，合并写法 %(merges)s 次"),
    "archives": _("存档 %(archives)s 份"),
    "summary": _("摘要相符"),
    "gate-reported": _("%(title)s：听证“%(hearing)s”已先行报告"),
    "gate-waiting": _("%(title)s：须先有听证“%(hearing)s”的报告"),
    "gate-overridden": _(
        "%(title)s：未完成前置程序，未等听证“%(hearing)s”的报告；%(by)s 的书面决定：%(text)s"
    ),
    "asked-in": _("%(title)s：在听证“%(hearing)s”中测评，不具约束力"),
    "overridden": _("%(title)s：未完成前置程序；%(by)s 的书面决定：%(text)s"),
    "prepared": _("%(title)s：%(gate)s，%(day)s"),
    "unprepared": _("%(title)s：未完成前置程序：%(gate)s"),
    "posted": _("%(title)s：在%(place)s公示，不少于 %(days)s 天"),
    "objections-box": _("%(title)s：异议写到“%(box)s”"),
    "objections-elsewhere": _("%(title)s：异议这样提出：%(where)s"),
    "hearing-counts": _(
        "%(title)s：应到 %(entitled)s，实到 %(present)s，每人至多 %(per_delegate)s 条，"
        "发出意见凭证 %(issued)s，收到意见 %(comments)s"
    ),
    "no-hearings": _("本记录不含听证"),
    "hearing": _(
        "%(title)s：收到意见 %(comments)s 条，公布 %(published)s 条，不予公布 %(withheld)s 条，"
        "附议 %(supports)s 次"
    ),
    "hearing-withheld": _("不予公布 %(withheld)s 条，理由：%(withheld_for)s"),
    "hearing-reported": _(
        "听证报告列出意见 %(opinions)s 项：采纳 %(adopted)s，部分采纳 %(partly)s，"
        "不采纳 %(rejected)s；未被任何一项引用的已公布意见 %(unanswered)s 条"
    ),
    "hearing-unfinished": _("尚未报告（%(hearing_state)s），未开启的意见 %(unopened)s 条"),
    "box-open": _("意见箱开放中，未开启的意见 %(unopened)s 条"),
    "archive-form": _("%(bytes)s 字节，选票 %(ballots)s 张"),
    "archive-setup": _(
        "问题 %(questions)s 个，监票人 %(scrutineers)s 名（须 %(needed)s 名），"
        "凭证 %(credentials)s 个"
    ),
    "archive-ballots": _(
        "选票 %(ballots)s 张，密文 %(ciphertexts)s 个，被后投选票取代 %(replaced)s 张"
    ),
    "archive-tally": _("计入选票 %(counted)s 张"),
    "archive-shares": _("解密份额 %(shares)s 份（须 %(needed)s 份）"),
    "archive-result": _("选项 %(choices)s 个"),
    "archive-question": _("问题 %(number)s：%(question)s"),
    "archive-answer": _("%(votes)s 票 %(answer)s"),
    "archive-blank": _("%(votes)s 票空白"),
}

_STATES: Mapping[str, str] = {
    State.READY: _("待发"),
    State.ISSUING: _("发票"),
    State.OPEN: _("投票"),
    State.CLOSED: _("截止"),
    State.COUNTED: _("已计票"),
    State.SIGNED: _("已签字"),
}

_HEARING_STATES: Mapping[str, str] = {
    HearingState.ANNOUNCED: _("已公告"),
    HearingState.OPEN: _("征集意见"),
    HearingState.CLOSED: _("已截止"),
}

WITHHELD_FOR: Mapping[str, str] = {
    "names-a-person": _("指名道姓"),
    "secret": _("涉密"),
    "insult": _("侮辱谩骂"),
    "off-topic": _("与议题无关"),
    "malformed": _("格式不符"),
}

# Figures that are codes, by their name.
_CODES: Mapping[str, Mapping[str, str]] = {
    "gate": {str(gate): words for gate, words in GATES.items()},
    "state": _STATES,
    "hearing_state": _HEARING_STATES,
    "withheld_for": WITHHELD_FOR,
}

ACCEPTED = _("核验通过：%(file)s")
REFUSED = _("核验不通过：%(file)s")
REFUSED_CHECK = _("第 %(check)s 项不成立：%(title)s")
REFUSED_ENTRY = _("问题出在第 %(index)s 条记录（从 0 数起）")
REASON = _("原因（技术说明）：%(reason)s")
UNUSABLE = _("无法核验：%(file)s")
UNSUPPORTED = _("本版本不支持其中的内容")


COUNT_REFUSED = _("不能计票：%(reason)s")

NO_COMMENT = _("没有找到：%(file)s 里没有这条意见")
COMMENT_FOUND = _("找到了：“%(title)s”的第 %(index)s 条记录（从 0 数起）就是这条意见")
COMMENT_COMMITMENT = _("承诺值 %(commitment)s")
COMMENT_UNOPENED = _("这条意见尚未开启")
COMMENT_PUBLISHED = _("这条意见已经公布，见第 %(index)s 条记录")
COMMENT_WITHHELD = _("这条意见不予公布，理由：%(withheld_for)s，见第 %(index)s 条记录")
COMMENT_FITS = _("您出示的原文格式合规；封存的是否就是它，只有听证记录人能够打开查看")
COMMENT_MALFORMED = _("您出示的原文格式不合规，不能公布")

OPENED_COUNT = _("“%(title)s”：%(comments)s 条意见，打开 %(opened)s 条")
CANNOT_OPEN = _("打不开：%(commitment)s")
OPENED_NOT_YET = _("尚未开启")
OPENED_PUBLISHED = _("已经公布")
OPENED_WITHHELD = _("不予公布：%(withheld_for)s")
OPENED_FAULT = _("不能公布：%(reason)s")
OPENED_CLAUSE = _("关于：%(clause)s")
OPENED_REPLY = _("回应：%(commitment)s")
NECESSITY, COMPLIANCE, FEASIBILITY = _("必要性"), _("合规性"), _("可行性")


def word_fact(words: Words, fact: Fact) -> str:
    """Return one line that says what `fact` says."""
    figures = {name: _shown(words, name, value) for name, value in fact.figures.items()}
    return words.gettext(_FACTS[fact.name], figures)


def _shown(words: Words, name: str, value: str | int) -> str:
    if name in _CODES:
        return words.gettext(_CODES[name][str(value)])
    return printable(str(value))


def printable(text: str) -> str:
    """Return `text` without what could move the cursor, hide or turn other text."""
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
