"""Each pass goes to one device and collects one credential per item, and never a second."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.databases import Databases
from tests.services.people import LATER, NOW, checked_in_device, member, new_device
from votesvc.crypto.blind_rsa import (
    Blinded,
    PublicKey,
    blind_afresh,
    credential_message,
    finalise,
    parse_public_key,
)
from votesvc.crypto.encoding import encode_b64url, hexhash, new_uuid
from votesvc.errors import (
    AlreadyCollected,
    DeviceHasPass,
    InvalidToken,
    IssuingClosed,
    MalformedInput,
    NotCheckedIn,
    PassExpired,
    PassRevoked,
    PassUsed,
    RollNotFixed,
    SlipNotHandedOut,
    UnknownDevice,
    UnknownItem,
    UnknownPass,
)
from votesvc.services import checkin
from votesvc.services.issuing import (
    Redeemed,
    close_issuing,
    collect,
    issued_count,
    open_issuing,
    redeem,
)
from votesvc.services.issuing_keys import prepare_item
from votesvc.services.roll import fix_roll, import_roll, start_roll
from votesvc.storage.passes import CollectedRow, IssuingRow, PassRow


@pytest.fixture
def item(session: Session, congress: str) -> str:
    """Give an item that is being issued."""
    uuid = new_uuid()
    prepare_item(session, congress, uuid)
    open_issuing(session, uuid)
    return uuid


def public_key(session: Session, congress: str, item: str) -> PublicKey:
    return parse_public_key(prepare_item(session, congress, item))


def request_for(session: Session, congress: str, item: str) -> Blinded:
    key = public_key(session, congress, item)
    return blind_afresh(key, credential_message("ballot", item, "00" * 32))


def pass_of(session: Session, congress: str, staff_no: str) -> str:
    secret = checkin.check_in(
        session, congress, member(session, congress, staff_no), NOW
    ).pass_secret
    assert secret is not None
    return secret


# --- Passes ---------------------------------------------------------------------------------------


def test_pass_goes_to_the_first_device_and_answers_it_again(
    session: Session, congress: str
) -> None:
    secret, device = pass_of(session, congress, "1001"), new_device()
    answer = redeem(session, secret, device.shown, NOW)
    assert answer == Redeemed(congress, "王小明", "一团", "")
    # A lost reply is asked for again, however much later.
    assert redeem(session, secret, device.shown, LATER) == answer
    with pytest.raises(PassUsed):
        redeem(session, secret, new_device().shown, NOW)


def test_guessed_pass_is_unknown(session: Session, congress: str) -> None:
    pass_of(session, congress, "1001")
    with pytest.raises(UnknownPass):
        redeem(session, encode_b64url(bytes(20)), new_device().shown, NOW)
    with pytest.raises(MalformedInput):
        redeem(session, "short", new_device().shown, NOW)


def test_pass_not_scanned_in_fifteen_minutes_expires(session: Session, congress: str) -> None:
    secret = pass_of(session, congress, "1001")
    with pytest.raises(PassExpired):
        redeem(session, secret, new_device().shown, LATER)
    # A clock put back does no harm: the pass merely lives longer.
    redeem(session, secret, new_device().shown, NOW - timedelta(days=400))


def test_device_holds_one_valid_pass(session: Session, congress: str) -> None:
    device = checked_in_device(session, congress, "1001")
    with pytest.raises(DeviceHasPass):
        redeem(session, pass_of(session, congress, "1002"), device.shown, NOW)
    renewed = checkin.renew_pass(session, member(session, congress, "1001"), NOW)
    assert redeem(session, renewed, device.shown, NOW).name == "王小明"


def test_two_devices_racing_for_a_pass_never_both_get_it(
    databases: Databases, session: Session, congress: str
) -> None:
    secret = pass_of(session, congress, "1001")
    devices = [new_device().shown for _ in range(6)]

    def attempt(device: str) -> bool:
        with databases.sessions() as own:
            try:
                redeem(own, secret, device, NOW)
            except PassUsed:
                return False
            return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(attempt, devices)) == 1


def test_slips_are_redeemed_only_as_far_as_they_were_handed_out(
    session: Session, congress: str
) -> None:
    slips = checkin.make_slips(session, congress, 2)
    with pytest.raises(SlipNotHandedOut):
        redeem(session, slips[0], new_device().shown, NOW)
    checkin.hand_out_slip(session, member(session, congress, "1001"), NOW)
    device = new_device()
    # The slip says nothing about who drew it, and does not expire.
    assert redeem(session, slips[1], device.shown, LATER) == Redeemed(congress, "", "", "")
    assert redeem(session, slips[1], device.shown, LATER) == Redeemed(congress, "", "", "")
    with pytest.raises(SlipNotHandedOut):
        redeem(session, slips[0], new_device().shown, NOW)


# --- Collecting -----------------------------------------------------------------------------------


def test_collected_credential_is_valid_and_listed(
    session: Session, congress: str, item: str
) -> None:
    device = checked_in_device(session, congress, "1001")
    blinded = request_for(session, congress, item)
    signature = collect(session, device.token, item, blinded.request)
    finalise(public_key(session, congress, item), blinded, signature)
    assert issued_count(session, item) == 1
    held = session.query(PassRow).one().id
    issued = close_issuing(session, item)
    assert issued.entries == [hexhash(f"{held}|{item}".encode())]
    assert (issued.count, issued.present) == (1, 1)


def test_same_request_again_gets_the_same_answer_even_after_closing(
    session: Session, congress: str, item: str
) -> None:
    device = checked_in_device(session, congress, "1001")
    blinded = request_for(session, congress, item).request
    signature = collect(session, device.token, item, blinded)
    assert collect(session, device.token, item, blinded) == signature
    close_issuing(session, item)
    assert collect(session, device.token, item, blinded) == signature
    assert issued_count(session, item) == 1


def test_other_request_of_the_same_device_is_refused(
    session: Session, congress: str, item: str
) -> None:
    device = checked_in_device(session, congress, "1001")
    collect(session, device.token, item, request_for(session, congress, item).request)
    with pytest.raises(AlreadyCollected):
        collect(session, device.token, item, request_for(session, congress, item).request)


def test_renewed_pass_collects_only_what_its_holder_has_not(
    session: Session, congress: str, item: str
) -> None:
    old = checked_in_device(session, congress, "1001")
    collect(session, old.token, item, request_for(session, congress, item).request)
    secret = checkin.renew_pass(session, member(session, congress, "1001"), NOW)
    device = new_device()
    redeem(session, secret, device.shown, NOW)
    with pytest.raises(AlreadyCollected):
        collect(session, device.token, item, request_for(session, congress, item).request)
    other = new_uuid()
    prepare_item(session, congress, other)
    open_issuing(session, other)
    request = request_for(session, congress, other)
    with pytest.raises(PassRevoked):
        collect(session, old.token, other, request.request)
    collect(session, device.token, other, request.request)


def test_slip_collects_as_itself(session: Session, congress: str, item: str) -> None:
    slip = checkin.make_slips(session, congress, 1)[0]
    checkin.hand_out_slip(session, member(session, congress, "1001"), NOW)
    device = new_device()
    redeem(session, slip, device.shown, NOW)
    collect(session, device.token, item, request_for(session, congress, item).request)
    assert session.query(CollectedRow).one().holder.startswith("pass ")


def test_whoever_left_collects_nothing_until_back(
    session: Session, congress: str, item: str
) -> None:
    device = checked_in_device(session, congress, "1001")
    wang = member(session, congress, "1001")
    blinded = request_for(session, congress, item).request
    checkin.leave(session, wang, NOW)
    with pytest.raises(NotCheckedIn):
        collect(session, device.token, item, blinded)
    checkin.check_in(session, congress, wang, NOW)
    collect(session, device.token, item, blinded)


def test_whoever_collected_counts_as_present_for_the_item_after_leaving(
    session: Session, congress: str, item: str
) -> None:
    device = checked_in_device(session, congress, "1001")
    collect(session, device.token, item, request_for(session, congress, item).request)
    checkin.leave(session, member(session, congress, "1001"), NOW)
    later = new_uuid()
    prepare_item(session, congress, later)
    open_issuing(session, later)
    assert close_issuing(session, item).present == 1
    assert close_issuing(session, later).present == 0


@pytest.mark.parametrize("blinded", [b"", bytes(384), b"\xff" * 384, bytes(383) + b"\x01" * 2])
def test_number_outside_the_key_is_refused(
    session: Session, congress: str, item: str, blinded: bytes
) -> None:
    device = checked_in_device(session, congress, "1001")
    with pytest.raises(MalformedInput):
        collect(session, device.token, item, blinded)


def test_credential_of_one_item_does_not_verify_for_another(
    session: Session, congress: str, item: str
) -> None:
    device = checked_in_device(session, congress, "1001")
    other = new_uuid()
    prepare_item(session, congress, other)
    open_issuing(session, other)
    # A number that is no number modulo the other key would be refused before it is signed.
    other_modulus = public_key(session, congress, other).modulus
    blinded = request_for(session, congress, item)
    while int.from_bytes(blinded.request, "big") >= other_modulus:
        blinded = request_for(session, congress, item)
    signature = collect(session, device.token, other, blinded.request)
    with pytest.raises(InvalidToken):
        finalise(public_key(session, congress, item), blinded, signature)


def test_unknown_device_and_item_are_refused(session: Session, congress: str, item: str) -> None:
    with pytest.raises(UnknownDevice):
        collect(session, new_device().token, item, b"x")
    device = checked_in_device(session, congress, "1001")
    for unknown in (
        lambda: collect(session, device.token, new_uuid(), b"x"),
        lambda: collect(session, device.token, "\x00", b"x"),
        lambda: open_issuing(session, new_uuid()),
        lambda: close_issuing(session, new_uuid()),
    ):
        with pytest.raises(UnknownItem):
            unknown()


def test_item_of_another_congress_is_unknown(session: Session, congress: str, item: str) -> None:
    other = new_uuid()
    start_roll(session, other)
    roll = "姓名,工号,代表团,类别\n王,1,一,正式\n".encode()
    import_roll(session, other, roll, "r.csv")
    with pytest.raises(RollNotFixed):
        prepare_item(session, other, new_uuid())
    fix_roll(session, other)
    device = checked_in_device(session, other, "1")
    with pytest.raises(UnknownItem):
        collect(session, device.token, item, request_for(session, congress, item).request)


# --- Opening and closing --------------------------------------------------------------------------


def test_nothing_is_issued_before_opening_or_after_closing(session: Session, congress: str) -> None:
    item = new_uuid()
    device = checked_in_device(session, congress, "1001")
    blinded = request_for(session, congress, item).request
    with pytest.raises(IssuingClosed):
        collect(session, device.token, item, blinded)
    open_issuing(session, item)
    open_issuing(session, item)
    close_issuing(session, item)
    with pytest.raises(IssuingClosed):
        collect(session, device.token, item, blinded)
    with pytest.raises(IssuingClosed):
        open_issuing(session, item)


def test_preparing_again_keeps_the_key_and_closing_again_the_list(
    session: Session, congress: str, item: str
) -> None:
    key = prepare_item(session, congress, item)
    assert prepare_item(session, congress, item) == key
    device = checked_in_device(session, congress, "1001")
    collect(session, device.token, item, request_for(session, congress, item).request)
    issued = close_issuing(session, item)
    # Whoever comes later does not change what was closed.
    checked_in_device(session, congress, "1002")
    assert close_issuing(session, item) == issued


def test_private_key_is_erased_when_issuing_ends(
    session: Session, congress: str, item: str
) -> None:
    assert b"PRIVATE" in session.get_one(IssuingRow, item).private_key
    close_issuing(session, item)
    session.expire_all()
    assert session.get_one(IssuingRow, item).private_key == b""


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_erased_private_key_is_in_no_file(
    databases: Databases, session: Session, congress: str, item: str
) -> None:
    folder = Path(databases.roll_url.removeprefix("sqlite:///")).parent
    key = session.get_one(IssuingRow, item).private_key.splitlines()[20]
    session.rollback()
    assert any(key in file.read_bytes() for file in folder.iterdir())
    close_issuing(session, item)
    assert not any(key in file.read_bytes() for file in folder.iterdir())


def test_many_requests_at_once_issue_one_credential_each(
    databases: Databases, session: Session, congress: str, item: str
) -> None:
    devices = [checked_in_device(session, congress, number) for number in ("1001", "1002")]
    requests = [request_for(session, congress, item).request for _ in range(4)]

    def attempt(number: int) -> bytes | None:
        with databases.sessions() as own:
            try:
                return collect(own, devices[number % 2].token, item, requests[number % 4])
            except AlreadyCollected:
                return None

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(attempt, range(16)))
    assert issued_count(session, item) == 2
    assert len(set(answers) - {None}) == 2


def test_closing_while_phones_collect_lists_every_credential_that_went_out(
    databases: Databases, session: Session, congress: str, item: str
) -> None:
    devices = [checked_in_device(session, congress, number) for number in ("1001", "1002", "a-7")]
    blinded = request_for(session, congress, item).request

    def attempt(token: str) -> bool:
        with databases.sessions() as own:
            try:
                collect(own, token, item, blinded)
            except IssuingClosed:
                return False
            return True

    with ThreadPoolExecutor(4) as pool:
        collected = [pool.submit(attempt, device.token) for device in devices]
        issued = close_issuing(session, item)
        assert sum(future.result() for future in collected) == issued.count
    assert issued.count <= issued.present
