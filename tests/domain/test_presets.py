"""Presets and packs are read strictly: what is unknown or impossible is named by file and line."""

from itertools import product

import pytest

from votesvc.crypto.encoding import canonical_json, parse_canonical_json
from votesvc.domain.presets import (
    Library,
    Seats,
    changes_of,
    least_candidates,
    make_rule,
    read_library,
    terms_of,
)
from votesvc.domain.rules import (
    Change,
    ChooseRule,
    ElectionRule,
    Gate,
    MotionRule,
    Posting,
    Weight,
    kind_of,
    parse_rule,
)
from votesvc.errors import MalformedInput, PresetFault, UnknownPreset
from votesvc.services.presets import library

IDS = [
    "P01", "P02", "P04", "P05", "P06", "P07", "P09", "P10", "P11", "P15", "P17", "P18", "P20",
    "P21", "P22", "P23", "P24",
]  # fmt: skip
PACKS = ["national", "shanghai", "zhejiang", "henan", "shandong", "chongqing", "school"]

MOTION = """\
id = "X1"
kind = "motion"
title = "表决"
title_en = "Motion"

[quorum]
num = 2
den = 3
op = "ge"
source = "某条例"
sure = "P"

[pass]
base = "entitled"
num = 1
den = 2
op = "gt"
source = "某条例"
sure = "S"
"""
ORIGIN = 'source = "a"\nsure = "D"\n'
ELECTION = f"""\
id = "X2"
kind = "election"
title = "选举"
title_en = "Election"
[tie]
policy = "run-off"
{ORIGIN}[shortfall]
policy = "vacant"
{ORIGIN}[seats]
value = 3
fixed = false
{ORIGIN}[writein]
slots = 2
{ORIGIN}"""
EVALUATION = f"""\
id = "X3"
kind = "evaluation"
title = "评议"
title_en = "Evaluation"
[scale]
grades = ["好", "差"]
base = "valid"
{ORIGIN}[[flags]]
name = "差"
grades = ["差"]
op = "gt"
num = 1
den = 3
{ORIGIN}[[rates]]
name = "好"
grades = ["好"]
{ORIGIN}[gates.papers]
days = 7
{ORIGIN}[posting]
days = 7
within = 3
{ORIGIN}"""
SCORE = f"""\
id = "X4"
kind = "score"
title = "打分"
title_en = "Scores"
[score]
lowest = 1
highest = 10
trim = 0
{ORIGIN}"""
PACK = f"""\
id = "here"
title = "此地"
title_en = "Here"
[X1.pass]
op = "ge"
{ORIGIN}"""
FILES = {"X1.toml": MOTION, "X2.toml": ELECTION, "X3.toml": EVALUATION, "X4.toml": SCORE,
         "packs/here.toml": PACK}  # fmt: skip


def test_every_preset_and_pack_of_the_program_is_there() -> None:
    assert sorted(library().presets) == IDS
    assert sorted(library().packs) == sorted(PACKS)


@pytest.mark.parametrize(("preset", "pack"), list(product(IDS, PACKS)))
def test_every_preset_makes_a_rule_in_every_place(preset: str, pack: str) -> None:
    found = library().preset(preset, pack)
    seats = None if found.seats else 3
    rule = make_rule(found, terms_of(found, pack), seats)
    assert parse_rule(parse_canonical_json(canonical_json(rule.to_json()))) == rule
    assert (kind_of(rule), rule.preset, rule.terms.pack) == (found.kind, preset, pack)
    assert found.origins.keys() == {name for name in found.sections if name}
    assert all(origin.source for origin in found.origins.values())


