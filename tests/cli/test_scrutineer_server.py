"""Scrutineers against a running service: nothing but HTTP between them."""

from pathlib import Path

from click.testing import CliRunner, Result

from tests.cli.installation import Installation, Service, running
from tests.cli.test_scrutineer import closed_motion
from votesvc.cli.scrutineer import command


def decrypt(key: Path, service: Service, congress: str) -> Result:
    server = f"{service.address}/c/{congress}"
    arguments = ["decrypt", "--key", str(key), "--server", server, "--workers", "1"]
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
