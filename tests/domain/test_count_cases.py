"""Twelve cases in which congresses count wrongly: those that are a matter of counting alone.

Too many marks on one ballot (case 4) are a matter of its proofs, channels (case 9) of there being
one box, papers before a ballot (case 12) of the gate: see the tests of those.
"""

from typing import Any

import pytest

from tests.domain.sheets import counted, elected, line, sheet
from votesvc.errors import ImpossibleCount


def test_case_1_half_passes_a_collective_contract_and_no_other_matter() -> None:
    one = sheet(180, 120, [line("草案", 90, 20)])
    assert counted("P02", one)["items"][0]["passed"] is True
    assert counted("P01", one)["items"][0]["passed"] is False
    assert counted("P02", one, "zhejiang")["items"][0]["passed"] is False
    assert counted("P01", one, "shanghai")["items"][0]["passed"] is True


def test_case_2_one_delegate_too_few_is_no_quorum() -> None:
    report = counted("P01", sheet(101, 67, [line("办法", 67)]))
    assert report["quorum"] == {"needed": 68, "met": False}
    assert report["items"][0]["passed"] is False
    assert report["round_valid"] is True
    assert report["flags"] == [{"flag": "no-quorum"}]


def test_case_3_more_returned_than_issued_is_void_and_has_no_result() -> None:
    one = sheet(101, 98, [line("甲", 97)], issued=96, returned=97, seats=1)
    for preset in ("P01", "P04"):
        report = counted(preset, one)
        assert report["round_valid"] is False
        assert (report["items"], report["next"]) == ([], None)
        assert report["flags"] == [{"flag": "round-void"}]
    assert counted("P04", one)["vacant"] == 1
    assert counted("P01", one)["vacant"] == 0


def test_case_4_void_papers_are_no_valid_ballots() -> None:
    one = sheet(100, 100, [line("甲", 97, 1)], returned=100, void=2, seats=1)
    assert elected(counted("P04", one)) == ["甲"]
    with pytest.raises(ImpossibleCount, match=r"^items\[0\]: 98 votes, more than the 97 valid"):
        counted("P04", {**one, "void": 3})


def test_case_5_a_tie_at_the_last_seat_leads_to_a_run_off_among_the_tied_alone() -> None:
    lines = [line("甲", 80), line("乙", 70), line("丙", 70)]
    report = counted("P04", sheet(120, items=lines, seats=2))
    assert report["threshold"] == 61
    assert elected(report) == ["甲"]
    assert report["next"] == {"kind": "run-off", "among": ["乙", "丙"], "seats": 1}
    assert [item["passed"] for item in report["items"]] == [True, True, True]
    assert [item["rank"] for item in report["items"]] == [1, 2, 2]
    assert report["vacant"] == 1


def test_case_5_where_a_tie_is_shared_all_the_tied_are_elected() -> None:
    lines = [line("甲", 80), line("乙", 70), line("丙", 70)]
    report = counted("P04", sheet(120, items=lines, seats=2), changes={"tie.policy": "shared"})
    assert elected(report) == ["甲", "乙", "丙"]
    assert (report["vacant"], report["next"]) == (0, None)


@pytest.mark.parametrize(
    ("policy", "following"),
    [
        ("vacant", None),
        ("reballot", {"kind": "reballot", "among": ["丁", "丙"], "seats": 1}),
    ],
)
def test_case_6_too_few_pass_and_the_policy_says_what_follows(
    policy: str, following: dict[str, Any] | None
) -> None:
    lines = [line("甲", 80), line("乙", 61), line("丙", 30), line("丁", 60)]
    report = counted("P04", sheet(120, items=lines, seats=3), changes={"shortfall.policy": policy})
    assert elected(report) == ["甲", "乙"]
    assert (report["vacant"], report["next"]) == (1, following)


def test_case_6_the_floor_fills_seats_with_the_most_votes_that_reach_it() -> None:
    lines = [line("甲", 80), line("乙", 40), line("丙", 39), line("丁", 60)]
    changes = {"shortfall.policy": "floor"}
    report = counted("P22", sheet(120, items=lines, seats=3), changes=changes)
    assert elected(report) == ["甲", "乙", "丁"]
    assert [item["passed"] for item in report["items"]] == [True, False, False, False]
    report = counted("P22", sheet(120, items=lines, seats=4), changes=changes)
    assert elected(report) == ["甲", "乙", "丁"]
    assert (report["vacant"], report["next"]) == (1, None)


def test_case_6_a_tie_at_the_floor_leads_to_a_run_off() -> None:
    lines = [line("甲", 80), line("乙", 50), line("丙", 50)]
    report = counted("P04", sheet(120, items=lines, seats=2), changes={"shortfall.policy": "floor"})
    assert elected(report) == ["甲"]
    assert report["next"] == {"kind": "run-off", "among": ["乙", "丙"], "seats": 1}


def test_case_7_satisfaction_is_a_part_of_the_ballots_returned() -> None:
    grades = {"满意": 127, "基本满意": 10}
    report = counted(
        "P11", {"issued": 141, "returned": 137, "items": [{"name": "工会", "grades": grades}]}
    )
    [item] = report["items"]
    assert item["rates"]["满意率"] == {"votes": 127, "base": 137, "percent": "92.70"}
    assert item["rates"]["满意和基本满意率"]["percent"] == "100.00"
    assert report["return_rate"] == {"votes": 137, "base": 141, "percent": "97.16"}
    assert report["base"] == {"name": "returned", "count": 137}
    assert (item["passed"], item["elected"], item["rank"]) == (None, None, None)


