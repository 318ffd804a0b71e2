"""Rules of every form are printed in one way and read strictly, those of 0.1.0 included."""

from dataclasses import replace
from typing import Any

import pytest

from votesvc.crypto.encoding import JsonValue, canonical_json, parse_canonical_json, uuid_from
from votesvc.domain.rules import (
    P01,
    Change,
    ChooseRule,
    ElectionRule,
    EvaluationRule,
    Flag,
    Fraction,
    Gate,
    MotionRule,
    PollRule,
    Posting,
    Rate,
    Rule,
    ScoreRule,
    Terms,
    Threshold,
    Weight,
    kind_of,
    parse_kind,
    parse_rule,
)
from votesvc.errors import MalformedInput

UUID = uuid_from(bytes(16))
QUORUM = Fraction(2, 3, "ge")
HALF = Threshold("entitled", Fraction(1, 2, "gt"))
FLOOR = Threshold("returned", Fraction(1, 3, "ge"))
TERMS = Terms(
    pack="shanghai",
    gates=(Gate("papers", 7), Gate("quorum")),
    posting=Posting(7, 3),
    changes=(Change("pass.op", "ge", "gt", "张三", "按往年做法"),),
    parent=UUID,
)
ELECTION = ElectionRule("P04", 3, HALF, QUORUM, 2, hearing=UUID, terms=TERMS)
EVALUATION = EvaluationRule(
    "P10",
    ("优秀", "称职", "不称职"),
    "valid",
    (Rate("良好率", (0, 1)),),
    (Flag("不称职超过三分之一", (2,), 1, 3, "gt"),),
    (Weight("领导", 40), Weight("职工", 60)),
    QUORUM,
    None,
    TERMS,
)
GROUPED = replace(EVALUATION, group="职工", family=UUID)
POLL = PollRule("P15", ("支持", "不支持"), QUORUM, UUID, TERMS)
SCORE = ScoreRule("P18", 1, 10, 1, QUORUM, UUID, TERMS)
MOTION = MotionRule("P01", QUORUM, Fraction(1, 2, "gt"), UUID, "present", TERMS)
CHOICE = ChooseRule("P17", 6, UUID, QUORUM, "shared", TERMS)
ALL: list[Rule] = [
    MOTION, CHOICE, ELECTION, EVALUATION, POLL, SCORE, P01, ChooseRule("P21", 1),
    ElectionRule("P20", 3, None),
    ElectionRule("P22", 3, HALF, shortfall="floor", floor=FLOOR, tie="shared"),
    replace(ELECTION, shortfall="vacant"),
    EvaluationRule("P11", ("好", "差"), "returned"), PollRule("P15", ("a", "b")),
    GROUPED, PollRule("P15", ("a", "b"), asked_in=UUID),
    ScoreRule("P18", 0, 5),
]  # fmt: skip


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: f"{kind_of(rule)}-{rule.preset}")
def test_a_rule_reads_back_as_it_was_printed(rule: Rule) -> None:
    printed = parse_canonical_json(canonical_json(rule.to_json()))
    assert parse_rule(printed) == rule
    assert canonical_json(parse_rule(printed).to_json()) == canonical_json(rule.to_json())


def test_every_kind_has_a_rule() -> None:
    kinds = [kind_of(rule) for rule in ALL[:6]]
    assert kinds == ["motion", "choose", "election", "evaluation", "poll", "score"]
    assert [parse_kind(kind) for kind in kinds] == kinds
    with pytest.raises(MalformedInput):
        parse_kind("lottery")


def changed(rule: Rule, **fields: Any) -> JsonValue:
    return {**rule.to_json(), **fields}


def part(rule: Rule, name: str, /, **fields: Any) -> JsonValue:
    inside: Any = rule.to_json()[name]
    inside = inside[0] if isinstance(inside, list) else inside
    wrong = {**inside, **fields}
    return changed(rule, **{name: [wrong] if isinstance(rule.to_json()[name], list) else wrong})


