"""An evaluation in which groups have weights, as the console makes it, leads it and warns of it."""

import json
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.services.story import NOW, Story
from tests.services.test_families import ROLL, SPEC, WEIGHTS, ready, vote
from tests.web.browser import Browser
from tests.web.hall import Hall
from tests.web.staged import stage
from votesvc.domain.rules import EvaluationRule, Weight
from votesvc.services import agenda, auditing, counting, setup
from votesvc.web.installation import current_session

SMALL = (ROLL.decode() + "\n小组,950,一团,正式,离退休\n").encode()
FORM = "/items/new/national/P10"


@pytest.fixture
def grouped(hall: Hall) -> Hall:
    """Give a hall whose roll has three groups to be counted apart, and one of a single person."""
    hall.import_roll(SMALL)
    hall.organiser.submit("/roll/fix")
    hall.set_board()
    return hall


@pytest.fixture
def story(app: Flask) -> Iterator[Story]:
    """Give a congress whose roll has three groups."""
    yield from stage(app, ROLL)


def fill(hall: Hall, **weights: str) -> Browser:
    """Fill in the form of an evaluation with these weights."""
    hall.organiser.get(f"{hall.console}{FORM}")
    named = {f"weight:{group}": weight for group, weight in weights.items()}
    return hall.organiser.submit(FORM, title="民主测评", lines="丁一\n王五", **named)


def drafts(hall: Hall) -> list[EvaluationRule]:
    with hall.app.app_context():
        rules = [one.spec.rule for one in agenda.items(current_session(), hall.congress)]
    assert all(isinstance(rule, EvaluationRule) for rule in rules)
    return [rule for rule in rules if isinstance(rule, EvaluationRule)]


def test_the_form_asks_for_the_weight_of_each_group_on_the_roll(grouped: Hall) -> None:
    page = grouped.organiser.get(f"{grouped.console}{FORM}").text
    assert [
        re.sub(r"<.*?>", "", one)
        for one in re.findall(r'<label for="weight-\d">(.*?)</label>', page)
    ] == ["中层 6 人", "离退休 1 人", "职工代表 6 人", "领导班子 5 人"]
    assert (
        "各组的权重" not in grouped.organiser.get(f"{grouped.console}/items/new/national/P18").text
    )


def test_weights_make_one_item_for_each_group_and_one_line_on_the_agenda(grouped: Hall) -> None:
    page = fill(grouped, 领导班子="30", 中层="30", 职工代表="40").text
    assert [rule.group for rule in drafts(grouped)] == ["中层", "职工代表", "领导班子"]
    assert drafts(grouped)[0].weights[2] == Weight("领导班子", 30)
    assert "各组权重：中层 30、职工代表 40、领导班子 30。" in page
    overview = grouped.organiser.get(f"{grouped.console}/").text
    assert overview.count(">民主测评</a>") == 1


def test_a_roll_without_groups_asks_for_no_weights_and_says_what_is_missing(hall: Hall) -> None:
    hall.fix_roll()
    page = hall.organiser.get(f"{hall.console}{FORM}").text
    assert 'name="weight:' not in page
    assert "先在名册里写上“组别”一列" in page


def test_without_weights_everybody_counts_alike(grouped: Hall) -> None:
    assert fill(grouped).status == 200
    [rule] = drafts(grouped)
    assert (rule.weights, rule.group) == ((), None)


@pytest.mark.parametrize(
    ("weights", "problem"),
    [
        ({"中层": "0", "职工代表": "40"}, "“中层”的权重：请填 1 到 1000 的整数。"),
        ({"中层": "三十", "职工代表": "40"}, "“中层”的权重"),
        ({"中层": "1001", "职工代表": "40"}, "“中层”的权重"),
        ({"中层": "60"}, "至少要有两个组有权重"),
        ({"离退休": "10", "职工代表": "40"}, "“离退休”在名册上只有 1 人，不到 5 人"),
    ],
)
def test_weights_that_cannot_stand_are_told_beside_what_was_typed(
    grouped: Hall, weights: dict[str, str], problem: str
) -> None:
    page = fill(grouped, **weights)
    assert page.status == 400
    assert problem in page.text
    assert f'value="{next(iter(weights.values()))}"' in page.text
    assert drafts(grouped) == []


