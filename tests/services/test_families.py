"""Groups that are weighed together: their items take every step at once, and none stands alone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from tests.databases import Databases
from tests.services.hearing_story import SPEC as HEARING, Talk
from tests.services.people import Device
from tests.services.power import (
    MOST_COMMITS,
    Step,
    check_public_record,
    interrupted_everywhere,
    types,
)
from tests.services.story import BY, MASTER, NOW, Story
from votesvc.domain import entries
from votesvc.domain.entries import RollGroups, Voided, Weighed, parse_entry
from votesvc.domain.items import graded
from votesvc.domain.lifecycle import State
from votesvc.domain.rules import EvaluationRule, Flag, Fraction, Gate, Rate, Terms, Weight, group_of
from votesvc.errors import (
    GroupTooSmall,
    MalformedInput,
    NotCounted,
    NotInGroup,
    NotProposed,
    WrongState,
)
from votesvc.services import (
    agenda,
    auditing,
    counting,
    hearing_setup,
    preparing,
    rounds,
    setup,
)
from votesvc.services.sequencer import Log
from votesvc.storage.passes import CollectedRow

SIZES = {"领导班子": 5, "中层": 6, "职工代表": 6}
WEIGHTS = [Weight("领导班子", 30), Weight("中层", 30), Weight("职工代表", 40)]
RULE = EvaluationRule(
    "P10",
    ("优秀", "称职", "不称职"),
    "valid",
    rates=(Rate("称职以上", (0, 1)),),
    flags=(Flag("不称职超过三分之一", (2,), 1, 3, "gt"),),
    quorum=Fraction(2, 3, "ge"),
)
SPEC = graded("民主测评", ["丁一", "王五"], RULE)
GOOD, FAIR, BAD = ([0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1])


def numbers(group: str) -> list[str]:
    """Return the staff numbers of a group."""
    start = 100 * (1 + list(SIZES).index(group))
    return [str(start + place) for place in range(SIZES[group])]


ROLL = "\n".join(
    [
        "姓名,工号,代表团,类别,组别",
        *(
            f"代表{number},{number},一团,正式,{group}"
            for group in SIZES
            for number in numbers(group)
        ),
        "无组,900,一团,正式,",
    ]
).encode()


@pytest.fixture
def story(databases: Databases, session: Session) -> Iterator[Story]:
    """Give a congress whose roll has three groups, and one delegate of none."""
    log = Log(databases.sessions, MASTER, pause=0.005)
    yield Story(databases, session, log, roll=ROLL).begin()
    log.close()


def drafts(story: Story) -> list[str]:
    return agenda.create_family(story.session, story.congress, SPEC, WEIGHTS)


def ready(story: Story) -> list[str]:
    items = drafts(story)
    setup.prepare(story.session, story.log, items[0], NOW)
    return items


def states(story: Story, items: list[str]) -> list[State]:
    return [agenda.item(story.session, item).state for item in items]


def leaf(story: Story, kind: type) -> object:
    found = [parse_entry(one) for one in auditing.entries(story.session, story.congress, 0, 500)]
    [only] = [entry for entry in found if isinstance(entry, kind)]
    return only


def vote(story: Story, items: list[str], absent: int = 0) -> None:
    """Let everybody vote on the own group's item, but for the last `absent` leaders."""
    setup.open_issuing(story.session, story.log, items[1], NOW)
    devices: dict[str, list[Device]] = {
        item: [story.device(number) for number in numbers(group)]
        for item, group in zip(items, SIZES, strict=True)
    }
    story.open(items[2])
    if absent:
        del devices[items[0]][-absent:]
    for item, held in devices.items():
        for place, device in enumerate(held):
            marks = [GOOD if place % 2 else FAIR, BAD if place < 3 else GOOD]
            story.cast(story.request(device, item, *marks))


def test_the_roll_says_how_many_each_group_has(story: Story) -> None:
    assert types(story) == ["congress", "roll", "roll-groups", "board"]
    entry = leaf(story, RollGroups)
    assert isinstance(entry, RollGroups)
    assert dict(entry.groups) == SIZES
    made = agenda.electorate(story.session, story.congress)
    assert (made.entitled, made.groups) == (18, SIZES)


def test_a_family_is_drafted_for_each_group_and_deleted_together(story: Story) -> None:
    items = drafts(story)
    views = agenda.family(story.session, items[2])
    assert [view.item for view in views] == items
    assert [group_of(view.spec.rule) for view in views] == list(SIZES)
    assert agenda.head(story.session, items[1]) == items[0]
    other = agenda.create_item(story.session, story.congress, SPEC)
    assert [view.item for view in agenda.family(story.session, other)] == [other]
    agenda.delete_draft(story.session, items[1])
    assert [view.item for view in agenda.items(story.session, story.congress)] == [other]
    with pytest.raises(MalformedInput):
        agenda.create_family(story.session, story.congress, SPEC, WEIGHTS[:1])