def test_places_change_single_numbers() -> None:
    def rule(preset: str, pack: str) -> MotionRule:
        found = library().preset(preset, pack)
        made = make_rule(found, terms_of(found, pack))
        assert isinstance(made, MotionRule)
        return made

    ops = {pack: rule("P01", pack).passing.op for pack in PACKS}
    assert ops == {
        "national": "gt", "shanghai": "ge", "zhejiang": "gt", "henan": "gt", "shandong": "gt",
        "chongqing": "gt", "school": "ge",
    }  # fmt: skip
    assert [rule("P02", pack).passing.op for pack in ("national", "zhejiang", "shandong")] == [
        "ge", "gt", "gt",
    ]  # fmt: skip
    assert rule("P24", "national").passing.op == "ge"
    assert rule("P01", "shandong").terms.posting == Posting(15, 3)
    assert rule("P01", "chongqing").terms.gates[0] == Gate("papers", 5)
    assert {rule("P01", pack).quorum.needed(175) for pack in PACKS} == {117}


def test_a_changed_number_is_told_with_author_and_reason() -> None:
    before = library().preset("P01", "shanghai")
    after = library().preset("P01", "shanghai", {"pass.op": "gt", "gates.papers.days": "10"})
    changes = tuple(changes_of(before, after, "张三", "主席团决定"))
    assert changes == (
        Change("pass.op", "ge", "gt", "张三", "主席团决定"),
        Change("gates.papers.days", "7", "10", "张三", "主席团决定"),
    )
    rule = make_rule(after, terms_of(after, "shanghai", changes))
    assert rule.terms.changes == changes


def test_yes_and_no_can_be_changed_too() -> None:
    before = library().preset("P01", "national")
    after = library().preset("P01", "national", {"hearing.required": "false"})
    assert (before.hearing, after.hearing) == (True, False)
    assert [change.after for change in changes_of(before, after, "a", "b")] == ["false"]


@pytest.mark.parametrize(
    ("number", "value", "reason"),
    [
        ("pass.op", "eq", "pass.op: a threshold is neither ge nor gt"),
        ("pass.num", "3", "pass.num: a threshold is not a part between 0 and 1"),
        ("pass.num", "0", "pass.num: not a whole number between 1 and 1000"),
        ("pass.num", "x", "pass.num: not a value that can stand here"),
        ("pass.num", "9" * 10, "pass.num: not a value that can stand here"),
        ("hearing.required", "maybe", "hearing.required: not a value that can stand here"),
        ("pass.source", "me", "pass.source: not a value that can stand here"),
        ("title", "x", "title: this preset has no such number"),
        ("seats.value", "3", "seats.value: this preset has no such number"),
    ],
)
def test_a_number_that_cannot_be_is_refused_by_its_name(
    number: str, value: str, reason: str
) -> None:
    with pytest.raises(PresetFault) as caught:
        library().preset("P01", "national", {number: value})
    assert str(caught.value) == reason


def test_unknown_presets_and_packs_are_unknown() -> None:
    for preset, pack in (("P99", "national"), ("P01", "utopia")):
        with pytest.raises(UnknownPreset):
            library().preset(preset, pack)


def test_seats_are_those_asked_for_or_those_of_the_preset() -> None:
    made = read_library(FILES).presets["X2"]
    assert made.seats == Seats(3, fixed=False)
    for seats, expected in ((None, 3), (5, 5)):
        rule = make_rule(made, terms_of(made, "here"), seats)
        assert isinstance(rule, ElectionRule)
        assert (rule.seats, rule.writein, rule.threshold) == (expected, 2, None)
    chair = library().preset("P05", "national")
    with pytest.raises(MalformedInput):
        make_rule(chair, terms_of(chair, "national"), 2)
    committee = library().preset("P04", "national")
    with pytest.raises(MalformedInput):
        make_rule(committee, terms_of(committee, "national"))
    shows = library().preset("P17", "national")
    rule = make_rule(shows, terms_of(shows, "national"))
    assert isinstance(rule, ChooseRule)
    assert rule.top == 6


def test_one_seat_has_room_for_one_name_only() -> None:
    chair = library().preset("P05", "national")
    rule = make_rule(chair, terms_of(chair, "national"), 1)
    assert isinstance(rule, ElectionRule)
    assert rule.writein == 1


