"""The form of an archive: one spelling, an unbroken chain, one legal order."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from tests.crypto.samples import archive_of, ballots
from votesvc.crypto.archive import Archive, check_archive, read_archive, write_archive
from votesvc.crypto.blocks import (
    BLOCK,
    MAX_ARCHIVE_BYTES,
    MAX_MEMBER_BYTES,
    Member,
    read_members,
    write_member,
)
from votesvc.crypto.encoding import belenios_json, hexhash
from votesvc.crypto.events import TYPES, Event, event_members, make_event
from votesvc.errors import (
    InvalidArchive,
    InvalidBallot,
    MalformedInput,
    NotCanonical,
    TooLarge,
    Unsupported,
    VotesvcError,
)

BELENIOS = Path(__file__).parents[1] / "vectors" / "belenios"
ARCHIVE = archive_of(ballots())
BEL = write_archive(ARCHIVE)
MEMBERS = list(read_members(BEL))
TIME = ARCHIVE.timestamp


def refusal(data: bytes) -> VotesvcError:
    """Return the error that `data` is refused with."""
    with pytest.raises(VotesvcError) as caught:
        read_archive(data)
    return caught.value


def pack(members: Sequence[Member]) -> bytes:
    """Return the blocks of `members`."""
    return b"".join(write_member(member) for member in members)


def chain(*steps: tuple[str, Sequence[bytes]]) -> bytes:
    """Return an archive whose events are `steps`, well chained whatever they are."""
    members = [MEMBERS[0]]
    parent: Event | None = None
    for kind, data in steps:
        parent = make_event(parent, kind, data)
        members.extend(event_members(parent, TIME))
    return pack(members)


def steps_of(archive: Archive) -> list[tuple[str, tuple[bytes, ...]]]:
    """Return the events of `archive` with their data."""
    steps: list[tuple[str, tuple[bytes, ...]]] = []
    data: list[bytes] = []
    for member in list(read_members(write_archive(archive)))[1:]:
        if member.name.endswith(".data.json"):
            data.append(member.data)
        else:
            steps.append((json.loads(member.data)["type"], tuple(data)))
            data = []
    return steps


STEPS = steps_of(ARCHIVE)


# --- The shared samples ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("accept-blank-and-upto2", ((1, 1, 1), (1, 1, 1, 0))),
        ("accept-threshold-2of3", ((2, 2, 2), (0, 3, 1, 1, 2))),
    ],
)
def test_good_samples_are_accepted_and_written_back_byte_for_byte(
    name: str, counts: tuple[tuple[int, ...], ...]
) -> None:
    data = (BELENIOS / f"{name}.bel").read_bytes()
    archive = read_archive(data)
    assert write_archive(archive) == data
    assert check_archive(archive).result.counts == counts


def test_a_sample_with_a_changed_proof_is_refused() -> None:
    archive = read_archive((BELENIOS / "reject-proof-challenge-changed.bel").read_bytes())
    with pytest.raises(InvalidBallot) as caught:
        check_archive(archive)
    assert caught.value.where == ("event 1 (Ballot)", "signature")


def test_a_sample_with_ballots_after_the_end_is_refused() -> None:
    error = refusal((BELENIOS / "reject-ballots-after-endballots.bel").read_bytes())
    assert type(error) is InvalidArchive
    assert str(error) == "event 5 (Ballot): may not follow EndBallots"


# --- Blocks ---------------------------------------------------------------------------------------


def test_an_archive_is_read_back_as_it_was_written() -> None:
    assert read_archive(BEL) == ARCHIVE
    assert len(BEL) % BLOCK == 0


@given(
    st.text(st.characters(min_codepoint=1, max_codepoint=127), max_size=100),
    st.binary(max_size=1100),
    st.integers(0, 8**11 - 1),
)
def test_a_member_is_read_back_as_it_was_written(name: str, data: bytes, time: int) -> None:
    member = Member(name, data, time)
    assert list(read_members(write_member(member) * 2)) == [member, member]


def test_every_byte_of_a_header_counts() -> None:
    for place in range(BLOCK):
        for bit in (1, 128):
            wrong = bytearray(BEL)
            wrong[place] ^= bit
            assert isinstance(refusal(bytes(wrong)), InvalidArchive | TooLarge)


def test_every_byte_of_padding_counts() -> None:
    end = BLOCK + len(MEMBERS[0].data)
    for place in range(end, 2 * BLOCK):
        wrong = bytearray(BEL)
        wrong[place] = 1
        error = refusal(bytes(wrong))
        assert type(error) is InvalidArchive
        assert error.where == ("member 1",)


def test_any_flipped_bit_anywhere_is_refused() -> None:
    for place in range(0, len(BEL), 131):
        wrong = bytearray(BEL)
        wrong[place] ^= 4
        assert isinstance(refusal(bytes(wrong)), InvalidArchive | MalformedInput)


def test_an_archive_cut_short_anywhere_is_refused() -> None:
    for end in (*range(0, len(BEL), BLOCK), 1, 511, 513, len(BEL) - 1):
        assert type(refusal(BEL[:end])) is InvalidArchive


@pytest.mark.parametrize("tail", [b"\0", b"\0" * BLOCK, b"\0" * 2 * BLOCK, b"x" * BLOCK])
def test_nothing_may_follow_the_last_member(tail: bytes) -> None:
    assert type(refusal(BEL + tail)) is InvalidArchive


def test_sizes_are_bounded_before_anything_is_read() -> None:
    header = bytearray(write_member(Member("a", b"", 0)))
    header[124:135] = b"%011o" % (MAX_MEMBER_BYTES + 1)
    assert type(refusal(bytes(header))) is TooLarge
    with pytest.raises(TooLarge):
        list(read_members(bytes(MAX_ARCHIVE_BYTES + 1)))


@pytest.mark.parametrize("time", [-1, 8**11])
def test_a_time_that_does_not_fit_is_not_written(time: int) -> None:
    with pytest.raises(InvalidArchive):
        write_archive(replace(ARCHIVE, timestamp=time))


@pytest.mark.parametrize(
    "member",
    [
        replace(MEMBERS[0], name="BELENIOS2"),
        replace(MEMBERS[0], data=b'{"version":2,"timestamp":"1795330130"}'),
        replace(MEMBERS[0], data=b'{"version":1,"timestamp":"1795330131"}'),
        replace(MEMBERS[0], data=b'{"version":1, "timestamp":"1795330130"}'),
        replace(MEMBERS[0], time=TIME + 1),
        MEMBERS[1],
    ],
    ids=str,
)
def test_an_archive_begins_with_its_header(member: Member) -> None:
    assert "header" in str(refusal(pack([member, *MEMBERS[1:]])))
    assert "header" in str(refusal(b""))


def test_all_members_have_one_time() -> None:
    error = refusal(pack([*MEMBERS[:-1], replace(MEMBERS[-1], time=TIME + 1)]))
    assert "differ in time" in str(error)


# --- The chain of events --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["x.data.json", "../" + "0" * 64 + ".data.json", "0" * 64 + ".txt", "BELENIOS", "/etc/passwd"],
)
def test_a_member_is_data_or_an_event(name: str) -> None:
    error = refusal(pack([*MEMBERS[:3], replace(MEMBERS[3], name=name), *MEMBERS[4:]]))
    assert str(error) == "event 0: a member is neither data nor an event"


def test_the_name_of_each_member_is_its_hash() -> None:
    for place, member in enumerate(MEMBERS[1:], 1):
        wrong = replace(member, name="0" * 64 + member.name[64:])
        error = refusal(pack([*MEMBERS[:place], wrong, *MEMBERS[place + 1 :]]))
        assert type(error) is InvalidArchive
        assert "not the hash" in str(error)


def event_changed(place: int, change: dict[str, Any]) -> bytes:
    """Return the archive with fields of event number `place` changed and its name right."""
    places = [n for n, member in enumerate(MEMBERS) if member.name.endswith(".event.json")]
    fields = json.loads(MEMBERS[places[place]].data) | change
    data = belenios_json({name: item for name, item in fields.items() if item is not None})
    member = Member(f"{hexhash(data)}.event.json", data, TIME)
    return pack([*MEMBERS[: places[place]], member, *MEMBERS[places[place] + 1 :]])


@pytest.mark.parametrize(
    ("place", "change", "reason"),
    [
        (1, {"height": 2}, "event 1: Ballot: the height"),
        (1, {"height": "1"}, "event 1: Ballot: the height"),
        (1, {"height": None}, "event 1: Ballot: the height"),
        (1, {"parent": "0" * 64}, "event 1: Ballot: the parent"),
        (1, {"parent": None}, "event 1: Ballot: the parent"),
        (0, {"parent": "0" * 64}, "event 0: Setup: the event is not spelled"),
        (1, {"payload": "0" * 64}, "event 1: Ballot: the payload"),
        (1, {"payload": None}, "event 1: Ballot: the payload"),
        (4, {"payload": "0" * 64}, "event 4: EndBallots: the payload"),
        (1, {"more": 1}, "event 1: Ballot: the event is not spelled"),
        (0, {"height": False}, "event 0: Setup: the event is not spelled"),
        (1, {"type": "Vote"}, "event 1: unknown type"),
        (1, {"type": None}, "event 1: unknown type"),
    ],
    ids=str,
)
def test_every_field_of_an_event_counts(place: int, change: dict[str, Any], reason: str) -> None:
    error = refusal(event_changed(place, change))
    assert type(error) is InvalidArchive
    assert str(error).startswith(reason)


def test_an_event_that_is_no_event_is_refused() -> None:
    for data, error in ((b"[]", MalformedInput), (b"", MalformedInput), (b" " * 5000, TooLarge)):
        member = Member(f"{hexhash(data)}.event.json", data, TIME)
        assert type(refusal(pack([MEMBERS[0], member]))) is error


@pytest.mark.parametrize("kind", ["Shuffle", "EndShuffles"])
def test_shuffled_ballots_are_unsupported(kind: str) -> None:
    error = refusal(event_changed(5, {"type": kind}))
    assert type(error) is Unsupported
    assert "unsupported" in str(error)


def test_data_belongs_to_the_event_behind_it() -> None:
    stray = Member(f"{hexhash(b'[]')}.data.json", b"[]", TIME)
    assert "after the last event" in str(refusal(pack([*MEMBERS, stray])))
    assert "pieces of data" in str(refusal(pack([*MEMBERS[:6], stray, *MEMBERS[6:]])))
    assert "too many" in str(refusal(pack([MEMBERS[0], *[stray] * 6])))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(TYPES), max_size=9))
def test_exactly_the_legal_orders_are_read(kinds: list[str]) -> None:
    data = dict(STEPS)
    letters = "".join(
        {"EndBallots": "N", "EncryptedTally": "T"}.get(kind, kind[0]) for kind in kinds
    )
    archive = chain(*((kind, data[kind]) for kind in kinds))
    if re.fullmatch(r"SB*NTP+R", letters):
        read_archive(archive)
    else:
        assert type(refusal(archive)) is InvalidArchive


@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_any_number_of_ballots_and_shares_is_in_order(size: int) -> None:
    setup, ballot, end, tally, share, result = (STEPS[place] for place in (0, 1, 4, 5, 6, 8))
    steps = [setup, *[ballot] * size, end, tally, *[share] * (size + 1), result]
    archive = read_archive(chain(*steps))
    assert len(archive.ballots) == size
    assert len(archive.shares) == size + 1


@pytest.mark.parametrize("place", range(len(STEPS)))
def test_no_event_may_be_left_out_but_a_ballot_or_a_share(place: int) -> None:
    data = chain(*STEPS[:place], *STEPS[place + 1 :])
    if STEPS[place][0] in ("Ballot", "PartialDecryption"):
        read_archive(data)
    else:
        assert type(refusal(data)) is InvalidArchive


# --- Payloads -------------------------------------------------------------------------------------


def with_data(place: int, *pieces: bytes) -> bytes:
    """Return the archive with other data for event number `place`, chained anew."""
    return chain(*STEPS[:place], (STEPS[place][0], pieces), *STEPS[place + 1 :])


def setup_with(**fields: Any) -> bytes:
    """Return the setup's payload with other fields."""
    return belenios_json(json.loads(STEPS[0][1][-1]) | fields)


