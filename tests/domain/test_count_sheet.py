"""What no ballot can have is refused, and the field is named."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tests.domain.sheets import counted, elected, line, sheet
from votesvc.errors import ImpossibleCount, MalformedInput, PresetFault, UnknownPreset

GOOD = sheet(100, 90, [line("甲", 60, 20, abstain=5), line("乙", 55)], seats=1, void=1)
ROW = {"name": "工会", "grades": {"满意": 3}}


def without(fields: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name not in names}


def refusal(preset: str, what: dict[str, Any] | bytes, **options: Any) -> str:
    with pytest.raises(ImpossibleCount) as caught:
        counted(preset, what, **options)
    return str(caught.value)


@pytest.mark.parametrize("field", ["entitled", "present", "issued", "returned", "void"])
@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (-1, "negative"),
        (True, "not a number"),
        ("9", "not a number"),
        (None, "not a number"),
        ([9], "not a number"),
        ({}, "not a number"),
        (9.5, "not a whole number"),
        (9.0, "not a whole number"),
        (1e3, "not a whole number"),
        (float("nan"), "not a number"),
        (float("inf"), "not a number"),
        (10_000_001, "more than 10000000"),
        (10**40, "far too large"),
    ],
)
def test_figures_that_are_no_whole_numbers_are_refused(
    field: str, value: object, reason: str
) -> None:
    assert refusal("P04", {**GOOD, field: value}) == f"{field}: {reason}"


@pytest.mark.parametrize("field", ["for", "against", "abstain"])
@pytest.mark.parametrize(
    ("value", "reason"), [(-1, "negative"), (False, "not a number"), (0.5, "not a whole number")]
)
def test_votes_that_are_no_whole_numbers_are_refused(
    field: str, value: object, reason: str
) -> None:
    lines = [line("甲", 60), {**line("乙", 1), field: value}]
    assert refusal("P04", {**GOOD, "items": lines}) == f"items[1].{field}: {reason}"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"present": 101}, "present: more present than entitled"),
        ({"issued": 91}, "issued: more ballots issued than people to issue them to"),
        ({"void": 91}, "void: more void ballots than were returned"),
        ({"entitled": 0, "present": 0, "issued": 0}, "entitled: nobody is entitled"),
        ({"seats": 0}, "seats: less than 1"),
        ({"seats": -1}, "seats: negative"),
        ({"seats": 1001}, "seats: more than 1000"),
        ({"seats": True}, "seats: not a number"),
        ({"turnout": 3}, "turnout: unknown field"),
        ({"items": []}, "items: not a list with something in it"),
        ({"items": {}}, "items: not a list with something in it"),
        ({"items": ["甲"]}, "items[0]: not an object"),
        ({"items": [line("甲", 1)] * 1001}, "items: more than 1000"),
        ({"items": [line("甲", 1), line("甲", 2)]}, "items[1].name: the name is there twice"),
        ({"items": [line("张 三", 1), line("张三", 2)]}, "items[1].name: the name is there twice"),
        ({"items": [{"for": 1}]}, "items[0].name: missing, or not a text"),
        ({"items": [{"name": 5, "for": 1}]}, "items[0].name: missing, or not a text"),
        ({"items": [{"name": "甲"}]}, "items[0].for: missing"),
        ({"items": [line("甲", 1, votes=1)]}, "items[0].votes: unknown field"),
        ({"items": [line("甲", 1, writein=1)]}, "items[0].writein: neither true nor false"),
        (
            {"items": [line("甲", 60, 20, abstain=10)]},
            "items[0]: 90 votes, more than the 89 valid ballots",
        ),
        ({"items": [line("甲", 90)]}, "items[0]: 90 votes, more than the 89 valid ballots"),
    ],
)
def test_an_impossible_sheet_is_refused(changed: dict[str, Any], reason: str) -> None:
    assert refusal("P04", {**GOOD, **changed}) == reason


@pytest.mark.parametrize("name", ["", " 甲", "甲\n", "\u202e甲", "甲" * 301])
def test_a_name_that_nobody_can_read_is_refused(name: str) -> None:
    assert refusal("P04", {**GOOD, "items": [line(name, 1)]}).startswith("items[0].name: a text")


@pytest.mark.parametrize("field", ["entitled", "present", "items", "seats"])
def test_what_the_rule_counts_from_must_be_there(field: str) -> None:
    assert refusal("P04", without(GOOD, field)).startswith(f"{field}: ")


@pytest.mark.parametrize(
    ("preset", "changes"),
    [
        ("P01", {"pass.base": "returned"}),
        ("P01", {"pass.base": "valid"}),
        ("P04", {"shortfall.policy": "floor"}),
        ("P10", {}),
    ],
)
def test_a_base_of_ballots_needs_the_ballots(preset: str, changes: dict[str, str]) -> None:
    reason = refusal(preset, without(GOOD, "returned", "void"), changes=changes)
    assert reason == "returned: missing: the rule counts from it"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "the file is not json: expecting value, line 1"),
        (b"{", "the file is not json"),
        (b"[]", "the file does not hold a json object"),
        (b"3", "the file does not hold a json object"),
        (b"\xff\xfe", "the file is not utf-8"),
        (b"[" * 100_000, "the file is nested too deeply"),
        (b'{"items":[],"items":[]}', "items: the field is there twice"),
        (b'{"items":[{"name":"a","name":"b"}]}', "name: the field is there twice"),
        (b" " * 1_048_577, "the file has more than 1048576 bytes"),
        (b'{"entitled":NaN}', "entitled: not a number"),
        (b'{"entitled":-Infinity}', "entitled: not a number"),
    ],
)
def test_a_file_that_is_no_sheet_is_refused(data: bytes, reason: str) -> None:
    assert refusal("P04", data).startswith(reason)


def test_a_byte_order_mark_does_no_harm() -> None:
    assert counted("P04", b"\xef\xbb\xbf" + json.dumps(GOOD).encode())["round_valid"]


def test_nobody_is_written_in_where_the_preset_does_not_allow_it() -> None:
    for preset in ("P01", "P17", "P21", "P22"):
        reason = refusal(preset, {**GOOD, "items": [line("甲", 1, writein=True)]})
        assert reason == "items[0].writein: no name can be written in by this preset"
    assert counted("P01", {**GOOD, "items": [line("甲", 1, writein=False)]})["items"]


def test_a_name_that_was_written_in_can_be_elected() -> None:
    lines = [line("甲", 10, 70), line("乙", 60, writein=True)]
    report = counted("P04", sheet(100, items=lines, seats=1))
    assert elected(report) == ["乙"]
    assert report["flags"] == []


def test_more_names_written_in_than_votes_against_are_pointed_out() -> None:
    lines = [line("甲", 10, 59), line("乙", 60, writein=True)]
    report = counted("P04", sheet(100, items=lines, seats=1))
    assert report["flags"] == [{"flag": "more-written-in-than-against", "votes": 60, "base": 59}]
    report = counted(
        "P04",
        sheet(100, items=[{"name": "甲", "for": 10}, line("乙", 60, writein=True)], seats=1),
    )
    assert report["flags"] == [], "nobody counted the votes against"


def test_more_marks_than_valid_ballots_can_hold_are_pointed_out() -> None:
    report = counted("P04", sheet(100, items=[line("甲", 60), line("乙", 60)], seats=1))
    assert report["flags"] == [{"flag": "more-marks-than-seats", "votes": 120, "base": 100}]


def test_one_chair_is_one_chair() -> None:
    assert elected(counted("P05", without(GOOD, "seats"))) == ["甲"]
    assert elected(counted("P05", GOOD)) == ["甲"]
    reason = refusal("P05", {**GOOD, "seats": 2})
    assert reason == "seats: the preset has another number of seats, which is fixed"


def test_missing_figures_are_as_large_as_the_others_allow() -> None:
    few = without(GOOD, "issued", "returned", "void")
    assert elected(counted("P04", few)) == ["甲"]
    assert counted("P04", {**few, "returned": 91})["round_valid"] is False
    assert refusal("P04", {**few, "items": [line("甲", 91)]}).startswith("items[0]: 91 votes")
    assert refusal("P04", {**few, "void": 91}).startswith("void: ")
    only = {"items": [{"name": "节目", "for": 5}]}
    assert elected(counted("P17", only)) == ["节目"]


def test_without_knowing_who_was_there_the_quorum_of_an_evaluation_is_unknown() -> None:
    row = {"name": "张三", "grades": {"优秀": 60}}
    report = counted("P10", {"returned": 60, "items": [row]})
    assert report["quorum"] == {"needed": None, "met": None}
    assert report["flags"] == [{"flag": "quorum-unknown"}]
    reason = refusal("P10", {"returned": 60, "entitled": 60, "items": [row]})
    assert reason == "present: missing: the rule counts from it"


def test_an_election_without_quorum_elects_nobody_and_asks_for_no_ballot() -> None:
    lines = [line("甲", 66), line("乙", 66)]
    report = counted("P04", sheet(100, 66, lines, seats=1))
    assert elected(report) == []
    assert [item["passed"] for item in report["items"]] == [False, False]
    assert (report["vacant"], report["next"]) == (1, None)
    report = counted("P21", sheet(100, 66, lines, seats=1))
    assert (elected(report), report["vacant"], report["next"]) == ([], 1, None)


def test_nobody_is_elected_without_a_vote_and_a_reballot_may_have_nobody_left() -> None:
    report = counted("P20", sheet(100, items=[line("甲", 5), line("乙", 0)], seats=2))
    assert elected(report) == ["甲"]
    assert [item["passed"] for item in report["items"]] == [None, None]
    assert (report["threshold"], report["vacant"], report["next"]) == (None, 1, None)
    report = counted("P04", sheet(100, items=[line("甲", 51)], seats=2))
    assert report["next"] == {"kind": "reballot", "among": [], "seats": 1}


def test_nothing_passes_without_a_vote_where_no_ballot_was_valid() -> None:
    changes = {"pass.base": "valid", "pass.op": "ge"}
    report = counted("P01", sheet(100, items=[line("甲", 0)], void=100), changes=changes)
    assert (report["threshold"], report["items"][0]["passed"]) == (1, False)


def test_bases_are_those_that_the_rule_names() -> None:
    one = sheet(100, 90, [line("甲", 46)], issued=88, returned=86, void=6)
    bases = {"entitled": 51, "present": 46, "returned": 44, "valid": 41}
    for base, needed in bases.items():
        report = counted("P01", one, changes={"pass.base": base})
        assert report["threshold"] == needed
        assert report["items"][0]["passed"] is (needed <= 46)


def test_a_straw_poll_passes_nothing() -> None:
    one = {"name": "方案", "grades": {"支持": 40}, "abstain": 0}
    report = counted("P15", sheet(40, items=[one]))
    [item] = report["items"]
    assert (item["passed"], item["elected"], item["rank"]) == (None, None, None)
    assert item["grades"]["支持"]["percent"] == "100.00"
    assert report["flags"] == [{"flag": "advisory"}]
    assert report["threshold"] is None


@pytest.mark.parametrize("preset", ["P10", "P11", "P15"])
def test_for_and_against_are_the_ends_of_a_scale(preset: str) -> None:
    report = counted(preset, sheet(60, items=[line("张三", 39, 21)]))
    votes = [grade["votes"] for grade in report["items"][0]["grades"].values()]
    assert (votes[0], votes[-1], sum(votes)) == (39, 21, 60)
    assert counted(preset, sheet(60, items=[{"name": "张三", "for": 3}]))["items"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"name": "a"}, "items[0].grades: exactly one of grades, groups and for is needed"),
        ({**ROW, "for": 1}, "items[0].for: exactly one of grades, groups and for is needed"),
        ({**ROW, "against": 1}, "items[0].against: goes with for alone"),
        ({**ROW, "writein": True}, "items[0].writein: unknown field"),
        ({**ROW, "grades": []}, "items[0].grades: not an object"),
        ({**ROW, "grades": {"好": 1}}, "items[0].grades.好: unknown field"),
        ({**ROW, "grades": {"满意": -1}}, "items[0].grades.满意: negative"),
        ({**ROW, "grades": {"满意": 61}}, "items[0]: 61 votes, more than the 60 valid ballots"),
        ({"name": "a", "groups": []}, "items[0].groups: not a list with something in it"),
        ({"name": "a", "groups": [{}]}, "items[0].groups[0].name: missing, or not a text"),
        (
            {"name": "a", "groups": [{"name": "g"}, {"name": "G"}]},
            "items[0].groups[1].name: the group is there twice",
        ),
        (
            {"name": "a", "groups": [{"name": "g", "weight": 0}]},
            "items[0].groups[0].weight: less than 1",
        ),
        (
            {"name": "a", "groups": [{"name": "g", "share": 1}]},
            "items[0].groups[0].share: unknown field",
        ),
    ],
)
def test_an_impossible_row_is_refused(row: dict[str, Any], reason: str) -> None:
    assert refusal("P11", sheet(60, items=[row])) == reason


def test_a_poll_knows_no_groups() -> None:
    groups = [{"name": "g", "grades": {"支持": 1}}]
    reason = refusal("P15", sheet(60, items=[{"name": "a", "groups": groups}]))
    assert reason == "items[0].groups: this preset knows no groups"


def test_scores_are_ranked_by_their_exact_average() -> None:
    rows = [
        {"name": "甲", "scores": {"8": 2, "9": 1}},
        {"name": "乙", "scores": [9, 8]},
        {"name": "丙", "scores": []},
        {"name": "丁", "scores": [10, 7, 8, 9]},
    ]
    report = counted("P18", sheet(9, items=rows))
    assert [item["average"] for item in report["items"]] == ["8.33", "8.50", None, "8.50"]
    assert [item["rank"] for item in report["items"]] == [3, 1, 4, 1]


def test_trimming_takes_the_highest_and_the_lowest_away() -> None:
    rows = [{"name": "甲", "scores": [1, 1, 6, 7, 10]}, {"name": "乙", "scores": [3, 5]}]
    report = counted("P18", sheet(9, items=rows), changes={"score.trim": "1"})
    assert [(one["points"], one["scores"]) for one in report["items"]] == [(14, 3), (8, 2)]


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        (None, "items[0].scores: not an object"),
        ([11], "items[0].scores[0]: more than 10"),
        ([0], "items[0].scores[0]: less than 1"),
        ([9.5], "items[0].scores[0]: not a whole number"),
        ({"11": 1}, "items[0].scores.11: unknown field"),
        ({"01": 1}, "items[0].scores.01: unknown field"),
        ({"9": True}, "items[0].scores.9: not a number"),
        ({"9": 10}, "items[0]: 10 votes, more than the 9 valid ballots"),
    ],
)
def test_an_impossible_score_is_refused(scores: object, reason: str) -> None:
    assert refusal("P18", sheet(9, items=[{"name": "甲", "scores": scores}])) == reason


def test_scores_must_be_there() -> None:
    assert refusal("P18", sheet(9, items=[{"name": "甲"}])) == "items[0].scores: missing"
    assert refusal("P18", sheet(9, items=[line("甲", 1)])) == "items[0].for: unknown field"


def test_no_other_preset_or_pack_is_known() -> None:
    with pytest.raises(UnknownPreset):
        counted("P99", GOOD)
    with pytest.raises(UnknownPreset):
        counted("P04", GOOD, "utopia")


@pytest.mark.parametrize(
    "changes",
    [{"pass.op": "eq"}, {"pass.num": "-1"}, {"pass.num": "3"}, {"more": "1"}, {"pass.more": "1"}],
)
def test_a_change_that_cannot_be_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(PresetFault):
        counted("P04", GOOD, changes=changes)


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["entitled", "present", "returned", "items", "name", "for", "seats"]),
        inner,
        max_size=4,
    ),
    max_leaves=12,
))  # fmt: skip
def test_whatever_stands_in_a_file_is_counted_or_refused(value: Any) -> None:
    try:
        report = counted("P04", json.dumps(value).encode())
    except MalformedInput:
        return
    assert report.keys() >= {"round_valid", "quorum", "threshold", "items"}
