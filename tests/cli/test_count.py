"""`votesvc count` counts a sheet by a preset, says why, and refuses what cannot be."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from votesvc.cli import main

ELECTION: dict[str, Any] = {
    "entitled": 175,
    "present": 120,
    "issued": 120,
    "returned": 119,
    "void": 1,
    "seats": 2,
    "items": [
        {"name": "王五", "for": 100, "against": 10},
        {"name": "李四", "for": 87, "against": 20},
        {"name": "赵六", "for": 9, "writein": True},
    ],
}


def count(sheet: object, *options: str, preset: str = "P04") -> Result:
    data = sheet if isinstance(sheet, bytes) else json.dumps(sheet).encode()
    return CliRunner().invoke(main, ["count", "--preset", preset, *options, "-"], input=data)


def told(preset: str, sheet: object, *options: str, lang: str = "zh") -> str:
    done = count(sheet, "--explain", "--lang", lang, *options, preset=preset)
    assert done.exit_code == 0, done.output
    return "\n".join(json.loads(done.stdout)["explanation"])


def test_a_sheet_is_counted_from_a_file_and_printed_as_json(tmp_path: Path) -> None:
    file = tmp_path / "sheet.json"
    file.write_text(json.dumps(ELECTION), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "votesvc", "count", "--preset", "P04", "--pack", "shanghai", file],
        capture_output=True,
        check=True,
        env={"PYTHONIOENCODING": "utf-8", "PATH": ""},
    )
    assert json.loads(done.stdout) == {
        "round_valid": True,
        "quorum": {"needed": 117, "met": True},
        "threshold": 88,
        "items": [
            {"name": "王五", "passed": True, "elected": True, "rank": 1},
            {"name": "李四", "passed": False, "elected": False, "rank": 2},
            {"name": "赵六", "passed": False, "elected": False, "rank": 3},
        ],
        "vacant": 1,
        "next": {"kind": "reballot", "among": ["李四", "赵六"], "seats": 1},
        "flags": [],
    }
    assert "王五".encode() in done.stdout


def test_a_terminal_without_chinese_gets_it_escaped(tmp_path: Path) -> None:
    file = tmp_path / "sheet.json"
    file.write_text(json.dumps(ELECTION), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "votesvc", "count", "--preset", "P04", file],
        capture_output=True,
        check=True,
        env={"PYTHONIOENCODING": "ascii", "PATH": ""},
    )
    assert json.loads(done.stdout)["items"][0]["name"] == "王五"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"present": 176}, "present: more present than entitled"),
        ({"entitled": -1}, "entitled: negative"),
        ({"void": True}, "void: not a number"),
        ({"weather": 1}, "weather: unknown field"),
        ({"items": [{"name": "a", "for": 1.5}]}, "items[0].for: not a whole number"),
    ],
)
def test_what_no_ballot_can_have_is_refused_with_its_field(
    changed: dict[str, Any], field: str
) -> None:
    done = count({**ELECTION, **changed})
    assert done.exit_code == 2
    assert field in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b"{", b"[" * 10**6, b" " * 2_000_000])
def test_a_file_that_is_no_sheet_is_refused(data: bytes) -> None:
    done = count(data)
    assert done.exit_code == 2
    assert "the file" in done.stderr


def test_an_unknown_preset_or_pack_is_refused_with_those_there_are() -> None:
    done = count(ELECTION, preset="P99")
    assert (done.exit_code, "P01, P02, P04" in done.stderr) == (2, True)
    done = count(ELECTION, "--pack", "utopia")
    assert (done.exit_code, "national" in done.stderr) == (2, True)


def test_numbers_and_policies_can_be_changed() -> None:
    def report(*options: str) -> dict[str, Any]:
        done = count(ELECTION, *options)
        assert done.exit_code == 0, done.output
        return dict(json.loads(done.stdout))

    assert report("--set", "pass.base=present")["threshold"] == 61
    assert report("--set", "quorum.num=4", "--set", "quorum.den=5")["quorum"]["needed"] == 140
    assert report("--shortfall", "vacant")["next"] is None
    assert report("--shortfall", "floor")["vacant"] == 0
    assert report("--tie", "shared")["vacant"] == 1


@pytest.mark.parametrize("change", ["pass.op", "pass.op=eq", "weather=1", "=", "writein.slots=x"])
def test_a_change_that_cannot_be_is_refused(change: str) -> None:
    assert count(ELECTION, "--set", change).exit_code == 2


def test_an_election_is_explained_in_words() -> None:
    words = told("P04", ELECTION, "--pack", "shanghai")
    for sentence in (
        "P04 工会委员会委员（差额）",
        "应到 175 人，三分之二以上到会须 117 人。",
        "须 88 票赞成（全体应到人数的过半数），方可当选；超过应选名额的，得票多的当选。",
        "实到 120 人，达到法定人数。",
        "收回 119 张，其中有效 118 张、无效 1 张。",
        "王五：赞成 100 票，当选。",
        "李四：赞成 87 票，未当选。",
        "缺额 1 名。",
        "下一步：另行选举，名额 1 个，候选人：李四、赵六。",
        "候选人 2 名，差额选举应当不少于 3 名。",
        "依据（通过票数）：企业工会主席产生办法（试行）第十六条（据原文）。",
    ):
        assert sentence in words.splitlines()


def test_a_motion_is_explained_in_words() -> None:
    sheet = {"entitled": 175, "present": 117, "items": [{"name": "甲", "for": 88},
             {"name": "乙", "for": 87}]}  # fmt: skip
    words = told("P01", sheet)
    assert "应到 175 人，三分之二以上到会须 117 人；须 88 票赞成（全体应到人数的过半数）。" in words
    assert "甲：赞成 88 票，通过。" in words
    assert "乙：赞成 87 票，未通过。" in words


def test_what_went_wrong_is_explained_in_words() -> None:
    few = {"entitled": 175, "present": 116, "items": [{"name": "甲", "for": 1}]}
    words = told("P01", few)
    assert "实到 116 人，没有达到法定人数。" in words
    assert "什么也没有通过" in words
    assert "本轮无效" in told("P04", {**ELECTION, "returned": 121})


def test_a_tie_is_explained_in_words() -> None:
    items = [{"name": name, "for": 90} for name in ("甲", "乙", "丙")]
    words = told("P04", {**ELECTION, "items": items, "void": 0, "returned": 120})
    assert "下一步：再次投票，名额 2 个，候选人：甲、乙、丙。" in words
    assert "得票合计 270，多于有效票所能有的 240" in words
    words = told("P17", {"seats": 1, "items": items[:2]})
    assert "票数相等，须再次投票：甲、乙。" in words
    assert "入选：无。" in words


def test_evaluations_polls_and_scores_are_explained_in_words() -> None:
    grades = {"name": "工会", "grades": {"满意": 127, "基本满意": 10}}
    words = told("P11", {"issued": 141, "returned": 137, "items": [grades]})
    assert "工会，满意率：127 / 137（收回选票）= 92.70%。" in words
    row = {"name": "张三", "grades": {"优秀": 39, "不称职": 21}}
    words = told("P10", {"returned": 60, "items": [row]})
    assert "张三：不称职超过三分之一（21 / 60）。" in words
    assert "是否达到法定人数不得而知" in words
    poll = {"name": "方案", "grades": {"支持": 3}}
    words = told("P15", {"entitled": 4, "present": 3, "items": [poll]})
    assert "方案，支持：3 / 3（有效票）= 100.00%。" in words
    words = told("P18", {"items": [{"name": "建议", "scores": [8, 9]}]})
    assert "第 1 名 建议：2 份打分，平均 8.50 分。" in words


def test_words_of_a_sheet_cannot_hide_or_turn_others() -> None:
    done = count({**ELECTION, "items": [{"name": "a\u202eb", "for": 1}]})
    assert done.exit_code == 2
    assert "\u202e" not in done.stderr


def test_groups_are_explained_by_their_weights_alone_where_one_is_small() -> None:
    groups = [
        {"name": "领导", "weight": 40, "grades": {"优秀": 1, "不称职": 1}},
        {"name": "职工", "weight": 60, "grades": {"优秀": 50, "不称职": 10}},
    ]
    sheet = {"entitled": 62, "present": 62, "issued": 62, "returned": 62, "void": 0}
    said = told("P10", {**sheet, "items": [{"name": "张三", "groups": groups}]})
    assert "张三，优秀：各组加权 70.00%。" in said
    assert "张三：“领导”一组票太少" in said
    assert "由加权总分和其他各组可以算出“领导”一组" in said
    assert "51" not in said, "the sum of all ballots less one group is the other"
    large = [
        {"name": one["name"], "weight": 1, "grades": {"不称职": 6, "称职": 1}} for one in groups
    ]
    raised = told("P10", {**sheet, "returned": 14, "items": [{"name": "张三", "groups": large}]})
    assert "张三：不称职超过三分之一（各组加权 85.71%）。" in raised
