"""A device that cheats in the key ceremony is named, and the next ceremony makes a key."""

import json
import re
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Route, expect

from tests.crypto.ceremonies import deal_with, resigned
from tests.e2e.devices import PHONE, Devices
from tests.e2e.hall import Hall, verify
from tests.e2e.inspection import Inspector
from tests.e2e.seat import SeatPage
from votesvc.crypto.seat_keys import Ceremony, SeatKeys, seat_keys
from votesvc.crypto.threshold import make_deal, parse_pledge
from votesvc.domain.entries import KeyCommitments, parse_entry

pytestmark = pytest.mark.xdist_group("ceremony")

NAMES = ("张建国", "李秀英", "王志明")


def test_a_device_that_deals_wrong_shares_is_named_and_the_next_ceremony_makes_a_key(
    hall: Hall, devices: Devices, inspector: Inspector, tmp_path: Path
) -> None:
    own = hall.congress_without_keys()
    links = own.begin_ceremony(2, NAMES)
    cheat, *honest = seats = [SeatPage(devices.visitor(PHONE)) for _ in NAMES]
    cheat.take_seat(links[0], NAMES[0])
    cheat.sees("正在共同生成钥匙")
    keys = _keys(cheat)
    cheat.page.route("**/k/deal", lambda route: _deal_wrongly(route, own, keys))
    for seat, link, name in zip(honest, links[1:], NAMES[1:], strict=True):
        seat.take_seat(link, name)
    blamed = re.compile(f"第二步.*{NAMES[0]} 的设备发给 ({NAMES[1]}|{NAMES[2]}) 的一份不对")
    for seat in seats:
        seat.sees("这一次没有做成钥匙")
        expect(seat.page.locator("[data-slot=reason]")).to_have_text(blamed)
    inspector.look(honest[0].page, "seat-stopped")
    own.organiser.go(f"{own.console}/keys")
    told = own.organiser.page.locator("section.do")
    expect(told).to_contain_text(f"第二轮互发份额时，{NAMES[0]} 发给")
    expect(told).to_contain_text("证据已写进公开记录")
    inspector.look(own.organiser.page, "keys-stopped")
    # The same devices scan new invitations, and nothing of the first time is in their way.
    cheat.page.unroute("**/k/deal")
    for seat, link, name in zip(seats, own.begin_ceremony(2, NAMES), NAMES, strict=True):
        seat.take_seat(link, name)
    assert len({seat.has_key() for seat in seats}) == 1
    record = tmp_path / "record.zip"
    record.write_bytes(own.organiser.page.request.get(f"/c/{own.congress}/record.zip").body())
    verify(record)


def _keys(seat: SeatPage) -> SeatKeys:
    """Return the secrets of a device that has one seat."""
    [stored] = json.loads(json.loads(seat.memory())["votesvc/scrutineer/v1"])["seats"].values()
    status = stored["status"]
    of = Ceremony(status["congress"], status["ceremony"], status["threshold"], len(status["names"]))
    return seat_keys(of, status["seat"], stored["seed"])


def _deal_wrongly(route: Route, own: Hall, keys: SeatKeys) -> None:
    """Send a well-signed deal in which nobody else gets the share that was promised."""
    with urlopen(f"{own.server.url}/c/{own.congress}/log?start=0&end=10") as answer:
        leaves = json.load(answer)["entries"]
    [fixed] = [
        entry
        for entry in (parse_entry(leaf.encode()) for leaf in leaves)
        if isinstance(entry, KeyCommitments)
    ]
    pledges = [
        parse_pledge(one.pledge.encode(), keys.ceremony, seat)
        for seat, one in enumerate(fixed.seats, 1)
    ]
    deal = json.loads(make_deal(keys, pledges))
    for seat in range(2, len(pledges) + 1):
        wrong = json.loads(deal_with(keys, pledges, seat, keys.value_at(seat) + 1))
        deal["shares"][seat - 1] = wrong["shares"][seat - 1]
    sent = json.loads(route.request.post_data or "")
    route.continue_(post_data=json.dumps({**sent, "deal": resigned(keys, deal).decode()}))
