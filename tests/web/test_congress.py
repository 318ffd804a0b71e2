"""A whole congress over HTTP, on both stores: from the roll to an announced result."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.databases import Databases
from tests.web.browser import Browser
from tests.web.conftest import NAMES, running
from tests.web.crew import Crew, seated
from tests.web.hall import SECRETS, Hall
from tests.web.phone import new_phone, pass_on
from votesvc.cli.rehearsal.phone import Phone
from votesvc.cli.seat.wire import Answer, token_body
from votesvc.crypto.election import parse_election
from votesvc.crypto.group import random_scalar
from votesvc.crypto.result_signature import sign_result
from votesvc.crypto.seat_keys import SeatKeys
from votesvc.crypto.seat_share import make_seat_share
from votesvc.crypto.tally import make_share, parse_tally
from votesvc.domain.entries import ResultMade
from votesvc.errors import Refused
from votesvc.services import agenda
from votesvc.storage.agenda import ItemRow
from votesvc.web.app import Settings
from votesvc.web.installation import current_session

DELEGATES = ("张伟", "张薇", "李娜")
VOTES = ([1, 0, 0], [1, 0, 0], [0, 1, 0])


@pytest.fixture
def app(databases: Databases, tmp_path: Path) -> Iterator[Flask]:
    yield from running(
        Settings(
            data=tmp_path / "data",
            roll_url=databases.roll_url,
            board_url=databases.board_url,
            pause=0.0,
        )
    )


@pytest.fixture
def item(hall: Hall) -> str:
    """Give the address of a motion that is ready."""
    hall.fix_roll()
    hall.set_board()
    hall.new_motion("第一项")
    hall.organiser.submit("/prepare")
    assert "待发" in hall.organiser.text
    return hall.organiser.address


def _uuid(item: str) -> str:
    return item.rpartition("/")[2]


def _phones(hall: Hall, desk: Browser) -> list[Phone]:
    phones = []
    for name in DELEGATES:
        desk.submit(f"/check-in/{hall.member(desk, name)}")
        phone = new_phone(hall.app, hall.congress)
        phone.redeem(pass_on(desk))
        phones.append(phone)
    return phones


def _collect(phones: list[Phone], item: str) -> None:
    for phone in phones:
        phone.fetch(_uuid(item))
        phone.collect(_uuid(item))


def _open(hall: Hall, chief: Browser, item: str) -> None:
    hall.organiser.get(item).submit("/propose-open")
    chief.get(item).submit("/confirm-open")


def _share(hall: Hall, item: str, owner: int) -> bytes:
    with hall.app.app_context():
        row = current_session().get_one(ItemRow, _uuid(item))
        election = parse_election(row.election or b"")
        tally = parse_tally(row.tally or b"", election, row.returned or 0)
        return make_share(tally, election, SECRETS[owner - 1], random_scalar)


def _live(hall: Hall, item: str) -> dict[str, int]:
    figures: dict[str, int] | None = hall.organiser.get(f"{item}/live").page.json
    assert figures is not None
    return figures


def _entries(hall: Hall) -> dict[str, Any]:
    """Return the last public entry of each type."""
    page = hall.app.test_client().get(f"/c/{hall.congress}/log?start=0&end=100").json
    assert page is not None
    return {entry["type"]: entry for entry in map(json.loads, page["entries"])}


def test_a_congress_from_the_roll_to_the_announcement(
    hall: Hall, chief: Browser, desk: Browser, item: str
) -> None:
    organiser, uuid = hall.organiser, _uuid(item)
    client = hall.app.test_client()
    phones = _phones(hall, desk)
    organiser.get(item).submit("/issue")
    _collect(phones, item)
    live = _live(hall, item)
    assert (live["entitled"], live["present"], live["issued"]) == (4, 3, 3)

    organiser.get(item).submit("/propose-open")
    assert "等待总监票人确认" in organiser.text
    assert f"{NAMES['organiser']} 提出：开始投票" in chief.get(item).text
    chief.submit("/confirm-open")
    for phone, vote in zip(phones, VOTES, strict=True):
        phone.cast(uuid, phone.seal(uuid, [vote]))
    assert _live(hall, item)["returned"] == 3

    organiser.get(item).submit("/propose-close")
    chief.get(item).submit("/confirm-close")
    assert "votesvc scrutineer decrypt" in organiser.get(item).text
    for owner in (1, 2):
        assert organiser.get(item).text.count("已交") == owner - 1
        factors = _share(hall, item, owner).decode()
        handed_in = client.post(
            f"/c/{hall.congress}/share", json={"item": uuid, "owner": owner, "factors": factors}
        )
        assert handed_in.status_code == 200

    # Single keys do not sign, so nobody sees the counts before they are announced.
    for browser in (organiser, chief, desk):
        assert "尚未宣布" not in browser.get(item).text
    assert "result" not in _entries(hall)
    organiser.get(item).submit("/announce")
    assert "打开结果页" in organiser.text
    assert _entries(hall)["outcome"]["outcome"]["questions"] == [
        {"for": 2, "against": 1, "abstain": 0, "passed": False}
    ]
    assert _entries(hall)["opened"]["by"] == [NAMES["organiser"], NAMES["chief"]]


def test_nothing_opens_without_a_proposal_and_a_declined_one_is_gone(
    hall: Hall, chief: Browser, item: str
) -> None:
    hall.organiser.submit("/issue")
    chief.get("/staff/accounts")
    assert chief.send(f"{item}/confirm-open").status_code == 409
    hall.organiser.get(item).submit("/propose-open")
    assert "请确认：开始投票" in chief.get(f"{hall.console}/").text
    assert "请确认：开始投票" not in hall.organiser.get(f"{hall.console}/").text
    chief.get(item).submit("/decline")
    assert "等待工作人员" in chief.text
    assert chief.send(f"{item}/confirm-open").status_code == 409
    assert "提出开始投票" in hall.organiser.get(item).text


def test_a_proposal_to_close_cannot_be_confirmed_as_one_to_open(
    hall: Hall, chief: Browser, item: str
) -> None:
    hall.organiser.submit("/issue")
    assert hall.organiser.send(f"{item}/propose-close").status_code == 409
    hall.organiser.get(item).submit("/propose-open")
    chief.get(item)
    assert chief.send(f"{item}/confirm-close").status_code == 409


def test_one_cannot_propose_and_confirm_under_two_logins_of_one_name(
    hall: Hall, chief: Browser, item: str
) -> None:
    hall.organiser.submit("/issue")
    with hall.app.app_context():
        agenda.propose(current_session(), _uuid(item), "open", NAMES["chief"])
    refused = chief.get(item).submit("/confirm-open")
    assert refused.status == 403
    assert "必须是两个人" in refused.text


def test_steps_out_of_order_are_refused_and_told_on_the_page(hall: Hall, item: str) -> None:
    for action in ("prepare", "delete", "propose-open", "announce"):
        answer = hall.organiser.send(f"{item}/{action}")
        assert answer.status_code == 409
        assert "状态已经变了" in answer.text


def test_a_round_is_void_for_a_reason_that_stays_on_record(hall: Hall, item: str) -> None:
    organiser = hall.organiser
    organiser.submit("/issue")
    organiser.submit("/void", reason="   ")
    assert organiser.status == 400
    assert "必须写明原因" in organiser.text
    organiser.submit("/void", reason="停电\n重来")
    assert "作废" in organiser.text
    void = _entries(hall)["void"]
    assert (void["reason"], void["by"]) == ("停电 重来", NAMES["organiser"])


def test_a_round_that_was_opened_is_void_only_when_two_say_so(
    hall: Hall, chief: Browser, item: str
) -> None:
    organiser = hall.organiser
    organiser.submit("/issue")
    _open(hall, chief, item)
    assert organiser.get(item).send(f"{item}/void", reason="停电").status_code == 409
    assert organiser.submit("/propose-void", reason=" ").status == 400
    organiser.get(item).submit("/propose-void", reason="<b>停电</b>")
    assert "等待总监票人确认" in organiser.text
    assert "请确认：这一轮作废" in chief.get(hall.console + "/").text
    assert "&lt;b&gt;停电&lt;/b&gt;" in chief.get(item).text
    # The reason is exchanged behind the back of whoever is reading it.
    organiser.get(item).submit("/propose-void", reason="重印选票")
    assert chief.submit("/confirm-void").status == 409
    assert "void" not in _entries(hall)
    chief.get(item).submit("/confirm-void")
    void = _entries(hall)["void"]
    both = f"{NAMES['organiser']}、{NAMES['chief']}"
    assert (void["reason"], void["by"]) == ("重印选票", both)


def test_a_round_that_is_not_to_be_void_goes_on(hall: Hall, chief: Browser, item: str) -> None:
    hall.organiser.submit("/issue")
    _open(hall, chief, item)
    hall.organiser.get(item).submit("/propose-void", reason="停电")
    assert chief.get(item).send(f"{item}/confirm-close").status_code == 409
    chief.get(item).submit("/decline")
    assert chief.send(f"{item}/confirm-void", reason="停电").status_code == 409
    assert "提出截止投票" in hall.organiser.get(item).text


def test_a_share_made_offline_is_uploaded_and_a_wrong_one_named(
    hall: Hall, chief: Browser, item: str
) -> None:
    organiser = hall.organiser
    organiser.submit("/issue")
    _open(hall, chief, item)
    organiser.get(item).submit("/propose-close")
    chief.get(item).submit("/confirm-close")
    share = {"item": _uuid(item), "owner": 2, "factors": _share(hall, item, 2).decode()}
    organiser.get(item).submit("/share", share=json.dumps({**share, "owner": 1}).encode())
    assert organiser.status == 409
    assert "没有通过检验" in organiser.text
    for nonsense in (
        b"",
        b"nonsense",
        b"[" * 100_000,
        json.dumps({**share, "item": "x"}).encode(),
        # To Python this is the number 1, to a database it may not be.
        json.dumps({**share, "owner": True}).encode(),
        json.dumps({**share, "more": 1}).encode(),
    ):
        assert organiser.get(item).submit("/share", share=nonsense).status in (400, 413)
    organiser.get(item).submit("/share", share=json.dumps(share).encode())
    assert "监票人 2 · 已交" in re.sub(r"\s+", " ", organiser.text)


def test_late_check_in_still_works_while_the_ballot_is_open(
    hall: Hall, chief: Browser, desk: Browser, item: str
) -> None:
    hall.organiser.submit("/issue")
    _open(hall, chief, item)
    phone = _phones(hall, desk)[0]
    phone.fetch(_uuid(item))
    phone.collect(_uuid(item))
    phone.cast(_uuid(item), phone.seal(_uuid(item), [[0, 0, 1]]))
    assert _live(hall, item)["returned"] == 1


def test_the_pass_page_learns_that_the_phone_has_taken_it(
    hall: Hall, desk: Browser, item: str
) -> None:
    member = hall.member(desk, "张伟")
    desk.submit(f"/check-in/{member}")
    new_phone(hall.app, hall.congress).redeem(pass_on(desk))
    assert desk.get(f"{hall.counter}/person/{member}/pass").page.json == {"state": "redeemed"}
    desk.get(f"{hall.counter}/person/{member}")
    assert "原来的手机立刻失效" in desk.text
    assert item


def _closed_for(hall: Hall, chief: Browser, desk: Browser, folder: Path) -> tuple[Crew, str]:
    """Return a board of 2 of 3, and the address of a motion with three ballots that it counts."""
    hall.fix_roll()
    crew = seated(hall, chief, folder, 2, 3)
    crew.go_on(3)
    item = f"{hall.console}/items/{hall.new_motion()}"
    hall.organiser.get(item).submit("/prepare")
    phones = _phones(hall, desk)
    hall.organiser.get(item).submit("/issue")
    _collect(phones, item)
    _open(hall, chief, item)
    for phone, vote in zip(phones, VOTES, strict=True):
        phone.cast(_uuid(item), phone.seal(_uuid(item), [vote]))
    hall.organiser.get(item).submit("/propose-close")
    chief.get(item).submit("/confirm-close")
    assert "2 位就够" in hall.organiser.get(item).text
    return crew, item


def _count(hall: Hall, crew: Crew, item: str) -> None:
    """Hand in the shares of seats 3 and 1, the first under a wrong number first."""
    secrets = crew.secrets()
    for seat in (3, 1):
        factors = _seat_share(hall, item, crew.keys[seat - 1], secrets[seat - 1])
        body: Answer = {"item": _uuid(item), "owner": 2, "factors": factors}
        with pytest.raises(Refused, match="invalid-share"):
            crew.server.post(f"/c/{hall.congress}/share", body)
        crew.server.post(f"/c/{hall.congress}/share", {**body, "owner": seat})


def _sign(crew: Crew, item: str, seat: int) -> None:
    keys, uuid = crew.keys[seat - 1], _uuid(item)
    shown = crew.server.post("/k/count", token_body(keys, item=uuid))
    assert shown["result"] == '{"result":[[2,1,0]]}'
    leaf = ResultMade(uuid, str(shown["result"])).encoded
    signature = sign_result(keys, uuid, leaf).decode()
    crew.server.post("/k/sign", token_body(keys, item=uuid, signature=signature))


def test_scrutineers_see_the_result_first_and_sign_it_before_anybody_else(
    hall: Hall, chief: Browser, desk: Browser, tmp_path: Path
) -> None:
    crew, item = _closed_for(hall, chief, desk, tmp_path)
    organiser, anybody = hall.organiser, hall.app.test_client()
    _count(hall, crew, item)
    assert "等待监票人签字" in organiser.get(item).text
    assert organiser.get(item).text.count("未签字") == 3
    for browser in (organiser, chief, desk):
        assert "尚未宣布" not in browser.get(item).text
    assert "/announce" not in organiser.get(item).text
    assert organiser.send(f"{item}/announce").status_code == 409

    _sign(crew, item, 1)
    assert organiser.get(item).text.count("未签字") == 2
    _sign(crew, item, 3)
    for browser, sees in ((organiser, True), (chief, True), (desk, False)):
        assert ("尚未宣布" in browser.get(item).text) is sees
    assert '"state":"signed"' in anybody.get(f"/c/{hall.congress}/state").text
    assert "监票人已经签字" in anybody.get(f"/c/{hall.congress}/screen").text
    assert "result" not in _entries(hall)
    organiser.get(item).submit("/announce")
    assert _entries(hall)["signed"]["owner"] == 3


def test_a_cosignature_is_taken_from_a_scrutineer_and_nothing_else_is(
    hall: Hall, chief: Browser, tmp_path: Path
) -> None:
    crew = seated(hall, chief, tmp_path, 1, 1)
    crew.go_on(3)
    note = hall.app.test_client().get(f"/c/{hall.congress}/checkpoint").text
    page = f"/c/{hall.congress}/cosign"
    cosigned = crew.keys[0].witness.cosign(note, 1_795_426_200)
    taken = crew.server.post(page, {"checkpoint": cosigned})
    assert taken["size"] == int(note.split("\n")[1])
    with pytest.raises(Refused, match="invalid-checkpoint"):
        crew.server.post(page, {"checkpoint": note})


def _seat_share(hall: Hall, item: str, keys: SeatKeys, secret: int) -> str:
    with hall.app.app_context():
        row = current_session().get_one(ItemRow, _uuid(item))
        election = parse_election(row.election or b"")
        tally = parse_tally(row.tally or b"", election, row.returned or 0)
        return make_seat_share(keys, secret, tally, election).decode()
