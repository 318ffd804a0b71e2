"""Groups of voters on the roll: counted apart, and each collects what is for it alone."""

import pytest
from sqlalchemy.orm import Session

from tests.services.people import NOW, checked_in_device, member, new_device
from votesvc.crypto.blind_rsa import blind_afresh, credential_message, parse_public_key
from votesvc.crypto.encoding import new_uuid
from votesvc.errors import NotInGroup
from votesvc.services import checkin
from votesvc.services.issuing import close_issuing, collect, open_issuing, redeem
from votesvc.services.issuing_keys import prepare_item
from votesvc.services.roll import (
    GroupCount,
    fix_roll,
    group_counts,
    import_roll,
    members,
    start_roll,
)

GROUPED = (
    "姓名,工号,代表团,类别,组别\n"
    "王小明,1001,一团,正式,职工代表\n"
    "单雄信,1002,一团,正式,中层\n"
    "Ann Smith,a-7,二团,正式,职工代表\n"
    "赵无组,1004,二团,正式,\n"
    "李观察,2001,,列席,中层\n"
).encode()


@pytest.fixture
def congress(session: Session) -> str:
    """Give a congress with two groups, a delegate of none, and an observer who has one."""
    uuid = new_uuid()
    start_roll(session, uuid)
    assert not import_roll(session, uuid, GROUPED, "roll.csv").problems
    fix_roll(session, uuid)
    return uuid


@pytest.fixture
def item(session: Session, congress: str) -> str:
    """Give an item for delegates of the group 职工代表 that is being issued."""
    uuid = new_uuid()
    prepare_item(session, congress, uuid, "职工代表")
    open_issuing(session, uuid)
    return uuid


def request_for(session: Session, congress: str, item: str) -> bytes:
    key = parse_public_key(prepare_item(session, congress, item, "职工代表"))
    return blind_afresh(key, credential_message("ballot", item, "00" * 32)).request


def test_a_fixed_roll_says_how_many_delegates_each_group_has(
    session: Session, congress: str
) -> None:
    fixed = fix_roll(session, congress)
    assert fixed.entitled == 4
    assert list(fixed.groups.items()) == [("中层", 1), ("职工代表", 2)]
    assert [one.group for one in members(session, congress)] == [
        "职工代表", "中层", "职工代表", "", "中层",
    ]  # fmt: skip


def test_importing_again_forgets_the_groups_of_before(session: Session) -> None:
    uuid = new_uuid()
    start_roll(session, uuid)
    import_roll(session, uuid, GROUPED, "roll.csv")
    assert group_counts(session, uuid)
    import_roll(session, uuid, "姓名,工号,代表团,类别\n王,1,一团,正式\n".encode(), "roll.csv")
    assert group_counts(session, uuid) == {}
    assert fix_roll(session, uuid).groups == {}


def test_the_present_are_counted_group_by_group(session: Session, congress: str) -> None:
    checked_in_device(session, congress, "1001")
    checked_in_device(session, congress, "1004")
    checkin.check_in(session, congress, member(session, congress, "2001"), NOW)
    assert group_counts(session, congress) == {
        "中层": GroupCount(1, 0),
        "职工代表": GroupCount(2, 1),
    }


def test_a_phone_learns_its_own_group_and_a_slip_none(session: Session, congress: str) -> None:
    for number, group in (("1001", "职工代表"), ("1002", "中层"), ("1004", "")):
        secret = checkin.check_in(session, congress, member(session, congress, number), NOW)
        assert secret.pass_secret is not None
        assert redeem(session, secret.pass_secret, new_device().shown, NOW).group == group
    slip = checkin.make_slips(session, congress, 1)[0]
    checkin.hand_out_slip(session, member(session, congress, "a-7"), NOW)
    assert redeem(session, slip, new_device().shown, NOW).group == ""


def test_only_delegates_of_the_group_collect_what_is_for_it(
    session: Session, congress: str, item: str
) -> None:
    own = checked_in_device(session, congress, "1001")
    collect(session, own.token, item, request_for(session, congress, item))
    others = [checked_in_device(session, congress, number) for number in ("1002", "1004")]
    for other in others:
        with pytest.raises(NotInGroup):
            collect(session, other.token, item, request_for(session, congress, item))
    # What is for everybody, everybody collects.
    for_all = new_uuid()
    prepare_item(session, congress, for_all)
    open_issuing(session, for_all)
    collect(session, others[0].token, for_all, request_for(session, congress, for_all))


def test_a_slip_collects_nothing_that_is_for_a_group(
    session: Session, congress: str, item: str
) -> None:
    slip = checkin.make_slips(session, congress, 1)[0]
    checkin.hand_out_slip(session, member(session, congress, "a-7"), NOW)
    device = new_device()
    redeem(session, slip, device.shown, NOW)
    with pytest.raises(NotInGroup):
        collect(session, device.token, item, request_for(session, congress, item))


def test_closing_counts_the_present_of_the_group_alone(
    session: Session, congress: str, item: str
) -> None:
    device = checked_in_device(session, congress, "1001")
    checked_in_device(session, congress, "1002")
    collect(session, device.token, item, request_for(session, congress, item))
    # Whoever leaves after an item was issued was still here for it.
    checkin.leave(session, member(session, congress, "1001"), NOW)
    for_all = new_uuid()
    prepare_item(session, congress, for_all)
    open_issuing(session, for_all)
    issued = close_issuing(session, item)
    assert (issued.count, issued.present) == (1, 1)
    assert close_issuing(session, item) == issued
    assert close_issuing(session, for_all).present == 1