@pytest.mark.parametrize(("unfit", "raised"), [(20, []), (21, ["不称职超过三分之一"])])
def test_case_8_more_than_a_third_unfit_is_pointed_out(unfit: int, raised: list[str]) -> None:
    one = {"name": "张三", "grades": {"优秀": 60 - unfit, "不称职": unfit}}
    report = counted("P10", sheet(60, items=[one]))
    found = [flag["flag"] for flag in report["flags"] if flag["flag"].startswith("不称职")]
    assert found == raised


def test_case_8_fewer_than_two_thirds_good_is_pointed_out() -> None:
    def flags(good: int) -> list[dict[str, Any]]:
        one = {"name": "张三", "grades": {"优秀": good, "基本称职": 60 - good}}
        return list(counted("P10", sheet(60, items=[one]))["flags"])

    assert flags(40) == []
    assert flags(39) == [
        {"flag": "优秀和称职不足三分之二", "item": "张三", "votes": 39, "base": 60}
    ]


def test_case_10_a_group_of_two_is_hidden_and_so_is_what_would_reveal_it() -> None:
    groups = [
        {"name": "领导", "weight": 40, "grades": {"优秀": 1, "称职": 1}},
        {"name": "职工", "weight": 60, "grades": {"优秀": 45, "称职": 15}},
    ]
    report = counted("P10", sheet(62, items=[{"name": "张三", "groups": groups}]))
    [item] = report["items"]
    assert item["groups"] == {"领导": None, "职工": None}
    assert item["weighted"]["优秀"] == "65.00"
    assert report["flags"] == [
        {"flag": "group-hidden", "item": "张三", "group": "领导"},
        {"flag": "total-reveals-group", "item": "张三", "group": "领导"},
    ]
    assert (item["grades"], item["abstain"]) == (None, None), "two groups and their sum are three"


def test_case_10_flags_are_raised_by_the_weighted_result() -> None:
    groups = [
        {"name": "领导", "weight": 70, "grades": {"优秀": 2, "不称职": 4}},
        {"name": "职工", "weight": 30, "grades": {"优秀": 59, "不称职": 1}},
    ]
    report = counted("P10", sheet(66, items=[{"name": "张三", "groups": groups}]))
    [item] = report["items"]
    # 70 · 4/6 + 30 · 1/60, though only five of all 66 say so.
    assert item["weighted"]["不称职"] == "47.17"
    assert item["grades"]["不称职"]["votes"] == 5
    assert [flag["percent"] for flag in report["flags"]] == ["52.83", "47.17"]


def test_case_10_two_small_groups_are_not_told_by_the_total_and_a_third() -> None:
    groups = [
        {"name": "领导", "weight": 30, "grades": {"优秀": 4}},
        {"name": "中层", "weight": 30, "grades": {"优秀": 9}, "abstain": 0},
        {"name": "职工", "weight": 40, "grades": {"优秀": 5, "称职": 5}},
        {"name": "列席", "weight": 10, "grades": {}},
    ]
    report = counted("P10", sheet(30, 23, [{"name": "张三", "groups": groups}]))
    [item] = report["items"]
    # Of 80 in a hundred the third group gave 20: all thirteen others marked 优秀.
    assert item["groups"] == {"领导": None, "中层": None, "职工": None, "列席": None}
    assert item["weighted"] == {
        "优秀": "80.00", "称职": "20.00", "基本称职": "0.00", "不称职": "0.00",
    }  # fmt: skip
    hidden = [flag["group"] for flag in report["flags"] if flag["flag"] == "group-hidden"]
    assert hidden == ["领导", "中层"], "four, and nine of one mind"


def test_case_10_large_groups_are_shown() -> None:
    groups = [
        {"name": "领导", "weight": 30, "grades": {"优秀": 3, "称职": 2}},
        {"name": "职工", "weight": 70, "grades": {"优秀": 10}},
        {"name": "列席", "weight": 10, "grades": {}},
    ]
    report = counted("P10", sheet(15, items=[{"name": "张三", "groups": groups}]))
    shown = report["items"][0]["groups"]
    assert shown["领导"]["优秀"] == {"votes": 3, "base": 5, "percent": "60.00"}
    assert shown["职工"]["优秀"] == {"votes": 10, "base": 10, "percent": "100.00"}
    assert shown["列席"] is None


def test_case_11_equal_votes_at_the_sixth_place_share_it_or_lead_to_a_run_off() -> None:
    shows = [{"name": f"节目{n}", "for": 50 - n} for n in range(5)]
    shows += [{"name": name, "for": 20} for name in ("相声", "合唱")]
    report = counted("P17", sheet(60, items=shows))
    assert report["next"] == {"kind": "run-off", "among": ["相声", "合唱"], "seats": 1}
    assert len(elected(report)) == 5
    assert (report["threshold"], report["vacant"]) == (None, 1)
    report = counted("P17", sheet(60, items=shows), changes={"tie.policy": "shared"})
    assert len(elected(report)) == 7
    assert (report["next"], report["vacant"]) == (None, 0)
