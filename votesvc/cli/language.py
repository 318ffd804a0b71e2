"""The reader's language on the command line, from the same catalogue as the pages.

Chinese is the source language; a reader of anything else gets English.
"""

import gettext
import os
import sys
from collections.abc import Mapping
from io import BytesIO, TextIOWrapper
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

_CATALOGUE = Path(__file__).parents[1] / "translations" / "en" / "LC_MESSAGES" / "messages.po"
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


class Words:
    """Wording in one language."""

    def __init__(self, translations: gettext.NullTranslations) -> None:
        self._translations = translations

    @property
    def chinese(self) -> bool:
        """Whether the reader has Chinese, the language that sources are in."""
        return type(self._translations) is gettext.NullTranslations

    def gettext(self, message: str, figures: Mapping[str, str | int] | None = None) -> str:
        """Return the Chinese `message` in this language, with its %(name)s filled in."""
        return self._translations.gettext(message) % (figures or {})


def words(language: str | None, environment: Mapping[str, str] = os.environ) -> Words:
    """Return the wording for "zh" or "en", or else for what the environment asks for."""
    if (language or _from(environment)) == "zh":
        return Words(gettext.NullTranslations())
    return Words(_english(_CATALOGUE))


def print_anything() -> None:
    """Keep a title that the terminal cannot show from stopping a report."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def _from(environment: Mapping[str, str]) -> str:
    asked = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    return "zh" if asked.lower().startswith("zh") else "en"


def _english(catalogue: Path) -> gettext.NullTranslations:
    """Read the compiled catalogue, or compile it in memory where nobody has built it yet."""
    compiled = catalogue.with_suffix(".mo")
    if compiled.is_file():
        with compiled.open("rb") as stream:
            return gettext.GNUTranslations(stream)
    if not catalogue.is_file():
        return gettext.NullTranslations()
    buffer = BytesIO()
    with catalogue.open("rb") as stream:
        write_mo(buffer, read_po(stream, locale="en"))
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)
