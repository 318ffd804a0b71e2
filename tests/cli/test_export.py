"""`votesvc export` writes a record that `votesvc verify` accepts, and never half of one."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from votesvc.cli import main
from votesvc.services import setup
from votesvc.web.app import Settings, create_app
from votesvc.web.installation import current_session
from votesvc.web.logroom import current_log

NOW = datetime(2026, 11, 22, 9, 30, 0, tzinfo=UTC)

Congress = Callable[[str], str]


@pytest.fixture
def new_congress(tmp_path: Path) -> Congress:
    """Make congresses in the installation in tmp_path/data."""

    def make(title: str) -> str:
        (tmp_path / "data").mkdir(exist_ok=True)
        with create_app(Settings(data=tmp_path / "data", pause=0)).app_context():
            log = current_log()
            try:
                return setup.create_congress(current_session(), log, title, "0f" * 32, NOW)
            finally:
                log.close()

    return make


def export(folder: Path, *more: str) -> Result:
    arguments = ["export", "--data", str(folder / "data"), "--out", str(folder / "record.zip")]
    return CliRunner().invoke(main, [*arguments, *more])


def verify(folder: Path) -> Result:
    return CliRunner().invoke(main, ["verify", "--lang", "zh", str(folder / "record.zip")])


def test_the_only_congress_is_exported_and_its_record_verifies(
    tmp_path: Path, new_congress: Congress
) -> None:
    new_congress("第三届职代会")
    result = export(tmp_path)
    assert result.exit_code == 0, result.output
    verified = verify(tmp_path)
    assert verified.exit_code == 0, verified.output
    assert "大会：第三届职代会" in verified.output
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["data", "record.zip"]


def test_the_same_log_gives_the_same_file(tmp_path: Path, new_congress: Congress) -> None:
    new_congress("第三届职代会")
    export(tmp_path)
    first = (tmp_path / "record.zip").read_bytes()
    export(tmp_path)
    assert (tmp_path / "record.zip").read_bytes() == first


def test_of_several_congresses_one_must_be_named(tmp_path: Path, new_congress: Congress) -> None:
    first, second = new_congress("第三届"), new_congress("第四届")
    result = export(tmp_path)
    assert result.exit_code == 2
    assert f"{first}  第三届" in result.output
    assert f"{second}  第四届" in result.output
    assert export(tmp_path, "--congress", second).exit_code == 0
    assert "大会：第四届" in verify(tmp_path).output


def test_an_unknown_congress_is_a_usage_error(tmp_path: Path, new_congress: Congress) -> None:
    new_congress("第三届")
    assert export(tmp_path, "--congress", "1" * 22).exit_code == 2
    assert not (tmp_path / "record.zip").exists()


def test_a_folder_that_is_no_installation_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    assert export(tmp_path).exit_code == 2
    assert list((tmp_path / "data").iterdir()) == []


def test_an_installation_without_a_congress_has_nothing_to_export(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    create_app(Settings(data=tmp_path / "data"))
    result = export(tmp_path)
    assert result.exit_code == 2
    assert "There is no congress." in result.output
