"""Elections and papers with grades are put together only as their rules say."""

from dataclasses import replace
from typing import Any

import pytest

from votesvc.crypto.encoding import canonical_json, parse_canonical_json, uuid_from
from votesvc.domain.items import (
    ItemSpec,
    QuestionSpec,
    asked_in,
    choose,
    election,
    family,
    gated,
    graded,
    motion,
    parse_spec,
    scale_of,
    table_of,
)
from votesvc.domain.rules import (
    P01,
    ElectionRule,
    EvaluationRule,
    Fraction,
    PollRule,
    ScoreRule,
    Threshold,
    Weight,
    asked_in as hearing_of,
    family_of,
    group_of,
)
from votesvc.errors import MalformedInput

UUID = uuid_from(bytes(16))
HALF = Threshold("entitled", Fraction(1, 2, "gt"))
ELECTION = election("选举", ["丁一", "王五"], ElectionRule("P04", 2, HALF, writein=2))
PRO, CONTRA = ELECTION.questions
GRADES = EvaluationRule("P10", ("优秀", "称职", "基本称职", "不称职"), "valid")
EVALUATION = graded("测评", ["丁一", "王五"], GRADES, ["德", "能"])
POLL = graded("倾向性测评", ["方案一"], PollRule("P15", ("支持", "修改后支持", "不支持")))
SCORE = graded("评审", ["建议一", "建议二"], ScoreRule("P18", 1, 10, 1))


@pytest.mark.parametrize("spec", [ELECTION, EVALUATION, POLL, SCORE])
def test_an_item_is_stored_and_read_back(spec: ItemSpec) -> None:
    assert parse_spec(parse_canonical_json(canonical_json(spec.to_json()))) == spec


def test_an_election_asks_for_and_against_with_slots_behind_the_candidates() -> None:
    pro, contra = ELECTION.questions
    assert pro == QuestionSpec("赞成", ("丁一", "王五", "另选他人1", "另选他人2"), 0, 2)
    assert contra == QuestionSpec("反对", ("丁一", "王五"), 0, 2)


def test_more_seats_than_names_can_all_be_filled() -> None:
    spec = election("选举", ["丁一"], ElectionRule("P06", 3, HALF))
    assert spec.questions[0].maximum == 1


def test_grades_are_asked_for_every_dimension_of_every_row_and_may_be_left_out() -> None:
    assert [one.text for one in EVALUATION.questions] == [
        "丁一｜德",
        "丁一｜能",
        "王五｜德",
        "王五｜能",
    ]
    assert all(one.blank and (one.minimum, one.maximum) == (1, 1) for one in EVALUATION.questions)
    assert table_of([one.text for one in EVALUATION.questions]) == (("丁一", "王五"), ("德", "能"))
    assert table_of(["甲", "乙"]) == (("甲", "乙"), ())
    assert SCORE.questions[0].answers == (*tuple("12345678"), "9", "10")
    assert (POLL.kind, SCORE.kind) == ("poll", "score")
    assert scale_of(P01) == ()


@pytest.mark.parametrize(
    ("spec", "changes"),
    [
        (ELECTION, {"questions": ELECTION.questions[:1]}),
        (ELECTION, {"questions": ()}),
        (ELECTION, {"questions": ELECTION.questions[::-1]}),
        (
            ELECTION,
            {"questions": (replace(ELECTION.questions[0], maximum=1), ELECTION.questions[1])},
        ),
        (ELECTION, {"rule": ElectionRule("P04", 2, HALF, writein=1)}),
        (ELECTION, {"kind": "choose"}),
        (EVALUATION, {"questions": EVALUATION.questions[:3]}),
        (EVALUATION, {"questions": ()}),
        (EVALUATION, {"questions": (replace(EVALUATION.questions[0], blank=False),)}),
        (EVALUATION, {"rule": PollRule("P15", ("支持", "不支持"))}),
        (EVALUATION, {"questions": (QuestionSpec("丁一｜", GRADES.scale, 1, 1, blank=True),)}),
        (EVALUATION, {"questions": (QuestionSpec("丁｜一｜德", GRADES.scale, 1, 1, blank=True),)}),
        (motion("表决", ["甲"]), {"questions": ()}),
        (choose("选", "选", ["甲"], 0, 1), {"questions": POLL.questions}),
    ],
)
def test_questions_of_another_rule_are_refused(spec: ItemSpec, changes: dict[str, Any]) -> None:
    with pytest.raises(MalformedInput):
        replace(spec, **changes)


def test_rows_that_look_alike_or_are_too_many_are_refused() -> None:
    with pytest.raises(MalformedInput, match="told apart"):
        graded("测评", ["张三", "张 三"], GRADES)
    with pytest.raises(MalformedInput, match="too many"):
        graded("测评", [f"第{number}人" for number in range(201)], GRADES)
    with pytest.raises(MalformedInput):
        election("选举", ["另选他人1"], ElectionRule("P04", 1, HALF, writein=1))
    with pytest.raises(MalformedInput):
        election("选举", [], ElectionRule("P04", 1, HALF))


def test_a_paper_with_more_places_than_a_ballot_holds_is_refused() -> None:
    rows = [f"第{number}人" for number in range(120)]
    assert len(graded("测评", rows, GRADES).questions) == 120
    with pytest.raises(MalformedInput, match="too many"):
        graded("测评", [*rows, "又一人"], GRADES)


WEIGHTS = (Weight("中层", 3), Weight("职工", 7))


def test_a_paper_with_weights_belongs_to_one_group() -> None:
    with pytest.raises(MalformedInput, match="belongs to none"):
        graded("测评", ["甲"], replace(GRADES, weights=WEIGHTS))


def test_a_family_has_the_same_paper_for_each_group_that_has_a_weight() -> None:
    made = family(EVALUATION, WEIGHTS, UUID)
    assert [group_of(one.rule) for one in made] == ["中层", "职工"]
    assert {family_of(one.rule) for one in made} == {UUID}
    assert {(one.title, one.questions) for one in made} == {("测评", EVALUATION.questions)}
    assert [parse_spec(one.to_json()) for one in made] == list(made)
    assert (group_of(P01), family_of(P01)) == (None, None)


def test_only_an_evaluation_is_split_and_not_for_one_group_alone() -> None:
    for spec, weights in ((POLL, WEIGHTS), (EVALUATION, WEIGHTS[:1])):
        with pytest.raises(MalformedInput, match=r"no fewer than two|one group alone"):
            family(spec, weights, UUID)


@pytest.mark.parametrize(
    "change", [{"blank": False}, {"blank": "true"}, {"more": 1}, {"text": None}]
)
def test_a_question_of_another_form_is_refused(change: dict[str, Any]) -> None:
    tree: Any = POLL.to_json()
    tree["questions"][0].update(change)
    with pytest.raises(MalformedInput):
        parse_spec(tree)


def test_a_straw_poll_alone_is_asked_in_a_hearing_and_does_not_wait_for_it() -> None:
    asked = asked_in(POLL, UUID)
    assert (hearing_of(asked.rule), asked.rule.hearing) == (UUID, None)
    assert hearing_of(EVALUATION.rule) is None
    assert parse_spec(asked.to_json()) == asked
    for spec in (gated(POLL, UUID), EVALUATION):
        with pytest.raises(MalformedInput):
            asked_in(spec, UUID)
    with pytest.raises(MalformedInput):
        asked_in(POLL, "here")
    other = uuid_from(bytes([1] * 16))
    assert asked_in(gated(POLL, UUID), other).rule.hearing == UUID