@pytest.mark.parametrize("rule", ALL[:6], ids=kind_of)
def test_unknown_and_missing_fields_are_refused(rule: Rule) -> None:
    with pytest.raises(MalformedInput):
        parse_rule(changed(rule, more=1))
    for name in rule.to_json().keys() - {
        "quorum", "hearing", "pack", "gates", "posting", "changes", "parent", "pass", "floor", "tie"
    }:  # fmt: skip
        with pytest.raises(MalformedInput):
            parse_rule({key: value for key, value in rule.to_json().items() if key != name})


@pytest.mark.parametrize(
    "value",
    [
        changed(ELECTION, form="lottery"),
        changed(ELECTION, form=1),
        changed(ELECTION, seats=0),
        changed(ELECTION, seats=1001),
        changed(ELECTION, seats=True),
        changed(ELECTION, writein=4),
        changed(ELECTION, tie="lot"),
        changed(ELECTION, shortfall="lot"),
        changed(ELECTION, shortfall="floor"),
        changed(ELECTION, floor=FLOOR.to_json()),
        changed(ELECTION, hearing="x"),
        changed(ELECTION, preset=""),
        changed(ELECTION, **{"pass": []}),
        part(ELECTION, "pass", base="cast"),
        part(ELECTION, "pass", num=0),
        part(ELECTION, "pass", more=1),
        changed(CHOICE, tie="run-off"),
        changed(CHOICE, top=0),
        changed(EVALUATION, scale=["好"]),
        changed(EVALUATION, scale=["好", "好"]),
        changed(EVALUATION, scale=["好", ""]),
        changed(EVALUATION, scale=[str(n) for n in range(21)]),
        changed(EVALUATION, base="cast"),
        changed(EVALUATION, rates={}),
        changed(EVALUATION, rates=[{"grades": [0], "name": "a"}] * 21),
        part(EVALUATION, "rates", grades=[3]),
        part(EVALUATION, "rates", grades=[]),
        part(EVALUATION, "rates", grades=[1, 0]),
        part(EVALUATION, "rates", grades=[0, 0]),
        part(EVALUATION, "rates", grades=[-1]),
        part(EVALUATION, "rates", name=""),
        part(EVALUATION, "rates", more=""),
        part(EVALUATION, "flags", op="eq"),
        part(EVALUATION, "flags", num=4),
        part(EVALUATION, "flags", den=0, num=0),
        part(EVALUATION, "flags", den=1001),
        part(EVALUATION, "weights", weight=0),
        part(EVALUATION, "weights", weight=1001),
        part(EVALUATION, "weights", group=" "),
        changed(EVALUATION, weights=[{"group": "a", "weight": 1}, {"group": "A", "weight": 1}]),
        changed(GROUPED, group="中层"),
        changed(GROUPED, family="x"),
        changed(GROUPED, weights=[]),
        changed(EVALUATION, group="职工"),
        changed(EVALUATION, family=UUID),
        changed(POLL, group="职工", family=UUID),
        changed(POLL, scale=["好"]),
        changed(SCORE, lowest=10),
        changed(SCORE, highest=101),
        changed(SCORE, trim=101),
        changed(SCORE, trim=-1),
        changed(MOTION, pack="章"),
        changed(MOTION, pack=1),
        changed(MOTION, parent="x"),
        changed(MOTION, gates=[]),
        changed(MOTION, gates=[{"days": 1, "kind": "papers"}] * 2),
        part(MOTION, "gates", kind="weather"),
        part(MOTION, "gates", kind="quorum"),
        part(MOTION, "gates", days=366),
        part(MOTION, "gates", more=1),
        part(MOTION, "posting", days=0),
        part(MOTION, "posting", within=366),
        changed(MOTION, posting=7),
        changed(MOTION, changes=[]),
        part(MOTION, "changes", after="ge"),
        part(MOTION, "changes", reason=""),
        part(MOTION, "changes", by="a\nb"),
        part(MOTION, "changes", number=1),
        changed(MOTION, changes=[TERMS.changes[0].to_json()] * 101),
    ],
)
def test_a_rule_with_an_impossible_part_is_refused(value: JsonValue) -> None:
    with pytest.raises(MalformedInput):
        parse_rule(value)
