"""Comments over HTTP, durable per second, and opening a thousand: in the browser and in Python."""

import json
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy.orm import Session

from benchmarks.casting import send_all
from benchmarks.hall import check_everybody_in
from benchmarks.opening import opened_in_browser
from benchmarks.table import Row
from votesvc.cli.rehearsal.service import running_service
from votesvc.cli.rehearsal.speaker import comment_request
from votesvc.crypto.blind_rsa import blind_afresh, credential_message, finalise, parse_public_key
from votesvc.crypto.comment import new_comment, parse_comment
from votesvc.crypto.encoding import hexhash
from votesvc.crypto.sealing import AuthorKey, OfficerKey, seal
from votesvc.domain.credentials import Slot
from votesvc.domain.entries import CommentMade
from votesvc.domain.hearing_spec import HearingSpec
from votesvc.services import hearing_office, hearing_setup, hearings, issuing, setup
from votesvc.services.hearing_office import Decision
from votesvc.services.sequencer import Log
from votesvc.storage.base import open_engine, open_sessions
from votesvc.storage.schema import create_board_tables, create_roll_tables
from votesvc.web.settings import Settings, server_key

_NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
_COMMENTS = 1_000
_PER_DELEGATE = 10
_SPEC = HearingSpec(
    kind="hearing",
    title="bench",
    matter="bench",
    clauses=(),
    per_delegate=_PER_DELEGATE,
    marks=False,
    notice_days=0,
    papers=(),
    officers=(),
)

Right = tuple[bytes, bytes, bytes]
"""The seed of a one-time key, and prefix and token of its credential."""


def measure() -> Iterator[Row]:
    """Yield comments accepted per second, and the times to open and to log a thousand."""
    officer = OfficerKey.from_secret(secrets.token_bytes(32))
    with tempfile.TemporaryDirectory(prefix="votesvc-bench-") as name:
        data = Path(name)
        congress, hearing, rights = _open_hearing(data, officer)
        with ProcessPoolExecutor() as pool:
            made = list(pool.map(partial(_write, hearing, officer.public), rights, chunksize=20))
        bodies = [json.dumps(comment_request(one)).encode() for one in made]
        with running_service(data) as service:
            address = f"/c/{congress}/comment"
            send_all(service, address, bodies[:50])
            start = time.perf_counter()
            taken = max(send_all(service, address, bodies[50:])) - start
        yield Row(
            "comments over HTTP, durable on SQLite",
            f"{(len(bodies) - 50) / taken:.0f}/s",
            remark="64 phones at once",
        )
        yield from _open(officer, hearing, made)
        yield _open_on_the_command_line(data, officer)
        yield _log_opening(data, officer, hearing, made)


def _open_hearing(data: Path, officer: OfficerKey) -> tuple[str, str, list[Right]]:
    """Make an installation with an open hearing; return the rights to a thousand comments."""
    roll_engine, board_engine = map(open_engine, Settings(data).databases.values())
    create_roll_tables(roll_engine)
    create_board_tables(board_engine)
    sessions = open_sessions(roll_engine, board_engine)
    log = Log(sessions, server_key(data), pause=0.0)
    with sessions() as session:
        congress = setup.create_congress(session, log, "bench", hexhash(b"booth"), _NOW)
        devices = check_everybody_in(session, log, congress, _COMMENTS // _PER_DELEGATE)
        hearing = hearings.create(session, congress, _SPEC)
        hearings.set_officer_key(session, hearing, officer.public)
        hearing_setup.announce(session, log, hearing, _NOW)
        hearing_setup.open_hearing(session, log, hearing, _NOW)
        rights = [
            _collect(session, hearing, device, number + 1)
            for device in devices
            for number in range(_PER_DELEGATE)
        ]
    log.close()
    roll_engine.dispose()
    board_engine.dispose()
    return congress, hearing, rights


def _collect(session: Session, hearing: str, device: str, number: int) -> Right:
    seed = secrets.token_bytes(32)
    key = parse_public_key(hearings.hearing_row(session, hearing).comment_key or b"")
    message = credential_message("comment", hearing, AuthorKey.from_seed(seed).public)
    blinded = blind_afresh(key, message)
    slot = Slot("comment", number)
    signature = issuing.collect(session, device, hearing, blinded.request, slot)
    return seed, blinded.prefix, finalise(key, blinded, signature)


def _write(hearing: str, officer: str, right: Right) -> CommentMade:
    seed, prefix, token = right
    author = AuthorKey.from_seed(seed)
    text = "这一条规定应当写得更明白一些。" * (1 + seed[0] % 40)
    sealed = seal(officer, hearing, new_comment(text).padded)
    signature = author.sign_comment(hearing, sealed)
    return CommentMade(
        hearing, author.public, prefix, token, sealed.commitment, sealed.sealed, signature
    )


def _open(officer: OfficerKey, hearing: str, made: Sequence[CommentMade]) -> Iterator[Row]:
    start = time.perf_counter()
    for one in made:
        parse_comment(officer.open(hearing, one.commitment, one.sealed))
    taken = time.perf_counter() - start
    yield Row(f"opening {len(made):,} comments in Python, one core", f"{taken:.2f} s", "5 s")
    taken = opened_in_browser(officer, hearing, made)
    yield Row(f"opening {len(made):,} comments in Chromium", f"{taken:.2f} s", "5 s")


def _open_on_the_command_line(data: Path, officer: OfficerKey) -> Row:
    """Measure the whole command: it checks the record and every credential first."""
    record, key, out = (data / name for name in ("record.zip", "officer.json", "opened.jsonl"))
    key.write_text(json.dumps(officer.to_json()))
    _votesvc("export", f"--data={data}", f"--out={record}")
    start = time.perf_counter()
    _votesvc("officer", "open", f"--record={record}", f"--key={key}", f"--out={out}")
    taken = time.perf_counter() - start
    count = len(out.read_text().splitlines())
    return Row(f"`votesvc officer open`, {count:,} comments, checks included", f"{taken:.2f} s")


def _votesvc(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "votesvc", *arguments], check=True, capture_output=True)


def _log_opening(data: Path, officer: OfficerKey, hearing: str, made: Sequence[CommentMade]) -> Row:
    decisions = [
        Decision(one.commitment, officer.open(hearing, one.commitment, one.sealed)) for one in made
    ]
    engine = open_engine(Settings(data).databases["board"])
    sessions = open_sessions(None, engine)
    log = Log(sessions, server_key(data), pause=0.0)
    start = time.perf_counter()
    with sessions() as session:
        hearing_office.open_batch(session, log, hearing, decisions, _NOW)
    taken = time.perf_counter() - start
    log.close()
    engine.dispose()
    return Row(f"checking and logging {len(made):,} published comments", f"{taken:.2f} s")
