"""An election from the first ballot to the announcement, with names written in."""

import io
import zipfile
from dataclasses import replace

import pytest

from tests.services.story import BY, ELECTION, ELECTION_RULE, NOW, Story
from votesvc.crypto.group import random_scalar
from votesvc.domain.items import ItemSpec, election
from votesvc.domain.outcome import ElectionOutcome
from votesvc.domain.record import check_record
from votesvc.domain.record.steps import Fact
from votesvc.domain.write_ins import Merge
from votesvc.errors import (
    InvalidBallot,
    InvalidShare,
    MalformedInput,
    MergePending,
    NamesUnopened,
    NoSuchName,
    NotProposed,
    SamePerson,
    ShareConflict,
    UnknownOwner,
    WrongState,
)
from votesvc.services import agenda, auditing, counting, slips, write_ins

NOBODY = [[0, 0, 0, 0, 0], [0, 0, 0]]
PAPERS: list[tuple[list[list[int]], tuple[str, str]]] = [
    ([[1, 0, 0, 1, 0], [0, 1, 0]], ("李四", "")),
    ([[1, 0, 0, 0, 1], [0, 1, 1]], ("", "李 四")),
    ([[0, 0, 0, 1, 1], [1, 1, 0]], ("李思", "张三")),
]


def closed(story: Story, spec: ItemSpec = ELECTION) -> str:
    """Return the election with one ballot of each paper, closed."""
    devices = [story.device(number) for number in ("1001", "1002", "a-7")]
    item = story.open_item(spec)
    for device, (choices, names) in zip(devices, PAPERS, strict=True):
        story.cast(story.request(device, item, *choices, names=names))
    story.close(item)
    return item


def opened(story: Story) -> str:
    item = closed(story)
    story.open_names(item)
    story.count(item)
    return item


def view(story: Story, item: str) -> write_ins.NamesView:
    found = write_ins.names(story.session, item)
    assert found is not None
    return found


def merge(story: Story, item: str, into: str, *names: str) -> None:
    write_ins.propose_merge(story.session, item, Merge(into, names), "同一人，写法不同", BY[0])
    write_ins.confirm_merge(story.session, item, BY, NOW)


def test_names_are_counted_merged_announced_and_verified(story: Story) -> None:
    item = opened(story)
    # 李 四 looks like 李四; 张三 is a candidate, whose 赞成 is on the paper.
    assert view(story, item).votes == (("李 四", 2), ("李思", 1))
    assert view(story, item).void == 1
    merge(story, item, "李 四", "李思")
    counting.announce(story.session, story.log, item, BY[0], NOW)
    outcome = counting.outcome_view(story.session, item).outcome
    assert isinstance(outcome, ElectionOutcome)
    names = [line.name for line in outcome.lines]
    votes = [line.in_favour for line in outcome.lines]
    assert (names, votes) == ([None, None, None, "李 四"], [2, 0, 0, 3])
    assert outcome.elected == (3, 0)
    out = io.BytesIO()
    auditing.write_record(story.session, story.congress, out)
    packed = zipfile.ZipFile(out)
    files = {name: packed.read(name) for name in packed.namelist()}
    facts: list[Fact] = []
    check_record(files, lambda step: facts.extend(step.facts))
    [fact] = [fact for fact in facts if fact.name == "written"]
    assert fact.figures == {"title": ELECTION.title, "names": 1, "void": 1, "merges": 1}
    summary = files["summary.txt"].decode()
    assert "合并写法 / spellings merged: 李思 → 李 四" in summary
    assert "另选他人 / written in 3  李 四" in summary


