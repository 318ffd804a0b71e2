"""Papers of elections, evaluations, straw polls and scores: every number, and what follows."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from tests.services.people import Device
from tests.services.story import BY, ELECTION, ELECTION_RULE, NOW, Story
from tests.web.staged import stage
from votesvc.domain.items import ItemSpec, election, graded, motion
from votesvc.domain.rules import (
    P01,
    Change,
    EvaluationRule,
    Flag,
    Fraction,
    PollRule,
    Posting,
    Rate,
    ScoreRule,
    Terms,
)
from votesvc.domain.write_ins import Merge
from votesvc.services import counting, write_ins

GRADES = ("优秀", "称职", "基本称职", "不称职")
EVALUATION_RULE = EvaluationRule(
    "P10",
    GRADES,
    "returned",
    (Rate("优秀率", (0,)), Rate("称职以上", (0, 1))),
    (Flag("不称职超过三分之一", (3,), 1, 3, "gt"),),
    quorum=Fraction(2, 3, "ge"),
)
PEOPLE = ("张<b>三", "=李四", "王五")


@pytest.fixture
def story(app: Flask) -> Iterator[Story]:
    """Give a congress that is ready to vote."""
    yield from stage(app)


@pytest.fixture
def devices(story: Story) -> list[Device]:
    """Give three delegates' phones."""
    return [story.device(number) for number in ("1001", "1002", "a-7")]


def vote(story: Story, devices: list[Device], spec: ItemSpec, *papers: list[list[int]]) -> str:
    """Play an item without names written in."""
    item = story.open_item(spec)
    for device, paper in zip(devices, papers, strict=False):
        story.cast(story.request(device, item, *paper))
    story.close(item)
    story.announce(item)
    return item


def page(app: Flask, story: Story, path: str) -> str:
    answer = app.test_client().get(f"/c/{story.congress}/papers/{path}")
    assert answer.status_code == 200, answer.text
    assert "<b>三" not in answer.text
    return answer.text


def words(text: str) -> str:
    sheet = text[text.index('class="sheet"') :].partition(">")[2].partition("</article>")[0]
    plain = re.sub(r"<svg.*?</svg>|<[^>]+>", "", sheet, flags=re.DOTALL)
    return re.sub(r"\s+", " ", plain)


def rows(text: str) -> list[list[str]]:
    found = re.findall(r"<tr>(.*?)</tr>", text, re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in found
    ]


def cells(app: Flask, story: Story, item: str) -> dict[str, list[list[object]]]:
    answer = app.test_client().get(f"/c/{story.congress}/papers/{item}/report.xlsx")
    assert answer.status_code == 200
    book = load_workbook(BytesIO(answer.data))
    return {sheet.title: [[cell.value for cell in row] for row in sheet] for sheet in book}


def test_the_report_of_an_election_lists_candidates_and_names_written_in(
    app: Flask, story: Story, devices: list[Device]
) -> None:
    item = story.open_item(ELECTION)
    papers: list[tuple[list[list[int]], tuple[str, str]]] = [
        ([[1, 0, 0, 1, 0], [0, 1, 0]], ("李四", "")),
        ([[1, 0, 0, 0, 1], [0, 1, 1]], ("", "李 四")),
        ([[0, 0, 0, 1, 1], [1, 1, 0]], ("李思", "张三")),
    ]
    for device, (choices, names) in zip(devices, papers, strict=True):
        story.cast(story.request(device, item, *choices, names=names))
    story.close(item)
    story.open_names(item)
    story.count(item)
    merge = Merge("李 四", ("李思",))
    write_ins.propose_merge(story.session, item, merge, "同一人，写法不同", BY[0])
    write_ins.confirm_merge(story.session, item, BY, NOW)
    counting.announce(story.session, story.log, item, BY[0], NOW)
    text = page(app, story, f"{item}/report")
    assert "<title>选举结果报告单" in text
    assert rows(text) == [
        ["排序", "姓名", "赞成", "反对", "弃权", "赞成占应到", "结论"],
        ["1", "李 四（另选他人）", "3", "—", "—", "100.00%", "当选"],
        ["2", "丁一", "2", "1", "0", "66.67%", "当选"],
        ["3", "王五", "0", "3", "0", "0.00%", "未当选"],
        ["3", "张三", "0", "1", "2", "0.00%", "未当选"],
    ]
    said = words(text)
    assert "须 2 票赞成（全体应到人数的过半数），方可当选" in said
    assert "另选他人中有 1 个记号不计" in said
    assert "另选他人：李思 记作 李 四，由王主持、监票甲两人认定。理由：同一人，写法不同" in said
    assert "没有同票，没有缺额。" in said
    assert "本次选举有效。" in said
    table = cells(app, story, item)["选举结果"]
    assert table[1] == [1, "李 四（另选他人）", 3, "—", "—", "100.00%", "当选"]
    assert table[2] == [2, "丁一", 2, 1, 0, "66.67%", "当选"]


