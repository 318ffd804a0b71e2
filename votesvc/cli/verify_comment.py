"""`votesvc verify-comment`: the author of a comment shows that a record holds it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from votesvc.cli import wording
from votesvc.cli.language import Words, print_anything, words
from votesvc.cli.unpack import UnusableInput, read_file, read_record
from votesvc.crypto.comment import SIZES, pad
from votesvc.domain.record.find_comment import FoundComment, find_comment
from votesvc.errors import InvalidRecord, TooLarge, Unsupported, VotesvcError

GOOD, REFUSED, UNUSABLE = 0, 1, 2


@click.command()
@click.option(
    "--record",
    "record_file",
    required=True,
    type=click.Path(path_type=Path),
    help="The congress's record.zip, or the folder that it was unpacked in.",
)
@click.option(
    "--plaintext",
    "text_file",
    required=True,
    type=click.Path(path_type=Path),
    help="The comment as your phone saved it, with its nonce.",
)
@click.option("--vkey", help="The log's public key, if you have it from elsewhere.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the report.")
def command(record_file: Path, text_file: Path, vkey: str | None, lang: str | None) -> None:
    """Show that a record holds your comment, and what became of it: also when it is withheld.

    Whoever has the file with the text can do this, so show it to nobody who must not know that
    you wrote it. Exits with 0 when the comment is found, 1 when it is not or the record is
    refused, 2 when a file cannot be used.
    """
    print_anything()
    sys.exit(_verify(record_file, text_file, vkey, words(lang)))


def _verify(record_file: Path, text_file: Path, vkey: str | None, reader: Words) -> int:
    name = {"file": wording.printable(str(record_file))}
    try:
        found = find_comment(read_record(record_file), _read_texts(text_file), vkey=vkey)
    except (UnusableInput, Unsupported) as error:
        click.echo(reader.gettext(wording.UNUSABLE, name))
        _explain(error, reader)
        return UNUSABLE
    except VotesvcError as error:
        refused = isinstance(error, InvalidRecord)
        click.echo(reader.gettext(wording.REFUSED if refused else wording.NO_COMMENT, name))
        _explain(error, reader)
        return REFUSED
    for line in _lines(found, reader):
        click.echo(line)
    return GOOD


def _read_texts(path: Path) -> list[bytes]:
    """Return what the file may stand for: itself, and itself without blanks and padded anew."""
    data = read_file(path)
    try:
        texts = [pad(data.strip())]
    except TooLarge as error:
        raise UnusableInput(*error.args) from None
    return [data, *texts] if len(data) in SIZES else texts


def _lines(found: FoundComment, reader: Words) -> Iterator[str]:
    title = wording.printable(found.title)
    yield reader.gettext(wording.COMMENT_FOUND, {"title": title, "index": found.index})
    yield reader.gettext(wording.COMMENT_COMMITMENT, {"commitment": found.commitment})
    if found.fate is None:
        yield reader.gettext(wording.COMMENT_UNOPENED)
    elif found.fate.reason is None:
        yield reader.gettext(wording.COMMENT_PUBLISHED, {"index": found.fate.index})
        return
    else:
        reason = reader.gettext(wording.WITHHELD_FOR[found.fate.reason])
        yield reader.gettext(
            wording.COMMENT_WITHHELD, {"index": found.fate.index, "withheld_for": reason}
        )
    yield reader.gettext(wording.COMMENT_FITS if found.fits else wording.COMMENT_MALFORMED)


def _explain(error: VotesvcError, reader: Words) -> None:
    click.echo(reader.gettext(wording.REASON, {"reason": wording.printable(str(error))}))
