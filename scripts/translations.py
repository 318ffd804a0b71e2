"""Keeps the English catalogue in step with the Chinese wording in the sources.

scripts/translate update     write new wording into the catalogue, in its place, still empty
scripts/translate check      raise unless nothing is missing, doubtful, left over or out of place
scripts/translate compile    write the .mo file that the service reads
"""

import io
import sys
import tomllib
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LOCALE = "en"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}


class StaleCatalogue(Exception):
    """The English catalogue does not fit the sources."""


def compile_translations(root: Path) -> bool:
    """Write messages.mo beside messages.po; return False when it already fitted."""
    source = _catalogue(root)
    if not source.exists():
        return False
    compiled = io.BytesIO()
    write_mo(compiled, _read(source))
    target = source.with_suffix(".mo")
    if target.exists() and target.read_bytes() == compiled.getvalue():
        return False
    target.write_bytes(compiled.getvalue())
    return True


def update_translations(root: Path) -> None:
    """Bring the catalogue in step with the sources: new wording empty, unused wording gone."""
    target = _catalogue(root)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(_updated(root))


def check_translations(root: Path) -> None:
    """Raise `StaleCatalogue` unless all wording is translated, in the order `update` writes."""
    catalogue = _read(_catalogue(root)) if _catalogue(root).exists() else Catalog(locale=LOCALE)
    wanted = {message.id for message in _extract(root) if message.id}
    found = {message.id: message for message in catalogue if message.id}
    problems = [f"missing: {_first(id_)}" for id_ in wanted - found.keys()]
    problems += [f"left over: {_first(id_)}" for id_ in found.keys() - wanted]
    for id_, message in found.items():
        strings = message.string if isinstance(message.string, tuple | list) else [message.string]
        if message.fuzzy or not all(strings):
            problems.append(f"not translated: {_first(id_)}")
        problems += [f"{reason}: {_first(id_)}" for reason in message.check(catalogue)]
    if not problems and _catalogue(root).read_bytes() != _updated(root):
        problems.append("out of order: run scripts/translate update")
    if problems:
        raise StaleCatalogue(
            "\n  ".join([f"{_catalogue(root).relative_to(root)}:", *sorted(problems)])
        )


def _catalogue(root: Path) -> Path:
    return root / "votesvc" / "translations" / LOCALE / "LC_MESSAGES" / "messages.po"


def _updated(root: Path) -> bytes:
    template, source = _extract(root), _catalogue(root)
    catalogue = _read(source) if source.exists() else Catalog(locale=LOCALE)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.header_comment = "# English wording of votesvc; the identifiers are the Chinese one."
    catalogue.fuzzy = False
    out = io.BytesIO()
    write_po(
        out, catalogue, width=100, sort_by_file=True, ignore_obsolete=True, include_lineno=False
    )
    # The header's dates would make two runs over the same sources differ.
    kept = [line for line in out.getvalue().splitlines(keepends=True) if not line.startswith(DATED)]
    return b"".join(kept)


DATED = (
    b'"POT-Creation-Date',
    b'"PO-Revision-Date',
    b'"Last-Translator',
    b'"Report-Msgid',
    b'"Generated-By',
)


def _extract(root: Path) -> Catalog:
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    methods = [
        (entry["pattern"], entry["method"]) for entry in settings["tool"]["babel"]["mappings"]
    ]
    catalogue = Catalog(project="votesvc")
    found = extract_from_dir(root, methods, keywords=KEYWORDS, directory_filter=_is_source)
    for filename, line, message, comments, context in found:
        catalogue.add(message, None, [(filename, line)], auto_comments=comments, context=context)
    return catalogue


def _is_source(folder: str | Path) -> bool:
    return not any(
        part in {"static", "tests", "docs", "scripts"} or part.startswith(".")
        for part in Path(folder).parts[-1:]
    )


def _read(path: Path) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, locale=LOCALE)


def _first(message: object) -> str:
    return str(message[0] if isinstance(message, tuple | list) else message)


def main() -> None:
    """Do what the one argument names, for the repository this file stands in."""
    root = Path(__file__).resolve().parent.parent
    actions = {
        "update": update_translations,
        "check": check_translations,
        "compile": compile_translations,
    }
    if len(sys.argv) != 2 or sys.argv[1] not in actions:
        sys.exit(__doc__)
    actions[sys.argv[1]](root)


if __name__ == "__main__":
    try:
        main()
    except StaleCatalogue as reason:
        sys.exit(str(reason))
