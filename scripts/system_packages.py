"""Installs what only the system's package manager can give: a browser, a database, a font."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from glob import glob

REFRESH: Mapping[str, Sequence[str]] = {
    "apt-get": ["apt-get", "update", "-q"],
    "dnf": [],
    "zypper": [],
    "apk": [],
}
INSTALL: Mapping[str, Sequence[str]] = {
    "apt-get": ["apt-get", "install", "-y", "-q", "--no-install-recommends"],
    "dnf": ["dnf", "install", "-y", "-q"],
    "zypper": ["zypper", "--non-interactive", "--quiet", "install"],
    "apk": ["apk", "add", "--quiet"],
}


class MissingPackage(Exception):
    """Something is missing that this script may not, or cannot, install by itself."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing the system must have, how to see it, and its packages per manager."""

    name: str
    is_there: Callable[[], bool]
    packages: Mapping[str, str]


def _has_chromium() -> bool:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return any(shutil.which(name) for name in names)


def _has_postgresql() -> bool:
    return bool(shutil.which("initdb") or glob("/usr/lib/postgresql/*/bin/initdb"))


def _has_chinese_font() -> bool:
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, check=False)
    return bool(listed.stdout.strip())


VENV = Need(
    "Python's venv module",
    lambda: _imports("ensurepip") and _imports("venv"),
    {
        "apt-get": f"python3.{sys.version_info.minor}-venv",
        "dnf": "python3-pip",
        "zypper": f"python3{sys.version_info.minor}-pip",
        "apk": "python3",
    },
)
BROWSER = Need(
    "Chromium",
    _has_chromium,
    dict.fromkeys(INSTALL, "chromium"),
)
POSTGRESQL = Need(
    "PostgreSQL",
    _has_postgresql,
    dict.fromkeys(["dnf", "zypper"], "postgresql-server")
    | dict.fromkeys(["apt-get", "apk"], "postgresql"),
)
CHINESE_FONT = Need(
    "a Chinese font",
    _has_chinese_font,
    {
        "apt-get": "fonts-noto-cjk fontconfig",
        "dnf": "google-noto-sans-cjk-fonts fontconfig",
        "zypper": "google-noto-sans-sc-fonts fontconfig",
        "apk": "font-noto-cjk fontconfig",
    },
)


def install(needs: Sequence[Need]) -> list[str]:
    """Install those of `needs` that are missing and return their names; raise `MissingPackage`."""
    missing = [need for need in needs if not need.is_there()]
    if not missing:
        return []
    manager = next((name for name in INSTALL if shutil.which(name)), None)
    if manager is None:
        message = f"please install {_names(missing)}"
        raise MissingPackage(message)
    packages = [word for need in missing for word in need.packages[manager].split()]
    command = [*INSTALL[manager], *packages]
    rights = _rights()
    if rights is None:
        message = f"{_names(missing)} missing; please run as root: {' '.join(command)}"
        raise MissingPackage(message)
    for step in (REFRESH[manager], command):
        _run([*rights, *step] if step else [])
    still = [need for need in missing if not need.is_there()]
    if still:
        message = f"{' '.join(command)} went well, yet {_names(still)} is not there"
        raise MissingPackage(message)
    return [need.name for need in missing]


def _run(command: Sequence[str]) -> None:
    if not command:
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, errors="replace"
    )
    if done.returncode:
        message = f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}"
        raise MissingPackage(message)


def _rights() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and not subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode
    ):
        return ["sudo", "-n"]
    return None


def _imports(module: str) -> bool:
    return not subprocess.run(
        [sys.executable, "-c", f"import {module}"], capture_output=True, check=False
    ).returncode


def _names(needs: Sequence[Need]) -> str:
    return ", ".join(need.name for need in needs)