def plain_election(seats: int = 1, **changes: object) -> ItemSpec:
    rule = replace(ELECTION_RULE, seats=seats, writein=0, **changes)  # type: ignore[arg-type]
    return election("主席选举", PEOPLE, rule)


def test_a_tie_is_named_with_those_among_whom_a_run_off_decides(
    app: Flask, story: Story, devices: list[Device]
) -> None:
    spec = plain_election(2)
    item = vote(
        story,
        devices,
        spec,
        [[1, 1, 0], [0, 0, 1]],
        [[1, 0, 1], [0, 1, 0]],
        [[0, 1, 1], [1, 0, 0]],
    )
    text = page(app, story, f"{item}/report")
    said = words(text)
    assert "最后一名票数相等，须再次投票，名额 2 个：张&lt;b&gt;三、=李四、王五。" in said
    assert [row[-1] for row in rows(text)[1:]] == ["票数相等，再次投票"] * 3
    run_off = story.ready_item(
        replace(spec, title="再次投票", rule=replace(spec.rule, terms=Terms(parent=item)))
    )
    assert "后续投票：“再次投票”（待发）" in words(page(app, story, f"{item}/report"))
    assert page(app, story, f"{run_off}/specimen")


def test_the_run_off_says_which_ballot_it_follows(
    app: Flask, story: Story, devices: list[Device]
) -> None:
    first = vote(story, devices, plain_election(), [[1, 0, 0], [0, 1, 1]])
    spec = plain_election()
    second = vote(
        story,
        devices,
        replace(spec, title="另行选举", rule=replace(spec.rule, terms=Terms(parent=first))),
        [[0, 1, 0], [1, 0, 1]],
        [[0, 1, 0], [1, 0, 1]],
    )
    assert "本票承接“主席选举”的结果。" in words(page(app, story, f"{second}/report"))
    assert "须另行选举" in words(page(app, story, f"{first}/report"))
    assert "后续投票：“另行选举”（已宣布）" in words(page(app, story, f"{first}/report"))


def test_a_vacancy_that_stays_is_said(app: Flask, story: Story, devices: list[Device]) -> None:
    item = vote(story, devices, plain_election(shortfall="vacant"), [[1, 0, 0], [0, 1, 1]])
    said = words(page(app, story, f"{item}/report"))
    assert "应选 1 名，当选 0 名，缺额 1 名，暂缺。" in said
    assert "没有同票" not in said