def test_a_group_that_is_too_small_or_not_on_the_roll_gets_no_key(story: Story) -> None:
    for stranger in ("离退休", ""):
        group = stranger or "无组"
        weights = [*WEIGHTS, Weight(group, 1)]
        items = agenda.create_family(story.session, story.congress, SPEC, weights)
        with pytest.raises(GroupTooSmall):
            setup.prepare(story.session, story.log, items[0], NOW)
        assert set(states(story, items)) == {State.DRAFT}


def test_a_family_takes_every_step_together(story: Story) -> None:
    items = ready(story)
    assert set(states(story, items)) == {State.READY}
    with pytest.raises(WrongState):
        agenda.delete_draft(story.session, items[0])
    vote(story, items)
    assert set(states(story, items)) == {State.OPEN}
    with pytest.raises(NotInGroup):
        story.request(story.device("900"), items[0], GOOD, GOOD)
    agenda.propose(story.session, items[1], "close", BY[0])
    held = agenda.proposal(story.session, items[2])
    assert held is not None
    assert held.item == items[0], "the first stands for all"
    agenda.decline(story.session, items[2])
    with pytest.raises(NotProposed):
        rounds.close_ballot(story.session, story.log, items[0], BY, NOW)
    story.close(items[0])
    assert set(states(story, items)) == {State.CLOSED}
    assert [agenda.item(story.session, item).present for item in items] == [5, 6, 6]


def test_a_family_is_announced_once_all_are_counted_and_then_weighed(story: Story) -> None:
    items = ready(story)
    vote(story, items)
    story.close(items[0])
    for item in items[:2]:
        story.count(item)
    with pytest.raises(WrongState):
        counting.announce(story.session, story.log, items[0], BY[0], NOW)
    with pytest.raises(NotCounted):
        counting.family_view(story.session, items[0])
    story.count(items[2])
    counting.announce(story.session, story.log, items[1], BY[0], NOW)
    assert set(states(story, items)) == {State.ANNOUNCED}
    entry = leaf(story, Weighed)
    assert isinstance(entry, Weighed)
    assert list(entry.items) == items
    view = counting.family_view(story.session, items[2])
    assert view.outcome.to_json() == entry.outcome
    assert (view.family, [one.item for one in view.items]) == (entry.family, items)
    # 丁一: two of five, three of six and three of six thought well.
    first, whole = view.outcome.rows[0], view.outcome.whole
    assert first.parts[0] * 100 == whole * (30 * 2 * 6 + 70 * 3 * 5) // 30
    assert view.outcome.rows[1].flags == (0,)
    assert [one is not None for one in view.results] == [True] * 3
    written = types(story)
    assert written[-1] == "weighed"
    places = [agenda.item(story.session, item).announced for item in items]
    assert [written[place or 0] for place in places] == ["announced"] * 3
    check_public_record(story)


def test_a_group_with_too_few_ballots_is_void_and_never_summed(story: Story) -> None:
    items = ready(story)
    vote(story, items, absent=1)
    story.close(items[0])
    assert states(story, items) == [State.VOID, State.CLOSED, State.CLOSED]
    assert agenda.item_row(story.session, items[0]).tally is None
    voided = leaf(story, Voided)
    assert isinstance(voided, Voided)
    assert (voided.item, voided.reason, voided.by) == (items[0], rounds.TOO_FEW, "votesvc")
    for item in items[1:]:
        story.count(item)
    counting.announce(story.session, story.log, items[0], BY[0], NOW)
    view = counting.family_view(story.session, items[0])
    assert [group.counted for group in view.outcome.groups] == [False, True, True]
    assert view.results[0] is None
    assert view.outcome.figures.returned == 16
    check_public_record(story)


def test_uneven_figures_of_one_group_make_the_whole_family_void(story: Story) -> None:
    items = ready(story)
    vote(story, items)
    # As if a ballot had been made with a key of the roll's, to spoil this group alone.
    made = delete(CollectedRow).where(CollectedRow.item == items[2])
    story.session.execute(made)
    story.session.commit()
    story.close(items[0])
    assert set(states(story, items)) == {State.VOID}
    leaves = auditing.entries(story.session, story.congress, 0, 500)
    voids = [entry for entry in map(parse_entry, leaves) if isinstance(entry, Voided)]
    reasons = [rounds.BESIDE, rounds.BESIDE, rounds.UNEVEN]
    assert [(one.item, one.reason) for one in voids] == list(zip(items, reasons, strict=True))
    assert not any(agenda.item_row(story.session, item).tally for item in items)
    with pytest.raises(WrongState):
        counting.announce(story.session, story.log, items[0], BY[0], NOW)
    check_public_record(story)


