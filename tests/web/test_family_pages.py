"""An evaluation with weights by group: one entry everywhere, no group that would show itself."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from tests.services.people import Device
from tests.services.story import BY, NOW, Story
from tests.services.test_families import BAD, FAIR, GOOD, ROLL, SIZES, numbers, ready
from tests.web.staged import stage
from tests.web.test_papers_kinds import page, rows, words
from votesvc.services import agenda, counting, setup


@pytest.fixture
def story(app: Flask) -> Iterator[Story]:
    """Give a congress whose roll has three groups, and one delegate of none."""
    yield from stage(app, ROLL)


def play(story: Story, papers: list[list[list[list[int]]]]) -> list[str]:
    """Let each group hand in these papers, and announce what they come to."""
    items = ready(story)
    setup.open_issuing(story.session, story.log, items[0], NOW)
    held: list[tuple[str, list[Device], list[list[list[int]]]]] = []
    for item, group, marked in zip(items, SIZES, papers, strict=True):
        devices = [story.device(number) for number in numbers(group)[: len(marked)]]
        held.append((item, devices, marked))
    story.open(items[0])
    for item, devices, marked in held:
        for device, paper in zip(devices, marked, strict=True):
            story.cast(story.request(device, item, *paper))
    story.close(items[0])
    for item in items:
        if agenda.item(story.session, item).state == "closed":
            story.count(item)
    counting.announce(story.session, story.log, items[0], BY[0], NOW)
    return items


LEADERS = [[GOOD, BAD], [GOOD, BAD], [FAIR, BAD], [FAIR, GOOD], [FAIR, GOOD]]
MIDDLE = [[GOOD, BAD], [GOOD, BAD], [GOOD, GOOD], [FAIR, GOOD], [FAIR, GOOD], [BAD, GOOD]]
STAFF = [[GOOD, BAD], [GOOD, BAD], [FAIR, GOOD], [FAIR, GOOD], [BAD, GOOD], [BAD, GOOD]]
# The second row of the middle ranks is of one mind, and theirs alone.
ONE_MIND = [[one, GOOD] for one, _ in MIDDLE]


def result(app: Flask, story: Story, item: str) -> str:
    answer = app.test_client().get(f"/c/{story.congress}/result/{item}")
    assert answer.status_code == 200
    return answer.text


def test_the_report_has_the_weighted_result_the_groups_and_what_each_gave(
    app: Flask, story: Story
) -> None:
    items = play(story, [LEADERS, MIDDLE, STAFF])
    text = page(app, story, f"{items[0]}/report")
    table = rows(text)
    assert table[:3] == [
        ["测评对象", "优秀", "称职", "不称职", "弃权", "称职以上", "提示"],
        # 30 x 2/5 + 30 x 3/6 + 40 x 2/6 of a hundred, and so on.
        ["丁一", "40.33%", "41.33%", "18.33%", "0.00%", "81.67%", ""],
        ["王五", "58.67%", "0.00%", "41.33%", "0.00%", "58.67%", "不称职超过三分之一"],
    ]
    assert table[3:7] == [
        ["组别", "权重", "应到", "实到", "发出选票", "收回选票", "是否计入"],
        ["领导班子", "30", "5", "5", "5", "5", "计入"],
        ["中层", "30", "6", "6", "6", "6", "计入"],
        ["职工代表", "40", "6", "6", "6", "6", "计入"],
    ]
    assert table[8] == ["丁一", "领导班子", "2", "3", "0", "0"]
    assert len(table) == 14
    said = words(text)
    assert "测评结果统计表" in said
    assert "应到正式代表 17 人，实到 17 人" in said
    assert "收回 17 ≤ 发出 17 ≤ 实到 17 ≤ 应到 17" in said
    assert "明细里没有列出的行" not in said


def test_where_a_group_must_be_hidden_no_group_is_shown_for_that_row(
    app: Flask, story: Story
) -> None:
    items = play(story, [LEADERS, ONE_MIND, STAFF])
    text = page(app, story, f"{items[2]}/report")
    shown = [row[:2] for row in rows(text)[8:]]
    assert shown == [["丁一", "领导班子"], ["丁一", "中层"], ["丁一", "职工代表"]]
    assert "明细里没有列出的行" in words(text)
    public = result(app, story, items[1])
    assert "明细里没有列出的行" in public
    # Once, in the weighted result: no group has a line of its own.
    assert len(re.findall(r'<th scope="row"><bdi>王五</bdi>', public)) == 1
    assert len(re.findall(r'<th scope="row"><bdi>丁一</bdi>', public)) == 4


def test_a_group_left_out_is_named_with_its_reason_and_its_ballots_nowhere(
    app: Flask, story: Story
) -> None:
    items = play(story, [LEADERS[:4], MIDDLE, STAFF])
    text = page(app, story, f"{items[0]}/report")
    groups = rows(text)[4:7]
    assert groups[0] == ["领导班子", "30", "5", "4", "4", "4", "不计入：收回不足 5 张，没有开票"]
    assert "领导班子" not in str(rows(text)[8:])
    public = result(app, story, items[0])
    assert "“领导班子”不计入：收回不足 5 张，没有开票" in public
    assert "一组计入" not in text + public
    assert f"bel/{items[0]}.bel" not in public
    assert f"bel/{items[1]}.bel" in public


def test_where_one_group_alone_is_counted_result_and_papers_say_so(
    app: Flask, story: Story
) -> None:
    items = play(story, [LEADERS[:4], MIDDLE[:4], STAFF])
    said = "只有“职工代表”一组计入，加权结果就是这一组的百分比。"
    public = result(app, story, items[0])
    assert said in public
    assert "再按权重合计" not in public
    for paper in ("report", "posting"):
        assert said in words(page(app, story, f"{items[0]}/{paper}"))


def test_every_item_of_the_family_leads_to_the_same_result(app: Flask, story: Story) -> None:
    items = play(story, [LEADERS, MIDDLE, STAFF])
    pages = {result(app, story, item).partition("<main")[2] for item in items}
    assert len(pages) == 1
    text = words(page(app, story, f"{items[1]}/posting"))
    assert "应到 17 人，实到 17 人，发出选票 17 张，收回 17 张" in text


def test_nothing_is_shown_of_any_group_before_the_announcement(app: Flask, story: Story) -> None:
    items = ready(story)
    client = app.test_client()
    for item in items:
        assert client.get(f"/c/{story.congress}/result/{item}").status_code == 409
        assert client.get(f"/c/{story.congress}/papers/{item}/report").status_code == 409
    specimen = words(page(app, story, f"{items[0]}/specimen"))
    assert "各组的票相同，票上写明是哪一组：领导班子、中层、职工代表" in specimen


def test_a_family_that_is_void_says_of_each_group_how_many_ballots_came(
    app: Flask, story: Story
) -> None:
    items = ready(story)
    setup.open_issuing(story.session, story.log, items[0], NOW)
    story.open(items[0])
    device = story.device(numbers("中层")[0])
    story.cast(story.request(device, items[1], GOOD, BAD))
    story.close(items[0])
    text = page(app, story, f"{items[0]}/report")
    few = "不计入：收回不足 5 张，没有开票"
    assert [row[0::5] + row[6:] for row in rows(text)[1:]] == [
        ["领导班子", "0", few],
        ["中层", "1", few],
        ["职工代表", "0", few],
    ]
    assert "本轮作废" in words(text)


def test_lists_and_the_projector_show_the_family_once(app: Flask, story: Story) -> None:
    items = ready(story)
    client = app.test_client()
    assert client.get("/").text.count("民主测评") == 1
    screen = client.get(f"/c/{story.congress}/screen?item={items[1]}").text
    assert "应到</dt><dd>17<" in screen
    # A is logged of everybody, and one delegate here is of no group.
    assert "实到" not in screen
    play_on = client.get(f"/c/{story.congress}/papers/").text
    assert play_on.count("选票样张") == 1


def test_the_projector_shows_the_weighted_result(app: Flask, story: Story) -> None:
    items = play(story, [LEADERS, MIDDLE, STAFF])
    client = app.test_client()
    screen = client.get(f"/c/{story.congress}/screen").text
    assert "各组权重：领导班子 30、中层 30、职工代表 40。" in screen
    assert [row[0] for row in rows(screen)] == ["姓名"]
    assert "40.33%" in screen
    assert "实到</dt><dd>17<" in screen
    listed = client.get(f"/c/{story.congress}/papers/").text
    assert listed.count("计票结果报告单") == 1
    assert all(f"bel/{item}.bel" in listed for item in items)


def test_the_public_record_names_the_group_of_each_entry(app: Flask, story: Story) -> None:
    items = play(story, [LEADERS, MIDDLE, STAFF])
    text = app.test_client().get(f"/c/{story.congress}/audit").text
    for item, group in zip(items, SIZES, strict=True):
        assert f"《<bdi>民主测评（{group}）</bdi>》" in text
        assert f"<li><bdi>民主测评（{group}）</bdi> · <a" in text
        assert f"bel/{item}.bel" in text


def test_the_workbook_has_a_sheet_for_each_table(app: Flask, story: Story) -> None:
    items = play(story, [LEADERS, MIDDLE, STAFF])
    answer = app.test_client().get(f"/c/{story.congress}/papers/{items[2]}/report.xlsx")
    book = load_workbook(BytesIO(answer.data))
    assert book.sheetnames == ["加权结果", "各组情况", "各组明细（票数）", "概况"]
    assert [cell.value for cell in book["各组明细（票数）"][2]] == ["丁一", "领导班子", 2, 3, 0, 0]


def test_the_pages_speak_english_as_well(app: Flask, story: Story) -> None:
    items = play(story, [LEADERS[:4], MIDDLE, STAFF])
    client = app.test_client()
    headers = {"Accept-Language": "en"}
    text = client.get(f"/c/{story.congress}/papers/{items[0]}/report", headers=headers).text
    assert "Weighted result" in text
    assert "left out: fewer than 5 ballots, not opened" in text
    assert "Figures of the groups" in text
    assert "Details of the groups (ballots)" in text
    screen = client.get(f"/c/{story.congress}/screen", headers=headers).text
    assert "Percentages are worked out within each group" in screen
