"""`votesvc officer`: the hearing officer reads comments on a laptop that is on no network."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import click

from votesvc.cli import wording
from votesvc.cli.exits import exit_codes
from votesvc.cli.language import Words, print_anything, words
from votesvc.cli.seat.commands import ask_passphrase, passphrase_option
from votesvc.cli.seat.seat_file import write_new
from votesvc.cli.unpack import read_record
from votesvc.cli.workers import spreading, terminal_progress
from votesvc.crypto.backup import LARGEST_BACKUP, TYPE, open_backup
from votesvc.crypto.encoding import JsonValue, parse_json
from votesvc.crypto.sealing import OfficerKey, parse_officer_key
from votesvc.domain.record.checked_hearings import checked_hearings
from votesvc.domain.record.open_comments import OpenedComment, open_comments
from votesvc.domain.record.read_hearing import Consultation
from votesvc.errors import UnknownComment

_MARKS: Final = (wording.NECESSITY, wording.COMPLIANCE, wording.FEASIBILITY)


@click.group()
def command() -> None:
    """Read the comments of a hearing away from the service, with the officer's key."""


@command.command("open")
@click.option(
    "--record",
    required=True,
    type=click.Path(exists=True, path_type=Path),
    help="The congress's record.zip, or the folder that it was unpacked in.",
)
@click.option(
    "--key",
    "key_file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The officer's backup file, or the key itself.",
)
@passphrase_option
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="New file for the comments, for the officer alone.",
)
@click.option("--text", is_flag=True, help="Write text to be read, instead of a JSON a line.")
@click.option("--vkey", help="The log's public key, if you have it from elsewhere.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of report and text.")
@click.option(
    "--workers",
    default=os.cpu_count() or 1,
    show_default="all cores",
    type=click.IntRange(1, 256),
    help="Processes that check credentials side by side.",
)
def open_(  # noqa: PLR0913, PLR0917 - one for each option
    record: Path,
    key_file: Path,
    passphrase_file: Path | None,
    out: Path,
    text: bool,
    vkey: str | None,
    lang: str | None,
    workers: int,
) -> None:
    """Write every comment that the key opens, in the order of commitments, and send nothing.

    The log and its hearings are checked first; each comment has to open its commitment. Exits
    with 0 when it has done so, also where some comments cannot be opened, which it names; with 1
    when the record or the key is refused, with 2 when a file cannot be used.
    """
    print_anything()
    if out.exists() or out.is_symlink():
        message = f"{out} exists already"
        raise click.UsageError(message)
    with exit_codes("nothing was opened"):
        key = _read_key(key_file, passphrase_file)
        files = read_record(record)
        with spreading(workers, terminal_progress()) as each:
            hearings = [
                one
                for one in checked_hearings(files, each, vkey)
                if one.hearing.officer_key == key.public
            ]
        if not hearings:
            reason = "no hearing of this record has comments sealed to this key"
            raise UnknownComment(reason)
        opened = [(one, list(open_comments(one, key))) for one in hearings]
        reader = words(lang)
        lines = [line for one in opened for line in _lines(*one, reader, text=text)]
        write_new(out, "".join(f"{line}\n" for line in lines).encode())
        for one, comments in opened:
            _report(one, comments, reader)
        click.echo(str(out))


def _read_key(file: Path, passphrase_file: Path | None) -> OfficerKey:
    data = file.read_bytes()
    value = parse_json(data.rstrip(b"\r\n"), LARGEST_BACKUP)
    if isinstance(value, dict) and value.get("type") == TYPE:
        value = open_backup(data, ask_passphrase(passphrase_file))
    return parse_officer_key(value)


def _lines(
    one: Consultation, comments: Sequence[OpenedComment], reader: Words, *, text: bool
) -> Iterator[str]:
    if not text:
        for opened in comments:
            yield json.dumps(_to_json(one, opened), ensure_ascii=False, sort_keys=True)
        return
    yield f"# {one.hearing.title}\n"
    for opened in comments:
        yield f"{opened.commitment}  {_state(opened, reader)}"
        yield from _readable(one, opened, reader)
        yield ""


def _to_json(one: Consultation, opened: OpenedComment) -> JsonValue:
    fields: dict[str, JsonValue] = {
        "commitment": opened.commitment,
        "hearing": one.hearing.item,
        "state": "unopened" if opened.fate is None else "published",
    }
    if opened.fate is not None and opened.fate.reason is not None:
        fields |= {"state": "withheld", "reason": opened.fate.reason}
    if opened.fault:
        fields["fault"] = opened.fault
    if opened.comment is not None:
        fields |= {
            "clause": opened.comment.clause,
            "marks": list(opened.comment.marks),
            "reply_to": opened.comment.reply_to,
            "text": opened.comment.text,
        }
    return fields


def _state(opened: OpenedComment, reader: Words) -> str:
    if opened.fate is None:
        return reader.gettext(wording.OPENED_NOT_YET)
    if opened.fate.reason is None:
        return reader.gettext(wording.OPENED_PUBLISHED)
    reason = reader.gettext(wording.WITHHELD_FOR[opened.fate.reason])
    return reader.gettext(wording.OPENED_WITHHELD, {"withheld_for": reason})


def _readable(one: Consultation, opened: OpenedComment, reader: Words) -> Iterator[str]:
    """Yield a comment as one reads it; no line of its text can pass as a line of ours."""
    comment = opened.comment
    if opened.fault:
        yield reader.gettext(wording.OPENED_FAULT, {"reason": opened.fault})
    if comment is None:
        return
    if 0 < comment.clause <= len(one.hearing.clauses):
        clause = one.hearing.clauses[comment.clause - 1]
        yield reader.gettext(wording.OPENED_CLAUSE, {"clause": clause})
    if comment.reply_to:
        yield reader.gettext(wording.OPENED_REPLY, {"commitment": comment.reply_to})
    if any(comment.marks):
        given = zip(_MARKS, comment.marks, strict=True)
        yield " · ".join(f"{reader.gettext(name)} {mark or '—'}" for name, mark in given)
    yield from (f"    {line}" for line in comment.text.splitlines())


def _report(one: Consultation, comments: Sequence[OpenedComment], reader: Words) -> None:
    unreadable = [opened for opened in comments if opened.comment is None]
    figures: dict[str, str | int] = {
        "title": wording.printable(one.hearing.title),
        "opened": len(comments) - len(unreadable),
        "comments": len(comments),
    }
    click.echo(reader.gettext(wording.OPENED_COUNT, figures))
    for opened in unreadable:
        click.echo(reader.gettext(wording.CANNOT_OPEN, {"commitment": opened.commitment}))
        reason = wording.printable(opened.fault)
        click.echo(f"   {reader.gettext(wording.REASON, {'reason': reason})}")