def test_an_evaluation_has_grades_rates_base_and_flags(
    app: Flask, story: Story, devices: list[Device]
) -> None:
    spec = graded("民主测评", PEOPLE, EVALUATION_RULE)
    best, worst, none = [0, 1, 0, 0, 0], [0, 0, 0, 0, 1], [1, 0, 0, 0, 0]
    item = vote(story, devices, spec, [best, worst, none], [best, worst, none], [best, best, best])
    text = page(app, story, f"{item}/report")
    assert "<title>测评结果统计表" in text
    assert rows(text) == [
        ["测评对象", *GRADES, "弃权", "优秀率", "称职以上", "提示"],
        ["张&lt;b&gt;三", "3", "0", "0", "0", "0", "100.00%", "100.00%", ""],
        ["=李四", "1", "0", "0", "2", "0", "33.33%", "33.33%", "不称职超过三分之一"],
        ["王五", "1", "0", "0", "0", "2", "33.33%", "33.33%", ""],
    ]
    said = words(text)
    assert "百分比以 3 为底数。" in said
    assert "本次表决有效" not in said
    book = load_workbook(
        BytesIO(app.test_client().get(f"/c/{story.congress}/papers/{item}/report.xlsx").data)
    )
    cell = book["测评结果"]["A3"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=李四", "s", True)
    assert [one.value for one in book["测评结果"][3]][1:6] == [1, 0, 0, 2, 0]


def test_a_straw_poll_says_that_it_decides_nothing(
    app: Flask, story: Story, devices: list[Device]
) -> None:
    rule = PollRule("P15", ("支持", "修改后支持", "不支持"))
    spec = graded("倾向性测评", ["考勤办法"], rule)
    item = vote(story, devices, spec, [[0, 1, 0, 0]], [[0, 0, 1, 0]], [[1, 0, 0, 0]])
    text = page(app, story, f"{item}/report")
    assert "倾向性测评，不具表决效力。" in words(text)
    assert rows(text)[1] == ["考勤办法", "1", "1", "0", "1"]
    assert "倾向性测评，不具表决效力。" in words(page(app, story, f"{item}/specimen"))


def test_scores_are_ranked_by_their_average(
    app: Flask, story: Story, devices: list[Device]
) -> None:
    spec = graded("合理化建议", ["建议一", "建议二"], ScoreRule("P18", 1, 3))
    item = vote(
        story,
        devices,
        spec,
        [[0, 1, 0, 0], [0, 0, 0, 1]],
        [[0, 0, 1, 0], [0, 0, 0, 1]],
        [[1, 0, 0, 0], [0, 0, 1, 0]],
    )
    text = page(app, story, f"{item}/report")
    assert rows(text) == [
        ["排序", "评审对象", "平均分", "计入总分", "计入份数"],
        ["1", "建议二", "2.67", "8", "3"],
        ["2", "建议一", "1.50", "3", "2"],
    ]
    assert "1 至 3 分" in words(page(app, story, f"{item}/specimen"))


def test_the_specimen_of_an_election_has_lines_for_other_names(app: Flask, story: Story) -> None:
    item = story.ready_item(ELECTION)
    text = page(app, story, f"{item}/specimen")
    said = words(text)
    assert "应选 2 名，候选人 3 名。" in said
    assert said.count("另选他人：") == 2
    assert "每写一个另选的姓名，须对一位候选人投反对票" in said
    assert text.count('class="tick"') == 6


def test_the_specimen_of_an_evaluation_has_a_box_for_each_grade(app: Flask, story: Story) -> None:
    item = story.ready_item(graded("民主测评", PEOPLE, EVALUATION_RULE))
    text = page(app, story, f"{item}/specimen")
    assert text.count('class="box"') == len(PEOPLE) * len(GRADES)
    assert rows(text)[0] == ["测评对象", *GRADES]


def test_changes_of_a_rule_are_printed_with_author_and_reason(
    app: Flask, story: Story, devices: list[Device]
) -> None:
    change = Change("posting.days", "7", "15", "周工", "按本单位章程 <b>三")
    rule = replace(P01, terms=Terms(posting=Posting(15, 3), changes=(change,)))
    item = vote(story, devices, motion("表决", ["一"], rule), *[[[1, 0, 0]]] * 3)
    said = words(page(app, story, f"{item}/report"))
    assert "规则的更改" in said
    assert "由 7 改为 15（周工，理由：按本单位章程 &lt;b&gt;三）。" in said
    assert "（不少于 15 天）" in words(page(app, story, f"{item}/posting"))


def test_another_base_than_all_delegates_is_said(
    app: Flask, story: Story, devices: list[Device]
) -> None:
    rule = replace(P01, base="present")
    item = vote(story, devices[:2], motion("程序", ["议程"], rule), *[[[1, 0, 0]]] * 2)
    said = words(page(app, story, f"{item}/report"))
    assert "以全体正式代表" not in said
    assert "实到人数的过半数" in said
    assert "按规则须 2 票赞成，予以通过。" in words(page(app, story, f"{item}/resolution"))


@pytest.mark.parametrize(
    "spec",
    [
        ELECTION,
        graded("民主测评", PEOPLE, EVALUATION_RULE),
        graded("合理化建议", ["建议一"], ScoreRule("P18", 1, 10)),
    ],
)
def test_nothing_of_a_count_is_printed_before_it_is_announced(
    app: Flask, story: Story, spec: ItemSpec
) -> None:
    story.device("1001")
    item = story.open_item(spec)
    client = app.test_client()
    for paper in ("report", "report.xlsx", "posting", "resolution"):
        assert client.get(f"/c/{story.congress}/papers/{item}/{paper}").status_code == 409
