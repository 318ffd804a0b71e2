"""Names written in over HTTP: opened by shares, merged by two people, announced and logged."""

import json
from typing import Any

import pytest

from tests.services.story import ELECTION
from tests.web.browser import Browser
from tests.web.hall import SECRETS, Hall
from tests.web.phone import new_phone, pass_on
from votesvc.crypto.election import parse_election
from votesvc.crypto.encoding import belenios_json
from votesvc.crypto.group import random_scalar
from votesvc.crypto.pedersen import message_prefix
from votesvc.crypto.proofs import prove_knowledge
from votesvc.crypto.reshuffle import reshuffle, reshuffle_message
from votesvc.crypto.slips import make_slip_share, parse_slips
from votesvc.crypto.tally import make_share, parse_tally
from votesvc.domain.write_ins import block_context, shuffler_context
from votesvc.services import agenda
from votesvc.storage import write_ins as table
from votesvc.storage.agenda import ItemRow
from votesvc.web.installation import current_session

WRITTEN = ("李四", "李思")


@pytest.fixture
def item(hall: Hall, chief: Browser, desk: Browser) -> str:
    """Give the uuid of a closed election on which two spellings were written in."""
    hall.fix_roll()
    hall.set_board()
    with hall.app.app_context():
        uuid = agenda.create_item(current_session(), hall.congress, ELECTION)
    address = page(hall, uuid)
    hall.organiser.get(address).submit("/prepare")
    hall.organiser.submit("/issue")
    phones = []
    for name in ("张伟", "张薇"):
        desk.submit(f"/check-in/{hall.member(desk, name)}")
        phone = new_phone(hall.app, hall.congress)
        phone.redeem(pass_on(desk))
        phone.fetch(uuid)
        phone.collect(uuid)
        phones.append(phone)
    hall.organiser.get(address).submit("/propose-open")
    chief.get(address).submit("/confirm-open")
    for phone, name in zip(phones, WRITTEN, strict=True):
        phone.cast(uuid, phone.seal(uuid, [[1, 0, 0, 1, 0], [0, 1, 0]], [name, ""]))
    hall.organiser.get(address).submit("/propose-close")
    chief.get(address).submit("/confirm-close")
    return uuid


def page(hall: Hall, item: str) -> str:
    return f"{hall.console}/items/{item}"


def shuffle(hall: Hall, item: str, owner: int) -> dict[str, Any]:
    """Return the body that hands in a scrutineer's shuffle of the latest slips."""
    secret = SECRETS[owner - 1]
    with hall.app.app_context():
        session = current_session()
        election = parse_election(session.get_one(ItemRow, item).election or b"")
        made = []
        for row in table.slips(session, item):
            rows = parse_slips(row.slips, len(WRITTEN), 6).rows
            context = shuffler_context(election, row.block, owner)
            slips = reshuffle(context, election.public_key, rows, random_scalar)
            prefix = message_prefix(reshuffle_message(context, slips))
            proof = prove_knowledge(prefix, secret, random_scalar()).to_json()
            made.append({"slips": slips.decode(), "signature": belenios_json(proof).decode()})
        place = len(table.shufflers(session, item)) + 1
    return {"item": item, "owner": owner, "place": place, "blocks": made}


def slip_share(hall: Hall, item: str, owner: int) -> dict[str, Any]:
    """Return the body that hands in the shares of the slips."""
    with hall.app.app_context():
        session = current_session()
        election = parse_election(session.get_one(ItemRow, item).election or b"")
        shares = []
        for row in table.slips(session, item):
            slips = parse_slips(row.slips, len(WRITTEN), 6)
            context = block_context(election, row.block)
            secret = SECRETS[owner - 1]
            share = make_slip_share(context, slips.rows, secret, random_scalar())
            shares.append(share.decode())
    return {"item": item, "owner": owner, "shares": shares}


def share(hall: Hall, item: str, owner: int) -> dict[str, Any]:
    """Return the body that hands in the share of the sum."""
    with hall.app.app_context():
        row = current_session().get_one(ItemRow, item)
        election = parse_election(row.election or b"")
        tally = parse_tally(row.tally or b"", election, row.returned or 0)
        factors = make_share(tally, election, SECRETS[owner - 1], random_scalar).decode()
    return {"item": item, "owner": owner, "factors": factors}


def shuffled(hall: Hall, item: str) -> None:
    """Let both scrutineers shuffle."""
    client = hall.app.test_client()
    for owner in (1, 2):
        answer = client.post(f"/c/{hall.congress}/reshuffle", json=shuffle(hall, item, owner))
        assert answer.status_code == 200, answer.text


def count(hall: Hall, item: str) -> None:
    client = hall.app.test_client()
    shuffled(hall, item)
    for owner in (1, 2):
        bodies = {"slips": slip_share(hall, item, owner), "share": share(hall, item, owner)}
        for name, body in bodies.items():
            answer = client.post(f"/c/{hall.congress}/{name}", json=body)
            assert answer.status_code == 200, answer.text


