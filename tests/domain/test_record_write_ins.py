"""Lies about names written in are found by check 5, and pinned to their entry."""

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.domain.elections import ELECTION, election_sample, plain_sample
from tests.domain.records import BY, Sample
from votesvc.crypto.encoding import canonical_json
from votesvc.domain.entries import (
    BallotCast,
    Entry,
    NamesMerged,
    NamesWritten,
    OutcomeStated,
    Reshuffled,
    ResultMade,
    ShareMade,
    Shuffled,
    SlipShareMade,
    TallyMade,
    parse_entry,
)
from votesvc.domain.record import check_record
from votesvc.domain.record.steps import Step
from votesvc.errors import InvalidRecord, MalformedInput

TRUE = election_sample()
TAMPERED_POINT = TRUE.entry(BallotCast).ballot.split('"credential":"')[1][:64]


def facts_of(sample: Sample) -> list[Step]:
    steps: list[Step] = []
    check_record(sample.written(), steps.append)
    return steps


def refusal(sample: Sample) -> InvalidRecord:
    with pytest.raises(InvalidRecord) as caught:
        check_record(sample.written(), lambda _: None)
    return caught.value


def without(sample: Sample, kind: type[Entry]) -> Sample:
    return replace(sample, entries=[one for one in sample.entries if not isinstance(one, kind)])


def test_a_true_record_of_an_election_passes_and_counts_the_names() -> None:
    [written] = [fact for step in facts_of(TRUE) for fact in step.facts if fact.name == "written"]
    assert written.figures == {"title": "工会委员会选举", "names": 1, "void": 1, "merges": 1}
    lines = TRUE.entry(OutcomeStated).outcome["lines"]
    assert isinstance(lines, list)
    assert lines[-1] == {"for": 3, "against": 0, "abstain": 0, "name": "李四"}


def test_an_election_without_slots_passes_and_has_no_names() -> None:
    steps = facts_of(plain_sample())
    assert not [fact for step in steps for fact in step.facts if fact.name == "written"]


@pytest.mark.parametrize("kind", [Shuffled, SlipShareMade, NamesWritten, NamesMerged])
def test_names_in_an_election_without_slots_are_refused(kind: type[Entry]) -> None:
    foreign = TRUE.entry(kind)
    before = {Shuffled: ShareMade, SlipShareMade: ResultMade}.get(kind, OutcomeStated)
    plain = plain_sample()
    entries = list(plain.entries)
    if kind is NamesMerged:
        entries.insert(plain.index(before), TRUE.entry(NamesWritten))
    entries.insert(next(i for i, one in enumerate(entries) if isinstance(one, before)), foreign)
    assert refusal(replace(plain, entries=entries)).check == 5


@pytest.mark.parametrize("names", [[], ["李思", "李四"], ["李思", "李思"]])
def test_merged_names_stand_there_each_once_and_in_order(names: list[str]) -> None:
    fields = {**json.loads(TRUE.entry(NamesMerged).encoded), "names": names}
    with pytest.raises(MalformedInput, match="not there, or not each once and in order"):
        parse_entry(canonical_json(fields))


@pytest.mark.parametrize(
    ("kind", "name"),
    [(Shuffled, "slips"), (SlipShareMade, "factors")],
)
def test_a_changed_shuffle_or_share_is_refused(kind: Any, name: str) -> None:
    text = json.loads(getattr(TRUE.entry(kind), name))
    rows = text["rows"] if kind is Shuffled else text["factors"]
    if kind is Shuffled:
        rows[0], rows[1] = rows[1], rows[0]
    else:
        rows[0][0] = TAMPERED_POINT
    spelled = json.dumps(text, separators=(",", ":"), ensure_ascii=False)
    error = refusal(TRUE.changed(kind, ELECTION, **{name: spelled}))
    assert (error.check, error.index) == (5, TRUE.index(kind))


def test_a_shuffle_that_is_missing_or_twice_is_refused() -> None:
    error = refusal(without(without(TRUE, Reshuffled), Shuffled))
    assert (error.check, error.index) == (5, TRUE.index(TallyMade))
    again = TRUE.with_entries(
        lambda entries: entries.insert(TRUE.index(Shuffled), TRUE.entry(Shuffled))
    )
    assert refusal(again).check == 5


def test_a_block_of_another_number_is_refused() -> None:
    error = refusal(TRUE.changed(Shuffled, ELECTION, block=1))
    assert (error.check, error.index) == (5, TRUE.index(Shuffled))


@pytest.mark.parametrize("changes", [{"block": 1}, {"owner": 3}, {"owner": 2}])
def test_a_share_of_another_block_or_owner_is_refused(changes: dict[str, int]) -> None:
    assert refusal(TRUE.changed(SlipShareMade, ELECTION, **changes)).check == 5


def test_names_that_were_not_opened_or_published_are_missed() -> None:
    error = refusal(without(TRUE, SlipShareMade))
    assert (error.check, str(error)) == (5, "2 more shares are needed")
    hidden = without(without(TRUE, NamesWritten), NamesMerged)
    assert "not published" in str(refusal(hidden))


@pytest.mark.parametrize(
    "changes",
    [
        {"names": (("李四", 2), ("李思", 2))},
        {"names": (("李四", 1),)},
        {"names": (("李思", 2), ("李四", 1), ("某人", 1))},
        {"void": 0},
    ],
)
def test_other_names_than_the_slips_hold_are_refused(changes: dict[str, Any]) -> None:
    error = refusal(TRUE.changed(NamesWritten, ELECTION, **changes))
    assert (error.check, error.index) == (5, TRUE.index(NamesWritten))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"by": (BY[0], BY[0])}, "one person"),
        ({"votes": 2}, "number of ballots"),
        ({"into": "某人"}, "not written"),
        ({"names": ("某人",)}, "not written"),
        ({"into": "李思"}, "merged twice"),
    ],
)
def test_a_false_merge_is_refused(changes: dict[str, Any], words: str) -> None:
    error = refusal(TRUE.changed(NamesMerged, ELECTION, **changes))
    assert (error.check, error.index) == (5, TRUE.index(NamesMerged))
    assert words in str(error)


def test_an_outcome_that_forgets_a_name_is_refused() -> None:
    outcome = TRUE.entry(OutcomeStated).outcome
    lines = outcome["lines"]
    assert isinstance(lines, list)
    error = refusal(TRUE.changed(OutcomeStated, ELECTION, outcome={**outcome, "lines": lines[:-1]}))
    assert (error.check, error.index) == (6, TRUE.index(OutcomeStated))


def test_what_travels_beside_a_ballot_is_checked() -> None:
    cast = TRUE.entry(BallotCast)
    other = TRUE.entry(BallotCast, nth=1)
    for pairs in ((), cast.pairs[:-1], cast.pairs[1:], (*cast.pairs[:-1], other.pairs[-1])):
        error = refusal(TRUE.changed(BallotCast, ELECTION, pairs=pairs))
        assert (error.check, error.index) == (4, TRUE.index(BallotCast))


def test_a_record_that_ends_before_the_shares_is_unfinished_and_passes() -> None:
    end = TRUE.index(ShareMade)
    cut = replace(TRUE, entries=TRUE.entries[:end], files={f"bel/{ELECTION}.bel": None})
    check_record(cut.written(), lambda _: None)