def test_groups_that_are_all_too_small_leave_nothing_to_announce(story: Story) -> None:
    items = ready(story)
    setup.open_issuing(story.session, story.log, items[0], NOW)
    story.open(items[0])
    story.close(items[0])
    assert set(states(story, items)) == {State.VOID}
    with pytest.raises(WrongState):
        counting.announce(story.session, story.log, items[0], BY[0], NOW)
    with pytest.raises(WrongState):
        agenda.propose(story.session, items[0], "void", BY[0], "再来")
    check_public_record(story)


def test_a_counted_family_is_declared_void_as_a_whole(story: Story) -> None:
    items = ready(story)
    vote(story, items, absent=1)
    story.close(items[0])
    story.count(items[1])
    story.void(items[0], "程序有误")
    assert set(states(story, items)) == {State.VOID}
    assert types(story).count("void") == 3
    check_public_record(story)


def test_a_family_is_declared_void_before_it_opens_by_one(story: Story) -> None:
    items = ready(story)
    setup.open_issuing(story.session, story.log, items[0], NOW)
    rounds.void(story.session, story.log, items[2], "改期", BY[0], NOW)
    assert set(states(story, items)) == {State.VOID}
    check_public_record(story)


def test_what_comes_before_and_after_is_written_for_every_group(story: Story) -> None:
    terms = Terms(gates=(Gate("papers", 0), Gate("notice", 0)))
    rule = EvaluationRule("P10", RULE.scale, "valid", terms=terms)
    spec = graded("民主测评", ["丁一", "王五"], rule)
    items = agenda.create_family(story.session, story.congress, spec, WEIGHTS)
    setup.prepare(story.session, story.log, items[0], NOW)
    preparing.prepare_gate(
        story.session,
        story.log,
        items[1],
        "papers",
        NOW.date(),
        "材料.pdf",
        b"%PDF-1.4",
        BY[0],
        NOW,
    )
    hearing_setup.override(story.session, story.log, items[2], "情况紧急", "主席团", NOW)
    assert types(story).count("prepared") == types(story).count("override") == 3
    vote(story, items, absent=1)
    story.close(items[0])
    box = Talk(story).draft(replace(HEARING, kind="box")).hearing
    posted = entries.Posted(items[0], "公告栏", 7, box, "", BY[0], NOW)
    with pytest.raises(WrongState):
        hearing_setup.post(story.session, story.log, posted, "写明哪里不对")
    for item in items[1:]:
        story.count(item)
    counting.announce(story.session, story.log, items[0], BY[0], NOW)
    hearing_setup.post(story.session, story.log, posted, "写明哪里不对")
    assert types(story)[-3:] == ["hearing-opened", "posted", "posted"]
    posting = preparing.posting(story.session, items[1])
    assert posting is not None
    assert posting == preparing.posting(story.session, items[0])
    assert posting == preparing.posted_with(story.session, box)
    check_public_record(story)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_every_step_of_a_family_survives_a_power_cut_at_every_commit(story: Story) -> None:
    for number in range(1, MOST_COMMITS):
        if not family_with_power_cuts(story, number):
            break
    else:
        pytest.fail("a step commits more often than this test looks")
    # Each of three keys, and the log.
    assert number > 4
    written = types(story)
    for kind in ("item", "issue-opened", "opened", "closed", "void"):
        assert written.count(kind) == 3 * number
    check_public_record(story)


def family_with_power_cuts(story: Story, number: int) -> bool:
    """Lead a family to its end with every step dying before a commit; say if any had so many."""
    items = drafts(story)

    def take(step: Step, state: str) -> bool:
        return interrupted_everywhere(
            story, number, step, lambda: set(states(story, items)) == {state}
        )

    died = take(lambda s, log: setup.prepare(s, log, items[0], NOW), "ready")
    died |= take(lambda s, log: setup.open_issuing(s, log, items[0], NOW), "issuing")
    agenda.propose(story.session, items[0], "open", BY[0])
    died |= take(lambda s, log: rounds.open_ballot(s, log, items[0], BY, NOW), "open")
    agenda.propose(story.session, items[0], "close", BY[0])
    return died | take(lambda s, log: rounds.close_ballot(s, log, items[0], BY, NOW), "void")
