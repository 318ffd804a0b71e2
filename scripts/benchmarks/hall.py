"""An installation with one open ballot, and the bodies that as many phones are about to send."""

import csv
import io
import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from secrets import token_bytes

from sqlalchemy.orm import Session

from votesvc.crypto.ballot import parse_election, seal_ballot
from votesvc.crypto.blind_rsa import blind_afresh, credential_message, finalise, parse_public_key
from votesvc.crypto.encoding import encode_b64, encode_b64url, hexhash, parse_b64
from votesvc.crypto.group import base_times, random_scalar
from votesvc.crypto.trustees import single_public
from votesvc.domain.entries import BallotCast
from votesvc.domain.items import motion
from votesvc.services import agenda, checkin, issuing, roll, rounds, setup
from votesvc.services.sequencer import Log
from votesvc.storage.base import open_engine, open_sessions
from votesvc.storage.schema import create_board_tables, create_roll_tables
from votesvc.web.settings import Settings, server_key

_NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
_TWO = ("organiser", "chief")


def open_ballot(data: Path, delegates: int) -> tuple[str, list[bytes]]:
    """Make an installation on SQLite with an open motion; return its congress and the bodies."""
    settings = Settings(data)
    master = server_key(data)
    roll_engine, board_engine = map(open_engine, settings.databases.values())
    create_roll_tables(roll_engine)
    create_board_tables(board_engine)
    sessions = open_sessions(roll_engine, board_engine)
    log = Log(sessions, master, pause=0.0)
    with sessions() as session:
        congress = setup.create_congress(session, log, "bench", hexhash(b"booth"), _NOW)
        devices = check_everybody_in(session, log, congress, delegates)
        secret = random_scalar()
        setup.set_board(session, log, congress, [single_public(secret, random_scalar())], _NOW)
        item = agenda.create_item(session, congress, motion("bench", ["议题"]))
        setup.prepare(session, log, item, _NOW)
        setup.open_issuing(session, log, item, _NOW)
        credentials = [_collect(session, item, device) for device in devices]
        agenda.propose(session, item, "open", _TWO[0])
        rounds.open_ballot(session, log, item, _TWO, _NOW)
        election = agenda.item(session, item).election or b""
    log.close()
    roll_engine.dispose()
    board_engine.dispose()
    return congress, _bodies(item, election, credentials)


def entry_of(body: bytes) -> BallotCast:
    """Return the log entry that a body is to become."""
    fields = json.loads(body)
    prefix, token = parse_b64(fields["prefix"]), parse_b64(fields["token"])
    return BallotCast(fields["item"], fields["ballot"], prefix, token, fields["pairs"])


def check_everybody_in(session: Session, log: Log, congress: str, delegates: int) -> list[str]:
    """Fix a roll of so many delegates, check all of them in, and return their phones' tokens."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(["姓名", "工号", "代表团", "类别"])
    writer.writerows(
        [f"代表{number}", f"{number:06d}", "一团", "正式"] for number in range(delegates)
    )
    roll.import_roll(session, congress, lines.getvalue().encode(), "roll.csv")
    setup.fix_roll(session, log, congress, _NOW)
    return [
        _redeem(session, checkin.check_in(session, congress, member.id, _NOW).pass_secret)
        for member in roll.members(session, congress)
    ]


def _redeem(session: Session, secret: str | None) -> str:
    token = token_bytes(32)
    issuing.redeem(session, secret or "", hexhash(token), _NOW)
    return encode_b64url(token)


def _collect(session: Session, item: str, device: str) -> tuple[int, bytes, bytes]:
    secret = random_scalar()
    key = parse_public_key(agenda.item(session, item).public_key or b"")
    message = credential_message("ballot", item, base_times(secret).to_hex())
    blinded = blind_afresh(key, message)
    signature = issuing.collect(session, device, item, blinded.request)
    return secret, blinded.prefix, finalise(key, blinded, signature)


def _bodies(
    item: str, election: bytes, credentials: Sequence[tuple[int, bytes, bytes]]
) -> list[bytes]:
    with ProcessPoolExecutor() as pool:
        return list(pool.map(partial(_body, item, election), credentials, chunksize=20))


def _body(item: str, election: bytes, credential: tuple[int, bytes, bytes]) -> bytes:
    secret, prefix, token = credential
    ballot = seal_ballot(parse_election(election), secret, [[1, 0, 0]])
    return json.dumps(
        {
            "item": item,
            "ballot": ballot.encoded.decode(),
            "prefix": encode_b64(prefix),
            "token": encode_b64(token),
            "pairs": [],
        }
    ).encode()
