"""`votesvc` and `python -m votesvc` find their commands, and load no other than the one called."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from votesvc.cli import main


def test_help_lists_every_command_without_loading_any() -> None:
    script = (
        "import sys; from votesvc.cli import main\n"
        "main(['--help'], standalone_mode=False)\n"
        "print([name for name in sys.modules if name.startswith('votesvc.')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    for name in (
        "serve", "demo", "verify", "verify-comment", "rehearse", "export", "scrutineer", "invite",
    ):  # fmt: skip
        assert f"  {name} " in done.stdout
    assert done.stdout.splitlines()[-1] == "['votesvc.cli']"


@pytest.mark.parametrize(
    "name", ["serve", "demo", "verify", "verify-comment", "rehearse", "export", "invite"]
)
def test_every_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: main {name}")


def test_an_unknown_command_is_a_usage_error() -> None:
    assert CliRunner().invoke(main, ["count"]).exit_code == 2


def test_the_module_runs_as_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "votesvc", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("votesvc, version ")
