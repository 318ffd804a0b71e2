"""The desk finds people, checks them in, and hands out one pass or one slip each."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.databases import Databases
from tests.services.people import NOW, checked_in_device, member, new_device
from votesvc.crypto.encoding import new_uuid, parse_b64url
from votesvc.errors import (
    NoSlipsLeft,
    NotCheckedIn,
    NotEntitled,
    PassInUse,
    PassRevoked,
    RollNotFixed,
    SlipHandedOut,
    TooManySlips,
    UnknownCongress,
    UnknownMember,
)
from votesvc.services.checkin import (
    check_in,
    find,
    hand_out_slip,
    leave,
    make_slips,
    renew_pass,
    revoke_pass,
)
from votesvc.services.issuing import redeem
from votesvc.services.roll import counts, import_roll, members, start_roll
from votesvc.storage.passes import PassRow


def found(session: Session, congress: str, query: str) -> list[str]:
    return [view.name for view in find(session, congress, query)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("王小明", ["王小明"]),
        (" 小明 ", ["王小明"]),
        ("wxm", ["王小明"]),
        ("WX", ["王小明"]),
        ("sxx", ["单雄信"]),
        ("dxx", ["单雄信"]),
        ("1002", ["单雄信"]),
        ("10", ["王小明", "单雄信"]),
        ("A-7", ["Ann Smith"]),
        ("smith", ["Ann Smith"]),
        ("as", ["Ann Smith"]),
        ("%", []),
        ("_", []),
        ("", []),
        ("xm", []),
        ("王\x00", []),
    ],
)
def test_people_are_found_by_name_number_or_initials(
    session: Session, congress: str, query: str, expected: list[str]
) -> None:
    assert found(session, congress, query) == expected


def test_nobody_of_another_congress_is_found(session: Session, congress: str) -> None:
    assert found(session, new_uuid(), "王") == []
    assert len(find(session, congress, "1", limit=1)) == 1


def test_delegate_is_checked_in_and_gets_a_pass_once(session: Session, congress: str) -> None:
    wang = member(session, congress, "1001")
    first = check_in(session, congress, wang, NOW)
    assert first.pass_secret is not None
    assert len(parse_b64url(first.pass_secret, 20)) == 20
    assert (first.repeated, first.member.present, first.member.pass_state) == (
        False,
        True,
        "waiting",
    )
    again = check_in(session, congress, wang, NOW)
    assert (again.repeated, again.pass_secret) == (True, None)
    assert counts(session, congress).present == 1


def test_secret_of_a_pass_is_not_stored(session: Session, congress: str) -> None:
    secret = check_in(session, congress, member(session, congress, "1001"), NOW).pass_secret
    assert session.query(PassRow).one().id != secret


def test_observer_is_counted_apart_and_gets_no_pass(session: Session, congress: str) -> None:
    li = member(session, congress, "2001")
    assert check_in(session, congress, li, NOW).pass_secret is None
    assert (counts(session, congress).present, counts(session, congress).observers) == (0, 1)
    with pytest.raises(NotEntitled):
        renew_pass(session, li, NOW)
    with pytest.raises(NotEntitled):
        hand_out_slip(session, li, NOW)


def test_whoever_left_is_not_counted_until_back_and_keeps_the_pass(
    session: Session, congress: str
) -> None:
    wang = member(session, congress, "1001")
    with pytest.raises(NotCheckedIn):
        leave(session, wang, NOW)
    check_in(session, congress, wang, NOW)
    # A clock put back in between changes nothing.
    gone = leave(session, wang, NOW - timedelta(days=1))
    assert (gone.present, gone.left) == (False, True)
    assert leave(session, wang, NOW) == gone
    assert counts(session, congress).present == 0
    with pytest.raises(NotCheckedIn):
        renew_pass(session, wang, NOW)
    back = check_in(session, congress, wang, NOW)
    assert (back.repeated, back.pass_secret, back.member.present) == (False, None, True)


def test_renewed_pass_replaces_the_old_one(session: Session, congress: str) -> None:
    wang = member(session, congress, "1001")
    with pytest.raises(NotCheckedIn):
        renew_pass(session, wang, NOW)
    old = check_in(session, congress, wang, NOW).pass_secret
    new = renew_pass(session, wang, NOW)
    assert old is not None
    with pytest.raises(PassRevoked):
        redeem(session, old, new_device().shown, NOW)
    assert redeem(session, new, new_device().shown, NOW).name == "王小明"
    assert find(session, congress, "1001")[0].pass_state == "redeemed"


def test_revoked_pass_is_dead_and_shown_as_such(session: Session, congress: str) -> None:
    wang = member(session, congress, "1001")
    secret = check_in(session, congress, wang, NOW).pass_secret
    revoke_pass(session, wang)
    assert members(session, congress)[0].pass_state == "revoked"
    assert secret is not None
    with pytest.raises(PassRevoked):
        redeem(session, secret, new_device().shown, NOW)
    assert check_in(session, congress, wang, NOW).pass_secret is None


def test_slip_takes_the_place_of_a_pass_not_yet_scanned(session: Session, congress: str) -> None:
    wang = member(session, congress, "1001")
    secret = check_in(session, congress, wang, NOW).pass_secret
    make_slips(session, congress, 1)
    assert hand_out_slip(session, wang, NOW).pass_state == "slip"
    assert secret is not None
    with pytest.raises(PassRevoked):
        redeem(session, secret, new_device().shown, NOW)
    with pytest.raises(SlipHandedOut):
        hand_out_slip(session, wang, NOW)
    with pytest.raises(SlipHandedOut):
        renew_pass(session, wang, NOW)
    with pytest.raises(NoSlipsLeft):
        hand_out_slip(session, member(session, congress, "1002"), NOW)


def test_slip_checks_in_whoever_draws_it(session: Session, congress: str) -> None:
    make_slips(session, congress, 1)
    shan = member(session, congress, "1002")
    assert hand_out_slip(session, shan, NOW).present
    assert check_in(session, congress, shan, NOW).pass_secret is None
    # The slip is anonymous: it may still be used, so its holder counts as here.
    leave(session, shan, NOW)
    assert counts(session, congress).present == 1


def test_nobody_with_a_pass_on_a_phone_draws_a_slip(session: Session, congress: str) -> None:
    checked_in_device(session, congress, "1001")
    make_slips(session, congress, 1)
    with pytest.raises(PassInUse):
        hand_out_slip(session, member(session, congress, "1001"), NOW)


def test_there_are_never_more_slips_than_delegates(session: Session, congress: str) -> None:
    assert len(set(make_slips(session, congress, 2))) == 2
    with pytest.raises(TooManySlips):
        make_slips(session, congress, 2)
    with pytest.raises(TooManySlips):
        make_slips(session, congress, 0)


def test_desk_waits_for_the_roll_to_be_fixed(session: Session) -> None:
    congress = new_uuid()
    with pytest.raises(UnknownCongress):
        make_slips(session, congress, 1)
    start_roll(session, congress)
    import_roll(session, congress, "姓名,工号,代表团,类别\n王,1,一,正式\n".encode(), "r.csv")
    with pytest.raises(RollNotFixed):
        check_in(session, congress, member(session, congress, "1"), NOW)


def test_unknown_people_and_those_of_other_congresses_are_refused(
    session: Session, congress: str
) -> None:
    with pytest.raises(UnknownMember):
        check_in(session, congress, 10_000, NOW)
    with pytest.raises(UnknownMember):
        check_in(session, congress, 2**70, NOW)
    with pytest.raises(UnknownMember):
        check_in(session, new_uuid(), member(session, congress, "1001"), NOW)


def test_refusal_leaves_no_lock_behind(databases: Databases, congress: str) -> None:
    with databases.sessions() as session, databases.sessions() as other:
        wang = member(session, congress, "1001")
        with pytest.raises(NotCheckedIn):
            leave(session, wang, NOW)
        assert check_in(other, congress, wang, NOW).pass_secret is not None
