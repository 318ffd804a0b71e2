"""What `votesvc rehearse` refuses before it starts anything."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from votesvc.cli.rehearse import command


@pytest.mark.parametrize("board", ["3", "3/5/7", "a/b", "0/3", "4/3", "5/10", "²/3", "-1/3"])
def test_a_board_that_cannot_be_is_refused(board: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = CliRunner().invoke(command, ["--out", str(out), "--trustees", board])
    assert done.exit_code == 2
    assert not out.exists()
