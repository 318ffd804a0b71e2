"""A rehearsal over real HTTP: a hearing, then the ballot that waits for it, then the check."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from click.testing import CliRunner

from votesvc.cli.rehearse import command
from votesvc.domain.entries import (
    CommentMade,
    Opened,
    Published,
    Reported,
    SupportGiven,
    Withheld,
    parse_entry,
)


def votesvc(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "votesvc", *arguments], capture_output=True, text=True, check=False
    )


def test_a_rehearsed_hearing_is_whole_and_its_ballot_waits(tmp_path: Path) -> None:
    done = votesvc("rehearse", "--delegates=6", "--hearing=5", f"--out={tmp_path}")
    assert done.returncode == 0, done.stderr
    assert "15 comments became what was said and decided" in done.stdout
    with ZipFile(tmp_path / "record.zip") as packed:
        entries = [parse_entry(leaf) for leaf in packed.read("log.jsonl").splitlines()]
    kinds = [type(entry) for entry in entries]
    assert kinds.count(CommentMade) == kinds.count(SupportGiven) == 15
    assert kinds.count(Published) + kinds.count(Withheld) == 15
    assert kinds.count(Withheld) == 2
    # The first ballot is opened only after the report.
    assert kinds.index(Reported) < kinds.index(Opened)
    checked = votesvc("verify", str(tmp_path / "record.zip"))
    assert checked.returncode == 0, checked.stdout


def test_no_more_are_heard_than_there_are(tmp_path: Path) -> None:
    arguments = ["--delegates=2", "--hearing=3", f"--out={tmp_path / 'out'}"]
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code == 2
    assert "--hearing" in done.output
    assert not (tmp_path / "out").exists()
