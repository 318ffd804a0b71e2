import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests.cli.installation import Service, running

ROOT = Path(__file__).resolve().parents[2]


def serve(
    data: Path, *more: str, last_line: str = "/staff/setup/"
) -> AbstractContextManager[Service]:
    return running("serve", "--data", str(data), "--port", "0", *more, last_line=last_line)


def setup_path(printed: str) -> str:
    return "/staff/setup/" + printed.rpartition("/staff/setup/")[2].strip()


def test_a_new_installation_prints_a_set_up_link_that_works(tmp_path: Path) -> None:
    with serve(tmp_path / "new") as service:
        assert "<form" in service.get(setup_path(service.printed))
        assert (tmp_path / "new" / "roll.sqlite").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it_in_good_order(tmp_path: Path, number: signal.Signals) -> None:
    with serve(tmp_path) as service:
        service.get("/p")
        status, rest = service.stop(number)
        assert status == 0, rest
        assert "Stopped" in rest


def test_the_ballots_side_alone_has_no_set_up_link_and_no_staff_pages(tmp_path: Path) -> None:
    with serve(tmp_path, "--sides", "anonymous", last_line="pages at") as service:
        service.get("/p")
        with pytest.raises(HTTPError, match="404") as refused:
            service.get("/staff/login")
        refused.value.close()
    assert not (tmp_path / "roll.sqlite").exists()


def test_a_port_in_use_is_told_without_a_traceback(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "votesvc", "serve", "--data", tmp_path, "--port", port],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert f"cannot listen on 127.0.0.1 port {port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_links_carry_the_public_address_when_one_is_given(tmp_path: Path) -> None:
    with serve(
        tmp_path, "--base-url", "https://vote.example.cn/", last_line="/staff/setup/"
    ) as service:
        assert "https://vote.example.cn/staff/setup/" in service.printed


def test_a_wrong_preset_stops_the_start_with_file_and_line(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "votesvc", tmp_path / "votesvc")
    preset = tmp_path / "votesvc" / "domain" / "presets" / "P04.toml"
    wrong = preset.read_text(encoding="utf-8").replace("den = 3", "den = 3\nweather = 1", 1)
    preset.write_text(wrong, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "votesvc", "serve", "--data", tmp_path / "data", "--port", "0"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "P04.toml, line 9: unknown field weather" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()
