"""`votesvc scrutineer join|check|sign|backup`: a seat on a laptop instead of a phone."""

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click

from votesvc.cli.decryption import Checked, NothingToDecrypt, check_before_decrypting
from votesvc.cli.exits import exit_codes, print_step
from votesvc.cli.memory import Memory, memory_beside
from votesvc.cli.publicpages import download_record, parse_address
from votesvc.cli.seat.device import Device, join as take_seat, read_deals, secret_of
from votesvc.cli.seat.holder import SeatHolder
from votesvc.cli.seat.seat_file import (
    begin_seat,
    is_seated,
    keep_deals,
    keep_seat,
    kept_deals,
    read_seat,
    write_new,
)
from votesvc.cli.seat.signing import sign_counted
from votesvc.cli.seat.wire import Answer, HttpServer
from votesvc.cli.unpack import read_file, unzip
from votesvc.cli.wording import printable
from votesvc.cli.workers import spreading, terminal_progress
from votesvc.crypto.backup import make_backup
from votesvc.crypto.checkpoint import open_checkpoint
from votesvc.crypto.encoding import as_list, as_text
from votesvc.crypto.seat_keys import SeatKeys
from votesvc.domain.electorate import titled
from votesvc.domain.entries import KeyCommitments, parse_entry
from votesvc.domain.record.check_keys import read_pledges
from votesvc.domain.record.layout import CHECKPOINT, LOG, VKEY
from votesvc.errors import InvalidTrustees, MalformedInput

_POLL_SECONDS = 2.0

Command = TypeVar("Command", bound=Callable[..., Any])

passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file whose first line is the passphrase.  [default: ask, or $VOTESVC_PASSPHRASE]",
)
_KEY = click.option(
    "--key",
    "key_file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Your seat, or a backup of it that a browser saved.",
)
_SERVER = click.option("--server", help="Public page of the congress, http://HOST:PORT/c/CONGRESS.")
_RECORD = click.option(
    "--record",
    "record_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Instead of --server: the congress's record.zip.",
)
_WORKERS = click.option(
    "--workers",
    default=os.cpu_count() or 1,
    show_default="all cores",
    type=click.IntRange(1, 256),
    help="Processes that check ballots side by side.",
)


def ask_passphrase(file: Path | None, confirm: bool = False) -> str:
    """Return the passphrase from a file, the environment or the terminal."""
    if file is not None:
        return file.read_text(encoding="utf-8").split("\n")[0]
    known = os.environ.get("VOTESVC_PASSPHRASE")
    if known is not None:
        return known
    answer: str = click.prompt(
        "Passphrase / 口令", hide_input=True, confirmation_prompt=confirm, err=True
    )
    return answer


@click.command()
@click.argument("invitation")
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="File for your seat, under a passphrase, e.g. zhang.seat.json.",
)
@passphrase_option
@click.option("--once", is_flag=True, help="Do what can be done now, and do not wait for others.")
def join(invitation: str, out: Path, passphrase_file: Path | None, once: bool) -> None:
    """Take the seat of INVITATION (the address in the QR code) and make the key with the others.

    Interrupted, the same command goes on where it was.
    """
    with exit_codes("no key was made"):
        base, secret = _parse_invitation(invitation)
        passphrase = ask_passphrase(passphrase_file, confirm=not out.exists())
        server = HttpServer(base)
        if not (out.exists() and is_seated(out, passphrase)):
            keep_seat(out, take_seat(server, secret, begin_seat(out, passphrase)), passphrase)
        device = Device(server, read_seat(out, passphrase), memory_beside(out))
        status = _play(device, once)
        if as_text(status["step"]) == "ready":
            keep_deals(out, device.deals())
            click.echo(f"The key is ready / 钥匙已就绪: {out}")
            click.echo("Keep a copy of this file elsewhere. 请把这个文件另存一份。")


@click.command()
@_KEY
@_SERVER
@_RECORD
@passphrase_option
@_WORKERS
def check(
    key_file: Path,
    server: str | None,
    record_file: Path | None,
    passphrase_file: Path | None,
    workers: int,
) -> None:
    """Check the whole log and cosign its checkpoint as a witness.

    Nothing is cosigned unless the log continues the one this key has seen before.
    """
    with exit_codes("nothing was cosigned"):
        keys = read_seat(key_file, ask_passphrase(passphrase_file))
        files = _files(server, record_file)
        _checked(files, memory_beside(key_file), workers)
        note, vkey = files[CHECKPOINT].decode(), files[VKEY].decode().removesuffix("\n")
        seen = open_checkpoint(note, vkey)
        body, _, lines = note.partition("\n\n")
        plain = f"{body}\n\n{lines.split(chr(10))[0]}\n"
        cosigned = keys.witness.cosign(plain, int(time.time()))
        if server is None:
            click.echo(cosigned)
            return
        base, path = _base_of(server)
        HttpServer(base).post(f"{path}/cosign", {"checkpoint": cosigned})
        click.echo(f"Cosigned {seen.size} entries / 已对 {seen.size} 条记录作见证签名")


