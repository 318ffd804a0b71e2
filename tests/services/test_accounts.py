"""Accounts are made by invitation alone, each invitation once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from tests.databases import Databases
from votesvc.errors import (
    InvalidInvitation,
    InvalidName,
    LastOrganiser,
    NameTaken,
    UnknownAccount,
    WeakPassword,
    WrongPassword,
)
from votesvc.services.accounts import (
    Account,
    authenticate,
    claim,
    disable,
    get_account,
    invite,
    invited_role,
    list_accounts,
    setup_token,
)
from votesvc.storage.accounts import AccountRow, InvitationRow

PASSWORD = "correct horse battery"


def first_token(session: Session) -> str:
    token = setup_token(session)
    assert token is not None
    return token


def test_first_start_offers_one_set_up_link_until_an_organiser_exists(session: Session) -> None:
    account = claim(session, first_token(session), "王主持", PASSWORD)
    assert account == Account(account.id, "organiser", "王主持")
    assert setup_token(session) is None
    assert list_accounts(session) == [account]


def test_restarting_before_set_up_withdraws_the_earlier_link(session: Session) -> None:
    old, new = first_token(session), first_token(session)
    with pytest.raises(InvalidInvitation):
        claim(session, old, "王主持", PASSWORD)
    assert invited_role(session, new) == "organiser"


def test_invitation_works_once_and_for_its_role_only(session: Session) -> None:
    token = invite(session, "desk")
    assert invited_role(session, token) == "desk"
    assert claim(session, token, "签到一", PASSWORD).role == "desk"
    with pytest.raises(InvalidInvitation):
        claim(session, token, "签到二", PASSWORD)
    with pytest.raises(InvalidInvitation):
        invited_role(session, token)


def test_people_racing_for_an_invitation_never_both_get_an_account(
    databases: Databases, session: Session
) -> None:
    token = invite(session, "chief")
    start = Barrier(3)

    def attempt(name: str) -> bool:
        with databases.sessions() as own:
            # Hashing the password takes long enough for all to have seen the invitation unused.
            start.wait()
            try:
                claim(own, token, name, PASSWORD)
            except InvalidInvitation:
                return False
            return True

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(attempt, ("甲", "乙", "丙"))) == 1
    assert len(list_accounts(session)) == 1


def test_refused_claim_leaves_the_invitation_usable(session: Session) -> None:
    claim(session, invite(session, "desk"), "签到", PASSWORD)
    token = invite(session, "desk")
    for name, password, refusal in [
        ("签到二", "short", WeakPassword),
        ("签到二", "x" * 201, WeakPassword),
        ("  ", PASSWORD, InvalidName),
        ("x" * 41, PASSWORD, InvalidName),
        ("a\x07b", PASSWORD, InvalidName),
        (" 签到 ", PASSWORD, NameTaken),
    ]:
        with pytest.raises(refusal):
            claim(session, token, name, password)
    assert claim(session, token, "签到二", PASSWORD).name == "签到二"


def test_name_and_password_open_the_account(session: Session) -> None:
    account = claim(session, first_token(session), "Ａnna", PASSWORD)
    assert authenticate(session, " Ａnna ", PASSWORD) == account
    assert get_account(session, account.id) == account
    assert get_account(session, account.id + 1) is None


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("Anna", "wrong password"),
        ("Bert", PASSWORD),
        ("Anna\x00", PASSWORD),
        ("Anna", "x" * 100_000),
    ],
)
def test_wrong_name_and_wrong_password_are_refused_alike(
    session: Session, name: str, password: str
) -> None:
    claim(session, first_token(session), "Anna", PASSWORD)
    with pytest.raises(WrongPassword, match="no account has this name and password"):
        authenticate(session, name, password)


def test_neither_passwords_nor_tokens_are_stored(session: Session) -> None:
    claim(session, first_token(session), "Anna", PASSWORD)
    token = invite(session, "desk")
    assert session.query(AccountRow).one().password.startswith("scrypt:")
    assert session.query(InvitationRow).one().digest != token


def test_a_disabled_account_is_found_in_the_list_alone(session: Session) -> None:
    claim(session, first_token(session), "王主持", PASSWORD)
    chief = claim(session, invite(session, "chief"), "吴总监", PASSWORD)
    disable(session, chief.id)
    assert get_account(session, chief.id) is None
    assert [one.disabled for one in list_accounts(session)] == [False, True]
    with pytest.raises(WrongPassword):
        authenticate(session, "吴总监", PASSWORD)
    with pytest.raises(NameTaken):
        claim(session, invite(session, "chief"), "吴总监", PASSWORD)
    for unknown in (chief.id, 99):
        with pytest.raises(UnknownAccount):
            disable(session, unknown)


def test_of_organisers_who_race_to_disable_each_other_one_stays(
    databases: Databases, session: Session
) -> None:
    first = claim(session, first_token(session), "甲", PASSWORD)
    second = claim(session, invite(session, "organiser"), "乙", PASSWORD)
    start = Barrier(2)

    def race(account: Account) -> bool:
        with databases.sessions() as own:
            start.wait()
            try:
                disable(own, account.id)
            except (LastOrganiser, UnknownAccount):
                return False
            return True

    with ThreadPoolExecutor() as pool:
        done = list(pool.map(race, (first, second)))
    assert sorted(done) == [False, True]
    assert sum(not one.disabled for one in list_accounts(session)) == 1


def test_of_two_who_disable_the_same_account_one_is_told_that_it_is_done(
    databases: Databases, session: Session
) -> None:
    claim(session, first_token(session), "甲", PASSWORD)
    desk = claim(session, invite(session, "desk"), "乙", PASSWORD)
    start = Barrier(3)

    def race(_: int) -> bool:
        with databases.sessions() as own:
            start.wait()
            try:
                disable(own, desk.id)
            except UnknownAccount:
                return False
            return True

    with ThreadPoolExecutor() as pool:
        assert sorted(pool.map(race, range(3))) == [False, False, True]