def test_groups_have_the_weights_they_are_given() -> None:
    made = read_library(FILES).presets["X3"]
    weights = [Weight("领导", 40), Weight("职工", 60)]
    assert make_rule(made, terms_of(made, "here"), None, weights).to_json()["weights"] == [
        {"group": "领导", "weight": 40},
        {"group": "职工", "weight": 60},
    ]


@pytest.mark.parametrize(("seats", "least"), [(13, 14), (15, 16), (1, 2), (3, 4), (20, 21)])
def test_candidates_outnumber_the_seats_by_five_in_a_hundred(seats: int, least: int) -> None:
    assert least_candidates(library().preset("P04", "national"), seats) == least
    assert least_candidates(library().preset("P06", "national"), seats) == seats


def test_a_motion_must_have_a_quorum_however_it_was_made() -> None:
    preset = read_library(FILES).presets["X1"]
    object.__setattr__(preset, "quorum", None)
    with pytest.raises(TypeError):
        make_rule(preset, terms_of(preset, "here"))


def fault(file: str, old: str, new: str) -> str:
    text = FILES[file]
    assert old in text
    with pytest.raises(PresetFault) as caught:
        read_library({**FILES, file: text.replace(old, new, 1)})
    return str(caught.value)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("X1.toml", "num = 2", "num = ", "X1.toml: Invalid value (at line 7"),
        ("X1.toml", "num = 2", "num = 2\nsize = 3", "X1.toml, line 8: unknown field size"),
        ("X1.toml", "num = 2", "num = 4", "X1.toml, line 7: a threshold is not a part"),
        ("X1.toml", "num = 2", "num = 0", "X1.toml, line 7: not a whole number between 1"),
        ("X1.toml", "num = 2", "num = true", "X1.toml, line 7: num is not of its kind"),
        ("X1.toml", "num = 2", 'num = "2"', "X1.toml, line 7: num is not of its kind"),
        ("X1.toml", "num = 2", "num = 2.5", "X1.toml, line 7: num is neither text, whole"),
        ("X1.toml", "num = 2", "num = [1]", "X1.toml, line 7: num is neither text, whole"),
        ("X1.toml", "num = 2\n", "", "X1.toml, line 7: num is missing in [quorum]"),
        ("X1.toml", 'op = "ge"', 'op = "eq"', "X1.toml, line 9: a threshold is neither"),
        ("X1.toml", 'op = "ge"', 'op = ""', "X1.toml, line 9: op is not of its kind"),
        ("X1.toml", '"entitled"', '"cast"', "X1.toml, line 14: a rule has no known base"),
        ("X1.toml", 'sure = "P"', 'sure = "Q"', "X1.toml, line 11: sure is none of"),
        ("X1.toml", 'sure = "P"\n', "", "X1.toml, line 7: sure is missing in [quorum]"),
        ("X1.toml", '"某条例"', '""', "X1.toml, line 10: source is not of its kind"),
        ("X1.toml", "[pass]", "[passing]", "X1.toml, line 14: a preset of this kind has no"),
        ("X1.toml", "[quorum]", "[gates.x]\n[quorum]", "X1.toml, line 6: a table is empty"),
        ("X1.toml", "[quorum]", "more = {}\n[quorum]", "X1.toml, line 1: a table is empty"),
        ("X1.toml", '"motion"', '"lottery"', "X1.toml, line 2: an item is of an unknown kind"),
        ("X1.toml", '"motion"', '"choose"', "X1.toml, line 14: a preset of this kind has no"),
        ("X1.toml", 'title = "表决"', 'name = "表决"', "X1.toml, line 3: unknown field name"),
        ("X1.toml", 'title = "表决"', 'title = ""', "X1.toml, line 3: title is not a text"),
        ("X1.toml", 'title = "表决"\n', "", "X1.toml, line 1: title is missing"),
        ("X1.toml", '"X1"', '"X9"', "X1.toml, line 1: the id is not the name of the file"),
        ("X1.toml", "[quorum]", "quorum = {num=1}\n[q]", "X1.toml, line 1: num does not stand"),
        ("X2.toml", '"run-off"', '"lot"', "X2.toml, line 6: a rule does not know what"),
        ("X2.toml", '"vacant"', '"lot"', "X2.toml, line 10: a rule does not know what"),
        ("X2.toml", '"vacant"', '"floor"', "X2.toml, line 10: there is no floor"),
        ("X2.toml", "value = 3", "value = 0", "X2.toml, line 14: not a whole number"),
        ("X2.toml", "slots = 2", "slots = 1001", "X2.toml, line 19: not a whole number"),
        ("X2.toml", "[tie]", "[quorum]", "X2.toml, line 6: unknown field policy"),
        ("X3.toml", '["好", "差"]', '["好", "好"]', "X3.toml, line 6: a text is empty or there"),
        ("X3.toml", '["好", "差"]', "[]", "X3.toml, line 6: grades is not of its kind"),
        ("X3.toml", '["差"]', '["坏"]', "X3.toml, line 12: a grade does not stand"),
        ("X3.toml", 'op = "gt"', 'op = "eq"', "X3.toml, line 13: a flag is none of"),
        ("X3.toml", "num = 1", "num = 4", "X3.toml, line 14: not a whole number between 0"),
        ("X3.toml", "days = 7", "days = 366", "X3.toml, line 24: not a whole number"),
        ("X3.toml", "gates.papers", "gates.weather", "X3.toml, line 24: a gate is of an"),
        ("X3.toml", "gates.papers", "gates.quorum", "X3.toml, line 24: not a whole number"),
        ("X3.toml", "within = 3", "within = -1", "X3.toml, line 29: not a whole number"),
        ("X4.toml", "highest = 10", "highest = 1", "X4.toml, line 7: not a whole number"),
        ("X4.toml", "[score]", "[scores]", "X4.toml, line 6: a preset of this kind has no"),
        ("packs/here.toml", '"ge"', '"eq"', "packs/here.toml, line 5: a threshold is neither"),
        ("packs/here.toml", "X1", "X9", "packs/here.toml, line 5: there is no preset X9"),
        ("packs/here.toml", "X1.pass", "X1", "packs/here.toml, line 5: there is no preset X1"),
        ("packs/here.toml", "pass", "posting", "packs/here.toml, line 5: unknown field op"),
        ("packs/here.toml", "pass", "rates", "packs/here.toml, line 5: a preset of this kind"),
        ("packs/here.toml", "pass", "tie", "packs/here.toml, line 5: a preset of this kind"),
        ("packs/here.toml", 'sure = "D"\n', "", "packs/here.toml, line 5: source or sure"),
        ("packs/here.toml", 'id = "here"', 'id = "h"', "packs/here.toml, line 1: the id is"),
        ("packs/here.toml", 'id = "here"', "kind = 1", "packs/here.toml, line 1: unknown field"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(file: str, old: str, new: str, message: str) -> None:
    assert fault(file, old, new).startswith(message)


def test_a_missing_table_is_refused() -> None:
    text = MOTION[: MOTION.index("[pass]")]
    with pytest.raises(PresetFault, match=r"^X1.toml, line 1: \[pass\] is missing$"):
        read_library({"X1.toml": text})


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(PresetFault):
        read_library({"X1.toml": ""})


def test_a_pack_may_bring_a_table_that_the_preset_does_not_have() -> None:
    more = PACK + f"[X1.posting]\ndays = 9\nwithin = 1\n{ORIGIN}"
    made: Library = read_library({**FILES, "packs/here.toml": more})
    assert made.presets["X1"].posting is None
    assert made.preset("X1", "here").posting == Posting(9, 1)
