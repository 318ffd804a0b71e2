"""Thresholds are whole numbers, worked out from integers alone."""

import pytest
from hypothesis import given, strategies as st

from votesvc.crypto.encoding import JsonValue
from votesvc.domain.rules import P01, ChooseRule, Fraction, MotionRule, Op, needed, parse_rule
from votesvc.errors import MalformedInput

# N, then 2/3 以上, 过半数, 半数以上, 4/5 以上, more than 1/3.
TABLE = [
    (30, 20, 16, 15, 24, 11),
    (45, 30, 23, 23, 36, 16),
    (100, 67, 51, 50, 80, 34),
    (101, 68, 51, 51, 81, 34),
    (120, 80, 61, 60, 96, 41),
    (175, 117, 88, 88, 140, 59),
    (180, 120, 91, 90, 144, 61),
    (202, 135, 102, 101, 162, 68),
    (500, 334, 251, 250, 400, 167),
]
COLUMNS: list[tuple[int, int, Op]] = [
    (2, 3, "ge"),
    (1, 2, "gt"),
    (1, 2, "ge"),
    (4, 5, "ge"),
    (1, 3, "gt"),
]
CELLS = [
    (row[0], *column, expected)
    for row in TABLE
    for column, expected in zip(COLUMNS, row[1:], strict=True)
]
MOTION: dict[str, JsonValue] = P01.to_json()
CHOICE = ChooseRule("P17", 6).to_json()


@pytest.mark.parametrize(("base", "num", "den", "op", "expected"), CELLS)
def test_thresholds_are_those_of_the_table(
    base: int, num: int, den: int, op: Op, expected: int
) -> None:
    assert needed(base, num, den, op) == Fraction(num, den, op).needed(base) == expected


@given(st.integers(0, 10**6), st.integers(1, 50), st.integers(1, 50), st.sampled_from(["ge", "gt"]))
def test_a_threshold_is_the_smallest_number_that_reaches_the_part(
    base: int, num: int, den: int, op: Op
) -> None:
    threshold = needed(base, num, den, op)
    reaches = [
        x * den >= base * num if op == "ge" else x * den > base * num
        for x in (threshold - 1, threshold)
    ]
    assert reaches == [False, True]


def test_the_preset_for_motions_asks_two_thirds_present_and_more_than_half_in_favour() -> None:
    assert P01.quorum.needed(175) == 117
    assert P01.passing.needed(175) == 88


@pytest.mark.parametrize("rule", [P01, ChooseRule("P17", 6)])
def test_a_rule_reads_back_as_it_was_printed(rule: MotionRule | ChooseRule) -> None:
    assert parse_rule(rule.to_json()) == rule


def test_rules_are_printed_as_the_log_holds_them() -> None:
    assert MOTION == {
        "preset": "P01",
        "quorum": {"num": 2, "den": 3, "op": "ge"},
        "pass": {"base": "entitled", "num": 1, "den": 2, "op": "gt"},
    }
    assert CHOICE == {"preset": "P17", "top": 6}


PASS: dict[str, JsonValue] = {"base": "entitled", "num": 1, "den": 2, "op": "gt"}
QUORUM: dict[str, JsonValue] = {"num": 2, "den": 3, "op": "ge"}


@pytest.mark.parametrize(
    "value",
    [
        [],
        "P01",
        {},
        {"preset": "P01"},
        {**MOTION, "more": 1},
        {**MOTION, "preset": 1},
        {**MOTION, "preset": ""},
        {**MOTION, "preset": "P 01"},
        {**MOTION, "preset": "章"},
        {**MOTION, "preset": "P" * 41},
        {**MOTION, "pass": []},
        {**MOTION, "pass": {**PASS, "base": "cast"}},
        {**MOTION, "pass": QUORUM},
        {**MOTION, "pass": {**PASS, "more": 1}},
        {**MOTION, "quorum": []},
        {**MOTION, "quorum": PASS},
        {**MOTION, "quorum": {**QUORUM, "op": "eq"}},
        {**MOTION, "quorum": {**QUORUM, "num": 0}},
        {**MOTION, "quorum": {**QUORUM, "num": -1}},
        {**MOTION, "quorum": {**QUORUM, "num": True}},
        {**MOTION, "quorum": {**QUORUM, "num": "2"}},
        {**MOTION, "quorum": {**QUORUM, "num": 4}},
        {**MOTION, "quorum": {**QUORUM, "den": 1001}},
        {**MOTION, "quorum": {**QUORUM, "num": 3, "op": "gt"}},
        {**CHOICE, "top": 0},
        {**CHOICE, "top": 1001},
        {**CHOICE, "top": "6"},
        {**CHOICE, "preset": "?"},
    ],
)
def test_a_rule_with_unknown_missing_or_impossible_parts_is_refused(value: JsonValue) -> None:
    with pytest.raises(MalformedInput):
        parse_rule(value)