def test_a_paper_on_which_nobody_is_written_in_looks_like_the_others(story: Story) -> None:
    first, second = story.device("1001"), story.device("1002")
    item = story.open_item(ELECTION)
    papers = [
        story.request(first, item, *NOBODY),
        story.request(second, item, *PAPERS[0][0], names=PAPERS[0][1]),
    ]
    sizes = [(len(str(paper.pairs)) // 100, len(paper.ballot) // 100) for paper in papers]
    assert sizes[0] == sizes[1]


def test_an_election_that_nobody_voted_in_has_no_names(story: Story) -> None:
    story.device("1001")
    item = story.open_item(ELECTION)
    story.close(item)
    assert view(story, item).votes == ()
    story.open_names(item)
    story.announce(item)
    assert counting.outcome_view(story.session, item).counts == ((0,) * 5, (0,) * 3)


def test_an_item_without_slots_has_no_names(story: Story) -> None:
    item = story.ready_item()
    assert write_ins.names(story.session, item) is None
    draft = agenda.create_item(story.session, story.congress, ELECTION)
    assert write_ins.names(story.session, draft) is None
    without = election("选举", ["甲", "乙"], replace(ELECTION_RULE, writein=0))
    announced = story.whole_vote(without, [[1, 0], [0, 1]], [[0, 0], [0, 0]])
    assert write_ins.names(story.session, announced) is None
    assert counting.outcome_view(story.session, announced).counts == ((1, 0), (0, 1))


def test_a_ballot_without_its_slots_or_pairs_is_refused(story: Story) -> None:
    device = story.device("1001")
    item = story.open_item(ELECTION)
    request = story.request(device, item, *PAPERS[0][0], names=PAPERS[0][1])
    for pairs in ([], request.pairs[:-1], request.pairs[1:]):
        with pytest.raises((InvalidBallot, MalformedInput)):
            story.cast(replace(request, pairs=pairs))
    story.cast(request)


def test_the_names_of_another_ballot_are_refused(story: Story) -> None:
    first, second = story.device("1001"), story.device("1002")
    item = story.open_item(ELECTION)
    mine = story.request(first, item, *PAPERS[0][0], names=PAPERS[0][1])
    yours = story.request(second, item, *PAPERS[0][0], names=PAPERS[0][1])
    with pytest.raises(InvalidBallot):
        story.cast(replace(mine, pairs=[*mine.pairs[:-1], yours.pairs[-1]]))


def test_nothing_is_announced_before_the_names_are_opened(story: Story) -> None:
    item = closed(story)
    story.count(item)
    assert view(story, item).votes is None
    with pytest.raises(NamesUnopened):
        counting.announce(story.session, story.log, item, BY[0], NOW)
    with pytest.raises(NamesUnopened):
        write_ins.propose_merge(story.session, item, Merge("甲", ("乙",)), "理由", BY[0])
    # Shares may come in either order, also after the count.
    story.open_names(item)
    counting.announce(story.session, story.log, item, BY[0], NOW)


def test_shares_of_slips_are_checked_and_the_same_again_changes_nothing(story: Story) -> None:
    item = closed(story)
    session, log = story.session, story.log
    story.shuffle_names(item)
    first, second = story.slip_shares(item, 1), story.slip_shares(item, 2)
    with pytest.raises(UnknownOwner):
        slips.submit_slip_shares(session, log, item, 3, first)
    with pytest.raises(InvalidShare) as caught:
        slips.submit_slip_shares(session, log, item, 2, first)
    assert caught.value.where == ("owner 2",)
    with pytest.raises(MalformedInput):
        slips.submit_slip_shares(session, log, item, 1, [])
    slips.submit_slip_shares(session, log, item, 1, first)
    slips.submit_slip_shares(session, log, item, 1, first)
    assert view(story, item).owners_present == (1,)
    with pytest.raises(ShareConflict):
        slips.submit_slip_shares(session, log, item, 1, story.slip_shares(item, 1))
    slips.submit_slip_shares(session, log, item, 2, second)
    assert view(story, item).votes is not None


def test_slips_of_an_open_or_announced_item_are_not_opened(story: Story) -> None:
    device = story.device("1001")
    item = story.open_item(ELECTION)
    story.cast(story.request(device, item, *NOBODY))
    with pytest.raises(WrongState):
        slips.submit_slip_shares(story.session, story.log, item, 1, [])


def test_a_merge_takes_two_people_and_spellings_that_were_written(story: Story) -> None:
    item = opened(story)
    session = story.session
    for wrong in (
        Merge("李 四", ("王麻子",)),
        Merge("王麻子", ("李思",)),
        Merge("李 四", ("李 四",)),
        Merge("李 四", ()),
    ):
        with pytest.raises(NoSuchName):
            write_ins.propose_merge(session, item, wrong, "理由", BY[0])
    with pytest.raises(MalformedInput):
        write_ins.propose_merge(session, item, Merge("李 四", ("李思",)), "", BY[0])
    with pytest.raises(NotProposed):
        write_ins.confirm_merge(session, item, BY, NOW)
    write_ins.propose_merge(session, item, Merge("李 四", ("李思",)), "理由", BY[0])
    with pytest.raises(MergePending):
        counting.announce(session, story.log, item, BY[0], NOW)
    with pytest.raises(SamePerson):
        write_ins.confirm_merge(session, item, (BY[0], BY[0]), NOW)
    with pytest.raises(NotProposed):
        write_ins.confirm_merge(session, item, ("别人", BY[1]), NOW)
    write_ins.decline_merge(session, item)
    assert view(story, item).merges == ()
    merge(story, item, "李 四", "李思")
    assert [one.second for one in view(story, item).merges] == [BY[1]]
    with pytest.raises(NoSuchName):
        write_ins.propose_merge(session, item, Merge("李 四", ("李思",)), "理由", BY[0])


def test_spellings_are_not_merged_before_the_count_or_after_the_announcement(
    story: Story,
) -> None:
    item = closed(story)
    story.open_names(item)
    merge_one = Merge("李 四", ("李思",))
    with pytest.raises(WrongState):
        write_ins.propose_merge(story.session, item, merge_one, "理由", BY[0])
    story.count(item)
    write_ins.propose_merge(story.session, item, merge_one, "理由", BY[0])
    write_ins.decline_merge(story.session, item)
    counting.announce(story.session, story.log, item, BY[0], NOW)
    with pytest.raises(WrongState):
        write_ins.propose_merge(story.session, item, merge_one, "理由", BY[0])


def test_a_share_for_rows_that_were_not_shuffled_is_refused(story: Story) -> None:
    item = closed(story)
    story.shuffle_names(item)
    stolen = Story(story.databases, story.session, story.log, story.congress)
    stolen.scrutineers = (random_scalar(), random_scalar())
    with pytest.raises(InvalidShare):
        slips.submit_slip_shares(story.session, story.log, item, 1, stolen.slip_shares(item, 1))
