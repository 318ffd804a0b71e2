"""Papers about an item: the exact numbers, blanks where nothing is known, and no word invented."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from tests.services.story import CHOICE, MOTION, NOW, Story
from tests.web.staged import stage
from votesvc.domain.items import choose, motion
from votesvc.services import agenda, rounds, setup

HOSTILE = "<script>alert(1)</script>&\"'=1+1"


@pytest.fixture
def story(app: Flask) -> Iterator[Story]:
    """Give a congress that is ready to vote."""
    yield from stage(app)


def get(app: Flask, story: Story, path: str, status: int = 200, language: str = "zh") -> str:
    page = app.test_client().get(
        f"/c/{story.congress}/papers/{path}", headers={"Accept-Language": language}
    )
    assert page.status_code == status, page.text
    return page.text


def words(page: str) -> str:
    """Return what a reader reads on the sheet, with blanks run together."""
    sheet = page[page.index('class="sheet"') :].partition(">")[2].partition("</article>")[0]
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", "", sheet, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


def rows(page: str) -> list[list[str]]:
    """Return the cells of every row of the tables on a page."""
    found = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in found
    ]


def sheets(app: Flask, path: str) -> dict[str, list[list[object]]]:
    """Return every cell of a workbook, by sheet."""
    page = app.test_client().get(path)
    assert page.status_code == 200
    assert page.headers["Content-Disposition"].startswith("attachment;")
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    book = load_workbook(BytesIO(page.data))
    return {sheet.title: [[cell.value for cell in row] for row in sheet] for sheet in book}


def test_the_report_of_a_motion_has_the_exact_numbers(app: Flask, story: Story) -> None:
    item = story.whole_vote(
        MOTION, [[1, 0, 0], [0, 1, 0]], [[1, 0, 0], [0, 0, 1]], [[0, 1, 0], [1, 0, 0]]
    )
    page = get(app, story, f"{item}/report")
    text = words(page)
    assert (
        "应到正式代表 3 人，实到 3 人，占 100.00%。达到法定人数（三分之二以上，须 2 人）。" in text
    )
    assert "发出选票 3 张，收回 3 张，未交回 0 张。" in text
    assert "收回票数等于发出票数。本次表决有效。" in text
    assert "以全体正式代表 3 人为基数，须过半数，即 2 票赞成。" in text
    assert rows(page) == [
        ["表决事项", "赞成", "反对", "弃权", "赞成占应到", "结论"],
        ["工资集体合同", "2", "1", "0", "66.67%", "通过"],
        ["食堂改造方案", "1", "1", "1", "33.33%", "未通过"],
    ]
    assert "收回 3 ≤ 发出 3 ≤ 实到 3 ≤ 应到 3" in text
    assert "各项 赞成＋反对＋弃权＝3" in text
    assert "由王主持、监票甲两人确认" in text
    for who in ("总监票人", "监票人", "总计票人", "计票人", "主持人"):
        assert f"{who}（签字）" in text
    assert "未完成前置程序" not in text


def test_the_report_carries_the_fingerprint_of_its_result(app: Flask, story: Story) -> None:
    item = story.whole_vote(MOTION, [[1, 0, 0], [0, 1, 0]])
    shown = app.test_client().get(f"/c/{story.congress}/result/{item}").text
    root = re.findall(r"<span>([0-9a-f]{4})</span>", shown)
    story.ready_item(CHOICE)
    page = get(app, story, f"{item}/report")
    assert re.findall(r"<span>([0-9a-f]{4})</span>", page) == root
    assert len(root) == 16


def test_a_report_without_quorum_says_that_nothing_was_decided(app: Flask, story: Story) -> None:
    item = story.whole_vote(MOTION, [[1, 0, 0], [1, 0, 0]])
    text = words(get(app, story, f"{item}/report"))
    assert "实到 1 人，占 33.33%。未达到法定人数（三分之二以上，须 2 人），不能作出决定。" in text
    get(app, story, f"{item}/resolution", 409)


def test_ballots_that_were_not_returned_are_counted(app: Flask, story: Story) -> None:
    devices = [story.device(number) for number in ("1001", "1002")]
    item = story.open_item(MOTION)
    requests = [story.request(device, item, [1, 0, 0], [1, 0, 0]) for device in devices]
    story.cast(requests[0])
    story.close(item)
    story.announce(item)
    text = words(get(app, story, f"{item}/report"))
    assert "发出选票 2 张，收回 1 张，未交回 1 张。" in text
    assert "收回票数少于发出票数。本次表决有效。" in text
    assert "收回 1 ≤ 发出 2 ≤ 实到 2 ≤ 应到 3" in text


def test_a_tie_leaves_a_line_for_how_it_is_dealt_with(app: Flask, story: Story) -> None:
    item = story.whole_vote(CHOICE, [[1, 1, 0, 0]], [[1, 0, 1, 0]], [[1, 0, 0, 0]])
    page = get(app, story, f"{item}/report")
    assert "还有 1 个名额，2 项票数相等。处理办法：" in words(page)
    assert rows(page) == [
        ["排序", "候选", "得票", "结论"],
        ["1", "合唱", "3", "入选"],
        ["2", "舞蹈", "1", "票数相等，待定"],
        ["2", "相声", "1", "票数相等，待定"],
        ["4", "小品", "0", "未入选"],
    ]
    assert "各项 赞成" not in words(page)


def test_a_vacancy_is_said_and_so_is_its_absence(app: Flask, story: Story) -> None:
    item = story.whole_vote(CHOICE, [[1, 0, 0, 0]])
    assert "空缺 1 个名额。处理办法：" in words(get(app, story, f"{item}/report"))


def test_a_choice_that_is_clear_has_neither_tie_nor_vacancy(app: Flask, story: Story) -> None:
    item = story.whole_vote(CHOICE, [[1, 1, 0, 0]])
    assert "没有同票，没有缺额。" in words(get(app, story, f"{item}/report"))


def test_a_void_round_is_reported_as_void_with_its_reason(app: Flask, story: Story) -> None:
    item = story.open_item(MOTION)
    story.void(item, f"停电\n{HOSTILE}\u202e")
    page = get(app, story, f"{item}/report")
    text = words(page)
    assert "本轮作废" in text
    assert "停电 &lt;script&gt;" in text
    assert "\u202e" not in page
    assert "三、结果" not in text
    assert "有效" not in text
    tables = sheets(app, f"/c/{story.congress}/papers/{item}/report.xlsx")
    assert list(tables) == ["概况"]


def test_a_round_voided_by_its_counts_says_so(app: Flask, story: Story) -> None:
    item = story.issued_item(MOTION)
    rounds.void(story.session, story.log, item, "没有法定人数", "王主持", NOW)
    assert "没有法定人数" in words(get(app, story, f"{item}/report"))


def test_the_workbook_of_a_count_is_read_back_cell_by_cell(app: Flask, story: Story) -> None:
    spec = motion("=表决", [HOSTILE, "第二项"])
    item = story.whole_vote(spec, [[1, 0, 0], [0, 1, 0]], [[1, 0, 0], [0, 0, 1]])
    tables = sheets(app, f"/c/{story.congress}/papers/{item}/report.xlsx")
    assert tables["结果"] == [
        ["表决事项", "赞成", "反对", "弃权", "赞成占应到", "结论"],
        [HOSTILE, 2, 0, 0, "66.67%", "通过"],
        ["第二项", 0, 1, 1, "0.00%", "未通过"],
    ]
    numbers = tables["概况"]
    assert numbers[:10] == [
        ["项", "内容"],
        ["大会", "工会代表大会"],
        ["议题", "=表决"],
        ["应到", 3],
        ["实到", 2],
        ["发出选票", 2],
        ["收回选票", 2],
        ["未交回", 0],
        ["法定人数", 2],
        ["通过须赞成票", 2],
    ]
    shown = app.test_client().get(f"/c/{story.congress}/result/{item}").text
    root = "".join(re.findall(r"<span>([0-9a-f]{4})</span>", shown))
    assert numbers[11] == ["记录指纹", root]


def test_a_resolution_states_each_matter_and_leaves_lines_for_the_rest(
    app: Flask, story: Story
) -> None:
    item = story.whole_vote(MOTION, [[1, 0, 0], [0, 1, 0]], [[1, 0, 0], [0, 0, 1]])
    page = get(app, story, f"{item}/resolution")
    text = words(page)
    assert "关于“表决事项”的决议" in text
    assert "会议应到职工代表 3 人，实到 2 人，符合法定人数。" in text
    assert (
        "“工资集体合同”：赞成 2 票，反对 0 票，弃权 0 票。"
        "按规则须全体职工代表过半数，即 2 票赞成，予以通过。" in text
    )
    assert (
        "“食堂改造方案”：赞成 0 票，反对 1 票，弃权 1 票。"
        "按规则须全体职工代表过半数，即 2 票赞成，未获通过。" in text
    )
    assert page.count('class="rule"') == 2
    assert "听证" not in text


def test_what_was_not_passed_or_is_no_motion_has_no_resolution(app: Flask, story: Story) -> None:
    item = story.whole_vote(MOTION, [[0, 1, 0], [0, 1, 0]], [[0, 1, 0], [0, 1, 0]])
    assert "没有一项获得通过，不作决议。" in get(app, story, f"{item}/resolution", 409)
    assert "/resolution" not in get(app, story, "")


def test_a_choice_has_no_resolution(app: Flask, story: Story) -> None:
    item = story.whole_vote(CHOICE, [[1, 1, 0, 0]])
    get(app, story, f"{item}/resolution", 409)


def test_a_posting_has_the_result_and_blanks_for_its_days(app: Flask, story: Story) -> None:
    item = story.whole_vote(MOTION, [[1, 0, 0], [0, 1, 0]], [[1, 0, 0], [0, 0, 1]])
    page = get(app, story, f"{item}/posting")
    text = words(page)
    assert "应到 3 人，实到 2 人，发出选票 2 张，收回 2 张。" in text
    assert "公示期：自 至 ，共 天。" in text
    assert ["工资集体合同", "2", "0", "0", "66.67%", "通过"] in rows(page)
    assert f"/c/{story.congress}/result/{item}" in text


def test_a_specimen_shows_the_questions_and_is_marked(app: Flask, story: Story) -> None:
    item = story.ready_item(motion(f"审议{HOSTILE}", ["办法一", HOSTILE]))
    page = get(app, story, f"{item}/specimen")
    assert "样张" in page
    assert page.count('class="ballot-item"') == 2
    assert page.count('class="tick"') == 6
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_specimen_of_a_choice_says_how_many_may_be_marked(app: Flask, story: Story) -> None:
    item = story.ready_item(CHOICE)
    assert "选 0 至 2 项；多选，手机不收。" in get(app, story, f"{item}/specimen")
    exact = story.ready_item(choose("评选", "最喜爱的", ["合唱", "舞蹈", "相声"], 2, 2))
    assert "选 2 项。" in get(app, story, f"{exact}/specimen")


def test_nothing_of_a_count_is_on_paper_before_the_announcement(app: Flask, story: Story) -> None:
    device = story.device("1001")
    item = story.open_item(MOTION)
    story.cast(story.request(device, item, [1, 0, 0], [0, 1, 0]))
    story.close(item)
    story.count(item)
    for paper in ("report", "report.xlsx", "resolution", "posting"):
        assert "结果还没有宣布" in get(app, story, f"{item}/{paper}", 409)


def test_a_draft_and_an_item_of_another_congress_have_no_papers(app: Flask, story: Story) -> None:
    item = story.whole_vote(MOTION, [[1, 0, 0], [0, 1, 0]])
    other = setup.create_congress(story.session, story.log, "另一个大会", "ab" * 32, NOW)
    draft = agenda.create_item(story.session, story.congress, MOTION)
    for paper in ("specimen", "report", "report.xlsx", "resolution", "posting"):
        assert app.test_client().get(f"/c/{other}/papers/{item}/{paper}").status_code == 404
        get(app, story, f"{draft}/{paper}", 404)


def test_the_catalogue_lists_every_paper_and_each_opens(app: Flask, story: Story) -> None:
    first = story.whole_vote(MOTION, [[1, 0, 0], [0, 1, 0]], [[1, 0, 0], [0, 0, 1]])
    second = story.open_item(CHOICE)
    story.void(second, "停电")
    page = get(app, story, "")
    addresses = re.findall(r'<td><a href="([^"]+)"', page)
    here = f"/c/{story.congress}"
    assert addresses == [
        f"{here}/record.zip",
        f"{here}/papers/convening",
        f"{here}/papers/{first}/specimen",
        f"{here}/papers/{first}/report",
        f"{here}/papers/{first}/resolution",
        f"{here}/papers/{first}/posting",
        f"{here}/bel/{first}.bel",
        f"{here}/papers/{second}/specimen",
        f"{here}/papers/{second}/report",
    ]
    for address in addresses:
        with app.test_client().get(address) as answer:
            assert answer.status_code == 200, address
    table = sheets(app, f"{here}/papers/catalogue.xlsx")["归档目录"]
    assert len(table) == 1 + len(addresses)
    assert table[4][:4] == [4, "表决事项", "计票结果报告单", "纸质"]


def test_papers_speak_english(app: Flask, story: Story) -> None:
    item = story.whole_vote(MOTION, [[1, 0, 0], [0, 1, 0]], [[1, 0, 0], [0, 0, 1]])
    text = words(get(app, story, f"{item}/report", language="en"))
    assert "3 delegates entitled, 2 present: 66.67%." in text
    assert "more than half must be in favour, that is 2 votes" in text


def test_papers_set_no_cookie_and_hold_no_inline_style(app: Flask, story: Story) -> None:
    item = story.whole_vote(MOTION, [[1, 0, 0], [0, 1, 0]], [[1, 0, 0], [0, 0, 1]])
    for paper in ("specimen", "report", "resolution", "posting"):
        answer = app.test_client().get(f"/c/{story.congress}/papers/{item}/{paper}")
        assert "Set-Cookie" not in answer.headers
        assert " style=" not in answer.text
        assert not re.search(r"<script(?![^>]*\ssrc=)", answer.text)


def test_result_audit_and_front_page_lead_to_the_papers(app: Flask, story: Story) -> None:
    item = story.whole_vote(MOTION, [[1, 0, 0], [0, 1, 0]])
    here = f"/c/{story.congress}"
    client = app.test_client()
    for page in (f"{here}/result/{item}", f"{here}/audit"):
        assert f'href="{here}/papers/{item}/report"' in client.get(page).text
        assert f'href="{here}/papers/"' in client.get(page).text
    assert f'href="{here}/papers/"' in client.get("/").text
