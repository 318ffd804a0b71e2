"""Groups that are counted apart: a true record passes, and every lie is found and pinned down."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.domain.families import (
    FAMILY,
    ITEMS,
    LEADERS,
    MIDDLE,
    RULE,
    SIZES,
    SPECS,
    WEIGHTS,
    WORKERS,
    family_sample,
    summed_sample,
)
from tests.domain.records import NOW, Sample, issued_entry, item_entry
from votesvc.crypto.encoding import hexhash, uuid_from
from votesvc.domain.entries import (
    Announced,
    BallotCast,
    Closed,
    Entry,
    Issued,
    IssueOpened,
    Item,
    Note,
    Roll,
    RollGroups,
    ShareMade,
    TallyMade,
    Voided,
    Weighed,
)
from votesvc.domain.items import family, graded, motion
from votesvc.domain.record import check_record
from votesvc.domain.record.layout import issued_list
from votesvc.domain.record.steps import Step
from votesvc.domain.rules import Weight
from votesvc.errors import InvalidRecord

TRUE = family_sample()
OTHER = uuid_from(bytes([24] * 16))


def refusal(sample: Sample) -> InvalidRecord:
    with pytest.raises(InvalidRecord) as caught:
        check_record(sample.written(), lambda _: None)
    return caught.value


def facts_of(sample: Sample) -> list[tuple[str, dict[str, str | int]]]:
    steps: list[Step] = []
    check_record(sample.written(), steps.append)
    return [(fact.name, dict(fact.figures)) for step in steps for fact in step.facts]


def test_a_true_record_passes_and_tells_what_the_groups_came_to_together() -> None:
    facts = facts_of(TRUE)
    assert ("group-entitled", {"group": "中层", "entitled": 7}) in facts
    assert (
        "counts-few",
        {"title": "民主测评（领导班子）", "entitled": 6, "present": 5, "issued": 5, "returned": 4},
    ) in facts
    assert ("group-left-out", {"group": "领导班子", "weight": 30, "returned": 4}) in facts
    assert ("group-counted", {"group": "中层", "weight": 30, "returned": 6}) in facts
    # 丁一: (3·30/6 + 3·40/7) / 70 for the first grade.
    assert ("weighted-grade", {"answer": "优秀", "percent": "45.92"}) in facts
    assert ("weighted-rate", {"rate": "称职以上", "percent": "77.55"}) in facts
    # 王五: (3·30/6 + 2·40/7) / 70 for the last.
    assert ("flag", {"flag": "不称职超过三分之一"}) in facts
    assert not [name for name, _ in facts if name == "evaluated"], "no group stands alone"


def test_the_summary_tells_of_all_groups_together() -> None:
    summary = TRUE.written()["summary.txt"].decode()
    assert "  职工代表: 9\n" in summary
    assert "  组 / group: 领导班子\n" in summary
    assert f"分组加权 / weighted by group: 民主测评 ({FAMILY})\n" in summary
    assert "  领导班子: 权重 / weight 30, 4  没有计入 / not counted\n" in summary
    assert "  职工代表: 权重 / weight 40, 7\n" in summary
    assert "优秀 45.92%" in summary
    assert "! 不称职超过三分之一" in summary


def test_the_parts_of_the_leaf_are_whole_numbers_of_one_whole() -> None:
    outcome: Any = TRUE.entry(Weighed).outcome
    assert outcome["whole"] == str(42 * 70)
    assert outcome["rows"][0]["parts"] == [
        str(3 * 30 * 7 + 3 * 40 * 6),
        str(1 * 30 * 7 + 3 * 40 * 6),
        str(1 * 30 * 7 + 1 * 40 * 6),
    ]
    assert outcome["rows"][0]["abstain"] == str(1 * 30 * 7)
    assert (outcome["entitled"], outcome["present"], outcome["returned"]) == (22, 20, 17)


def test_a_family_that_is_not_announced_yet_is_unfinished() -> None:
    # Up to the last tally: shares, results and announcements are not there yet.
    entries = TRUE.entries[: TRUE.index(TallyMade, WORKERS) + 1]
    facts = facts_of(replace(TRUE, entries=entries))
    assert [figures["title"] for name, figures in facts if name == "unfinished"] == ["民主测评"] * 2


def without(sample: Sample, kind: type[Entry], item: str | None = None) -> Sample:
    index = sample.index(kind, item)
    return replace(sample, entries=[*sample.entries[:index], *sample.entries[index + 1 :]])


def moved(sample: Sample, kind: type[Entry], to: int) -> Sample:
    entry = sample.entry(kind)
    rest = without(sample, kind).entries
    return replace(sample, entries=[*rest[:to], entry, *rest[to:]])


def inserted(sample: Sample, at: int, *entries: Entry) -> Sample:
    return replace(sample, entries=[*sample.entries[:at], *entries, *sample.entries[at:]])


def of_rule(**changes: Any) -> Sample:
    """Return the sample with the first item under another rule, title or paper."""
    title = changes.pop("title", "民主测评")
    rows = changes.pop("rows", ["丁一", "王五"])
    rule = replace(SPECS[0].rule, **changes)
    spec = replace(SPECS[0], title=title, questions=graded("x", rows, RULE).questions, rule=rule)
    entries = list(TRUE.entries)
    entries[TRUE.index(Item)] = item_entry(LEADERS, spec)
    return replace(TRUE, entries=entries)


ITEM = TRUE.index(Item)


@pytest.mark.parametrize(
    ("sample", "check", "index", "reason"),
    [
        (of_rule(title="另一项测评"), 2, ITEM + 1, "differ"),
        (of_rule(rows=["丁一", "赵六"]), 2, ITEM + 1, "differ"),
        (of_rule(base="entitled"), 2, ITEM + 1, "differ"),
        (of_rule(group="中层"), 2, ITEM, "not one item for each group"),
        (of_rule(family=OTHER), 2, ITEM, "has no item"),
        (of_rule(weights=(*WEIGHTS, Weight("离退休", 1))), 2, ITEM + 1, "differ"),
        (
            inserted(TRUE, ITEM + 3, item_entry(OTHER, SPECS[0])),
            2,
            ITEM + 3,
            "not one item for each group",
        ),
        (moved(TRUE, Item, ITEM + 2), 2, ITEM, "not one item for each group"),
        (inserted(TRUE, ITEM + 1, TRUE.entry(Roll)), 2, ITEM + 2, "next to each other"),
        (moved(TRUE, RollGroups, 3), 3, 3, "do not stand behind the roll"),
        (inserted(TRUE, 3, TRUE.entry(RollGroups)), 3, 3, "do not stand behind the roll"),
        (without(TRUE, RollGroups), 3, ITEM - 1, "does not have"),
        (
            TRUE.changed(RollGroups, groups=(("中层", 7), ("职工代表", 9))),
            3,
            ITEM,
            "does not have",
        ),
        (
            TRUE.changed(RollGroups, groups=tuple(sorted({**SIZES, "中层": 70}.items()))),
            3,
            2,
            "more people are in groups",
        ),
        (
            TRUE.changed(RollGroups, groups=tuple(sorted({**SIZES, "中层": 5}.items()))),
            3,
            TRUE.index(Closed, MIDDLE),
            "uneven figures",
        ),
    ],
)
def test_lies_about_groups_are_found(sample: Sample, check: int, index: int, reason: str) -> None:
    caught = refusal(sample)
    assert (caught.check, caught.index) == (check, index)
    assert reason in str(caught)


def test_a_group_with_too_few_ballots_is_not_left_open() -> None:
    caught = refusal(without(without(TRUE, Weighed), Voided))
    assert (caught.check, caught.index) == (3, TRUE.index(Closed, LEADERS))


def test_a_group_with_too_few_ballots_is_not_summed() -> None:
    caught = refusal(summed_sample())
    assert (caught.check, caught.index) == (3, TRUE.index(Closed, LEADERS))
    assert "too few ballots" in str(caught)


# --- Groups are closed, void and announced together -----------------------------------------------


def test_nobody_votes_once_another_group_is_closed() -> None:
    late = TRUE.index(BallotCast, WORKERS, 6)
    entries = [*TRUE.entries[:late], *TRUE.entries[late + 1 :]]
    at = TRUE.index(Issued, LEADERS)
    caught = refusal(replace(TRUE, entries=[*entries[:at], TRUE.entries[late], *entries[at:]]))
    assert (caught.check, caught.index) == (2, at)
    assert "votes after another" in str(caught)


def test_a_group_is_not_closed_while_another_is_open() -> None:
    caught = refusal(replace(TRUE, entries=TRUE.entries[: TRUE.index(TallyMade, MIDDLE) + 1]))
    assert (caught.check, caught.index) == (2, TRUE.index(Closed, LEADERS))
    assert "another is not" in str(caught)


def test_nothing_comes_between_the_closing_of_two_groups() -> None:
    at = TRUE.index(Closed, MIDDLE)
    for entry in (Note(text="休会", time=NOW), IssueOpened(item=OTHER, time=NOW)):
        between = inserted(TRUE, ITEM, item_entry(OTHER, motion("另一件", ["一"])))
        caught = refusal(inserted(between, at + 1, entry))
        assert (caught.check, caught.index) == (2, at + 1)
        assert "one after another" in str(caught)


def test_nothing_comes_between_what_the_groups_came_to() -> None:
    at = TRUE.index(Announced, MIDDLE) + 1
    caught = refusal(inserted(TRUE, at, Note(text="休会", time=NOW)))
    assert (caught.check, caught.index) == (6, at)
    assert "one after another" in str(caught)


def test_no_share_of_a_group_is_told_before_all_are_announced() -> None:
    at = TRUE.index(ShareMade, MIDDLE)
    caught = refusal(replace(TRUE, entries=TRUE.entries[: at + 1]))
    assert (caught.check, caught.index) == (6, at)
    assert "not weighed together" in str(caught)


def spoiled() -> Sample:
    """Return the sample up to closing: with one credential fewer, the workers' figures are odd."""
    entries = TRUE.entries[: TRUE.index(TallyMade, WORKERS) + 1]
    void = Voided(item=WORKERS, reason="票数不符", by="votesvc", time=NOW)
    entries[TRUE.index(TallyMade, WORKERS)] = void
    return replace(TRUE, entries=entries).listing(WORKERS, TRUE.entry(Closed, WORKERS).returned - 1)


