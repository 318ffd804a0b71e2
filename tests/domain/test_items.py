"""An item is put together only if people can read it and a rule can decide it."""

from collections.abc import Callable

import pytest
from hypothesis import given, strategies as st

from votesvc.crypto.encoding import JsonValue, canonical_json, new_uuid, parse_canonical_json
from votesvc.domain.congress import Congress
from votesvc.domain.items import (
    MOTION_ANSWERS,
    ItemSpec,
    QuestionSpec,
    choose,
    motion,
    parse_spec,
)
from votesvc.domain.rules import P01, ChooseRule
from votesvc.errors import MalformedInput, NotCanonical

CHOICE = choose("评选", "最喜爱的节目", ["合唱", "舞蹈", "相声"], 0, 2)


def test_motion_asks_for_against_and_abstention_on_each_text() -> None:
    spec = motion("表决", ["甲", "乙"])
    assert [question.text for question in spec.questions] == ["甲", "乙"]
    assert {(q.answers, q.minimum, q.maximum) for q in spec.questions} == {(MOTION_ANSWERS, 1, 1)}
    assert spec.rule == P01


def test_choice_has_as_many_places_as_marks() -> None:
    assert CHOICE.rule == ChooseRule("P17", 2)
    assert (CHOICE.questions[0].minimum, CHOICE.questions[0].maximum) == (0, 2)


@pytest.mark.parametrize("spec", [motion("表决", ["甲", "乙"]), CHOICE])
def test_item_is_stored_and_read_back(spec: ItemSpec) -> None:
    assert parse_spec(parse_canonical_json(canonical_json(spec.to_json()))) == spec


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        " a",
        "a\u3000",
        "a\nb",
        "\x00",
        "\ud800",
        "a" * 301,
        "\u202eab",
        "a\u2066b",
        "a\u200bb",
        "\ufeffa",
        "a\u2028b",
        "a\ue000",
        "a\U000e0061",
    ],
)
def test_text_nobody_could_read_is_refused(text: str) -> None:
    for make in (
        lambda: motion(text, ["甲"]),
        lambda: motion("表决", [text]),
        lambda: choose("评选", "节目", ["甲", text], 0, 1),
        lambda: Congress(new_uuid(), text),
    ):
        with pytest.raises(MalformedInput):
            make()


@pytest.mark.parametrize(
    ("answers", "minimum", "maximum"),
    [
        ([], 0, 0),
        ([], 0, 1),
        (["甲", "甲"], 0, 1),
        (["甲", "乙"], 0, 3),
        (["甲", "乙"], 2, 1),
        (["甲", "乙"], -1, 1),
        (["甲", "乙"], 0, 0),
        ([str(number) for number in range(201)], 0, 1),
    ],
)
def test_impossible_choice_is_refused(answers: list[str], minimum: int, maximum: int) -> None:
    with pytest.raises(MalformedInput):
        choose("评选", "节目", answers, minimum, maximum)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("张三", "张 三"),
        ("张三", "张\u3000三"),
        ("张三", "张三\ufe00"),
        ("张三", "张三\u3164"),
        ("张三", "张三\U000e0100"),
        ("张三", "张三\u2800"),
        ("Ann", "ＡＮＮ"),
        ("René", "Rene\u0301"),
        ("林", "\uf9f4"),
    ],
)
def test_two_answers_that_look_alike_are_refused(one: str, other: str) -> None:
    assert one != other
    with pytest.raises(MalformedInput):
        choose("评选", "节目", [one, other], 0, 1)
    choose("评选", "节目", [one, f"{other}（机关）"], 0, 1)


@pytest.mark.parametrize("text", ["𠮷野家", "ᠮᠣᠩᠭᠣᠯ", "ئۇيغۇر", "བོད", "甲 😀", "é", "一\u3000二"])
def test_every_script_may_be_written(text: str) -> None:
    assert motion(text, [text]).title == text


@pytest.mark.parametrize("count", [0, 51])
def test_motion_has_one_to_fifty_texts(count: int) -> None:
    with pytest.raises(MalformedInput):
        motion("表决", [f"第{number}项" for number in range(count)])


def test_questions_and_rules_belong_to_their_kind() -> None:
    question = QuestionSpec("甲", MOTION_ANSWERS, 1, 1)
    other = QuestionSpec("甲", ("是", "否"), 1, 1)
    makers: list[Callable[[], ItemSpec]] = [
        lambda: ItemSpec("motion", "表决", (other,), P01),
        lambda: ItemSpec("motion", "表决", (question,), ChooseRule("P17", 1)),
        lambda: ItemSpec("choose", "评选", (other,), P01),
        lambda: ItemSpec("choose", "评选", (other, other), ChooseRule("P17", 1)),
        lambda: ItemSpec("choose", "评选", (other,), ChooseRule("P17", 3)),
    ]
    for make in makers:
        with pytest.raises(MalformedInput):
            make()


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "poll"},
        {"title": 1},
        {"questions": {}},
        {"questions": [1]},
        {"questions": [{"answers": "甲", "maximum": 1, "minimum": 0, "text": "问"}]},
        {"questions": [{"answers": ["甲", 1], "maximum": 1, "minimum": 0, "text": "问"}]},
        {"questions": [{"answers": ["甲"], "maximum": True, "minimum": 0, "text": "问"}]},
        {"rule": {}},
        {"more": ""},
    ],
)
def test_stored_item_with_anything_changed_is_refused(change: dict[str, JsonValue]) -> None:
    with pytest.raises(MalformedInput):
        parse_spec({**CHOICE.to_json(), **change})


def test_stored_item_in_another_order_is_refused() -> None:
    fields = CHOICE.to_json()
    with pytest.raises(NotCanonical):
        parse_spec(dict(reversed(fields.items())))


@given(st.recursive(st.one_of(st.text(), st.integers(), st.booleans()), st.lists, max_leaves=5))
def test_anything_else_is_refused(value: JsonValue) -> None:
    with pytest.raises(MalformedInput):
        parse_spec(value)


def test_congress_names_its_log() -> None:
    uuid = new_uuid()
    assert Congress(uuid, "大会").origin == f"votesvc/{uuid}"
    with pytest.raises(MalformedInput):
        Congress("short", "大会")
