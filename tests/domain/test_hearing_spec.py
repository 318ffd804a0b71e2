"""A hearing is put together only if people can read it and a phone can take part in it."""

from dataclasses import replace
from typing import Any

import pytest

from tests.domain.hearings import SPEC
from votesvc.crypto.encoding import JsonValue, canonical_json, parse_canonical_json
from votesvc.domain.hearing_spec import HearingSpec, Officer, Paper, parse_hearing_spec
from votesvc.errors import MalformedInput

PAPER = SPEC.papers[0]
OFFICER = SPEC.officers[0]


@pytest.mark.parametrize(
    "spec",
    [
        SPEC,
        replace(SPEC, kind="comments", clauses=(), papers=(), officers=()),
        replace(SPEC, kind="box", marks=False, per_delegate=10, notice_days=0),
    ],
)
def test_a_hearing_is_stored_and_read_back(spec: HearingSpec) -> None:
    assert parse_hearing_spec(parse_canonical_json(canonical_json(spec.to_json()))) == spec


@pytest.mark.parametrize(
    "changes",
    [
        {"title": ""},
        {"title": "两\n行"},
        {"title": "x" * 301},
        {"matter": ""},
        {"matter": "x" * 10_001},
        {"matter": "\x00"},
        {"clauses": ("",)},
        {"clauses": ("条",) * 201},
        {"per_delegate": 0},
        {"per_delegate": 11},
        {"notice_days": -1},
        {"notice_days": 366},
        {"papers": (PAPER, PAPER)},
        {"papers": tuple(replace(PAPER, name=f"{number}.pdf") for number in range(51))},
        {"officers": (OFFICER,) * 51},
    ],
)
def test_a_hearing_nobody_could_hold_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(MalformedInput):
        replace(SPEC, **changes)


@pytest.mark.parametrize(
    "name", ["", " ", ".htaccess", "..", "a/b", "a\\b", "x" * 121, "a\nb", " a.pdf"]
)
def test_a_paper_with_another_name_than_that_of_a_plain_file_is_refused(name: str) -> None:
    with pytest.raises(MalformedInput):
        Paper(name, "00" * 32, 1)


def test_an_officer_without_a_name_or_a_role_is_refused() -> None:
    for name, role in (("", "主持人"), ("甲", "")):
        with pytest.raises(MalformedInput):
            Officer(name, role, recused=False)


STORED: dict[str, Any] = SPEC.to_json()


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        {**STORED, "more": 1},
        {**STORED, "kind": "motion"},
        {**STORED, "kind": 1},
        {**STORED, "marks": "true"},
        {**STORED, "marks": 1},
        {**STORED, "per_delegate": True},
        {**STORED, "clauses": "第一条"},
        {**STORED, "papers": [{"name": "a.pdf", "sha256": "00" * 32}]},
        {**STORED, "papers": [{"name": "a.pdf", "sha256": "00" * 31, "size": 1}]},
        {**STORED, "officers": [{"name": "甲", "recused": 1, "role": "主持人"}]},
    ],
)
def test_what_is_not_stored_like_a_hearing_is_refused(value: JsonValue) -> None:
    with pytest.raises(MalformedInput):
        parse_hearing_spec(value)
