"""A rehearsal over real HTTP: a hearing, the ballot that waits for it, an election, the check."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from shutil import copy, which
from zipfile import ZipFile

import pytest
from click.testing import CliRunner

from votesvc.cli.rehearsal.election import OutcomeDiffers, demand_equal
from votesvc.cli.rehearsal.groups import WEIGHTS, WeightsDiffer, demand_weighed
from votesvc.cli.rehearse import command
from votesvc.crypto.election import parse_election
from votesvc.crypto.encoding import as_list, as_object
from votesvc.domain.entries import (
    CommentMade,
    Entry,
    Item,
    NamesMerged,
    NamesWritten,
    Opened,
    Published,
    Reported,
    SupportGiven,
    Weighed,
    Withheld,
    parse_entry,
)

TOOL = which("belenios-tool")


def votesvc(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "votesvc", *arguments], capture_output=True, text=True, check=False
    )


@dataclass(frozen=True)
class Rehearsed:
    """What a rehearsal printed, the folder that it left, and the log in it."""

    printed: str
    folder: Path
    log: list[Entry]


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    """Give a rehearsal of fifteen with a hearing of five, an election, and groups with weights."""
    folder = tmp_path_factory.mktemp("rehearsal")
    more = ("--hearing=5", "--election", "--groups")
    done = votesvc("rehearse", "--delegates=15", *more, f"--out={folder}")
    assert done.returncode == 0, done.stderr
    with ZipFile(folder / "record.zip") as packed:
        log = [parse_entry(leaf) for leaf in packed.read("log.jsonl").splitlines()]
    return Rehearsed(done.stdout, folder, log)


def test_a_rehearsed_hearing_is_whole_and_its_ballot_waits(rehearsed: Rehearsed) -> None:
    assert "15 comments became what was said and decided" in rehearsed.printed
    kinds = [type(entry) for entry in rehearsed.log]
    assert kinds.count(CommentMade) == kinds.count(SupportGiven) == 15
    assert kinds.count(Published) + kinds.count(Withheld) == 15
    assert kinds.count(Withheld) == 2
    # The first ballot is opened only after the report.
    assert kinds.index(Reported) < kinds.index(Opened)


def test_a_rehearsed_election_writes_names_in_and_has_a_run_off(rehearsed: Rehearsed) -> None:
    assert "7 published results equal the votes cast" in rehearsed.printed
    assert "2 names written in became one" in rehearsed.printed
    [written] = [one for one in rehearsed.log if isinstance(one, NamesWritten)]
    [merge] = [one for one in rehearsed.log if isinstance(one, NamesMerged)]
    assert dict(written.names) == {"李思元": 1, "李思源": 1}
    assert (merge.into, merge.votes) == ("李思源", 2)
    items = {one.item: one for one in rehearsed.log if isinstance(one, Item)}
    [run_off] = [one for one in items.values() if one.rule.terms.parent]
    assert parse_election(run_off.election.encode()).questions[0].answers == ("刘建国", "张海燕")
    parent = items[run_off.rule.terms.parent or ""]
    assert [one.number for one in parent.rule.terms.changes] == ["pass.den"]


def test_rehearsed_groups_are_counted_apart_and_weighed_together(rehearsed: Rehearsed) -> None:
    assert "3 groups were weighed together" in rehearsed.printed
    [weighed] = [one for one in rehearsed.log if isinstance(one, Weighed)]
    groups = as_list(weighed.outcome["groups"])
    assert [as_object(group)["returned"] for group in groups] == [5, 5, 5]
    with pytest.raises(WeightsDiffer, match="does not follow"):
        demand_weighed(weighed, {group: [[5, 0, 0, 0, 0], [0, 5, 0, 0, 0]] for group in WEIGHTS})


def test_the_record_of_a_rehearsal_is_accepted(rehearsed: Rehearsed) -> None:
    checked = votesvc("verify", str(rehearsed.folder / "record.zip"))
    assert checked.returncode == 0, checked.stdout


@pytest.mark.skipif(TOOL is None, reason="belenios-tool is not installed")
def test_the_tool_takes_every_archive_of_a_rehearsal(rehearsed: Rehearsed, tmp_path: Path) -> None:
    archives = sorted(rehearsed.folder.glob("*.bel"))
    assert len(archives) == 7
    for archive in archives:
        folder = tmp_path / archive.stem
        folder.mkdir()
        copy(archive, folder)
        command = [str(TOOL), "election", "verify", f"--dir={folder}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "all checks passed" in done.stderr


def test_fewer_than_eight_hold_no_election(tmp_path: Path) -> None:
    arguments = ["--delegates=7", "--election", f"--out={tmp_path / 'out'}"]
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code == 2
    assert "--election" in done.output
    assert not (tmp_path / "out").exists()


def test_fewer_than_fifteen_are_not_split_into_groups(tmp_path: Path) -> None:
    arguments = ["--delegates=14", "--groups", f"--out={tmp_path / 'out'}"]
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code == 2
    assert "--groups" in done.output
    assert not (tmp_path / "out").exists()


def test_an_outcome_that_is_not_that_of_the_votes_is_noticed() -> None:
    with pytest.raises(OutcomeDiffers, match="the elected"):
        demand_equal([0, 2], [0, 1], "the elected")


def test_no_more_are_heard_than_there_are(tmp_path: Path) -> None:
    arguments = ["--delegates=2", "--hearing=3", f"--out={tmp_path / 'out'}"]
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code == 2
    assert "--hearing" in done.output
    assert not (tmp_path / "out").exists()
