"""Whatever the counts are: what the engine of rules may never do, and what it always does."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import votesvc.domain
from votesvc.domain.outcome import (
    ElectionOutcome,
    Line,
    Row,
    choose_most,
    elect,
    evaluate,
    pass_motion,
    score,
)
from votesvc.domain.outcome.groups import GroupRow, weigh
from votesvc.domain.outcome.percent import average, decimal, percent
from votesvc.domain.rules import (
    ChooseRule,
    ElectionRule,
    EvaluationRule,
    Figures,
    Flag,
    Fraction,
    MotionRule,
    ScoreRule,
    Threshold,
)

QUORUM = Fraction(2, 3, "ge")
HALF = Threshold("entitled", Fraction(1, 2, "gt"))
FLOOR = Threshold("returned", Fraction(1, 3, "ge"))

VOTES = st.integers(0, 40)
ROUNDS = st.integers(1, 60).flatmap(
    lambda entitled: st.builds(
        lambda present, returned: Figures.of_round(entitled, present, present, returned),
        st.integers(entitled * 2 // 3, entitled),
        st.integers(0, entitled),
    )
)
RULES = st.builds(
    lambda seats, policy, strict: ElectionRule(
        "P04",
        seats,
        HALF if strict else None,
        QUORUM,
        shortfall=policy,
        floor=FLOOR if policy == "floor" else None,
    ),
    st.integers(1, 6),
    st.sampled_from(["reballot", "vacant", "floor"]),
    st.booleans(),
)
LINES = st.lists(VOTES, min_size=1, max_size=8).map(
    lambda votes: [Line(count, 0, 0) for count in votes]
)


def folder(name: str) -> Iterator[Path]:
    return (Path(votesvc.domain.__file__).parent / name).rglob("*.py")


@pytest.mark.parametrize(
    "module", [*folder("rules"), *folder("outcome"), *folder("sheet"), *folder("presets")], ids=str
)
def test_no_float_and_no_division_stands_in_the_engine(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        assert not isinstance(node, ast.Div), module
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), module
        assert not (isinstance(node, ast.Name) and node.id in {"float", "round"}), module


@given(RULES, ROUNDS, LINES)
def test_seats_are_never_exceeded_and_sums_hold(
    rule: ElectionRule, figures: Figures, lines: list[Line]
) -> None:
    outcome = elect(rule, figures, lines)
    assert len(outcome.elected) <= rule.seats
    assert len(outcome.elected) + outcome.vacant == rule.seats
    assert len(set(outcome.elected)) == len(outcome.elected)
    following = outcome.following
    if following is not None:
        assert following.seats == outcome.vacant > 0
        assert not set(following.among) & set(outcome.elected)
    if following is not None and following.kind == "run-off":
        assert len(following.among) > following.seats
        assert len({lines[i].in_favour for i in following.among}) == 1


@given(RULES, ROUNDS, LINES)
def test_nobody_is_elected_over_somebody_with_more_votes(
    rule: ElectionRule, figures: Figures, lines: list[Line]
) -> None:
    outcome = elect(rule, figures, lines)
    tied = set(outcome.following.among) if outcome.following else set()
    out = [i for i in range(len(lines)) if i not in outcome.elected and i not in tied]
    for inside in outcome.elected:
        assert all(lines[inside].in_favour >= lines[i].in_favour for i in out)


@given(RULES, ROUNDS, LINES, st.integers(0, 7))
def test_a_vote_more_never_costs_a_seat(
    rule: ElectionRule, figures: Figures, lines: list[Line], which: int
) -> None:
    place = which % len(lines)
    more = list(lines)
    more[place] = replace(lines[place], in_favour=lines[place].in_favour + 1)
    before, after = elect(rule, figures, lines), elect(rule, figures, more)
    assert (place in before.elected) <= (place in after.elected)
    assert (place in before.passed) <= (place in after.passed)


@given(RULES, ROUNDS, LINES, st.randoms(use_true_random=False))
def test_the_order_of_candidates_changes_nothing(
    rule: ElectionRule, figures: Figures, lines: list[Line], chance: object
) -> None:
    order = list(range(len(lines)))
    chance.shuffle(order)  # type: ignore[attr-defined]

    def named(outcome: ElectionOutcome, names: list[int]) -> tuple[object, ...]:
        following = outcome.following
        return (
            {names[i] for i in outcome.elected},
            {names[i] for i in outcome.passed},
            {names[i]: rank for i, rank in enumerate(outcome.ranks)},
            following and (following.kind, {names[i] for i in following.among}, following.seats),
        )

    same = elect(rule, figures, lines), elect(rule, figures, [lines[i] for i in order])
    assert named(same[0], list(range(len(lines)))) == named(same[1], order)


@given(ROUNDS, st.lists(st.tuples(VOTES, VOTES, VOTES), min_size=1, max_size=5))
def test_a_motion_with_a_vote_more_passes_still(
    figures: Figures, rows: list[tuple[int, int, int]]
) -> None:
    rule = MotionRule("P01", QUORUM, Fraction(1, 2, "gt"))
    before = pass_motion(rule, figures, rows)
    after = pass_motion(rule, figures, [(pro + 1, contra, none) for pro, contra, none in rows])
    for one, other in zip(before.decisions, after.decisions, strict=True):
        assert one.passed <= other.passed


@given(ROUNDS, st.lists(VOTES, min_size=1, max_size=8), st.integers(1, 8), st.booleans())
def test_a_choice_never_has_more_than_its_places_unless_they_are_shared(
    figures: Figures, votes: list[int], top: int, shared: bool
) -> None:
    rule = ChooseRule("P17", top, tie="shared" if shared else "run-off")
    outcome = choose_most(rule, figures, votes)
    if not shared:
        assert len(outcome.chosen) + outcome.open_places == top
        return
    assert not outcome.tied
    last = min((votes[i] for i in outcome.chosen), default=0)
    assert {i for i, count in enumerate(votes) if count >= max(last, 1)} == set(outcome.chosen)


@given(st.lists(st.lists(st.integers(0, 9), min_size=10, max_size=10), min_size=1, max_size=5))
def test_averages_rank_as_fractions_do(rows: list[list[int]]) -> None:
    rule = ScoreRule("P18", 1, 10)
    outcome = score(rule, Figures.of_round(90, 90, 90, 90), rows)
    for a, ours in zip(outcome.rows, outcome.ranks, strict=True):
        for b, theirs in zip(outcome.rows, outcome.ranks, strict=True):
            if a.counted and b.counted:
                assert (ours < theirs) == (a.points * b.counted > b.points * a.counted)


@given(st.lists(st.integers(0, 9), min_size=10, max_size=10), st.integers(0, 20))
def test_trimming_keeps_the_middle(row: list[int], trim: int) -> None:
    rule = ScoreRule("P18", 1, 10, trim)
    [made] = score(rule, Figures.of_round(90, 90, 90, 90), [row]).rows
    scores = [place + 1 for place, votes in enumerate(row) for _ in range(votes)]
    kept = scores[trim : len(scores) - trim] if len(scores) > 2 * trim else scores
    assert (made.counted, made.points) == (len(kept), sum(kept))


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_percentages_are_rounded_half_up(part: int, whole: int) -> None:
    hundredths = int(percent(part, whole).replace(".", ""))
    assert 2 * whole * hundredths <= 2 * part * 10_000 + whole < 2 * whole * (hundredths + 1)


def test_parts_of_nothing_are_nothing() -> None:
    assert (percent(0, 0), average(0, 0)) == ("0.00", "0.00")
    assert (percent(127, 137), average(26, 3), decimal(5)) == ("92.70", "8.67", "0.05")


@pytest.mark.parametrize(
    ("op", "raised"),
    [("gt", [False, False, True]), ("ge", [False, True, True]),
     ("lt", [True, False, False]), ("le", [True, True, False])],
)  # fmt: skip
def test_a_flag_compares_as_it_says(op: str, raised: list[bool]) -> None:
    flag = Flag("f", (0,), 1, 3, op)  # type: ignore[arg-type]
    assert [flag.raised(votes, 60) for votes in (19, 20, 21)] == raised
    assert not flag.raised(0, 0), "of nobody nothing is said"


def test_rates_and_flags_count_from_the_base_of_the_rule() -> None:
    rule = EvaluationRule("P10", ("好", "差"), "valid", flags=(Flag("差", (1,), 1, 3, "gt"),))
    figures = Figures(100, 90, 90, 62, 60)
    assert evaluate(rule, figures, [Row((39, 21), 0)]).rows[0].flags == (0,)
    returned = replace(rule, base="returned")
    assert evaluate(returned, figures, [Row((39, 21), 0)]).rows[0].flags == (0,)
    assert evaluate(replace(rule, base="present"), figures, [Row((39, 21), 0)]).rows[0].flags == ()


@given(
    st.lists(
        st.builds(
            lambda weight, votes: (weight, tuple(votes)),
            st.integers(1, 50),
            st.lists(st.integers(0, 9), min_size=2, max_size=2),
        ),
        max_size=4,
    )
)
def test_weighted_parts_are_parts_of_the_whole(groups: list[tuple[int, tuple[int, int]]]) -> None:
    rows = [
        GroupRow(f"g{number}", weight, Row(votes, 0))
        for number, (weight, votes) in enumerate(groups)
    ]
    weighted = weigh(rows)
    assert sum(weighted.parts) == (weighted.whole if any(row.ballots for row in rows) else 0)
    small = [row.group for row in rows if row.ballots and row.too_small]
    assert list(weighted.hidden) == small
    assert list(weighted.shown) == [row.group for row in rows if row.ballots and not small]
