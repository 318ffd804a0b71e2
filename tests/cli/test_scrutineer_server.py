"""Scrutineers against a running service: nothing but HTTP between them."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from click.testing import CliRunner, Result

from tests.cli.installation import Installation, Service, running
from tests.cli.test_scrutineer import closed_election, closed_motion
from votesvc.cli.scrutineer import command
from votesvc.services import write_ins


def decrypt(key: Path, service: Service, congress: str, *more: str) -> Result:
    server = f"{service.address}/c/{congress}"
    arguments = ["decrypt", "--key", str(key), "--server", server, "--workers", "1", *more]
    return CliRunner().invoke(command, arguments)


def test_shares_are_handed_in_over_http_and_a_second_time_is_harmless(
    installation: Installation,
) -> None:
    story = installation.story
    item = closed_motion(installation, [[1, 0, 0], [0, 0, 1]])
    arguments = ("serve", "--data", str(installation.data), "--port", "0")
    with running(*arguments, last_line="/staff/setup/") as service:
        for key in (*installation.keys, installation.keys[0]):
            done = decrypt(key, service, story.congress)
            assert done.exit_code == 0, done.output
            assert "1 ballots" in done.output
    story.session.expire_all()
    assert story.result(item) == [[1, 0, 0], [0, 0, 1]]


def test_the_reason_of_the_service_is_passed_on(installation: Installation) -> None:
    arguments = ("serve", "--data", str(installation.data), "--port", "0")
    with running(*arguments, last_line="/staff/setup/") as service:
        done = decrypt(installation.keys[0], service, "1" * 22)
    assert done.exit_code == 1
    assert "the service answers" in done.output


def test_scrutineers_shuffle_names_in_turn_and_wait_for_each_other(
    installation: Installation,
) -> None:
    story = installation.story
    item = closed_election(installation)
    first, second = installation.keys
    arguments = ("serve", "--data", str(installation.data), "--port", "0")
    with running(*arguments, last_line="/staff/setup/") as service:
        done = decrypt(first, service, story.congress, "--wait", "0")
        assert done.exit_code == 0, done.output
        assert "(1/2) handed in" in done.output
        assert "Run the same command again" in done.output
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(run_decrypt, first, service, story.congress)
            done = decrypt(second, service, story.congress)
            assert "(2/2) handed in" in done.output
            assert "share of scrutineer 2 handed in" in done.output
            assert "share of scrutineer 1 handed in" in waiting.result()
    story.session.expire_all()
    found = write_ins.names(story.session, item)
    assert found is not None
    assert found.votes == (("李四", 2),)


def run_decrypt(key: Path, service: Service, congress: str) -> str:
    """Run the command as a process of its own; return what it says."""
    server = f"{service.address}/c/{congress}"
    arguments = ["decrypt", "--key", str(key), "--server", server, "--workers", "1"]
    command_line = [sys.executable, "-m", "votesvc", "scrutineer", *arguments]
    return subprocess.run(command_line, capture_output=True, text=True, check=True).stdout
