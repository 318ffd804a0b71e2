"""One browser and one service for all browser tests; pictures of everything they see."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from tests.e2e.ballots import MOTION
from tests.e2e.devices import Devices, TakePicture, arguments, find_chromium
from tests.e2e.hall import Hall, open_hall
from tests.e2e.inspection import Inspector
from tests.e2e.server import Server

ROOT = Path(__file__).resolve().parents[2]
PICTURES = "VOTESVC_PICTURES"
_PATIENCE_MILLISECONDS = 15_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give the machine's Chromium, without a window."""
    expect.set_options(timeout=_PATIENCE_MILLISECONDS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=arguments())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def _front_end() -> None:
    subprocess.run([sys.executable, "scripts/front_end.py"], cwd=ROOT, check=True)


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder for pictures: that of the environment variable, or a temporary one."""
    named = os.environ.get(PICTURES)
    folder = Path(named) if named else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def picture(pictures: Path) -> TakePicture:
    """Give what writes a picture of a page as people see it."""

    def take(page: Page, name: str) -> None:
        path = pictures / f"{name}.png"
        try:
            page.screenshot(path=path, animations="disabled")
        except Error:
            # Chromium sometimes cannot draw while the machine is busy; a page that never can fails.
            page.wait_for_timeout(1000)
            page.screenshot(path=path, animations="disabled")

    return take


@pytest.fixture
def inspector(picture: TakePicture) -> Iterator[Inspector]:
    """Give an inspector, and fail afterwards for all that it has noted."""
    inspector = Inspector(picture, pictures_of_large_text=PICTURES in os.environ)
    yield inspector
    assert inspector.faults == []


@pytest.fixture
def fresh_server(_front_end: None, tmp_path: Path) -> Iterator[Server]:
    """Give a new installation that nobody has set up."""
    server = Server(tmp_path / "data")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def hall(
    _front_end: None, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Hall]:
    """Give an installation with staff at their places, and a congress ready for items."""
    folder = tmp_path_factory.mktemp("hall")
    server = Server(folder / "data")
    server.start()
    devices = Devices(browser, server.url)
    yield open_hall(server, devices, folder)
    devices.close()
    server.stop()


@pytest.fixture(scope="session")
def voting(hall: Hall) -> Hall:
    """Give a congress of its own with one ballot that stays open."""
    own = hall.another_congress()
    own.open_item(MOTION["title"])
    return own


@pytest.fixture
def devices(browser: Browser, hall: Hall) -> Iterator[Devices]:
    """Give devices for one test at the hall's server."""
    devices = Devices(browser, hall.server.url)
    yield devices
    devices.close()