def test_unknown_fields_of_the_setup_are_tolerated() -> None:
    pieces = STEPS[0][1]
    assert read_archive(with_data(0, *pieces[:3], setup_with(more=1))) == ARCHIVE


def test_a_credentials_certificate_stands_before_the_setup_that_names_it() -> None:
    pieces = STEPS[0][1][:3]
    payload = setup_with(credentials_certificate=hexhash(b"{}"))
    assert read_archive(with_data(0, *pieces, b"{}", payload)) == ARCHIVE
    for wrong in ((*pieces, payload), (*pieces, b"[]", payload), (*pieces, b"{}", setup_with())):
        assert "does not name the data" in str(refusal(with_data(0, *wrong)))


def test_the_setup_names_election_trustees_and_credentials_in_order() -> None:
    election, trustees, credentials, payload = STEPS[0][1]
    swapped = refusal(with_data(0, trustees, election, credentials, payload))
    assert str(swapped) == "event 0 (Setup): the setup does not name the data before it"
    for name in ("election", "trustees", "credentials"):
        for value in ("0" * 64, 1):
            wrong = with_data(0, election, trustees, credentials, setup_with(**{name: value}))
            assert "does not name" in str(refusal(wrong))
    assert type(refusal(with_data(0, election, trustees, credentials, b"[]"))) is MalformedInput


