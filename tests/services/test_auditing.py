"""Anyone can read the log, prove it, and take home a record that verifies."""

import io
import zipfile

import pytest

from tests.services.story import BOOTH, BY, CHOICE, MOTION, NOW, Story
from votesvc.crypto.archive import check_archive, read_archive
from votesvc.crypto.checkpoint import open_checkpoint
from votesvc.crypto.encoding import new_uuid
from votesvc.crypto.merkle import Tree, leaf_hash, verify_consistency, verify_inclusion
from votesvc.domain.entries import Board, parse_entry
from votesvc.domain.record import check_record
from votesvc.domain.record.steps import Known, Step
from votesvc.errors import (
    NoBoard,
    NotCounted,
    UnknownCongress,
    UnknownEntry,
    UnknownItem,
    UnknownReceipt,
)
from votesvc.services import agenda, auditing, rounds, setup
from votesvc.services.sequencer import Log

YES = [1, 0, 0]
NO = [0, 1, 0]


def record(story: Story) -> dict[str, bytes]:
    out = io.BytesIO()
    auditing.write_record(story.session, story.congress, out)
    again = io.BytesIO()
    auditing.write_record(story.session, story.congress, again)
    assert out.getvalue() == again.getvalue()
    with zipfile.ZipFile(out) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_record_of_a_whole_congress_passes_every_check(story: Story) -> None:
    motion = story.whole_vote(MOTION, [YES, NO], [YES, YES])
    choice = story.open_item(CHOICE)
    story.close(choice)
    story.announce(choice)
    undone = story.issued_item()
    rounds.void(story.session, story.log, undone, "议程有变", BY[0], NOW)
    story.open_item()
    agenda.create_item(story.session, story.congress, MOTION)
    files = record(story)
    steps: list[Step] = []
    known = Known(agenda.congress(story.session, story.congress).vkey)
    counted = check_record(files, steps.append, known=known)
    assert [step.number for step in steps] == list(range(1, 9))
    assert [one.result.counts for one in counted] == [((2, 0, 0), (1, 1, 0)), ((0, 0, 0, 0),)]
    assert files[f"bel/{motion}.bel"] == auditing.archive(story.session, motion)
    assert f"bel/{undone}.bel" not in files


def test_record_of_a_congress_that_has_just_begun_passes_too(story: Story) -> None:
    assert check_record(record(story), lambda _: None) == []


def test_archive_verifies_and_is_refused_before_the_announcement(story: Story) -> None:
    item = story.open_item()
    story.close(item)
    with pytest.raises(NotCounted):
        auditing.archive(story.session, item)
    draft = agenda.create_item(story.session, story.congress, MOTION)
    with pytest.raises(NotCounted):
        auditing.archive(story.session, draft)
    counted = story.whole_vote(MOTION, [YES, NO])
    archive = read_archive(auditing.archive(story.session, counted))
    assert check_archive(archive).result.counts == ((1, 0, 0), (0, 1, 0))
    assert archive.timestamp == int(NOW.timestamp())


def test_item_leaf_is_proved_against_the_latest_checkpoint(story: Story) -> None:
    item = story.ready_item()
    story.ready_item()
    proof = auditing.item_proof(story.session, story.log, story.congress, item)
    vkey = agenda.congress(story.session, story.congress).vkey
    found = open_checkpoint(proof.checkpoint, vkey)
    assert found.size == proof.size
    assert proof.checkpoint == auditing.checkpoint(story.session, story.congress)
    path = [bytes.fromhex(node) for node in proof.inclusion]
    verify_inclusion(leaf_hash(proof.leaf), proof.index, proof.size, path, found.root)
    draft = agenda.create_item(story.session, story.congress, MOTION)
    with pytest.raises(UnknownItem):
        auditing.item_proof(story.session, story.log, story.congress, draft)


def test_board_leaf_is_proved_against_the_latest_checkpoint_and_stands_before_the_items(
    story: Story,
) -> None:
    item = story.ready_item()
    proof = auditing.board_proof(story.session, story.log, story.congress)
    congress = agenda.congress(story.session, story.congress)
    found = open_checkpoint(proof.checkpoint, congress.vkey)
    path = [bytes.fromhex(node) for node in proof.inclusion]
    verify_inclusion(leaf_hash(proof.leaf), proof.index, proof.size, path, found.root)
    entry = parse_entry(proof.leaf)
    assert isinstance(entry, Board)
    assert entry.trustees.encode() == congress.trustees
    assert proof.index < auditing.item_proof(story.session, story.log, story.congress, item).index
    bare = setup.create_congress(story.session, story.log, "另一次大会", BOOTH, NOW)
    with pytest.raises(NoBoard):
        auditing.board_proof(story.session, story.log, bare)
    with pytest.raises(UnknownCongress):
        auditing.board_proof(story.session, story.log, "3" * 22)


def test_every_two_sizes_are_proved_consistent(story: Story) -> None:
    story.ready_item()
    leaves = auditing.entries(story.session, story.congress, 0, 500)
    tree = Tree(map(leaf_hash, leaves))
    for old in range(tree.size + 1):
        path = auditing.consistency(story.session, story.log, story.congress, old, tree.size)
        nodes = [bytes.fromhex(node) for node in path]
        verify_consistency(old, tree.size, tree.root(old), tree.root(), nodes)
    for old, new in ((0, tree.size + 1), (2, 1), (-1, 1)):
        with pytest.raises(UnknownEntry):
            auditing.consistency(story.session, story.log, story.congress, old, new)


def test_proofs_come_from_any_process_that_can_read_the_database(story: Story) -> None:
    item = story.whole_vote(MOTION, [YES, NO])
    other = Log(story.databases.sessions, b"\x07" * 32)
    assert auditing.item_proof(story.session, other, story.congress, item) == auditing.item_proof(
        story.session, story.log, story.congress, item
    )


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (2, 1), (3, 4), (10**12, 10**12 + 1)])
def test_entries_the_log_does_not_have_are_refused(story: Story, start: int, end: int) -> None:
    with pytest.raises(UnknownEntry):
        auditing.entries(story.session, story.congress, start, end)


def test_entries_come_as_far_as_the_log_goes(story: Story) -> None:
    assert len(auditing.entries(story.session, story.congress, 1, 10**9)) == 2
    assert auditing.entries(story.session, story.congress, 3, 3) == []


def test_unknown_congress_and_tracker_are_refused(story: Story) -> None:
    for unknown in (
        lambda: auditing.entries(story.session, new_uuid(), 0, 1),
        lambda: auditing.entries(story.session, "\x00", 0, 1),
        lambda: auditing.checkpoint(story.session, new_uuid()),
    ):
        with pytest.raises(UnknownCongress):
            unknown()
    with pytest.raises(UnknownReceipt):
        auditing.receipt(story.session, story.log, story.congress, "x" * 43)
    with pytest.raises(UnknownReceipt):
        auditing.receipt(story.session, story.log, story.congress, "\x00")


def test_receipt_belongs_to_one_congress(story: Story) -> None:
    item = story.open_item()
    receipt = story.cast(story.request(story.device("1001"), item, YES, NO))
    other = setup.create_congress(story.session, story.log, "另一", "00" * 32, NOW)
    with pytest.raises(UnknownReceipt):
        auditing.receipt(story.session, story.log, other, receipt.tracker)
