"""The phone page holds every word and template that its script asks for, in both languages."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from flask import Flask

from votesvc.domain.hearing import HearingState
from votesvc.domain.hearing_forms import HearingKind
from votesvc.domain.report import DECISIONS, REASONS

SCRIPTS = Path(__file__).resolve().parents[2] / "static/src/booth"
SOURCE = "".join(file.read_text(encoding="utf-8") for file in sorted(SCRIPTS.glob("views*.js")))
HAN = re.compile(r"[\u3400-\u9fff]")
PUBLIC = [state.value for state in HearingState if state is not HearingState.DRAFT]
KINDS = ("hearing", "comments", "box")
# A box that a posting names is open from the posting on.
OBJECTED = ("open", "closed", "reported")
FATES = ("sealed", "published", "withheld", "altered", "missing")
PHASES = ("draft", "sending", "refused", "missed")
FAMILIES = {
    "kind": (*KINDS, "objections", "unknown"),
    "hearing-state": PUBLIC,
    "lead": [f"{state}.{kind}" for state in PUBLIC for kind in KINDS]
    + [f"{state}.objections" for state in OBJECTED],
    "fate": (*FATES, *PHASES),
    "meaning": FATES,
    "reason": REASONS,
    "decision": DECISIONS,
    "comment": ("sending", "sent", "missed"),
    "problem": ("blank", "too-long", "no-such-clause", "no-such-comment"),
    "support": ("give", "sending", "given", "missed", "refused"),
    "mark": [f"{mark}{ends}" for mark in range(3) for ends in ("", ".ends")],
    "hearing-alarm": ("item-not-in-log", "item-invalid", "item-changed", "receipt-invalid"),
}


def page_in(app: Flask, language: str) -> str:
    return app.test_client().get("/p", headers={"Accept-Language": language}).text


def texts_in(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="texts">(.+?)</script>', page)
    assert found is not None
    texts: dict[str, Any] = json.loads(found[1])
    return texts


def asked_for(pattern: str) -> set[str]:
    found = set(re.findall(pattern, SOURCE))
    assert found
    return found


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_text_that_the_script_names_is_on_the_page(app: Flask, language: str) -> None:
    texts = texts_in(page_in(app, language))
    named = asked_for(r"words\.say\(\s*'([^']+)'") | asked_for(r"[?:] '([a-z]+\.[a-z.-]+)'")
    assert named - set(texts) == set()
    families = {f"{family}.{case}" for family, cases in FAMILIES.items() for case in cases}
    assert families - set(texts) == set()


def test_the_kinds_of_hearings_are_those_that_can_be_logged() -> None:
    assert set(KINDS) <= set(re.findall(r"\w+", str(get_args(HearingKind))))


def test_every_template_that_the_script_clones_is_on_the_page(app: Flask) -> None:
    page = page_in(app, "zh-CN")
    there = set(re.findall(r'<template id="([^"]+)"', page))
    assert asked_for(r"words\.clone\('([^']+)'\)") - there == set()
    shapes = set(re.findall(r'<symbol id="icon-([^"]+)"', page))
    drawn = set(re.findall(r'href="#icon-([^"]+)"', page))
    assert drawn <= shapes


def test_no_reader_finds_the_language_of_the_one_before(app: Flask) -> None:
    for language in ("en", "zh-CN", "en", "zh-CN"):
        texts = texts_in(page_in(app, language))
        chinese = [key for key, text in texts.items() if HAN.search(str(text))]
        assert bool(chinese) == (language != "en"), chinese
