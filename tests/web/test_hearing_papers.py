"""The papers of a hearing: minutes, report, what became of the opinions, and the workbook."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from tests.services.hearing_story import SPEC, Talk
from tests.services.story import MOTION, NOW, Story
from tests.web.hearing_stage import hold, whole, written
from tests.web.staged import stage
from votesvc.domain.items import gated
from votesvc.services import hearing_setup, setup

# What the signs that hide and turn become.
SHOWN = "<script>alert(1)</script>=1+1\ufffd\ufffd𠮷"


@pytest.fixture
def story(app: Flask) -> Iterator[Story]:
    """Give a congress that is ready to vote."""
    yield from stage(app)


def words(app: Flask, path: str, status: int = 200) -> str:
    answer = app.test_client().get(path)
    assert answer.status_code == status, answer.text
    page = answer.text
    assert "<script>alert" not in page
    assert "\u202e" not in page
    if status != 200:
        return page
    sheet = page[page.index('class="sheet"') :].partition(">")[2].partition("</article>")[0]
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", "", sheet, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


def sheets(app: Flask, path: str) -> dict[str, list[list[object]]]:
    page = app.test_client().get(path)
    assert page.status_code == 200
    assert page.headers["Content-Disposition"].startswith("attachment;")
    book = load_workbook(BytesIO(page.data))
    return {sheet.title: [[cell.value for cell in row] for row in sheet] for sheet in book}


def test_the_minutes_hold_what_was_kept_and_lines_for_the_rest(app: Flask, story: Story) -> None:
    room = whole(story)
    text = words(app, f"{room.papers}/minutes")
    assert "听证事项：考勤办法听证会" in text
    assert "主持人：甲；监察人：乙（与议题有利害关系，已回避）。" in text
    assert "听证代表：应到 3 人，实到 3 人" in text
    assert "会前公告 2026年11月22日" in text
    assert "7 日以上" in text
    assert "必要性：2 人评分，合计 8 分" in text
    assert "合规性：1 人评分，合计 4 分" in text
    assert "可行性：2 人评分，合计 8 分" in text
    assert "问：加班费怎样算？ 答：按基本工资。" in text
    assert "补记或补正 · 记录人甲" in text
    assert "原始意见 6 条，公布 5 条，未公开 1 条（侮辱谩骂 1）；合并为 4 项。" in text
    assert "答复（人力资源部）：已经研究。 写入第三条。" in text
    assert "2026年11月27日" in text
    assert "前可以申请补正" in text


def test_minutes_can_be_printed_before_anything_was_said(app: Flask, story: Story) -> None:
    talk = Talk(story).announce()
    path = f"/c/{story.congress}/papers/hearing/{talk.hearing}/minutes"
    text = words(app, path)
    assert "笔录提交后五日内可以申请补正。" in text
    assert app.test_client().get(path).text.count('class="rule"') == 9


def test_a_hearing_without_officers_has_lines_for_them(app: Flask, story: Story) -> None:
    room = hold(story, replace(SPEC, officers=(), marks=False))
    assert "主持人：记录人：决策发言人：监察人：" in words(app, f"{room.papers}/minutes")


def test_the_report_gives_each_opinion_its_answer(app: Flask, story: Story) -> None:
    room = whole(story)
    text = words(app, f"{room.papers}/report")
    assert "应到代表 3 人，实到 3 人；每人至多提 3 条，发出意见凭证 7 张。" in text
    assert "收到意见 6 条，公布 5 条，不予公布 1 条（侮辱谩骂 1），附议 4 次。" in text
    assert "1. 加班补偿" in text
    assert "会上当场提出。" in text
    assert "另有 1 条公布的意见没有列入任何一项。" in text
    assert "本报告由王主持写进公开记录。" in text
    page = app.test_client().get(f"{room.papers}/report").text
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    cells = [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td.*?</td>", row)] for row in rows
    ]
    assert cells[1:] == [
        ["1", "加班补偿", "2", "3", "采纳", "写入第三条。"],
        ["2", "打卡次数", "1", "1", "部分采纳", "改为每天两次，夜班除外。"],
        ["3", "取消考勤", "1", "0", "不采纳", cells[3][5]],
        ["4", "会上提出的意见", "0", "0", "不采纳", "另行答复。"],
    ]
    assert words(app, f"{room.papers}/adoption").count("采纳") == 6


def test_a_report_keeps_its_fingerprint_when_the_log_goes_on(app: Flask, story: Story) -> None:
    room = whole(story)
    before = app.test_client().get(f"{room.papers}/report").text
    room.keep("又一次更正。")
    after = app.test_client().get(f"{room.papers}/report").text
    root = re.findall(r"<span>([0-9a-f]{4})</span>", before)
    assert len(root) == 16
    assert re.findall(r"<span>([0-9a-f]{4})</span>", after) == root


def test_before_the_report_there_is_none_to_print(app: Flask, story: Story) -> None:
    room = hold(story)
    room.receive(written("意见"))
    for paper in ("report", "adoption"):
        assert "这次听证还没有报告。" in words(app, f"{room.papers}/{paper}", 409)


def test_the_workbook_of_a_hearing_is_read_back_cell_by_cell(app: Flask, story: Story) -> None:
    room = whole(story)
    tables = sheets(app, f"{room.papers}/hearing.xlsx")
    assert list(tables) == ["概况", "意见采纳情况", "公布的意见", "听证笔录"]
    assert tables["意见采纳情况"][1] == [1, "加班补偿", 2, 3, "采纳", "写入第三条。"]
    assert tables["意见采纳情况"][3] == [3, "取消考勤", 1, 0, "不采纳", f"于法无据。{SHOWN}"]
    assert tables["概况"][1:10] == [
        ["大会", "工会代表大会"],
        ["听证事项", "考勤办法听证会"],
        ["收到意见", 6],
        ["公布", 5],
        ["不予公布", 1],
        ["不予公布：侮辱谩骂", 1],
        ["尚未开启", 0],
        ["附议", 4],
        ["实到", 3],
    ]
    comments = {str(row[6]): row for row in tables["公布的意见"][1:]}
    assert len(comments) == 5
    first = comments["加班应当付给加班费。"]
    assert first[1:6] == ["第一条", 5, 4, 3, 3]
    assert first[7] == f"人力资源部：已经研究。\n写入第三条。\n工会：补充答复 {SHOWN}"
    assert re.fullmatch("[0-9a-f]{64}", str(first[8]))
    assert comments[f"第三条意见 {SHOWN}\n第二行"][1] == "整个议题"
    assert tables["听证笔录"][2][1] == f"更正：{SHOWN}"


def test_a_hearing_that_goes_on_has_a_workbook_without_report(app: Flask, story: Story) -> None:
    room = hold(story)
    assert list(sheets(app, f"{room.papers}/hearing.xlsx")) == ["概况", "公布的意见"]


def test_the_catalogue_lists_the_papers_of_hearings(app: Flask, story: Story) -> None:
    talk = Talk(story).draft()
    room = hold(story)
    page = app.test_client().get(f"/c/{story.congress}/papers/").text
    assert talk.hearing not in page
    assert f'href="{room.papers}/minutes"' in page
    assert f'href="{room.papers}/report"' not in page


def test_an_override_stands_on_every_paper_of_the_ballot(app: Flask, story: Story) -> None:
    talk = Talk(story).announce(SPEC)
    item = story.ready_item(gated(MOTION, talk.hearing))
    hearing_setup.override(story.session, story.log, item, f"主席团决定：{SHOWN}", "主席团", NOW)
    setup_and_vote(story, item)
    here = f"/c/{story.congress}/papers/{item}"
    for paper in ("report", "resolution", "posting"):
        text = words(app, f"{here}/{paper}")
        assert "未完成前置程序" in text
        assert "主席团于 2026年11月22日 书面决定：主席团决定：" in text
    numbers = sheets(app, f"{here}/report.xlsx")["概况"]
    assert numbers[-1] == ["未完成前置程序", f"主席团决定：{SHOWN}"]
    assert "听证报告" not in words(app, f"{here}/resolution")


def setup_and_vote(story: Story, item: str) -> None:
    """Vote on an item that is ready, with all in favour."""
    devices = [story.device(number) for number in ("1001", "1002")]
    setup.open_issuing(story.session, story.log, item, NOW)
    story.open(item)
    for device in devices:
        story.cast(story.request(device, item, [1, 0, 0], [1, 0, 0]))
    story.close(item)
    story.announce(item)
