"""A true record passes every numbered check, as far as the congress has come."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from tests.domain.records import (
    CHOICE,
    LOG_KEY,
    MOTION,
    VOID,
    WITNESS,
    counting,
    make_cast,
    sample,
)
from votesvc.crypto.ballot import parse_ballot, parse_election
from votesvc.domain.entries import BallotCast, Closed, Entry, Issued, Item, OutcomeStated
from votesvc.domain.history import item_histories, place
from votesvc.domain.record import check_record
from votesvc.domain.record.rebuild import build_archive
from votesvc.domain.record.steps import Each, Known, Step
from votesvc.errors import NotCounted

SAMPLE = sample()


def steps_of(record: dict[str, bytes], each: Each = map, **known: Any) -> list[Step]:
    steps: list[Step] = []
    check_record(record, steps.append, each, Known(**known))
    return steps


def facts(steps: list[Step], name: str) -> list[dict[str, str | int]]:
    return [dict(fact.figures) for step in steps for fact in step.facts if fact.name == name]


def test_a_true_record_passes_every_check_with_its_figures() -> None:
    steps = steps_of(SAMPLE.written())
    assert [step.number for step in steps] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert facts(steps, "log") == [{"entries": len(SAMPLE.entries), "origin": LOG_KEY.origin}]
    assert facts(steps, "items") == [{"items": 5, "announced": 2, "void": 1}]
    assert facts(steps, "ballots") == [{"ballots": 6, "ciphertexts": 27}]
    assert facts(steps, "counts")[0] == {
        "title": "考勤办法", "entitled": 5, "present": 4, "issued": 4, "returned": 3,
    }  # fmt: skip
    assert [found["question"] for found in facts(steps, "passed")] == ["办法一"]
    assert [found["question"] for found in facts(steps, "not-passed")] == ["办法二"]
    assert [found["answer"] for found in facts(steps, "chosen")] == ["甲"]
    assert [found["answer"] for found in facts(steps, "tied")] == ["乙", "丙"]
    assert facts(steps, "archives") == [{"archives": 2}]
    assert facts(steps, "no-hearings") == [{}]


def test_what_was_counted_is_returned() -> None:
    counted = check_record(SAMPLE.written(), lambda _: None)
    assert [one.result.counts for one in counted] == [((3, 0, 0), (1, 1, 1)), ((3, 1, 1),)]


def test_items_that_still_go_on_are_reported_as_such() -> None:
    assert facts(steps_of(SAMPLE.written()), "unfinished") == [
        {"title": "进行中的议题", "state": "open"},
        {"title": "待发的议题", "state": "ready"},
    ]


@pytest.mark.parametrize("size", range(1, len(SAMPLE.entries)))
def test_every_beginning_of_a_true_log_is_true(size: int) -> None:
    begun = SAMPLE.entries[:size]
    listed = {entry.item for entry in begun if isinstance(entry, Issued)}
    issued = {item: data for item, data in SAMPLE.issued.items() if item in listed}
    assert len(steps_of(replace(SAMPLE, entries=begun, issued=issued).written())) == 8


def test_ballots_may_be_checked_side_by_side() -> None:
    with ThreadPoolExecutor(2) as pool:
        assert steps_of(SAMPLE.written(), each=pool.map) == steps_of(SAMPLE.written())


def test_the_log_is_accepted_under_the_key_the_reader_knows() -> None:
    assert steps_of(SAMPLE.written(), vkey=LOG_KEY.vkey)


def test_a_cosignature_of_a_known_witness_is_counted_and_others_are_mentioned() -> None:
    record = SAMPLE.written(cosigned=True)
    known = steps_of(record, witnesses=[WITNESS.vkey])
    assert facts(known, "cosignatures") == [{"known": 1, "others": 0}]
    assert facts(steps_of(record), "cosignatures") == [{"known": 0, "others": 1}]


def test_a_motion_without_quorum_is_reported_and_nothing_passes() -> None:
    outcome = json.loads(SAMPLE.entry(OutcomeStated, MOTION).encoded)["outcome"]
    outcome |= {"present": 3, "quorate": False}
    outcome["questions"][0]["passed"] = False
    changed = SAMPLE.listing(MOTION, 3).changed(Closed, MOTION, present=3)
    steps = steps_of(changed.changed(OutcomeStated, MOTION, outcome=outcome).written())
    assert facts(steps, "no-quorum") == [{"title": "考勤办法", "present": 3, "quorum": 4}]
    assert facts(steps, "passed") == []


def test_numbers_that_do_not_fit_may_stand_in_a_void_item() -> None:
    steps = steps_of(SAMPLE.listing(VOID, 5).written())
    assert facts(steps, "counts-void") == [
        {"title": "作废的议题", "entitled": 5, "present": 4, "issued": 5, "returned": 0}
    ]


def test_someone_without_a_vote_is_reported_as_not_chosen() -> None:
    item = SAMPLE.entry(Item, CHOICE)
    election = parse_election(item.election.encode())
    cast = make_cast(CHOICE, election, "somebody", [[1, 0, 0]])
    ballots = [parse_ballot(cast.ballot.encode(), election)]
    entries: list[Entry | bytes] = [
        *SAMPLE.entries[: SAMPLE.index(BallotCast, CHOICE)],
        cast,
        replace(SAMPLE.entry(Closed, CHOICE), returned=1),
        SAMPLE.entry(Issued, CHOICE),
        *counting(item, election, ballots),
    ]
    issued = {item: SAMPLE.issued[item] for item in (MOTION, CHOICE)}
    steps = steps_of(replace(SAMPLE, entries=entries, issued=issued).written())
    assert [found["answer"] for found in facts(steps, "not-chosen")] == ["乙", "丙"]
    assert facts(steps, "choice") == [{"title": "评选节目", "open_places": 1}]


def test_an_item_without_a_result_has_no_archive() -> None:
    entries = [entry for entry in SAMPLE.entries if isinstance(entry, Entry)]
    history = item_histories(place(entries))[VOID]
    with pytest.raises(NotCounted):
        build_archive(history, "[]")


def test_the_summary_hides_no_character() -> None:
    changed = SAMPLE.changed(OutcomeStated, MOTION)
    summary = changed.written()["summary.txt"].decode()
    assert "赞成 3 + 反对 0 + 弃权 0 = 3；须 3 票赞成：通过" in summary
    assert "\ufffd" not in summary
