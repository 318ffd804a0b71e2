"""A true record with hearings passes every check, as far as its hearings have come."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.domain.hearings import BOX, LATE, TALK, hearing_sample
from tests.domain.records import Sample, item_entry
from tests.domain.test_record import facts, steps_of
from votesvc.crypto.encoding import uuid_from
from votesvc.domain.entries import Issued
from votesvc.domain.items import asked_in, graded
from votesvc.domain.record import check_record
from votesvc.domain.rules import PollRule
from votesvc.errors import InvalidRecord

POLLED = uuid_from(bytes([24] * 16))

SAMPLE = hearing_sample()
RECORD = SAMPLE.written()


def test_a_true_record_with_hearings_passes_every_check_with_its_figures() -> None:
    steps = steps_of(RECORD)
    assert [step.number for step in steps] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert facts(steps, "hearing") == [
        {"title": "考勤办法听证会", "comments": 8, "published": 6, "withheld": 2, "supports": 4},
        {"title": "另一听证会", "comments": 1, "published": 0, "withheld": 0, "supports": 0},
        {"title": "意见箱", "comments": 6, "published": 5, "withheld": 0, "supports": 0},
    ]
    assert facts(steps, "hearing-withheld") == [
        {"withheld_for": "insult", "withheld": 1},
        {"withheld_for": "malformed", "withheld": 1},
    ]
    assert facts(steps, "hearing-reported") == [
        {"opinions": 4, "adopted": 1, "partly": 1, "rejected": 2, "unanswered": 1}
    ]
    assert facts(steps, "hearing-unfinished") == [{"hearing_state": "open", "unopened": 1}]
    assert facts(steps, "box-open") == [{"unopened": 1}]
    assert facts(steps, "no-hearings") == []


def test_the_credentials_of_a_closed_hearing_are_told_with_its_comments() -> None:
    assert facts(steps_of(RECORD), "hearing-counts") == [
        {
            "title": "考勤办法听证会", "entitled": 5, "present": 4, "per_delegate": 2,
            "issued": 8, "comments": 8,
        }
    ]  # fmt: skip


def test_every_gate_is_told_and_how_the_ballot_came_past_it() -> None:
    steps = steps_of(RECORD)
    assert facts(steps, "gate-reported") == [{"title": "考勤办法", "hearing": "考勤办法听证会"}]
    assert facts(steps, "gate-waiting") == [{"title": "等待听证的议题", "hearing": "另一听证会"}]
    assert facts(steps, "gate-overridden") == [
        {
            "title": "不等听证的议题",
            "hearing": "另一听证会",
            "text": "主席团决定:\n不等报告。",
            "by": "主席团",
        }
    ]


def test_an_override_stays_visible_in_the_summary() -> None:
    summary = RECORD["summary.txt"].decode()
    assert "未完成前置程序 / without its hearing: 主席团: 主席团决定:\ufffd不等报告。" in summary
    assert "前置听证 / hearing before it: 考勤办法听证会 (已报告 / reported)" in summary


def test_the_summary_of_a_hearing_can_be_added_up() -> None:
    summary = RECORD["summary.txt"].decode()
    assert "听证 / Hearing 1: 考勤办法听证会" in summary
    assert "公布 / published 6 + 不予公布 / withheld 2 + 未开启 / unopened 0 = 8" in summary
    assert "     1 侮辱谩骂 / insult" in summary
    assert "  1. 加班补偿 (2)\n     采纳 / adopted: 写入第三条" in summary
    assert "每人至多 k = 2，发出意见凭证 I = 8，收到意见 8" in summary
    assert "意见箱 / Box 3: 意见箱" in summary


@pytest.mark.parametrize("size", range(1, len(SAMPLE.entries)))
def test_every_beginning_of_a_true_log_with_hearings_is_true(size: int) -> None:
    begun = list(SAMPLE.entries[:size])
    # What is opened together is logged together: a log never ends inside a batch.
    later = SAMPLE.entries[size]
    if getattr(later, "type", "") in ("published", "withheld"):
        return
    listed = any(isinstance(entry, Issued) for entry in begun)
    issued = SAMPLE.issued if listed else {}
    assert len(steps_of(replace(SAMPLE, entries=begun, issued=issued).written())) == 8


def test_comments_may_be_checked_side_by_side() -> None:
    with ThreadPoolExecutor(2) as pool:
        assert steps_of(RECORD, each=pool.map) == steps_of(RECORD)


def test_the_issued_list_of_a_hearing_stands_beside_those_of_items() -> None:
    assert f"issued/{TALK}.txt" in RECORD


def with_poll(hearing: str) -> Sample:
    """Return the record with one more item, a straw poll that is asked in a hearing."""
    poll = asked_in(graded("测评", ["方案"], PollRule("P15", ("支持", "不支持"))), hearing)
    true = hearing_sample()
    return replace(true, entries=[*true.entries, item_entry(POLLED, poll)])


def test_a_straw_poll_is_told_with_the_hearing_in_which_it_is_asked() -> None:
    record = with_poll(LATE).written()
    said = facts(steps_of(record), "asked-in")
    assert said == [{"title": "测评", "hearing": "另一听证会"}]
    assert "  在听证中测评 / asked in the hearing: 另一听证会" in record["summary.txt"].decode()


@pytest.mark.parametrize(
    ("hearing", "words"),
    [
        (BOX, "has not been announced"),
        (POLLED, "has not been announced"),
        (TALK, "a hearing that is over"),
    ],
)
def test_a_straw_poll_is_asked_in_a_hearing_that_is_announced_no_box_and_not_over(
    hearing: str, words: str
) -> None:
    lie = with_poll(hearing)
    with pytest.raises(InvalidRecord, match=words) as caught:
        check_record(lie.written(), lambda _: None)
    assert (caught.value.check, caught.value.index) == (2, len(lie.entries) - 1)
