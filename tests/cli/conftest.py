"""An installation on disk, the way the command line finds it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.installation import Installation, open_installation


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """Give a data folder with a congress, its roll fixed and its board of two keys set."""
    with open_installation(tmp_path) as opened:
        yield opened
