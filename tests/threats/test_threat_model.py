"""The threat model names tests; all of them exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
NAMED = re.compile(r"`(tests/[\w./-]+)::([^`]+)`")
PROMISE = re.compile(r"^\| (P\d+) \|(.*)\|(.*)\|$", re.MULTILINE)
TEXT = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("file", "name"), sorted(set(NAMED.findall(TEXT))))
def test_a_named_test_exists(file: str, name: str) -> None:
    source = (ROOT / file).read_text(encoding="utf-8")
    if file.endswith(".mjs"):
        assert f"test('{name}'" in source
    else:
        assert re.search(rf"^def {re.escape(name)}\(", source, re.MULTILINE)


def test_every_promise_names_a_test() -> None:
    promises = {number: shown for number, _, shown in PROMISE.findall(TEXT)}
    assert len(promises) >= 30
    assert [number for number, shown in promises.items() if not NAMED.search(shown)] == []


def test_every_promise_that_is_cited_is_made() -> None:
    made = {number for number, _, _ in PROMISE.findall(TEXT)}
    assert set(re.findall(r"\bP\d+\b", TEXT)) == made