def test_an_unwelcome_group_cannot_be_dropped_by_spoiling_its_figures() -> None:
    caught = refusal(spoiled())
    assert (caught.check, caught.index) == (3, TRUE.index(Closed, MIDDLE))
    assert "uneven figures" in str(caught)


def test_a_family_is_void_as_a_whole_where_the_figures_of_one_group_do_not_hold() -> None:
    void = Voided(item=MIDDLE, reason="另一组票数不符", by="votesvc", time=NOW)
    true = spoiled().with_entries(
        lambda entries: entries.__setitem__(TRUE.index(TallyMade, MIDDLE), void)
    )
    facts = facts_of(true)
    assert ("items", {"items": 3, "announced": 0, "void": 3}) in facts
    named = [name for name, _ in facts if name.startswith("counts")]
    assert named == ["counts-few", "counts-beside", "counts-void"]


def test_a_group_with_ballots_enough_is_not_left_out() -> None:
    entries = TRUE.entries[: TRUE.index(TallyMade, WORKERS) + 1]
    void = Voided(item=MIDDLE, reason="票太少", by="votesvc", time=NOW)
    entries[TRUE.index(TallyMade, MIDDLE)] = void
    caught = refusal(replace(TRUE, entries=entries))
    assert (caught.check, caught.index) == (3, TRUE.index(Closed, MIDDLE))
    assert "left out" in str(caught)


