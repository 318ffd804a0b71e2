"""`votesvc scrutineer`: hold a share of the key, and decrypt what is closed."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from votesvc.cli.decryption import Share, check_before_decrypting, decrypt_closed
from votesvc.cli.exits import exit_codes, print_step
from votesvc.cli.keyfile import is_single, new_key, read_key, write_key
from votesvc.cli.memory import memory_beside
from votesvc.cli.publicpages import download_record, parse_address, send_share
from votesvc.cli.seat.commands import ask_passphrase, backup, check, join, seat_holder, sign
from votesvc.cli.seat.holder import Holder, SingleHolder
from votesvc.cli.unpack import read_file, unzip
from votesvc.cli.wording import printable
from votesvc.cli.workers import spreading, terminal_progress
from votesvc.crypto.encoding import JsonValue, parse_uuid


@click.group()
def command() -> None:
    """Hold a share of the key: join a ceremony, check, decrypt, sign; or make a single key."""


for seat_command in (join, check, sign, backup):
    command.add_command(seat_command)


@command.command()
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="New file for the secret key, e.g. zhang.key.json.",
)
def keygen(out: Path) -> None:
    """Make a single key, none of which may be missing at the count.

    A secret file for yourself, and beside it the public part for the organiser.
    """
    public = out.with_name(out.name.removesuffix(".json").removesuffix(".key") + ".public.json")
    for path in (out, public):
        if path.exists():
            message = f"{path} exists already; a key is never replaced"
            raise click.UsageError(message)
    out.parent.mkdir(parents=True, exist_ok=True)
    key = new_key()
    write_key(out, key)
    part = json.dumps(key.public_part(), separators=(",", ":"))
    public.write_text(part + "\n", encoding="ascii")
    click.echo(f"Secret key, for yourself alone / 私钥,请自己妥善保管: {out}")
    click.echo(f"Public part, for the organiser / 公钥,请交给工作人员: {public}\n\n{part}")


@command.command()
@click.option(
    "--key",
    "key_file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Your seat, a backup of it, or the secret file of a single key.",
)
@click.option("--server", help="Public page of the congress, http://HOST:PORT/c/CONGRESS.")
@click.option(
    "--record",
    "record_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Instead of --server: the congress's record.zip.",
)
@click.option("--item", "items", multiple=True, help="Only this ballot.  [default: all closed]")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the shares to this file, one per line, and send nothing.",
)
@click.option(
    "--workers",
    default=os.cpu_count() or 1,
    show_default="all cores",
    type=click.IntRange(1, 256),
    help="Processes that check ballots side by side.",
)
@click.option(
    "--passphrase-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Of a seat: a file whose first line is the passphrase.  [default: ask]",
)
def decrypt(
    key_file: Path,
    server: str | None,
    record_file: Path | None,
    items: Sequence[str],
    out: Path | None,
    **options: Any,
) -> None:
    """Check every ballot of what is closed, then make and hand in your share of its count.

    Nothing is decrypted unless the log is whole and continues the one this key has seen before,
    every ballot proves itself, and what is decrypted is the sum of all of them.
    """
    if (server is None) == (record_file is None) or (record_file is not None and out is None):
        message = "give either --server, or --record together with --out"
        raise click.UsageError(message)
    with exit_codes("nothing was decrypted"):
        for item in items:
            parse_uuid(item)
        address = parse_address(server) if server else ""
        passphrase_file, workers = options["passphrase_file"], options["workers"]
        memory = memory_beside(key_file)
        files = unzip(read_file(record_file) if record_file else download_record(address))
        key = _holder(key_file, passphrase_file, files, server)
        with spreading(workers, terminal_progress()) as each:
            record = check_before_decrypting(files, items, memory, print_step, each)
        shares = list(decrypt_closed(record, key, memory))
        _hand_in(shares, address, out)


def _holder(
    key_file: Path, passphrase_file: Path | None, files: Mapping[str, bytes], server: str | None
) -> Holder:
    """Return who decrypts: a single key, or a seat under its passphrase."""
    if is_single(key_file):
        return SingleHolder(read_key(key_file))
    return seat_holder(key_file, ask_passphrase(passphrase_file), files, server)


def _hand_in(shares: Sequence[Share], address: str, out: Path | None) -> None:
    if out is not None:
        bodies = [body for share in shares for body in _bodies(share).values()]
        lines = [json.dumps(body, separators=(",", ":")) for body in bodies]
        out.write_text("\n".join(lines) + "\n", encoding="ascii")
    for share in shares:
        if out is None:
            for page, body in _bodies(share).items():
                send_share(address, body, page)
        done = "handed in / 已提交" if out is None else f"written to {out} / 已写入"
        title = printable(share.title)
        click.echo(f"{title}: {share.ballots} ballots, share of scrutineer {share.owner} {done}")


def _bodies(share: Share) -> dict[str, JsonValue]:
    """Return what is handed in, by page: names first, for the last share ends the count."""
    slips = {"slips": share.slips_to_json()} if share.slips else {}
    return {**slips, "share": share.to_json()}
