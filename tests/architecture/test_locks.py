"""What is installed is exactly what was locked, wherever it comes from."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "scripts" / "locks").glob("*.txt"))
PACKAGE_LOCK = ROOT / "static" / "package-lock.json"


def locked(name: str) -> set[str]:
    text = (ROOT / "scripts" / "locks" / f"{name}.txt").read_text()
    return set(re.findall(r"^([a-z0-9.-]+)==", text, re.MULTILINE))


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=\[ ]", requirement)[0] for requirement in requirements}


@pytest.mark.parametrize("path", [*LOCKS, PACKAGE_LOCK], ids=lambda path: path.name)
def test_locks_name_no_address(path: Path) -> None:
    assert "://" not in path.read_text()


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_every_locked_package_has_hashes(path: Path) -> None:
    packages = re.split(r"\n(?=\S)", path.read_text().strip())
    assert packages
    assert all("--hash=sha256:" in package for package in packages)


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert names(project["dependencies"]) <= locked("run")
    extras = project["optional-dependencies"]
    assert names([*extras["dev"], *extras["postgresql"]]) <= locked("test")


def test_the_test_lock_agrees_with_the_run_lock() -> None:
    run, test = ((ROOT / "scripts" / "locks" / f"{name}.txt") for name in ("run", "test"))
    pins = re.findall(r"^\S+==\S+", run.read_text(), re.MULTILINE)
    assert set(pins) <= set(re.findall(r"^\S+==\S+", test.read_text(), re.MULTILINE))


def test_every_front_end_package_is_locked_with_its_hash() -> None:
    packages = json.loads(PACKAGE_LOCK.read_text())["packages"]
    assert all("integrity" in package for name, package in packages.items() if name)