@click.command()
@_KEY
@click.option("--server", required=True, help="Public page of the congress.")
@passphrase_option
@_WORKERS
def sign(key_file: Path, server: str, passphrase_file: Path | None, workers: int) -> None:
    """Check every result that is counted, show it, and sign it.

    Nothing is signed but what the ballots in the log add up to.
    """
    with exit_codes("nothing was signed"):
        keys = read_seat(key_file, ask_passphrase(passphrase_file))
        base, _ = _base_of(server)
        checked = _checked(_files(server, None), memory_beside(key_file), workers)
        signed = 0
        for contest, result, answer in sign_counted(HttpServer(base), checked, keys):
            signed += 1
            owners = len(as_list(answer["signed"]))
            title = printable(titled(contest.item.title, contest.item.rule))
            click.echo(f"{title}: {result.encoded.decode()}")
            click.echo(f"signed, {owners} so far / 已签字,共 {owners} 人")
        if not signed:
            reason = "no result waits for a signature"
            raise NothingToDecrypt(reason)


@click.command()
@_KEY
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="New file for the backup.",
)
@passphrase_option
def backup(key_file: Path, out: Path, passphrase_file: Path | None) -> None:
    """Write a copy of your seat under a new passphrase; a browser can restore it."""
    with exit_codes("no backup was written"):
        keys = read_seat(key_file, ask_passphrase(passphrase_file))
        click.echo("A passphrase for the backup / 备份用的口令:", err=True)
        if out.exists():
            reason = "the file exists already; a backup is never replaced"
            raise MalformedInput(reason)
        write_new(out, make_backup(keys.to_json(), ask_passphrase(None, confirm=True)))
        click.echo(f"Backup / 备份: {out}")


def seat_holder(
    key_file: Path, passphrase: str, files: Mapping[str, bytes], server: str | None
) -> SeatHolder:
    """Return what a seat decrypts with: from the deals beside it, or from the service.

    Raises `InvalidTrustees` where neither is at hand.
    """
    keys = read_seat(key_file, passphrase)
    deals = kept_deals(key_file)
    if deals is None and server is not None:
        base, _ = _base_of(server)
        deals = Device(HttpServer(base), keys, memory_beside(key_file)).deals()
    if deals is None:
        reason = "what was dealt to this seat is not beside it: use --server"
        raise InvalidTrustees(reason)
    ceremony = keys.ceremony
    for leaf in files[LOG].splitlines():
        if b'"type":"key-commitments"' in leaf and ceremony.ceremony.encode() in leaf:
            entry = parse_entry(leaf)
            if isinstance(entry, KeyCommitments):
                pledges = read_pledges(ceremony, [seat.pledge for seat in entry.seats])
                return SeatHolder(keys, secret_of(keys, read_deals(ceremony, pledges, deals)))
    reason = "the log does not have the ceremony of this seat"
    raise InvalidTrustees(reason)


def _play(device: Device, once: bool) -> Answer:
    """Go on until the key is ready, telling of every change."""
    told = ""
    while True:
        status = device.go_on()
        line = _line(status, device.keys)
        if line != told:
            click.echo(line)
            told = line
        step = as_text(status["step"])
        waiting = _done(status, device.keys.index - 1)
        if step == "ready" or (once and waiting):
            return status
        if waiting:
            time.sleep(_POLL_SECONDS)


def _done(status: Answer, mine: int) -> bool:
    """Say whether the ceremony waits for others alone."""
    parts = {"pledging": "pledged", "dealing": "dealt", "checking": "confirmed"}
    part = parts.get(as_text(status["step"]))
    return part is None or as_list(status[part])[mine] is True


def _line(status: Answer, keys: SeatKeys) -> str:
    counts = (sum(map(bool, as_list(status[part]))) for part in ("pledged", "dealt", "confirmed"))
    size = keys.ceremony.size
    rounds = ", ".join(f"{number}: {count}/{size}" for number, count in enumerate(counts, 1))
    return f"seat / 席位 {keys.index}, {keys.ceremony.threshold} of {size}; rounds / 轮次 {rounds}"


def _checked(files: Mapping[str, bytes], memory: Memory, workers: int) -> Checked:
    with spreading(workers, terminal_progress()) as each:
        return check_before_decrypting(files, None, memory, print_step, each)


def _files(server: str | None, record_file: Path | None) -> Mapping[str, bytes]:
    if (server is None) == (record_file is None):
        message = "give either --server or --record"
        raise click.UsageError(message)
    data = read_file(record_file) if record_file else download_record(parse_address(server or ""))
    return unzip(data)


def _base_of(server: str) -> tuple[str, str]:
    """Return the address of the service, and the path of the congress on it."""
    address = parse_address(server)
    cut = address.rindex("/c/")
    return address[:cut], address[cut:]


def _parse_invitation(text: str) -> tuple[str, str]:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or not parts.path.endswith("/k"):
        reason = "an invitation looks like http://HOST:PORT/k#..."
        raise MalformedInput(reason)
    return f"{parts.scheme}://{parts.netloc}{parts.path.removesuffix('/k')}", parts.fragment
