"""`votesvc scrutineer`: hold a share of the key, and decrypt what is closed."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from votesvc.cli.decrypting import Desk, write_all
from votesvc.cli.decryption import Checked, check_before_decrypting
from votesvc.cli.exits import exit_codes, print_step
from votesvc.cli.keyfile import is_single, new_key, read_key, write_key
from votesvc.cli.memory import memory_beside
from votesvc.cli.publicpages import download_record, parse_address
from votesvc.cli.seat.commands import ask_passphrase, backup, check, join, seat_holder, sign
from votesvc.cli.seat.holder import Holder, SingleHolder
from votesvc.cli.unpack import read_file, unzip
from votesvc.cli.workers import spreading, terminal_progress
from votesvc.crypto.encoding import parse_uuid

_MINUTE = 60


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
    "--wait",
    default=10,
    show_default=True,
    type=click.IntRange(0, 24 * 60),
    help="With names written in: minutes to wait for the other scrutineers' shuffles.",
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

    Where names could be written in, shuffle them first, and wait for the others to do so too.

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
        memory = memory_beside(key_file)
        files = unzip(read_file(record_file) if record_file else download_record(address))
        key = _holder(key_file, options["passphrase_file"], files, server)

        records = _records(files, address)

        def look() -> Checked:
            with spreading(options["workers"], terminal_progress()) as each:
                return check_before_decrypting(next(records), items, memory, print_step, each)

        if out is not None:
            write_all(look(), key, memory, out)
        else:
            Desk(address, key, memory).hand_in_all(look, options["wait"] * _MINUTE)


def _records(files: Mapping[str, bytes], address: str) -> Iterator[Mapping[str, bytes]]:
    """Yield the record that was downloaded, and then what the service has at that time."""
    yield files
    while True:
        yield unzip(download_record(address))


def _holder(
    key_file: Path, passphrase_file: Path | None, files: Mapping[str, bytes], server: str | None
) -> Holder:
    """Return who decrypts: a single key, or a seat under its passphrase."""
    if is_single(key_file):
        return SingleHolder(read_key(key_file))
    return seat_holder(key_file, ask_passphrase(passphrase_file), files, server)
