"""The officer opens comments in batches, to their own words, answers, keeps minutes and reports."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.hearing_story import SPEC, Talk
from tests.services.story import MOTION, NOW, Story
from votesvc.crypto.comment import new_comment
from votesvc.crypto.encoding import new_uuid
from votesvc.crypto.sealing import commitment_of, new_author_key
from votesvc.domain.credentials import Slot
from votesvc.domain.entries import Published, Reported, Withheld, parse_entry
from votesvc.domain.hearing import CORRECTION, HearingState
from votesvc.domain.items import gated
from votesvc.domain.report import MOST_OPINIONS, Opinion
from votesvc.errors import (
    AlreadyOpened,
    BatchTooSmall,
    CommentsUnopened,
    CorrectionClosed,
    InvalidComment,
    MalformedInput,
    NotPublished,
    TooLarge,
    UnknownComment,
    UnknownHearing,
    WrongState,
)
from votesvc.services import auditing, hearing_office, opinions
from votesvc.services.hearing_office import Decision

HOSTILE = "<script>alert(1)</script>\n=1+1 \u202e\u200b\U0001f600"


@pytest.fixture
def talk(story: Story) -> Talk:
    """Give an open hearing with three delegates present."""
    return Talk(story).open()


def six(talk: Talk) -> list[str]:
    """Send six comments and return their commitments in order."""
    return sorted(talk.say(person, number) for person in range(3) for number in (1, 2))


def types(talk: Talk) -> list[str]:
    leaves = auditing.entries(talk.story.session, talk.story.congress, 0, 500)
    return [parse_entry(leaf).type for leaf in leaves]


def fates(talk: Talk) -> list[tuple[str, str | None]]:
    """Return what was opened, in the order of the log."""
    leaves = auditing.entries(talk.story.session, talk.story.congress, 0, 500)
    return [
        (entry.commitment, entry.reason if isinstance(entry, Withheld) else None)
        for entry in map(parse_entry, leaves)
        if isinstance(entry, Published | Withheld)
    ]


def views(talk: Talk) -> list[opinions.CommentView]:
    return opinions.comments(talk.story.session, talk.hearing)


def answer(talk: Talk, to: str, text: str = "已经研究。", by: str = "人力资源部") -> None:
    session, log = talk.story.session, talk.story.log
    hearing_office.reply(session, log, talk.hearing, to, text, by, NOW)


def keep(talk: Talk, text: str, days: float = 0) -> None:
    session, log = talk.story.session, talk.story.log
    now = NOW + timedelta(days=days)
    hearing_office.keep_minutes(session, log, talk.hearing, text, "记录人", now)


# --- Opening --------------------------------------------------------------------------------------


def test_batch_is_logged_in_the_order_of_commitments(talk: Talk) -> None:
    made = six(talk)
    batch = [
        Decision(made[4], reason="insult"),
        *reversed(talk.published(*made[:4])),
        *talk.published(made[5]),
    ]
    talk.open_batch(batch)
    assert fates(talk) == [(one, "insult" if one == made[4] else None) for one in made]


def test_same_batch_again_changes_nothing(talk: Talk) -> None:
    made = six(talk)
    batch = [*talk.published(*made[:5]), Decision(made[5], reason="insult")]
    talk.open_batch(batch)
    before = types(talk)
    talk.open_batch(batch, NOW + timedelta(hours=1))
    assert types(talk) == before
    for changed in (
        Decision(made[5], reason="secret"),
        Decision(made[0], reason="insult"),
        Decision(made[0], plaintext=new_comment("另外的话").padded),
    ):
        with pytest.raises((AlreadyOpened, InvalidComment)):
            talk.open_batch([*batch[1:5], changed])
    assert types(talk) == before


def test_fewer_than_five_are_not_opened_before_closing(talk: Talk) -> None:
    made = six(talk)
    with pytest.raises(BatchTooSmall):
        talk.open_batch(talk.published(*made[:4]))
    assert fates(talk) == []
    talk.close()
    talk.open_batch(talk.published(made[3]))
    assert fates(talk) == [(made[3], None)]


def test_an_empty_batch_is_refused(talk: Talk) -> None:
    with pytest.raises(BatchTooSmall):
        talk.open_batch([])
    talk.close()
    with pytest.raises(BatchTooSmall):
        talk.open_batch([])


def test_a_comment_is_opened_once(talk: Talk) -> None:
    made = six(talk)
    talk.open_batch(talk.published(*made[:5]))
    talk.close()
    with pytest.raises(AlreadyOpened):
        talk.open_batch([*talk.published(made[5]), Decision(made[0], reason="insult")])
    with pytest.raises(MalformedInput):
        talk.open_batch([*talk.published(made[5]), Decision(made[5], reason="insult")])
    assert len(fates(talk)) == 5


def test_what_nobody_sent_is_not_opened(talk: Talk) -> None:
    made = six(talk)
    invented = new_comment("没有人写过").padded
    commitment = commitment_of(talk.hearing, invented)
    for decision in (
        Decision(commitment, plaintext=invented),
        Decision(commitment, reason="secret"),
    ):
        with pytest.raises(UnknownComment):
            talk.open_batch([*talk.published(*made[:4]), decision])
    other = Talk(talk.story, devices=talk.devices).open()
    with pytest.raises(UnknownComment):
        other.open_batch(talk.published(*made))
    with pytest.raises(UnknownHearing):
        replace(talk, hearing=new_uuid()).open_batch([Decision(made[0], reason="secret")])


def test_another_text_than_was_sealed_is_not_published(talk: Talk) -> None:
    made = six(talk)
    batch = talk.published(*made)
    text = batch[2].plaintext or b""
    for changed in (
        text[:-1],
        text + b" ",
        text.replace("意见".encode(), "同意".encode()),
        b"\xff",
    ):
        with pytest.raises((InvalidComment, MalformedInput)):
            talk.open_batch([*batch[:2], Decision(made[2], plaintext=changed), *batch[3:]])
    assert fates(talk) == []


def test_a_decision_is_one_of_two_things(talk: Talk) -> None:
    made = six(talk)
    batch = talk.published(*made)
    text = batch[0].plaintext
    for wrong in (
        Decision(made[0]),
        Decision(made[0], plaintext=text, reason="insult"),
        Decision(made[0], reason="because"),
        Decision("nonsense", reason="insult"),
    ):
        with pytest.raises(MalformedInput):
            talk.open_batch([wrong, *batch[1:]])


def test_what_does_not_fit_the_matter_is_withheld_as_malformed(talk: Talk) -> None:
    author = new_author_key()
    credential = talk.token(talk.devices[0], Slot("comment", 2), author)
    strange = [
        talk.say(0, 1, new_comment("没有这一条", clause=3)),
        talk.comment(talk.signed(b"no comment at all".ljust(512), author, *credential)).tracker,
        talk.say(0, 3, new_comment("答一条没有的", reply_to="ab" * 32)),
    ]
    talk.close()
    for commitment in strange:
        with pytest.raises((MalformedInput, NotPublished)):
            talk.open_batch(talk.published(commitment))
        talk.open_batch([Decision(commitment, reason="malformed")])
    assert [view.state for view in views(talk)] == ["withheld"] * 3


def test_marks_are_published_only_where_they_were_asked_for(story: Story) -> None:
    talk = Talk(story).open(replace(SPEC, marks=False))
    marked = talk.say(0, 1, new_comment("打分", marks=(1, 2, 3)))
    talk.close()
    with pytest.raises(MalformedInput):
        talk.open_batch(talk.published(marked))


def test_nothing_is_opened_before_opening_or_after_the_report(story: Story) -> None:
    talk = Talk(story).announce()
    with pytest.raises(WrongState):
        talk.open_batch([Decision("ab" * 32, reason="insult")])
    talk = Talk(story).open()
    made = six(talk)
    batch = talk.published(*made)
    talk.open_batch(batch)
    talk.close()
    talk.report()
    with pytest.raises(WrongState):
        talk.open_batch([Decision(made[0], reason="insult")])


def test_comments_are_shown_as_what_they_are(talk: Talk) -> None:
    first = talk.say(0, 1, new_comment(HOSTILE, clause=2, marks=(5, 0, 1)))
    others = [talk.say(1, number) for number in (1, 2, 3)]
    hidden, sealed = talk.say(2, 1), talk.say(2, 2)
    talk.open_batch([*talk.published(first, *others), Decision(hidden, reason="secret")])
    second = talk.say(0, 2, new_comment("同意", reply_to=first))
    talk.support(talk.given(talk.pseudonym(1), first))
    answer(talk, first)
    found = {view.commitment: view for view in views(talk)}
    assert list(found) == sorted([first, *others, hidden, sealed, second])
    shown = found[first]
    assert (shown.state, shown.text, shown.clause, shown.marks) == (
        "published",
        HOSTILE,
        2,
        (5, 0, 1),
    )
    assert (shown.supports, [reply.text for reply in shown.replies]) == (1, ["已经研究。"])
    assert (found[hidden].state, found[hidden].reason, found[hidden].text) == (
        "withheld",
        "secret",
        "",
    )
    assert (found[sealed].state, found[sealed].text, found[sealed].supports) == ("sealed", "", 0)
    talk.close()
    talk.open_batch(talk.published(second))
    assert {view.commitment: view.reply_to for view in views(talk)}[second] == first


# --- Replies and minutes --------------------------------------------------------------------------


def test_only_published_comments_are_answered(talk: Talk) -> None:
    made = six(talk)
    with pytest.raises(NotPublished):
        answer(talk, made[0])
    with pytest.raises(UnknownComment):
        answer(talk, "ab" * 32)
    talk.open_batch([*talk.published(*made[:5]), Decision(made[5], reason="insult")])
    with pytest.raises(NotPublished):
        answer(talk, made[5])
    for text, by in (("", "工会"), ("答\x07", "工会"), ("答", ""), ("答", "工\n会")):
        with pytest.raises(MalformedInput):
            answer(talk, made[0], text, by)
    answer(talk, made[0])
    answer(talk, made[0])
    answer(talk, made[0], "再答一次。")
    assert types(talk).count("reply") == 2
    talk.close()
    talk.report()
    answer(talk, made[1], HOSTILE.replace("\u200b", ""))
    assert types(talk)[-1] == "reply"


def test_nothing_is_answered_or_minuted_before_opening(story: Story) -> None:
    talk = Talk(story).announce()
    with pytest.raises(WrongState):
        answer(talk, "ab" * 32)
    with pytest.raises(WrongState):
        keep(talk, "会议开始。")


def test_minutes_are_corrected_for_five_days(talk: Talk) -> None:
    keep(talk, "会议开始。\n会议结束。")
    keep(talk, "会议开始。\n会议结束。")
    talk.close()
    talk.report()
    keep(talk, "更正一处。", CORRECTION.days)
    with pytest.raises(CorrectionClosed):
        keep(talk, "太晚了。", CORRECTION.days + 0.01)
    kept = opinions.minutes(talk.story.session, talk.hearing)
    assert [one.text for one in kept] == ["会议开始。\n会议结束。", "更正一处。"]
    assert kept[0].time == NOW


# --- The report -----------------------------------------------------------------------------------


def test_report_counts_what_became_of_the_comments_and_opens_the_gate(talk: Talk) -> None:
    made = six(talk)
    item = talk.story.issued_item(gated(MOTION, talk.hearing))
    talk.open_batch([*talk.published(*made[:5]), Decision(made[5], reason="insult")])
    talk.close()
    assert opinions.report_of(talk.story.session, talk.hearing) is None
    said = (
        Opinion("加班补偿", tuple(made[:2]), "adopted", "写入第三条"),
        Opinion("会上提出的意见", (), "rejected", "另行答复"),
    )
    talk.report(*said)
    leaves = auditing.entries(talk.story.session, talk.story.congress, 0, 500)
    entry = parse_entry(leaves[-1])
    assert isinstance(entry, Reported)
    assert (entry.received, entry.published, entry.withheld) == (6, 5, {"insult": 1})
    found = opinions.report_of(talk.story.session, talk.hearing)
    assert found is not None
    assert (found.opinions, found.by, found.time) == (said, "记录人", NOW)
    assert (talk.view.state, talk.view.reported) == (HearingState.REPORTED, len(leaves) - 1)
    talk.story.open(item)


def test_nothing_is_reported_while_a_comment_is_unopened(talk: Talk) -> None:
    made = six(talk)
    with pytest.raises(WrongState):
        talk.report()
    talk.close()
    talk.open_batch(talk.published(*made[:5]))
    with pytest.raises(CommentsUnopened):
        talk.report()
    assert talk.view.state is HearingState.CLOSED
    talk.open_batch([Decision(made[5], reason="secret")])
    for comments in ((made[5],), ("ab" * 32,)):
        with pytest.raises(NotPublished):
            talk.report(Opinion("意见", comments, "adopted", "写入"))
    talk.report()
    with pytest.raises(WrongState):
        talk.report()


def test_a_report_is_not_larger_than_a_log_entry(talk: Talk) -> None:
    talk.close()
    opinion = Opinion("意见", (), "adopted", "写入")
    with pytest.raises(TooLarge):
        talk.report(*[opinion] * (MOST_OPINIONS + 1))
    with pytest.raises(TooLarge):
        talk.report(*[replace(opinion, reason="长" * 10_000)] * 40)
    assert talk.view.state is HearingState.CLOSED
    talk.report(*[opinion] * MOST_OPINIONS)
