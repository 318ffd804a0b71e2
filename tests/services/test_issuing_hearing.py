"""Each pass collects k credentials for comments and one for supports, and not one more."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.databases import Databases
from tests.services.people import NOW, checked_in_device, member, new_device
from votesvc.crypto.blind_rsa import (
    Blinded,
    blind_afresh,
    credential_message,
    finalise,
    parse_public_key,
    verify_token,
)
from votesvc.crypto.encoding import hexhash, new_uuid
from votesvc.domain.credentials import BALLOT, Slot
from votesvc.errors import (
    AlreadyCollected,
    InvalidToken,
    IssuingClosed,
    MalformedInput,
    NotCheckedIn,
    RollNotFixed,
    UnknownCongress,
    UnknownItem,
)
from votesvc.services import checkin
from votesvc.services.issuing import (
    close_issuing,
    collect,
    issued_count,
    open_issuing,
    redeem,
)
from votesvc.services.issuing_keys import prepare_hearing, prepare_item
from votesvc.services.roll import import_roll, start_roll
from votesvc.storage.slots import SlotKeyRow, SlotRow

MOST = 3
COMMENTS = [Slot("comment", number) for number in range(1, MOST + 1)]
SUPPORT = Slot("support", 1)
K = "ab" * 32


@pytest.fixture
def hearing(session: Session, congress: str) -> str:
    """Give a hearing for which phones may collect."""
    uuid = new_uuid()
    prepare_hearing(session, congress, uuid, MOST)
    open_issuing(session, uuid)
    return uuid


def request_for(session: Session, congress: str, hearing: str, slot: Slot) -> Blinded:
    keys = prepare_hearing(session, congress, hearing, MOST)
    key = parse_public_key(keys[0] if slot.kind == "comment" else keys[1])
    return blind_afresh(key, credential_message(slot.kind, hearing, K))


def test_one_pass_collects_every_slot_and_each_is_good_for_its_kind(
    session: Session, congress: str, hearing: str
) -> None:
    device = checked_in_device(session, congress, "1001")
    spki = prepare_hearing(session, congress, hearing, MOST)
    keys = {"comment": parse_public_key(spki[0]), "support": parse_public_key(spki[1])}
    assert keys["comment"] != keys["support"]
    for slot in [*COMMENTS, SUPPORT]:
        blinded = request_for(session, congress, hearing, slot)
        answer = collect(session, device.token, hearing, blinded.request, slot)
        assert collect(session, device.token, hearing, blinded.request, slot) == answer
        token = finalise(keys[slot.kind], blinded, answer)
        message = credential_message(slot.kind, hearing, K)
        verify_token(keys[slot.kind], message, blinded.prefix, token)
        other = "support" if slot.kind == "comment" else "comment"
        for wrong in (
            credential_message(other, hearing, K),
            credential_message(slot.kind, new_uuid(), K),
        ):
            with pytest.raises(InvalidToken):
                verify_token(keys[slot.kind], wrong, blinded.prefix, token)
        with pytest.raises(InvalidToken):
            verify_token(keys[other], message, blinded.prefix, token)
    # I counts the credentials for comments alone.
    assert issued_count(session, hearing) == MOST


def test_the_comment_after_the_last_has_no_credential(
    session: Session, congress: str, hearing: str
) -> None:
    device = checked_in_device(session, congress, "1001")
    blinded = request_for(session, congress, hearing, COMMENTS[0]).request
    for slot in (Slot("comment", MOST + 1), Slot("support", 2), Slot("comment", 0)):
        with pytest.raises(MalformedInput):
            collect(session, device.token, hearing, blinded, slot)
    for slot in COMMENTS:
        own = request_for(session, congress, hearing, slot).request
        collect(session, device.token, hearing, own, slot)
        with pytest.raises(AlreadyCollected):
            collect(session, device.token, hearing, blinded, slot)
    assert issued_count(session, hearing) == MOST


def test_items_have_no_slots_and_hearings_no_ballots(
    session: Session, congress: str, hearing: str
) -> None:
    item = new_uuid()
    prepare_item(session, congress, item)
    open_issuing(session, item)
    device = checked_in_device(session, congress, "1001")
    blinded = request_for(session, congress, hearing, SUPPORT).request
    for wrong, slot in ((item, COMMENTS[0]), (item, SUPPORT), (hearing, BALLOT)):
        with pytest.raises(UnknownItem):
            collect(session, device.token, wrong, blinded, slot)
    assert issued_count(session, item) == issued_count(session, hearing) == 0


def test_a_hearing_is_prepared_before_the_roll_is_fixed_but_not_issued(session: Session) -> None:
    congress, hearing = new_uuid(), new_uuid()
    with pytest.raises(UnknownCongress):
        prepare_hearing(session, congress, hearing, MOST)
    start_roll(session, congress)
    import_roll(session, congress, "姓名,工号,代表团,类别\n王,1,一,正式\n".encode(), "r.csv")
    prepare_hearing(session, congress, hearing, MOST)
    with pytest.raises(RollNotFixed):
        open_issuing(session, hearing)


def test_preparing_again_keeps_the_keys_and_takes_the_new_number_of_comments(
    session: Session, congress: str
) -> None:
    hearing = new_uuid()
    keys = prepare_hearing(session, congress, hearing, 1)
    assert prepare_hearing(session, congress, hearing, 2) == keys
    open_issuing(session, hearing)
    device = checked_in_device(session, congress, "1001")
    blinded = blind_afresh(parse_public_key(keys[0]), credential_message("comment", hearing, K))
    collect(session, device.token, hearing, blinded.request, Slot("comment", 2))
    with pytest.raises(MalformedInput):
        collect(session, device.token, hearing, blinded.request, Slot("comment", 3))


def test_nothing_is_issued_before_opening_or_after_closing(session: Session, congress: str) -> None:
    hearing = new_uuid()
    blinded = request_for(session, congress, hearing, SUPPORT).request
    device = checked_in_device(session, congress, "1001")
    for slot in (COMMENTS[0], SUPPORT):
        with pytest.raises(IssuingClosed):
            collect(session, device.token, hearing, blinded, slot)
    open_issuing(session, hearing)
    collect(session, device.token, hearing, blinded, SUPPORT)
    # Whoever comes late collects as well.
    late = checked_in_device(session, congress, "1002")
    words = request_for(session, congress, hearing, COMMENTS[0]).request
    collect(session, late.token, hearing, words, COMMENTS[0])
    issued = close_issuing(session, hearing)
    assert (issued.count, issued.present) == (1, 2)
    for slot in (COMMENTS[1], SUPPORT):
        with pytest.raises(IssuingClosed):
            collect(session, late.token, hearing, blinded, slot)
    # What was answered once is answered again.
    collect(session, device.token, hearing, blinded, SUPPORT)


def test_issued_list_holds_every_slot_of_every_pass(
    session: Session, congress: str, hearing: str
) -> None:
    for number in ("1001", "1002"):
        device = checked_in_device(session, congress, number)
        for slot in [*COMMENTS[:2], SUPPORT]:
            blinded = request_for(session, congress, hearing, slot).request
            collect(session, device.token, hearing, blinded, slot)
    held = session.query(SlotRow).filter_by(kind="comment").all()
    expected = sorted(hexhash(f"{one.pass_id}|{hearing}|{one.number}".encode()) for one in held)
    issued = close_issuing(session, hearing)
    assert issued.entries == expected
    assert issued.count == len(set(issued.entries)) == 4
    assert close_issuing(session, hearing) == issued


def test_replaced_pass_collects_only_the_slots_its_holder_has_not(
    session: Session, congress: str, hearing: str
) -> None:
    device = checked_in_device(session, congress, "1001")
    first = request_for(session, congress, hearing, COMMENTS[0]).request
    collect(session, device.token, hearing, first, COMMENTS[0])
    person = member(session, congress, "1001")
    renewed = new_device()
    redeem(session, checkin.renew_pass(session, person, NOW), renewed.shown, NOW)
    another = request_for(session, congress, hearing, COMMENTS[0]).request
    with pytest.raises(AlreadyCollected):
        collect(session, renewed.token, hearing, another, COMMENTS[0])
    collect(session, renewed.token, hearing, another, COMMENTS[1])
    assert close_issuing(session, hearing).count == 2


def test_a_drawn_slip_collects_as_a_pass_does(
    session: Session, congress: str, hearing: str
) -> None:
    [secret] = checkin.make_slips(session, congress, 1)
    checkin.hand_out_slip(session, member(session, congress, "1001"), NOW)
    device = new_device()
    redeem(session, secret, device.shown, NOW)
    for slot in [*COMMENTS, SUPPORT]:
        own, another = (request_for(session, congress, hearing, slot).request for _ in range(2))
        collect(session, device.token, hearing, own, slot)
        with pytest.raises(AlreadyCollected):
            collect(session, device.token, hearing, another, slot)
    issued = close_issuing(session, hearing)
    assert (issued.count, issued.present) == (MOST, 1)


def test_whoever_has_left_collects_nothing(session: Session, congress: str, hearing: str) -> None:
    device = checked_in_device(session, congress, "1001")
    blinded = request_for(session, congress, hearing, SUPPORT).request
    checkin.leave(session, member(session, congress, "1001"), NOW)
    with pytest.raises(NotCheckedIn):
        collect(session, device.token, hearing, blinded, SUPPORT)


def test_both_private_keys_are_erased_when_issuing_ends(
    session: Session, congress: str, hearing: str
) -> None:
    keys = session.query(SlotKeyRow).filter_by(item=hearing).all()
    assert {key.kind for key in keys if b"PRIVATE" in key.private_key} == {"comment", "support"}
    close_issuing(session, hearing)
    session.expire_all()
    assert [key.private_key for key in session.query(SlotKeyRow)] == [b"", b""]


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_erased_private_keys_are_in_no_file(
    databases: Databases, session: Session, congress: str, hearing: str
) -> None:
    folder = Path(databases.roll_url.removeprefix("sqlite:///")).parent
    lines = [key.private_key.splitlines()[20] for key in session.query(SlotKeyRow)]
    session.rollback()
    contents = [file.read_bytes() for file in folder.iterdir()]
    assert all(any(line in content for content in contents) for line in lines)
    close_issuing(session, hearing)
    contents = [file.read_bytes() for file in folder.iterdir()]
    assert not any(line in content for content in contents for line in lines)


def test_many_requests_at_once_issue_one_credential_for_each_slot(
    databases: Databases, session: Session, congress: str, hearing: str
) -> None:
    device = checked_in_device(session, congress, "1001")
    slots = [*COMMENTS, SUPPORT]
    requests = [
        [request_for(session, congress, hearing, slot).request for _ in range(3)] for slot in slots
    ]

    def attempt(number: int) -> bytes | None:
        which, again = number % 4, number // 4 % 3
        with databases.sessions() as own:
            try:
                return collect(own, device.token, hearing, requests[which][again], slots[which])
            except AlreadyCollected:
                return None

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(attempt, range(24)))
    assert len(set(answers) - {None}) == len(slots)
    assert session.query(SlotRow).count() == len(slots)
    assert issued_count(session, hearing) == MOST