@pytest.mark.parametrize(
    ("credentials", "error"),
    [
        (b"{}", MalformedInput),
        (b"[1]", MalformedInput),
        (b'[ "00"]', NotCanonical),
        (b'["00,2"]', Unsupported),
    ],
)
def test_credentials_are_a_list_without_weights(credentials: bytes, error: type) -> None:
    election, trustees, _, _ = STEPS[0][1]
    payload = setup_with(credentials=hexhash(credentials))
    found = refusal(with_data(0, election, trustees, credentials, payload))
    assert type(found) is error
    assert found.where == ("event 0 (Setup)", "credentials")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"num_tallied": 2}, InvalidArchive),
        ({"total_weight": 4}, InvalidArchive),
        ({"total_weight": "3"}, InvalidArchive),
        ({"encrypted_tally": "0" * 64}, InvalidArchive),
        ({"num_tallied": -3}, MalformedInput),
        ({"num_tallied": True}, MalformedInput),
        ({"more": 1}, MalformedInput),
    ],
    ids=str,
)
def test_the_payload_of_the_tally_names_it_and_counts_each_ballot_once(
    change: dict[str, Any], error: type
) -> None:
    tally, payload = STEPS[5][1]
    found = refusal(with_data(5, tally, belenios_json(json.loads(payload) | change)))
    assert type(found) is error
    assert found.where == ("event 5 (EncryptedTally)",)


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ({"owner": 1, "payload": "0" * 64}, InvalidArchive),
        ({"owner": 1, "payload": "0"}, MalformedInput),
        ({"owner": "1", "payload": "0" * 64}, MalformedInput),
        ({"owner": -1, "payload": "0" * 64}, MalformedInput),
        ({"owner": 1}, MalformedInput),
        ([], MalformedInput),
    ],
    ids=str,
)
def test_the_payload_of_a_share_names_it(payload: Any, error: type) -> None:
    found = refusal(with_data(6, STEPS[6][1][0], belenios_json(payload)))
    assert type(found) is error
    assert found.where == ("event 6 (PartialDecryption)",)
