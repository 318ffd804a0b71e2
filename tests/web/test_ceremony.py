"""A key ceremony over HTTP: led by two people, joined by QR, secret to everybody but the seats."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import pytest
from flask import Flask
from sqlalchemy import Engine, inspect, text

from tests.crypto.ceremonies import deal_with
from tests.web.browser import Browser
from tests.web.crew import NAMES, Crew, Wiretap, invited, seated
from tests.web.hall import Hall, open_hall
from votesvc.cli.memory import ForkedLog, Memory
from votesvc.cli.seat.device import CeremonyStopped, Device, join
from votesvc.cli.seat.wire import token_body
from votesvc.crypto.encoding import JsonValue, as_text, encode_b64url, parse_json
from votesvc.crypto.group import ORDER, Element, base_times, parse_element
from votesvc.crypto.key_share import open_key_share, parse_seal
from votesvc.crypto.seat_keys import new_seed
from votesvc.errors import InvalidDeal, InvalidInclusion, InvalidPledge, InvalidTrustees, Refused
from votesvc.web.installation import db


@pytest.fixture
def hall(app: Flask, enter: Callable[[str], Browser]) -> Hall:
    return open_hall(app, enter("organiser"))


@pytest.fixture
def chief(hall: Hall, enter: Callable[[str], Browser]) -> Browser:
    return enter("chief")


# --- Led by two people ----------------------------------------------------------------------------


def test_a_board_is_proposed_confirmed_invited_and_followed_to_its_key(
    hall: Hall, chief: Browser, tmp_path: Path
) -> None:
    keys = f"{hall.console}/keys"
    crew = seated(hall, chief, tmp_path, 3, 5)
    assert "第一轮" in hall.organiser.get(keys).text
    crew.go_on(1)
    assert "第二轮" in hall.organiser.get(keys).text
    crew.go_on(1)
    assert "第三轮" in hall.organiser.get(keys).text
    crew.go_on(1)
    page = hall.organiser.get(keys).text
    assert "钥匙已就绪：5 位监票人，任意 3 位可以开票" in page
    assert "丢了至多 2 台设备，照样能开票" in page
    for name in NAMES:
        assert name in page
    assert [status["step"] for status in crew.go_on(1)] == ["ready"] * 5
    assert "5 位监票人，任意 3 位可以开票" in hall.organiser.get(f"{hall.console}/").text
    audit = hall.app.test_client().get(f"/c/{hall.congress}/audit").text
    assert "5 位监票人各自承诺了公钥" in audit


def test_the_chief_sees_what_is_proposed_and_may_send_it_back(hall: Hall, chief: Browser) -> None:
    keys = f"{hall.console}/keys"
    page = hall.organiser.get(keys).submit("/keys/propose", names="甲\n乙\n\n丙", threshold="2")
    assert "等待总监票人确认" in page.text
    assert "请确认监票人" in chief.get(f"{hall.console}/").text
    assert "3 位监票人，任意 2 位可以开票" in chief.get(keys).text
    assert "没有手机" in chief.submit("/decline").text or "还没有登记" in chief.text
    assert "等待总监票人确认" not in hall.organiser.get(keys).text


@pytest.mark.parametrize(
    ("names", "threshold"), [("甲\n甲", "1"), ("甲", "2"), ("", "1"), ("甲", "")]
)
def test_a_proposal_that_cannot_be_is_refused_and_kept_in_the_form(
    hall: Hall, names: str, threshold: str
) -> None:
    page = hall.organiser.get(f"{hall.console}/keys")
    page.submit("/keys/propose", names=names, threshold=threshold)
    assert page.status == 400
    assert names.split("\n", maxsplit=1)[0] in page.text


def test_stopping_needs_a_reason_and_the_next_one_begins_cleanly(
    hall: Hall, chief: Browser, tmp_path: Path
) -> None:
    crew = seated(hall, chief, tmp_path, 2, 2)
    crew.go_on(1)
    page = hall.organiser.get(f"{hall.console}/keys")
    assert page.submit("/stop", reason=" ").status == 400
    assert "手机丢了" in page.get(f"{hall.console}/keys").submit("/stop", reason="手机丢了").text
    with pytest.raises(CeremonyStopped, match="手机丢了"):
        crew.go_on(1)
    again = seated(hall, chief, tmp_path, 2, 2)
    again.go_on(3)
    assert "钥匙已就绪" in page.get(f"{hall.console}/keys").text


def test_a_replacement_is_offered_for_later_items(
    hall: Hall, chief: Browser, tmp_path: Path
) -> None:
    seated(hall, chief, tmp_path, 1, 1).go_on(3)
    assert "更换监票人（只对以后的议题有效）" in hall.organiser.get(f"{hall.console}/keys").text
    later = seated(hall, chief, tmp_path, 2, 2)
    later.go_on(3)
    assert "2 位监票人" in hall.organiser.get(f"{hall.console}/keys").text


def test_a_ceremony_of_another_congress_is_not_found(hall: Hall, chief: Browser) -> None:
    invited(hall, chief, 1, 1)
    found = re.search(r"/keys/([^/]+)/invite/1", hall.organiser.get(f"{hall.console}/keys").text)
    assert found
    other = open_hall(hall.app, hall.organiser)
    for action in ("invite/1", "stop"):
        page = other.organiser.get("/staff/accounts")
        sent = page.send(f"{other.console}/keys/{found[1]}/{action}", reason="x")
        assert sent.status_code == 404
    live = f"{other.console}/keys/{found[1]}/seat/1/live"
    assert other.organiser.get(live).status == 404


def test_the_page_of_an_invitation_turns_when_the_seat_is_taken(hall: Hall, chief: Browser) -> None:
    [invitation] = invited(hall, chief, 1, 1)
    found = re.search(r'data-live="([^"]+/seat/1/live)"', hall.organiser.text)
    assert found
    assert hall.organiser.get(found[1]).page.json == {"version": "waiting"}
    join(Wiretap(hall.app), invitation, new_seed())
    assert hall.organiser.get(found[1]).page.json == {"version": "joined"}
    page = hall.organiser.get(f"{hall.console}/keys")
    ceremony = found[1].split("/keys/")[1].split("/")[0]
    assert page.send(f"{hall.console}/keys/{ceremony}/invite/1").status_code == 409


# --- Devices --------------------------------------------------------------------------------------


def test_a_device_that_lost_its_answer_joins_again_with_the_same_seed(
    hall: Hall, chief: Browser
) -> None:
    [invitation] = invited(hall, chief, 1, 1)
    server, seed = Wiretap(hall.app), new_seed()
    first = join(server, invitation, seed)
    assert join(server, invitation, seed).to_json() == first.to_json()
    with pytest.raises(Refused, match="seat-taken"):
        join(server, invitation, new_seed())
    with pytest.raises(Refused, match="invitation-void"):
        join(server, encode_b64url(bytes(20)), new_seed())


def test_a_device_refuses_a_log_or_a_board_that_is_not_what_it_was_told(
    hall: Hall, chief: Browser, tmp_path: Path
) -> None:
    crew = seated(hall, chief, tmp_path, 2, 2)
    crew.go_on(1)
    device = crew.devices[0]
    status = device.status()
    lies: list[dict[str, JsonValue]] = [{"commitments": 0}, {"names": ["甲", "乙"]}]
    for lie in lies:
        with pytest.raises(InvalidPledge):
            device.pledges({**status, **lie})
    twisted = Device(Twisted(hall.app, "leaf"), device.keys, device.memory)
    with pytest.raises(InvalidInclusion):
        twisted.pledges(status)


class Twisted(Wiretap):
    """A service that changes what it answers to one kind of question."""

    def __init__(self, app: Flask, page: str) -> None:
        super().__init__(app)
        self.page = page

    def get(self, path: str) -> dict[str, JsonValue]:  # type: ignore[explicit-override]
        answer = super().get(path)
        if f"/{self.page}/" in path:
            answer["leaf"] = as_text(answer["leaf"]).replace("周监票", "周监察")
        return answer


def test_a_device_refuses_a_board_or_a_log_that_is_another(
    hall: Hall, chief: Browser, tmp_path: Path
) -> None:
    crew = seated(hall, chief, tmp_path, 1, 1)
    crew.go_on(3)
    [device] = crew.devices
    origin, known = next(iter(device.memory.logs.items()))
    elsewhere = Told(hall.app, {"board": 0})
    with pytest.raises(InvalidTrustees, match="no board"):
        Device(elsewhere, device.keys, device.memory).go_on()
    for changed, error in (
        (replace(known, vkey="another"), ForkedLog),
        (replace(known, size=known.size + 100), ForkedLog),
        (replace(known, root=bytes(32)), InvalidInclusion),
    ):
        memory = Memory(tmp_path / "forked", {origin: changed})
        with pytest.raises(error):
            Device(crew.server, device.keys, memory).go_on()


class Told(Wiretap):
    """A service that says something else of how the ceremony stands."""

    def __init__(self, app: Flask, lie: dict[str, JsonValue]) -> None:
        super().__init__(app)
        self.lie = lie

    def post(self, path: str, body: dict[str, JsonValue]) -> dict[str, JsonValue]:  # type: ignore[explicit-override]
        answer = super().post(path, body)
        return {**answer, **self.lie} if path == "/k/status" else answer


def test_a_wrong_share_over_http_is_complained_of_and_shown_to_everybody(
    hall: Hall, chief: Browser, tmp_path: Path
) -> None:
    crew = seated(hall, chief, tmp_path, 2, 3)
    crew.go_on(1)
    cheat = crew.devices[1]
    pledges = cheat.pledges(cheat.status())
    bad = deal_with(cheat.keys, pledges, 1, cheat.keys.value_at(1) + 1).decode()
    crew.server.post("/k/deal", token_body(cheat.keys, deal=bad))
    crew.devices[0].go_on()
    crew.devices[2].go_on()
    # Seat 1 finds it, complains, and everybody is told between whom.
    assert crew.devices[0].go_on()["step"] == "stopped"
    with pytest.raises(CeremonyStopped):
        crew.devices[2].go_on()
    page = hall.organiser.get(f"{hall.console}/keys").text
    assert f"{NAMES[1]} 发给 {NAMES[0]} 的份额不对" in page
    audit = hall.app.test_client().get(f"/c/{hall.congress}/audit").text
    assert "第 2 席发给第 1 席的份额不对" in audit


def test_what_is_malformed_or_from_nobody_is_refused(hall: Hall, chief: Browser) -> None:
    [invitation] = invited(hall, chief, 1, 1)
    keys = join(Wiretap(hall.app), invitation, new_seed())
    client = hall.app.test_client()
    for path, fields in (
        ("join", {"invitation": "x", "device": "0" * 64}),
        ("join", {"invitation": invitation, "device": "x"}),
        ("status", {"device_token": "x"}),
        ("pledge", {"device_token": keys.token}),
        ("pledge", {"device_token": keys.token, "pledge": "{"}),
        ("count", {"device_token": keys.token, "item": "x"}),
    ):
        assert client.post(f"/k/{path}", json=fields).status_code == 400, path
    stranger = {"device_token": encode_b64url(bytes(32))}
    assert client.post("/k/status", json=stranger).status_code == 403
    assert (
        client.post("/k/deal", json={"device_token": keys.token, "deal": "{}"}).status_code == 409
    )


_ORDERS: tuple[Literal["big", "little"], ...] = ("big", "little")


# --- Nothing secret on the server -----------------------------------------------------------------


def _everything(crew: Crew, app: Flask, folder: Path) -> bytes:
    """Return all that the service received, stored and wrote during a ceremony."""
    seen = b"\n".join(crew.server.sent)
    with app.app_context():
        for engine in db.engines.values():
            for table in _tables(engine):
                with engine.connect() as connection:
                    rows = connection.execute(text(f'SELECT * FROM "{table}"')).all()
                for row in rows:
                    for value in row:
                        seen += b"\n" + (value if isinstance(value, bytes) else str(value).encode())
    for path in folder.rglob("*"):
        if path.is_file():
            seen += b"\n" + path.read_bytes()
    return seen


def _tables(engine: Engine) -> list[str]:
    return inspect(engine).get_table_names()


def _numbers(seen: bytes) -> Iterator[int]:
    """Yield every number that what was seen could be read as, and every key it could give."""
    for digits in re.findall(rb"[0-9]{60,78}", seen):
        yield int(digits)
    for digits in re.findall(rb"[0-9a-f]{64}", seen):
        data = bytes.fromhex(digits.decode())
        yield int.from_bytes(data, "big")
        yield int.from_bytes(data, "little")
    for letters in set(re.findall(rb"[A-Za-z0-9_-]{43}", seen)):
        # A seed or a token that was sent would give all keys.
        for label in (b"sk|", b"dk|"):
            yield int.from_bytes(sha256(label + letters).digest(), "big")


def test_nothing_that_the_service_received_opens_a_share_or_decrypts(
    hall: Hall, chief: Browser, tmp_path: Path
) -> None:
    seats = tmp_path / "seats"
    seats.mkdir()
    crew = seated(hall, chief, seats, 2, 3)
    crew.go_on(4)
    with hall.app.app_context():
        data = hall.app.extensions["votesvc"].settings.data
    seen = _everything(crew, hall.app, data)
    secrets = crew.secrets()
    for keys, secret in zip(crew.keys, secrets, strict=True):
        assert keys.seed.encode() not in seen
        for number in (keys.signing, keys.opening, secret, *keys.coefficients):
            assert str(number).encode() not in seen
            for order in _ORDERS:
                assert number.to_bytes(32, order) not in seen
                assert number.to_bytes(32, order).hex().encode() not in seen
    # And the attempt itself: no number in it is a secret behind any public key of the ceremony.
    publics = {base_times(number) for keys in crew.keys for number in keys.coefficients}
    publics |= {base_times(keys.signing) for keys in crew.keys}
    publics |= {base_times(keys.opening) for keys in crew.keys}
    publics |= {base_times(secret) for secret in secrets}
    tried = {number % ORDER for number in _numbers(seen)}
    assert len(tried) > 100
    hit = [number for number in tried if base_times(number) in publics]
    assert hit == []
    _try_to_open(crew, tried)


def _try_to_open(crew: Crew, numbers: set[int]) -> None:
    """Try every number as the key of a seat, and every point of a share as the common secret."""
    device = crew.devices[0]
    deals: list[Any] = [parse_json(deal.encode()) for deal in device.deals()]
    points = {parse_element(seal[:64]) for deal in deals for seal in deal["shares"]}
    seal = deals[0]["shares"][1]
    recipient = base_times(crew.keys[1].opening)
    place = f"{device.keys.ceremony.label}|1|2"
    guesses: set[Element] = points | {recipient}
    guesses |= {parse_seal(seal) * number for number in list(numbers)[:200]}
    opened = 0
    for guess in guesses:
        try:
            open_key_share(seal, place, recipient, guess)
            opened += 1
        except InvalidDeal:
            continue
    assert opened == 0
    # The recipient itself opens it, so that the attempt was made on the right thing.
    common = parse_seal(seal) * crew.keys[1].opening
    assert open_key_share(seal, place, recipient, common) == crew.keys[0].value_at(2)