def announced_without(item: str) -> Sample:
    """Return the sample in which one item was declared void after it was counted."""
    tallied = TRUE.index(TallyMade, item)
    kept = [
        entry
        for at, entry in enumerate(TRUE.entries)
        if at <= tallied or getattr(entry, "item", None) != item
    ]
    at = next(at for at, entry in enumerate(kept) if isinstance(entry, TallyMade)) + 1
    if item == WORKERS:
        at = tallied + 1
    void = Voided(item=item, reason="不合心意", by="甲、乙", time=NOW)
    return replace(TRUE, entries=[*kept[:at], void, *kept[at:]])


def test_no_group_is_dropped_once_it_was_counted() -> None:
    caught = refusal(announced_without(WORKERS))
    assert (caught.check, caught.index) == (6, TRUE.index(Item, WORKERS))
    assert "one of its groups is not" in str(caught)


def test_no_group_is_announced_alone() -> None:
    until = TRUE.index(Announced, MIDDLE) + 1
    alone = replace(TRUE, entries=TRUE.entries[:until])
    assert "not weighed together" in str(refusal(alone))
    weighed = replace(TRUE, entries=[*TRUE.entries[:until], TRUE.entry(Weighed)])
    assert "one of its groups is not" in str(refusal(weighed))


def another_outcome(change: Callable[[Any], None]) -> Sample:
    tree: Any = parsed(TRUE.entry(Weighed))
    change(tree)
    return TRUE.changed(Weighed, outcome=tree)


