"""The command line speaks Chinese or English, as the reader's environment asks."""

import re
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from votesvc.cli import language, wording
from votesvc.cli.language import words

MESSAGE = "核验通过：%(file)s"


@pytest.mark.parametrize(
    ("environment", "chinese"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "zh_TW"}, True),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN"}, True),
        ({"LANG": "zh_CN", "LC_MESSAGES": "en_US"}, False),
        ({"LANG": "de_DE.UTF-8"}, False),
        ({"LANG": "", "LC_ALL": "C"}, False),
        ({}, False),
    ],
)
def test_the_environment_decides(environment: dict[str, str], chinese: bool, english: None) -> None:
    line = words(None, environment).gettext(MESSAGE, {"file": "x"})
    assert line == ("核验通过：x" if chinese else "Accepted: x")


@pytest.fixture
def english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a catalogue of one message in place of ours."""
    catalogue = tmp_path / "messages.po"
    catalogue.write_text(f'msgid "{MESSAGE}"\nmsgstr "Accepted: %(file)s"\n', encoding="utf-8")
    monkeypatch.setattr(language, "_CATALOGUE", catalogue)


def test_the_option_overrules_the_environment(english: None) -> None:
    assert words("en", {"LANG": "zh"}).gettext(MESSAGE, {"file": "x"}) == "Accepted: x"
    assert words("zh", {"LANG": "en"}).gettext(MESSAGE, {"file": "x"}) == "核验通过：x"


def test_a_compiled_catalogue_is_read(tmp_path: Path, english: None) -> None:
    with (tmp_path / "messages.po").open("rb") as source:
        catalogue = read_po(source, locale="en")
    with (tmp_path / "messages.mo").open("wb") as target:
        write_mo(target, catalogue)
    (tmp_path / "messages.po").unlink()
    assert words("en").gettext(MESSAGE, {"file": "x"}) == "Accepted: x"


def test_without_any_catalogue_the_source_language_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "_CATALOGUE", tmp_path / "messages.po")
    assert words("en").gettext(MESSAGE, {"file": "x"}) == "核验通过：x"


def test_every_fact_has_its_wording() -> None:
    folder = Path(wording.__file__).parents[1] / "domain" / "record"
    sources = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    named = set(re.findall(r'fact\(\s*"([a-z-]+)"', sources))
    assert named <= wording._FACTS.keys()