def test_two_spellings_are_merged_by_two_people_and_announced(
    hall: Hall, chief: Browser, desk: Browser, item: str
) -> None:
    count(hall, item)
    address = page(hall, item)
    for browser in (hall.organiser, chief):
        assert "李思" in browser.get(address).text
    assert "李思" not in desk.get(address).text
    merge = {"names": "李思", "into": "李四", "reason": "同一人"}
    hall.organiser.get(address).submit("/propose-merge", **merge)
    assert "等总监票人确认" in hall.organiser.text
    hall.organiser.get(address).submit("/announce")
    assert hall.organiser.status == 409
    chief.get(address).submit("/decline-merge")
    hall.organiser.get(address).submit("/propose-merge", **merge)
    chief.get(address).submit("/confirm-merge")
    assert "确认。" in chief.text
    hall.organiser.get(address).submit("/announce")
    public = hall.app.test_client()
    assert "李四" in public.get(f"/c/{hall.congress}/result/{item}").text
    log = public.get(f"/c/{hall.congress}/log?start=0&end=100").json
    assert log is not None
    types = [json.loads(entry)["type"] for entry in log["entries"]]
    for one in ("shuffled", "reshuffled", "slip-share", "written", "merged"):
        entry = public.get(f"/c/{hall.congress}/audit/{types.index(one)}")
        assert "另选他人" in entry.text


def test_shares_of_names_are_uploaded_as_a_file(hall: Hall, item: str) -> None:
    address = page(hall, item)

    def upload(*lines: dict[str, Any]) -> None:
        data = "\n".join(json.dumps(one, separators=(",", ":")) for one in lines).encode()
        hall.organiser.get(address).submit("/share", share=data)
        assert hall.organiser.status == 200, hall.organiser.text

    for owner, done in ((1, 0), (2, 1)):
        assert f"打乱另选人姓名的次序：{done} / 2" in hall.organiser.get(address).text
        upload(shuffle(hall, item, owner))
    assert "打乱" not in hall.organiser.get(address).text
    for owner in (1, 2):
        upload(slip_share(hall, item, owner), share(hall, item, owner))
    assert "李思" in hall.organiser.get(address).text


def test_shares_of_names_that_do_not_hold_or_belong_elsewhere_are_refused(
    hall: Hall, item: str
) -> None:
    client = hall.app.test_client()
    early = client.post(f"/c/{hall.congress}/slips", json=slip_share(hall, item, 1))
    assert (early.status_code, early.json and early.json["error"]) == (409, "not-shuffled")
    shuffled(hall, item)
    mine = slip_share(hall, item, 1)
    assert client.post(f"/c/{'1' * 22}/slips", json=mine).status_code == 404
    for wrong in (
        {**mine, "owner": 2},
        {**mine, "owner": 3},
        {**mine, "shares": []},
        {**mine, "shares": [1]},
        {**mine, "shares": ["{}"]},
        {**mine, "more": 1},
    ):
        status = client.post(f"/c/{hall.congress}/slips", json=wrong).status_code
        assert status in (400, 409), wrong.keys()
    for nonsense in ({**mine, "shares": 5}, {**mine, "more": 1}, {**mine, "owner": True}):
        data = json.dumps(nonsense, separators=(",", ":")).encode()
        hall.organiser.get(page(hall, item)).submit("/share", share=data)
        assert hall.organiser.status == 400


def test_shuffles_that_do_not_hold_or_belong_elsewhere_are_refused(hall: Hall, item: str) -> None:
    client = hall.app.test_client()
    mine, other = shuffle(hall, item, 1), shuffle(hall, item, 2)
    assert client.post(f"/c/{'1' * 22}/reshuffle", json=mine).status_code == 404
    for wrong in (
        {**mine, "owner": 2},
        {**mine, "owner": 3},
        {**mine, "place": 2},
        {**mine, "blocks": []},
        {**mine, "blocks": [1]},
        {**mine, "blocks": [{"slips": "{}"}]},
        {**mine, "blocks": [{**mine["blocks"][0], "slips": "{}"}]},
        {**mine, "more": 1},
    ):
        status = client.post(f"/c/{hall.congress}/reshuffle", json=wrong).status_code
        assert status in (400, 409), wrong.keys()
    codes = []
    for body in (mine, other, mine, {**other, "place": 2}):
        answer = client.post(f"/c/{hall.congress}/reshuffle", json=body).json
        assert answer is not None
        codes.append(answer.get("error"))
    assert codes == [None, "shuffled-meanwhile", None, "invalid-proof"]
    for nonsense in ({**mine, "place": True}, {**mine, "blocks": 5}):
        data = json.dumps(nonsense, separators=(",", ":")).encode()
        hall.organiser.get(page(hall, item)).submit("/share", share=data)
        assert hall.organiser.status == 400
