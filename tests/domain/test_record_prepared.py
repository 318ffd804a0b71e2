"""What comes before a ballot and after its result is checked, and told of for ever."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.domain.prepared import (
    CHILD,
    DONE,
    HERE,
    OVERRIDDEN,
    OVERRIDE,
    PREPARED,
    QUORUM,
    RULE,
    RUN_OFF,
    TERMS,
    TIED,
    TODAY,
    choice,
    prepared_sample,
)
from tests.domain.records import Sample, item_entry
from votesvc.crypto.encoding import JsonValue, as_object, canonical_json, parse_canonical_json
from votesvc.domain.entries import (
    CheckIn,
    Entry,
    Item,
    Opened,
    Overridden,
    Prepared,
    parse_entry,
)
from votesvc.domain.following import following_spec
from votesvc.domain.items import ItemSpec, election, motion
from votesvc.domain.outcome import Line, choose_most, elect, pass_motion
from votesvc.domain.preparation import day_of, unmet
from votesvc.domain.record import check_record
from votesvc.domain.record.steps import Fact
from votesvc.domain.rules import (
    ChooseRule,
    ElectionRule,
    Figures,
    Fraction,
    Gate,
    Terms,
    Threshold,
    parse_rule,
)
from votesvc.errors import InvalidRecord, MalformedInput, NothingFollows

TRUE = prepared_sample()
HALF = Threshold("entitled", Fraction(1, 2, "gt"))
TEN = Figures.of_round(10, 10, 10, 10)


def facts(sample: Sample) -> list[Fact]:
    found: list[Fact] = []
    check_record(sample.written(), lambda step: found.extend(step.facts))
    return found


def named(sample: Sample, name: str) -> list[dict[str, str | int]]:
    return [dict(fact.figures) for fact in facts(sample) if fact.name == name]


def refusal(sample: Sample, check: int, words: str) -> int | None:
    with pytest.raises(InvalidRecord, match=words) as caught:
        check_record(sample.written(), lambda _: None)
    assert caught.value.check == check
    return caught.value.index


def at(kind: type[Entry], item: str | None = None) -> int:
    return TRUE.index(kind, item)


def instead(index: int, entry: Entry) -> Sample:
    entries = list(TRUE.entries)
    entries[index] = entry
    return replace(TRUE, entries=entries)


def without(index: int) -> Sample:
    return replace(TRUE, entries=[*TRUE.entries[:index], *TRUE.entries[index + 1 :]])


def with_entry(index: int, entry: Entry) -> Sample:
    return replace(TRUE, entries=[*TRUE.entries[:index], entry, *TRUE.entries[index:]])


def test_a_true_record_tells_what_was_done_before_and_after() -> None:
    assert named(TRUE, "prepared") == [{"title": "办法", "gate": "papers", "day": "2026-11-15"}]
    assert named(TRUE, "unprepared") == [{"title": "急事", "gate": "papers"}]
    assert named(TRUE, "overridden") == [
        {"title": "急事", "text": "主席团决定先行表决", "by": "大会主席团"}
    ]
    assert named(TRUE, "posted") == [{"title": "办法", "place": "厂务公开栏", "days": 7}]
    assert named(TRUE, "objections-elsewhere") == [{"title": "办法", "where": "工会办公室 201"}]
    assert not named(TRUE, "objections-box")


def test_the_summary_tells_of_changes_preparations_overrides_and_postings() -> None:
    summary = TRUE.written()["summary.txt"].decode()
    for line in (
        "  规则改动 / changed: pass.op ge -> gt (张三: 主席团决定)",
        "  前置程序 / before it: 材料送达 / papers sent 2026-11-15 (送达回执.pdf)",
        "  未完成前置程序 / not all before it was done: 大会主席团: 主席团决定先行表决",
        "  公示 / posted: 厂务公开栏，不少于 7 天 / at least 7 days",
        "  异议 / objections: 工会办公室 201",
    ):
        assert line in summary.splitlines()


def test_papers_that_were_out_a_day_too_late_do_not_open_the_ballot() -> None:
    late = replace(DONE, day=DONE.day + timedelta(days=1))
    index = refusal(instead(at(Prepared), late), 2, "waits for what has to be done")
    assert index == at(Opened, PREPARED)


def test_a_ballot_that_waits_for_papers_is_not_opened_without() -> None:
    refusal(without(at(Prepared)), 2, "waits for what has to be done")
    refusal(without(at(Overridden)), 2, "waits for what has to be done")


def test_a_ballot_is_not_opened_below_its_quorum() -> None:
    few = instead(at(CheckIn), replace(HERE, present=3))
    assert refusal(few, 2, "waits for what has to be done") == at(Opened, PREPARED)
    refusal(without(at(CheckIn)), 2, "waits for what has to be done")


def test_an_override_passes_a_missing_quorum_and_the_record_says_so() -> None:
    entries = list(TRUE.entries)
    entries[at(Opened, OVERRIDDEN) - 1] = replace(HERE, present=3)
    told = named(replace(TRUE, entries=entries), "unprepared")
    assert [fact["gate"] for fact in told] == ["papers", "quorum"]


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (replace(DONE, gate="notice"), "the rule does not ask for this"),
        (replace(DONE, day=TODAY + timedelta(days=1)), "later than now"),
    ],
)
def test_a_preparation_that_cannot_be_is_refused(entry: Prepared, words: str) -> None:
    assert refusal(instead(at(Prepared), entry), 2, words) == at(Prepared)


def test_a_preparation_stands_once_and_before_the_opening() -> None:
    assert refusal(with_entry(at(Prepared), DONE), 2, "on record already") == at(Prepared) + 1
    end = len(TRUE.entries)
    assert refusal(with_entry(end, DONE), 2, "cannot come after") == end


def test_an_override_stands_once() -> None:
    refusal(with_entry(at(Overridden), OVERRIDE), 2, "does not wait for anything")


def test_nothing_is_overridden_where_nothing_is_missing() -> None:
    papers_only = replace(RULE, terms=replace(TERMS, gates=(Gate("papers", 7),)))
    item = item_entry(PREPARED, motion("办法", ["一"], papers_only))
    lie = instead(at(Item, PREPARED), item)
    entries = list(lie.entries)
    entries.insert(at(Opened, PREPARED), replace(OVERRIDE, item=PREPARED))
    refusal(replace(lie, entries=entries), 2, "does not wait for anything")


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        (choice(["丙", "甲"], CHILD.rule), "other candidates or seats"),  # type: ignore[arg-type]
        (choice(["甲", "乙"], CHILD.rule), "other candidates or seats"),  # type: ignore[arg-type]
        (choice(["甲", "丙"], ChooseRule("P21", 2, terms=Terms(parent=TIED))), "or seats"),
        (choice(["甲", "丙"], ChooseRule("P21", 1, terms=Terms(parent=PREPARED))), "or seats"),
        (choice(["甲", "丙"], ChooseRule("P21", 1, terms=Terms(parent=RUN_OFF))), "not announced"),
        (choice(["甲", "丙"], ChooseRule("P21", 1, terms=Terms(parent="z" * 22))), "not announced"),
        (motion("x", ["甲"], replace(RULE, terms=Terms(parent=TIED))), "or seats"),
    ],
)
def test_a_run_off_has_the_candidates_and_seats_that_were_asked_for(
    spec: ItemSpec, words: str
) -> None:
    lie = instead(at(Item, RUN_OFF), item_entry(RUN_OFF, spec))
    assert refusal(lie, 6, words) == at(Item, RUN_OFF)


def test_a_run_off_comes_after_the_announcement() -> None:
    entries = list(TRUE.entries)
    child = entries.pop(at(Item, RUN_OFF))
    entries.insert(at(Item, TIED), child)
    refusal(replace(TRUE, entries=entries), 6, "not announced before")


# --- What follows from an outcome -----------------------------------------------------------------

ELECTION = ElectionRule("P04", 2, HALF, QUORUM, 1, terms=TERMS)


def lines(*votes: int) -> list[Line]:
    return [Line(count, 0, 0) for count in votes]


def election_spec(rule: ElectionRule) -> ItemSpec:
    return election("选举", ["甲", "乙", "丙"], rule)


def test_a_tie_is_followed_by_a_run_off_that_cites_it() -> None:
    outcome = elect(ELECTION, TEN, [*lines(8, 6, 2), Line(6, 0, 0, "李四")])
    child = following_spec(TIED, election_spec(ELECTION), outcome)
    assert (child.kind, child.title) == ("choose", "选举（再次投票）")
    assert child.questions[0].answers == ("乙", "李四")
    assert isinstance(child.rule, ChooseRule)
    assert (child.rule.top, child.rule.quorum, child.rule.terms.parent) == (1, QUORUM, TIED)
    assert child.rule.terms.gates == (Gate("quorum"),)
    assert parse_rule(child.rule.to_json()) == child.rule


def test_too_few_elected_are_followed_by_an_election_among_the_others() -> None:
    outcome = elect(ELECTION, TEN, lines(8, 3, 5))
    child = following_spec(TIED, election_spec(ELECTION), outcome)
    assert (child.kind, child.title) == ("election", "选举（另行选举）")
    assert child.questions[1].answers == ("丙", "乙")
    assert isinstance(child.rule, ElectionRule)
    assert (child.rule.seats, child.rule.threshold, child.rule.writein) == (1, HALF, 0)


def test_equal_votes_in_a_choice_are_followed_by_a_run_off() -> None:
    rule = ChooseRule("P17", 1)
    outcome = choose_most(rule, TEN, [4, 1, 4])
    child = following_spec(TIED, choice(["甲", "乙", "丙"], rule), outcome)
    assert child.questions[0].answers == ("甲", "丙")


def test_nothing_follows_from_what_is_settled() -> None:
    settled = elect(ELECTION, TEN, lines(8, 7, 1))
    nobody = elect(replace(ELECTION, seats=3), TEN, lines(8))
    chosen = choose_most(ChooseRule("P17", 1), TEN, [4, 1, 3])
    passed = pass_motion(RULE, TEN, [(9, 0, 0)])
    for outcome in (settled, nobody, chosen, passed):
        with pytest.raises(NothingFollows):
            following_spec(TIED, election_spec(ELECTION), outcome)


# --- Days -----------------------------------------------------------------------------------------


def test_days_are_those_of_china() -> None:
    assert day_of(datetime(2026, 11, 21, 16, 0, tzinfo=UTC)) == date(2026, 11, 22)
    assert day_of(datetime(2026, 11, 21, 15, 59, tzinfo=UTC)) == date(2026, 11, 21)


def test_what_is_missing_is_told_in_the_order_of_the_rule() -> None:
    done = {"papers": TODAY - timedelta(days=6)}
    assert unmet(RULE, done, TODAY, quorate=False) == TERMS.gates  # type: ignore[arg-type]
    done = {"papers": TODAY - timedelta(days=7)}
    assert unmet(RULE, done, TODAY, quorate=True) == ()  # type: ignore[arg-type]
    assert unmet(replace(RULE, terms=Terms()), {}, TODAY, quorate=False) == ()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day", "2026-11-5"), ("day", "20261115"), ("day", "2026-02-30"), ("day", ""), ("day", 1),
        ("gate", "quorum"), ("gate", "weather"), ("gate", 1), ("size", -1), ("sha256", "5A" * 32),
        ("name", ""), ("name", "a\nb"),
    ],
)  # fmt: skip
def test_a_preparation_has_each_field_in_one_spelling(field: str, value: JsonValue) -> None:
    leaf = as_object(parse_canonical_json(DONE.encoded))
    assert parse_entry(DONE.encoded) == DONE
    with pytest.raises(MalformedInput):
        parse_entry(canonical_json({**leaf, field: value}))
