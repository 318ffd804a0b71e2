"""The presets and place packs that come with the program, read once at start."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from votesvc.domain.presets import Library, read_library

_PACKAGE = "votesvc.domain.presets"


@cache
def library() -> Library:
    """Return every preset and pack; raise `PresetFault`, with file and line, for a wrong one."""
    return read_library(dict(_texts(files(_PACKAGE), "")))


def _texts(folder: Traversable, prefix: str) -> Iterator[tuple[str, str]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _texts(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".toml"):
            yield prefix + entry.name, entry.read_text(encoding="utf-8")
