from pathlib import Path

import pytest

from votesvc.cli.memory import ForkedLog, Memory, SecondShare, memory_beside
from votesvc.crypto.checkpoint import Checkpoint, LogKey
from votesvc.crypto.merkle import Tree, leaf_hash
from votesvc.domain.record.check_log import SignedLog
from votesvc.errors import MalformedInput

ORIGIN = "votesvc/x"
LEAVES = (b"a", b"b", b"c", b"d")


def signed(*leaves: bytes, seed: bytes = bytes(32)) -> SignedLog:
    root = Tree(map(leaf_hash, leaves)).root()
    vkey = LogKey.from_seed(ORIGIN, seed).vkey
    return SignedLog(Checkpoint(ORIGIN, len(leaves), root), "", vkey, leaves)


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return memory_beside(tmp_path / "1.key.json")


def again(memory: Memory) -> Memory:
    return memory_beside(memory.path.with_name("1.key.json"))


def test_a_new_log_is_remembered(memory: Memory) -> None:
    memory.follow(signed(*LEAVES))
    assert again(memory).logs[ORIGIN].vkey == signed(*LEAVES).vkey


def test_a_memory_is_for_its_owner_alone(memory: Memory) -> None:
    memory.follow(signed(*LEAVES))
    assert memory.path.stat().st_mode & 0o777 == 0o600


def test_a_log_that_grows_is_followed(memory: Memory) -> None:
    memory.follow(signed(*LEAVES[:2]))
    again(memory).follow(signed(*LEAVES))
    assert again(memory).logs[ORIGIN].size == 4


def test_the_same_log_again_is_followed(memory: Memory) -> None:
    memory.follow(signed(*LEAVES))
    memory.follow(signed(*LEAVES))


def test_a_shorter_log_is_refused(memory: Memory) -> None:
    memory.follow(signed(*LEAVES))
    with pytest.raises(ForkedLog, match="continue"):
        memory.follow(signed(*LEAVES[:3]))


def test_a_log_with_a_changed_entry_is_refused(memory: Memory) -> None:
    memory.follow(signed(*LEAVES[:3]))
    with pytest.raises(ForkedLog, match="continue"):
        memory.follow(signed(b"a", b"B", b"c", b"d"))


def test_a_log_of_another_key_is_refused(memory: Memory) -> None:
    memory.follow(signed(*LEAVES))
    with pytest.raises(ForkedLog, match="another key"):
        memory.follow(signed(*LEAVES, seed=b"1" * 32))


def test_a_share_is_kept_and_given_again(memory: Memory) -> None:
    memory.follow(signed(*LEAVES))
    assert memory.share(ORIGIN, "item", b"tally") is None
    memory.remember_share(ORIGIN, "item", b"tally", "factors")
    assert again(memory).share(ORIGIN, "item", b"tally") == "factors"


def test_a_second_tally_of_the_same_item_is_refused(memory: Memory) -> None:
    memory.follow(signed(*LEAVES))
    memory.remember_share(ORIGIN, "item", b"tally", "factors")
    with pytest.raises(SecondShare):
        again(memory).share(ORIGIN, "item", b"another")


def test_another_file_in_its_place_is_refused(memory: Memory) -> None:
    memory.path.write_text('{"type":"other","logs":{}}')
    with pytest.raises(MalformedInput):
        again(memory)