def parsed(entry: Weighed) -> Any:
    return json.loads(entry.encoded)["outcome"]


@pytest.mark.parametrize(
    ("sample", "index", "reason"),
    [
        (without(TRUE, Weighed), TRUE.index(Announced, WORKERS), "not weighed together"),
        (
            inserted(TRUE, len(TRUE.entries), TRUE.entry(Weighed)),
            len(TRUE.entries),
            "behind its announcement",
        ),
        (moved(TRUE, Weighed, 3), 3, "behind its announcement"),
        (
            TRUE.changed(Weighed, family=OTHER),
            len(TRUE.entries) - 1,
            "behind its announcement",
        ),
        (
            TRUE.changed(Weighed, items=(WORKERS, MIDDLE)),
            len(TRUE.entries) - 1,
            "that were counted",
        ),
        (TRUE.changed(Weighed, items=ITEMS), len(TRUE.entries) - 1, "that were counted"),
        (
            another_outcome(lambda tree: tree["rows"][0]["parts"].reverse()),
            len(TRUE.entries) - 1,
            "does not follow",
        ),
        (
            another_outcome(lambda tree: tree.update(quorate=1)),
            len(TRUE.entries) - 1,
            "does not follow",
        ),
        (
            another_outcome(lambda tree: tree["groups"][0].update(counted=True)),
            len(TRUE.entries) - 1,
            "does not follow",
        ),
    ],
)
def test_lies_about_the_weighted_result_are_found(sample: Sample, index: int, reason: str) -> None:
    caught = refusal(sample)
    assert (caught.check, caught.index) == (6, index)
    assert reason in str(caught)


def test_a_family_declared_void_before_it_was_closed_is_legal() -> None:
    closed = TRUE.index(Closed, LEADERS)
    first = [entry for entry in TRUE.entries[:closed] if not isinstance(entry, Closed)]
    facts = facts_of(
        replace(
            TRUE,
            entries=[*first, Voided(item=LEADERS, reason="程序有误", by="甲、乙", time=NOW)],
            issued={},
        )
    )
    assert ("items", {"items": 3, "announced": 0, "void": 1}) in facts


def test_a_family_whose_rule_counts_from_the_roll_passes_as_well() -> None:
    rule = replace(RULE, base="entitled", quorum=None)
    sample = family_sample(family(graded("民主测评", ["丁一", "王五"], rule), WEIGHTS, FAMILY))
    outcome: Any = sample.entry(Weighed).outcome
    assert [group["of"] for group in outcome["groups"]] == [6, 7, 9]
    assert outcome["whole"] == str(63 * 70)
    assert ("weighted", {"question": "丁一", "percent": "6.12"}) in facts_of(sample)


def test_the_issued_list_of_a_group_is_its_own() -> None:
    data = issued_list(issued_entry(MIDDLE, 6))
    sample = TRUE.changed(Issued, MIDDLE, count=6, issued_list=hexhash(data))
    caught = refusal(replace(sample, issued={**TRUE.issued, MIDDLE: data}))
    assert (caught.check, caught.index) == (3, TRUE.index(Issued, MIDDLE))
