from pathlib import Path

from click.testing import CliRunner

from tests.cli.installation import Installation
from votesvc.cli.invite import command
from votesvc.services import accounts


def test_an_invitation_makes_an_account_of_its_role(installation: Installation) -> None:
    arguments = ["desk", "--data", str(installation.data), "--base-url", "http://hall:8080/"]
    done = CliRunner().invoke(command, arguments)
    assert done.exit_code == 0, done.output
    link = done.output.strip()
    assert link.startswith("http://hall:8080/staff/invite/")
    session = installation.story.session
    account = accounts.claim(session, link.rpartition("/")[2], "郑签到", "a long password")
    assert account.role == "desk"


def test_an_installation_that_is_not_there_is_unusable_input(tmp_path: Path) -> None:
    done = CliRunner().invoke(command, ["desk", "--data", str(tmp_path / "nowhere")])
    assert done.exit_code == 2
