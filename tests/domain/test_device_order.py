"""A scrutineer's device and the record's checks agree on what may stand where before the tally."""

import re
from pathlib import Path

from votesvc.domain.lifecycle import ASIDE, check_follows
from votesvc.errors import WrongState

CONTEST = Path(__file__).resolve().parents[2] / "static/src/scrutineer/contest.js"
SOURCE = CONTEST.read_text(encoding="utf-8")
NAME = re.compile(r"'([a-z-]+)'")


def names_in(constant: str) -> set[str]:
    found = re.search(rf"const {constant} = new Set\(\[(.*?)\]\)", SOURCE, re.DOTALL)
    assert found is not None
    return set(NAME.findall(found[1]))


def follows_on_the_device() -> dict[str, set[str]]:
    found = re.search(r"const FOLLOWS = {\n(.*?)\n};", SOURCE, re.DOTALL)
    assert found is not None
    lines = re.findall(r"^  '?([a-z-]+)'?: \[(.*?)\],$", found[1], re.MULTILINE)
    return {name: set(NAME.findall(after)) for name, after in lines}


def allowed(previous: str, entry_type: str) -> bool:
    try:
        check_follows(previous, entry_type)
    except WrongState:
        return False
    return True


def test_the_same_entries_stand_aside() -> None:
    assert names_in("ASIDE") == ASIDE


def test_the_same_entries_may_follow_until_the_tally_is_there() -> None:
    device, before = follows_on_the_device(), names_in("BEFORE_TALLY")
    assert before == device.keys() - {"void"} | {"tally"}
    for previous in device:
        expected = {each for each in before | {"void"} if allowed(previous, each)}
        assert device[previous] == expected, previous


def test_nothing_that_comes_before_the_tally_may_come_after_it() -> None:
    assert not any(allowed("tally", each) for each in names_in("BEFORE_TALLY"))
