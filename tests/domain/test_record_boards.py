"""Threshold boards in a record: whole ceremonies pass, and every lie about them is found."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.crypto.ceremonies import play
from tests.crypto.samples import next_scalar
from tests.domain.boards import (
    FIRST,
    NAMES,
    SECOND,
    STOPPED,
    board_sample,
    commitments,
    cosigned,
    stopped,
)
from tests.domain.records import BY, CHOICE, MOTION, NOW, TRUSTEES, Sample
from tests.domain.test_record import facts, steps_of
from tests.domain.test_record_lies import refusal
from votesvc.crypto.encoding import belenios_json, parse_json
from votesvc.crypto.result_signature import sign_result
from votesvc.crypto.trustees import single_public
from votesvc.domain.entries import (
    Announced,
    Board,
    Entry,
    KeyCommitments,
    KeyStopped,
    ResultMade,
    Signed,
)
from votesvc.errors import InvalidRecord

TRUE = board_sample()


def expect(lie: Sample, check: int, index: int | None, words: str) -> None:
    error = refusal(lie.written())
    assert (error.check, error.index) == (check, index), error
    assert words in str(error)


def at(index: int, *entries: Entry | bytes, instead: int = 0) -> Sample:
    """Return the sample with entries put in at `index`, in place of as many as are said."""
    return replace(
        TRUE, entries=[*TRUE.entries[:index], *entries, *TRUE.entries[index + instead :]]
    )


def spoilt(entry: Entry, **changes: Any) -> bytes:
    return json.dumps(
        json.loads(entry.encoded) | changes, ensure_ascii=False, separators=(",", ":")
    ).encode()


BEGUN = TRUE.index(KeyCommitments)
BOARD = TRUE.index(Board)
AGAIN = TRUE.index(KeyCommitments, nth=1)
STOP = TRUE.index(KeyStopped)


# --- What passes ----------------------------------------------------------------------------------


def test_a_record_with_threshold_boards_passes_every_check_with_its_figures() -> None:
    steps = steps_of(TRUE.written())
    assert [step.number for step in steps] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert facts(steps, "board") == [
        {"needed": 2, "scrutineers": 3},
        {"needed": 3, "scrutineers": 3},
    ]
    assert facts(steps, "key-stopped") == [{"reason": "份额不符"}]
    assert facts(steps, "witnesses") == [{"found": 0, "known": 6}]


def test_the_summary_names_who_signed() -> None:
    summary = TRUE.written()["summary.txt"].decode()
    assert f"  监票人签字 / signed by: {NAMES[2]}, {NAMES[0]}\n" in summary
    assert f"  监票人签字 / signed by: {NAMES[2]}, {NAMES[1]}, {NAMES[0]}\n" in summary
    quiet = replace(stopped(), seat=0, dealer=0, evidence=())
    assert "signed by" in at(STOP, quiet, instead=1).written()["summary.txt"].decode()


def test_an_item_is_counted_by_the_last_board_before_its_leaf() -> None:
    by_the_second = json.loads(TRUE.entry(Signed, CHOICE).encoded)["owner"]
    assert by_the_second == 3
    moved = [entry for entry in TRUE.entries if isinstance(entry, Board)][1]
    lie = replace(TRUE, entries=[entry for entry in TRUE.entries if entry is not moved])
    error = refusal(lie.written())
    assert error.check == 2
    assert "not the one that follows" in str(error)


def test_a_ceremony_may_be_stopped_without_anybody_to_blame() -> None:
    quiet = replace(stopped(), seat=0, dealer=0, evidence=())
    steps_of(at(STOP, quiet, instead=1).written())


def test_single_keys_may_take_the_place_of_a_threshold_board() -> None:
    single = Board(trustees=TRUSTEES.encoded.decode(), time=NOW)
    assert len(steps_of(replace(TRUE, entries=[*TRUE.entries, single]).written())) == 8


def test_scrutineers_who_cosigned_the_checkpoint_are_counted() -> None:
    record = cosigned(TRUE, [(FIRST, 1), (SECOND, 2), (SECOND, 2)])
    assert facts(steps_of(record, cosigned=2), "witnesses") == [{"found": 2, "known": 6}]
    error = refusal(record, cosigned=3)
    assert (error.check, error.index) == (2, None)
    assert "2 scrutineers cosigned the checkpoint, 3 are demanded" in str(error)


def test_a_scrutineers_cosignature_must_hold_and_a_strangers_is_not_counted() -> None:
    record = cosigned(TRUE, [(FIRST, 1)])
    note = record["checkpoint.txt"].decode()
    head, line = note.rstrip("\n").rsplit(" ", 1)
    flipped = line[:-4] + ("AAA=" if line[-4:] != "AAA=" else "AQA=")
    broken = f"{head} {flipped}\n".encode()
    assert refusal({**record, "checkpoint.txt": broken}).check == 2
    strange = cosigned(TRUE, [(STOPPED, 1), (play(2, 3), 1)])
    assert facts(steps_of(strange), "witnesses") == [{"found": 0, "known": 6}]


# --- Ceremonies -----------------------------------------------------------------------------------


def test_a_board_comes_from_a_ceremony_in_the_log() -> None:
    expect(at(BEGUN, instead=1), 2, BOARD - 1, "no ceremony goes on")
    board = TRUE.entry(Board)
    expect(at(BOARD + 1, board), 2, BOARD + 1, "no ceremony goes on")
    other = Board(trustees=SECOND.trustees.decode(), time=NOW)
    expect(at(BOARD, other, instead=1), 2, BOARD, "not the one that the ceremony has made")


def test_a_board_opens_the_commitments_of_its_ceremony() -> None:
    # The same people, who changed their polynomials after they had pledged.
    pledges = [json.loads(seat.pledge) for seat in commitments(FIRST).seats]
    assert pledges[0]["commitment"] != pledges[1]["commitment"]
    played = play(2, 3, "first", FIRST.ceremony.congress)
    lie = json.loads(played.trustees)
    lie[0][1]["coefexps"][0], lie[0][1]["coefexps"][1] = lie[0][1]["coefexps"][1::-1]
    board = Board(trustees=json.dumps(lie, separators=(",", ":")), time=NOW)
    error = refusal(at(BOARD, board, instead=1).written())
    assert (error.check, error.index) == (2, BOARD)


def test_a_single_key_beside_a_threshold_key_is_no_board() -> None:
    mixed = [*json.loads(FIRST.trustees), single_public(5, 7)]
    board = Board(trustees=belenios_json(mixed).decode(), time=NOW)
    expect(at(BOARD, board, instead=1), 2, BOARD, "not the one that the ceremony has made")


def test_one_ceremony_goes_on_at_a_time_and_each_has_its_own_name() -> None:
    expect(at(BEGUN + 1, commitments(STOPPED)), 2, BEGUN + 1, "another is not over")
    expect(at(STOP + 1, commitments(FIRST)), 2, STOP + 1, "begins twice")
    expect(at(STOP + 1, stopped()), 2, STOP + 1, "no ceremony goes on")
    wrong = replace(stopped(), ceremony=FIRST.ceremony.ceremony, evidence=())
    expect(at(STOP, wrong, instead=1), 2, STOP, "another ceremony is stopped")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda entry: replace(entry, by=(BY[0], BY[0])), "one person stands for two"),
        (lambda entry: replace(entry, ceremony=SECOND.ceremony.ceremony), "seat 1"),
        (lambda entry: replace(entry, threshold=3), "seat 1: the certificate is for another"),
        (lambda entry: replace(entry, threshold=4), "not a board"),
        (lambda entry: replace(entry, seats=entry.seats[:2]), "seat 1: the certificate"),
        (lambda entry: replace(entry, seats=entry.seats[::-1]), "seat 1: the certificate"),
        (
            lambda entry: replace(
                entry,
                seats=(
                    *entry.seats[:2],
                    replace(entry.seats[2], pledge=commitments(SECOND).seats[2].pledge),
                ),
            ),
            "seat 3: the certificate",
        ),
    ],
)
def test_commitments_that_do_not_hold_are_refused(
    change: Callable[[KeyCommitments], KeyCommitments], words: str
) -> None:
    expect(at(BEGUN, change(commitments(FIRST)), instead=1), 2, BEGUN, words)


def test_every_digit_of_a_pledge_counts() -> None:
    entry = commitments(FIRST)
    pledge = json.loads(entry.seats[1].pledge)
    for name in ("commitment", "witness"):
        digits = "0" if pledge[name][0] != "0" else "1"
        changed = belenios_json(pledge | {name: digits + pledge[name][1:]}).decode()
        seats = (entry.seats[0], replace(entry.seats[1], pledge=changed), entry.seats[2])
        error = refusal(at(BEGUN, replace(entry, seats=seats), instead=1).written())
        assert (error.check, error.index) == (2, BEGUN)
        assert "seat 2" in str(error)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"seat": 3}, "seat 3: the complaint does not prove itself"),
        ({"dealer": 1}, "seat 1"),
        ({"seat": 0}, "seats that the ceremony does not have"),
        ({"dealer": 0}, "seats that the ceremony does not have"),
        ({"dealer": 4}, "seats that the ceremony does not have"),
    ],
)
def test_evidence_must_show_who_dealt_wrongly(changes: dict[str, Any], words: str) -> None:
    expect(at(STOP, replace(stopped(), **changes), instead=1), 2, STOP, words)


def test_a_complaint_about_a_good_deal_is_no_evidence() -> None:
    good = STOPPED.deals[1].encoded.decode()
    lie = replace(stopped(), evidence=(stopped().evidence[0], good))
    expect(at(STOP, lie, instead=1), 2, STOP, "seat 1")


# --- Signatures -----------------------------------------------------------------------------------

SIGNED = TRUE.index(Signed)


def test_a_result_is_announced_only_when_as_many_signed_as_must() -> None:
    announced = TRUE.index(Announced, MOTION) - 1
    expect(at(SIGNED, instead=1), 5, announced, "too few scrutineers signed")


def test_a_signature_is_by_a_scrutineer_of_this_board_on_this_result() -> None:
    entry, leaf = TRUE.entry(Signed), TRUE.entry(ResultMade).encoded
    assert entry.owner == 3
    expect(at(SIGNED, replace(entry, owner=2), instead=1), 5, SIGNED, "does not hold")
    expect(at(SIGNED, replace(entry, owner=4), instead=1), 5, SIGNED, "is no scrutineer")
    expect(at(SIGNED + 1, entry), 5, SIGNED + 1, "has signed already")
    for signature in (
        sign_result(SECOND.keys[2], MOTION, leaf),
        sign_result(FIRST.keys[2], CHOICE, leaf),
        sign_result(FIRST.keys[2], MOTION, TRUE.entry(ResultMade, CHOICE).encoded),
    ):
        lie = replace(entry, signature=signature.decode())
        expect(at(SIGNED, lie, instead=1), 5, SIGNED, "does not hold")
    proof: Any = parse_json(entry.signature.encode())
    proof["response"] = next_scalar(proof["response"])
    lie = replace(entry, signature=belenios_json(proof).decode())
    expect(at(SIGNED, lie, instead=1), 5, SIGNED, "does not hold")


def test_more_than_must_may_sign() -> None:
    leaf = TRUE.entry(ResultMade).encoded
    more = Signed(item=MOTION, owner=2, signature=sign_result(FIRST.keys[1], MOTION, leaf).decode())
    assert len(steps_of(at(SIGNED, more).written())) == 8


def test_a_signature_stands_between_outcome_and_announcement() -> None:
    entry = TRUE.entry(Signed)
    rest = at(SIGNED, instead=1)
    early = replace(rest, entries=[*rest.entries[: SIGNED - 1], entry, *rest.entries[SIGNED - 1 :]])
    error = refusal(early.written())
    assert (error.check, error.index) == (2, SIGNED - 1)


# --- Every field ----------------------------------------------------------------------------------

# What a server may choose freely when it writes the entry. Once written, the root holds it.
FREE = {"key-commitments": {"time"}, "key-stopped": {"time", "reason"}}


@pytest.mark.parametrize("kind", [KeyCommitments, KeyStopped, Signed])
def test_every_field_of_every_new_entry_is_checked_or_free(kind: type[Entry]) -> None:
    entry = TRUE.entry(kind)
    index = TRUE.index(kind)
    for name, value in json.loads(entry.encoded).items():
        if name in FREE.get(entry.type, set()) | {"type"}:
            continue
        wrong: Any = f"{value}1"
        if isinstance(value, int):
            wrong = value + 1
        elif isinstance(value, list):
            wrong = value[:1] * len(value)
        with pytest.raises(InvalidRecord) as refused:
            steps_of(at(index, spoilt(entry, **{name: wrong}), instead=1).written())
        assert refused.value.check < 7, name


def test_names_of_seats_are_told_apart() -> None:
    value = json.loads(commitments(FIRST).encoded)
    assert [seat["name"] for seat in value["seats"]] == list(NAMES)
    for seats in (
        [],
        [value["seats"][0]] * 2,
        [{"name": str(n), "pledge": ""} for n in range(10)],
        [{"name": "甲", "pledge": "", "more": ""}],
        [{"name": "甲 ", "pledge": ""}],
    ):
        lie = at(BEGUN, spoilt(commitments(FIRST), seats=seats), instead=1)
        assert refusal(lie.written()).check == 2