def test_a_weight_of_a_group_that_has_left_the_roll_is_told_and_not_passed_over(hall: Hall) -> None:
    # The form was drawn while the group had its old name.
    hall.import_roll(SMALL.replace("领导班子".encode(), "领导".encode()))
    hall.organiser.get(f"{hall.console}{FORM}")
    page = hall.organiser.submit(
        FORM, title="民主测评", lines="丁一", **{"weight:领导班子": "30", "weight:中层": "30"}
    )
    assert page.status == 400
    assert "“领导班子”已经不在名册上了" in page.text
    assert drafts(hall) == []


def test_weights_stay_typed_when_the_form_goes_over_to_another_procedure(grouped: Hall) -> None:
    grouped.organiser.get(f"{grouped.console}{FORM}")
    over = grouped.organiser.submit("/items/new/national/P18", title="评", **{"weight:中层": "30"})
    assert 'name="weight:中层" value="30"' in over.text


def page_of(hall: Browser, story: Story, item: str) -> str:
    return hall.get(f"/staff/c/{story.congress}/items/{item}").text


def cells(page: str) -> list[list[str]]:
    table = page.split('<table class="groups">')[1].split("</table>", maxsplit=1)[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)[1:]
    return [
        [
            " ".join(re.sub(r"<.*?>", "", cell).split())
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row)
        ]
        for row in rows
    ]


def test_the_page_shows_each_group_and_warns_of_those_too_few_are_of(
    story: Story, organiser: Browser
) -> None:
    items = ready(story)
    setup.open_issuing(story.session, story.log, items[0], NOW)
    story.device("100")
    page = page_of(organiser, story, items[1])
    assert cells(page)[0] == ["领导班子", "30", "5", "1", "0", "—"]
    assert "“领导班子”只到了 1 人。" in page
    assert "“中层”只到了 0 人。" in page
    story.open(items[0])
    page = page_of(organiser, story, items[0])
    assert "“中层”只收回 0 张票。现在截止" in page
    live = json.loads(organiser.get(f"/staff/c/{story.congress}/items/{items[0]}/live").text)
    assert (live["entitled"], live["present"], live["present-0"], live["returned-2"]) == (
        17,
        1,
        1,
        0,
    )


def test_a_draft_with_a_group_too_small_is_blocked(story: Story, organiser: Browser) -> None:
    weights = [*WEIGHTS, Weight("离退休", 1)]
    item = agenda.create_family(story.session, story.congress, SPEC, weights)[0]
    page = page_of(organiser, story, item)
    assert "“离退休”在名册上只有 0 人" in page
    assert "/prepare" not in page


def test_no_group_s_result_is_shown_before_all_are_announced(
    story: Story, organiser: Browser
) -> None:
    items = ready(story)
    vote(story, items, absent=1)
    story.close(items[0])
    page = page_of(organiser, story, items[0])
    assert cells(page)[0][0] == "领导班子 票太少，不计票"
    assert cells(page)[1] == ["中层", "30", "6", "6", "6", "6"]
    assert page.count("解密份额：0 / 2") == 2
    for item in items[1:]:
        story.count(item)
    page = page_of(organiser, story, items[0])
    assert 'class="outcome"' not in page
    assert "宣布结果" in page
    organiser.submit("/announce")
    assert "已经宣布" in organiser.text
    assert counting.family_view(story.session, items[0]).outcome.quorate
    assert entry_at(organiser, story, 2) == "名册上各组的人数：中层 6、职工代表 6、领导班子 5。"
    last = len(auditing.entries(story.session, story.congress, 0, 500)) - 1
    assert entry_at(organiser, story, last) == "《民主测评》各组的结果按权重合成，同时公布。"


def entry_at(browser: Browser, story: Story, index: int) -> str:
    """Return what the page of a log entry says in words."""
    page = browser.get(f"/c/{story.congress}/audit/{index}").text
    found = re.search(r'<p class="lead">(.*?)</p>', page, re.DOTALL)
    assert found is not None, page
    return re.sub(r"<.*?>", "", found[1]).strip()
