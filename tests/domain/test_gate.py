"""A ballot with a gate waits for its hearing, or for the presidium's decision."""

import itertools

import pytest

from votesvc.crypto.encoding import JsonValue, canonical_json, parse_canonical_json
from votesvc.domain.gate import check_gate, check_override
from votesvc.domain.items import choose, gated, motion, parse_spec
from votesvc.domain.lifecycle import ASIDE, State, check_follows
from votesvc.domain.rules import P01, ChooseRule, MotionRule, Rule, parse_rule
from votesvc.errors import GateClosed, MalformedInput, NothingToOverride, WrongState

HEARING = "1" * 22
GATED = MotionRule("P01", P01.quorum, P01.passing, HEARING)
CHOICE = ChooseRule("P17", 6, HEARING)


def test_a_ballot_with_a_gate_opens_after_the_report_or_an_override() -> None:
    for reported, overridden in ((True, False), (False, True), (True, True)):
        check_gate(GATED, reported=reported, overridden=overridden)
    with pytest.raises(GateClosed):
        check_gate(GATED, reported=False, overridden=False)


def test_a_ballot_without_a_gate_does_not_wait() -> None:
    check_gate(P01, reported=False, overridden=False)


def test_only_a_ballot_that_waits_can_be_overridden_and_once() -> None:
    for state in (State.READY, State.ISSUING):
        check_override(GATED, state, reported=False, overridden=False)
        for rule, reported, overridden in (
            (P01, False, False),
            (GATED, True, False),
            (GATED, False, True),
        ):
            with pytest.raises(NothingToOverride):
                check_override(rule, state, reported=reported, overridden=overridden)


@pytest.mark.parametrize("state", sorted(set(State) - {State.READY, State.ISSUING}))
def test_an_override_comes_before_opening(state: State) -> None:
    with pytest.raises(WrongState):
        check_override(GATED, state, reported=False, overridden=False)


def test_an_override_stands_aside_of_the_steps_of_a_ballot() -> None:
    assert {"override", "prepared", "posted"} == ASIDE
    check_follows("item", "override")
    check_follows("issue-opened", "override")
    for previous in (None, "opened", "ballot", "closed", "announced", "void"):
        with pytest.raises(WrongState):
            check_follows(previous, "override")


@pytest.mark.parametrize("rule", [GATED, CHOICE])
def test_a_gate_stands_in_the_rule_and_reads_back(rule: Rule) -> None:
    assert rule.to_json()["hearing"] == HEARING
    assert parse_rule(rule.to_json()) == rule


def test_a_rule_without_a_gate_does_not_mention_one() -> None:
    assert "hearing" not in P01.to_json()
    assert "hearing" not in ChooseRule("P17", 6).to_json()


@pytest.mark.parametrize(
    ("rule", "wrong"),
    list(itertools.product([GATED, CHOICE], ["", "1" * 21, "0" * 22, 1, [], {}, True])),
)
def test_a_gate_that_names_no_hearing_is_refused(rule: Rule, wrong: JsonValue) -> None:
    with pytest.raises(MalformedInput):
        parse_rule({**rule.to_json(), "hearing": wrong})


def test_a_gate_is_put_before_an_item_and_taken_away() -> None:
    for spec in (motion("表决", ["甲"]), choose("评选", "节目", ["甲", "乙"], 0, 1)):
        waiting = gated(spec, HEARING)
        assert waiting.rule.hearing == HEARING
        assert parse_spec(parse_canonical_json(canonical_json(waiting.to_json()))) == waiting
        assert gated(waiting, None) == spec
