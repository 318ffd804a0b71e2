"""The scrutineer's page holds every word and template that its script asks for."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

SCRIPTS = Path(__file__).resolve().parents[2] / "static/src/scrutineer"
VIEWS = "".join(file.read_text(encoding="utf-8") for file in sorted(SCRIPTS.glob("views*.js")))
HAN = re.compile(r"[\u3400-\u9fff]")


def page_in(app: Flask, language: str) -> str:
    return app.test_client().get("/k", headers={"Accept-Language": language}).text


def texts_in(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="texts">(.+?)</script>', page)
    assert found is not None
    texts: dict[str, Any] = json.loads(found[1])
    return texts


def cases(file: str, type_name: str) -> set[str]:
    """Return the values of a union of strings that a script's types name."""
    source = (SCRIPTS / file).read_text(encoding="utf-8")
    found = re.search(rf"@typedef {{([^}}]+)}} {type_name}\b", source)
    assert found is not None
    return set(re.findall(r"'([a-z-]+)'", found[1]))


def asked_for(pattern: str) -> set[str]:
    found = set(re.findall(pattern, VIEWS))
    assert found
    return found


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_text_that_the_script_names_is_on_the_page(app: Flask, language: str) -> None:
    texts = texts_in(page_in(app, language))
    named = asked_for(r"words\.say\(\s*'([^']+)'") | asked_for(r"[?:] '([a-z]+\.[a-z.-]+)'")
    assert named - set(texts) == set()
    alarms = cases("refusal.js", "RefusalCode") | {"log-forked", "log-shrunk", "vkey-changed"}
    families = {f"alarm.{code}" for code in alarms | {"checkpoint-invalid", "other"}}
    families |= {f"phase.{phase}" for phase in cases("state.js", "Phase")}
    families |= {f"people.{state}" for state in ("done", "waiting", "absent")}
    families |= {f"rounds.{state}" for state in ("working", "waiting")}
    families |= {f"keeping.{c}" for c in ("differ", "weak", "wrong", "unreadable", "other")}
    families |= {f"away.{c}" for c in ("bad-invitation", "invitation-void", "seat-taken", "other")}
    assert families - set(texts) == set()


def test_every_view_and_part_that_the_script_shows_is_on_the_page(app: Flask) -> None:
    page = page_in(app, "zh-CN")
    there = set(re.findall(r'<template id="([^"]+)"', page))
    assert asked_for(r"words\.clone\('([^']+)'\)") - there == set()
    assert {f"view-{step}" for step in cases("state.js", "Step")} - there == set()
    shapes = set(re.findall(r'<symbol id="icon-([^"]+)"', page))
    assert set(re.findall(r'href="#icon-([^"]+)"', page)) <= shapes


def test_every_button_does_something(app: Flask) -> None:
    pressed = set(re.findall(r'data-action="([^"]+)"', page_in(app, "zh-CN")))
    actions = re.search(r"const actions = {(.+?)\n  };", VIEWS, re.DOTALL)
    assert actions is not None
    assert pressed <= set(re.findall(r"^    (\w+):", actions[1], re.MULTILINE))


def test_no_reader_finds_the_language_of_the_one_before(app: Flask) -> None:
    for language in ("en", "zh-CN", "en", "zh-CN"):
        texts = texts_in(page_in(app, language))
        chinese = [key for key, text in texts.items() if HAN.search(str(text))]
        assert bool(chinese) == (language != "en"), chinese
