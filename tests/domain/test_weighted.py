"""Groups of voters count for their weight, each by its own figures, in whole numbers."""

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from votesvc.domain.outcome import GroupVotes, Row, WeightedOutcome, evaluate, weigh_groups
from votesvc.domain.rules import (
    Base,
    EvaluationRule,
    Figures,
    Flag,
    Fraction,
    Rate,
    Weight,
)

RULE = EvaluationRule(
    "P11",
    ("满意", "一般", "不满意"),
    "valid",
    rates=(Rate("满意率", (0, 1)),),
    flags=(Flag("不满意超过三分之一", (2,), 1, 3, "gt"),),
    weights=(Weight("领导", 30), Weight("中层", 30), Weight("职工", 40)),
    quorum=Fraction(2, 3, "ge"),
)
LEADERS = GroupVotes(Figures.of_round(12, 11, 11, 10), (Row((6, 4, 0), 0), Row((5, 3, 2), 0)))
MIDDLE = GroupVotes(Figures.of_round(25, 20, 20, 20), (Row((10, 5, 5), 0), Row((20, 0, 0), 0)))
WORKERS = GroupVotes(Figures.of_round(60, 50, 45, 40), (Row((10, 10, 18), 2), Row((39, 0, 1), 0)))


def weighed(*votes: GroupVotes, base: Base = "valid") -> WeightedOutcome:
    return weigh_groups(replace(RULE, base=base), votes)


def test_each_group_counts_for_its_weight_whatever_its_size() -> None:
    made = weighed(LEADERS, MIDDLE, WORKERS)
    # 30 parts of 10 ballots, 30 of 20, 40 of 40: with 40 in common, one ballot is 120, 60 or 40.
    assert made.whole == 40 * 100
    assert made.rows[0].parts == (6 * 120 + 10 * 60 + 10 * 40, 480 + 300 + 400, 300 + 18 * 40)
    assert made.rows[0].abstained == 2 * 40
    assert sum(made.rows[0].parts) + made.rows[0].abstained == made.whole
    assert made.rows[0].rates == (made.rows[0].parts[0] + made.rows[0].parts[1],)


def test_a_flag_is_raised_by_weighted_parts_and_not_by_heads() -> None:
    # By heads a third is not reached: 23 of 70.
    votes = (
        replace(LEADERS, rows=(Row((0, 0, 10), 0),)),
        replace(MIDDLE, rows=(Row((7, 0, 13), 0),)),
        replace(WORKERS, rows=(Row((40, 0, 0), 0),)),
    )
    assert weighed(*votes).rows[0].flags == (0,)
    assert weighed(*votes).rows[0].parts[2] == 10 * 120 + 13 * 60


def test_the_base_of_the_rule_is_that_of_each_group() -> None:
    made = weighed(LEADERS, MIDDLE, WORKERS, base="entitled")
    assert [group.of for group in made.groups] == [12, 25, 60]
    assert made.whole == 300 * 100
    assert made.rows[1].parts[0] == 5 * 30 * 25 + 20 * 30 * 12 + 39 * 40 * 5


def test_quorum_and_totals_are_those_of_all_groups_also_of_one_left_out() -> None:
    made = weighed(LEADERS, replace(MIDDLE, rows=None), WORKERS)
    assert (made.figures.entitled, made.figures.present, made.figures.returned) == (97, 81, 70)
    assert (made.quorum.needed, made.quorate) == (65, True)
    assert [group.counted for group in made.groups] == [True, False, True]
    assert made.whole == 40 * 70, "the weights of those that are counted"


def test_a_group_alone_has_no_quorum_of_its_own() -> None:
    family = "1" * 22
    grouped = replace(RULE, group="领导", family=family)
    few = Figures.of_round(12, 1, 1, 1)
    assert evaluate(grouped, few, [Row((1, 0, 0), 0)]).quorate
    assert not evaluate(RULE, few, [Row((1, 0, 0), 0)]).quorate


def test_a_group_is_shown_where_its_figures_tell_of_nobody() -> None:
    of_one_mind = GroupVotes(Figures.of_round(9, 9, 9, 9), (Row((9, 0, 0), 0), Row((5, 4, 0), 0)))
    made = weighed(of_one_mind, MIDDLE, WORKERS)
    assert made.rows[0].shown == (), "the total and the others would tell of the first"
    assert made.rows[1].shown == ("领导", "中层", "职工")
    both = weighed(of_one_mind, of_one_mind, WORKERS)
    assert both.rows[0].shown == (), "with other weights the total tells of each"


def test_an_outcome_is_spelled_as_the_protocol_says() -> None:
    votes = (replace(LEADERS, rows=None), replace(MIDDLE, rows=None), WORKERS)
    made = weighed(*votes)
    assert made.to_json() == {
        "kind": "weighted",
        "entitled": 97,
        "present": 81,
        "returned": 70,
        "quorum": 65,
        "quorate": True,
        "base": "valid",
        "groups": [
            {"group": "领导", "weight": 30, "entitled": 12, "present": 11, "issued": 11,
             "returned": 10, "of": 10, "counted": False},
            {"group": "中层", "weight": 30, "entitled": 25, "present": 20, "issued": 20,
             "returned": 20, "of": 20, "counted": False},
            {"group": "职工", "weight": 40, "entitled": 60, "present": 50, "issued": 45,
             "returned": 40, "of": 40, "counted": True},
        ],
        "whole": "1600",
        "rows": [
            {"parts": ["400", "400", "720"], "abstain": "80", "rates": ["800"], "flags": [0],
             "shown": ["职工"]},
            {"parts": ["1560", "0", "40"], "abstain": "0", "rates": ["1560"], "flags": [],
             "shown": ["职工"]},
        ],
    }  # fmt: skip


@given(
    st.lists(
        st.tuples(st.integers(1, 1000), st.lists(st.integers(1, 400), min_size=4, max_size=4)),
        min_size=1,
        max_size=20,
    )
)
def test_the_parts_of_every_row_make_up_the_whole(groups: list[tuple[int, list[int]]]) -> None:
    weights = tuple(Weight(f"g{at}", weight) for at, (weight, _) in enumerate(groups))
    votes = [
        GroupVotes(Figures.of_round(*[sum(row)] * 4), (Row(tuple(row[:3]), row[3]),))
        for _, row in groups
    ]
    made = weigh_groups(replace(RULE, weights=weights), votes)
    assert sum(made.rows[0].parts) + made.rows[0].abstained == made.whole
    exact = sum(weight * row[0] / sum(row) for weight, row in groups)
    assert made.rows[0].parts[0] / made.whole == pytest.approx(
        exact / sum(weight for weight, _ in groups)
    )
