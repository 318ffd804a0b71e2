"""`votesvc verify`: check a .bel archive or a record.zip, whoever made it."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from votesvc.cli import wording
from votesvc.cli.language import Words, print_anything, words
from votesvc.cli.unpack import UnusableInput, is_archive, is_zip, read_file, unzip
from votesvc.cli.wording import word_fact
from votesvc.cli.workers import spreading, terminal_progress
from votesvc.crypto.archive import Verified, check_archive, read_archive
from votesvc.domain.record import check_record
from votesvc.domain.record.layout import LOG
from votesvc.domain.record.steps import Each, Fact, Known, Step, fact
from votesvc.errors import InvalidRecord, UnsafeLibrary, Unsupported, VotesvcError

GOOD, REFUSED, UNUSABLE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads the report: in which language, with how much help, knowing which keys."""

    words: Words
    each: Each
    known: Known

    def say(self, message: str, figures: Mapping[str, str | int] | None = None) -> None:
        """Print one line of wording."""
        click.echo(self.words.gettext(message, figures))


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--workers",
    default=os.cpu_count() or 1,
    show_default="all cores",
    type=click.IntRange(1, 256),
    help="Processes that check ballots side by side.",
)
@click.option("--vkey", help="The log's public key, if you have it from elsewhere.")
@click.option(
    "--witness", "witness_keys", multiple=True, help="Public key of a witness; may be repeated."
)
@click.option(
    "--witnesses",
    default=0,
    metavar="K",
    type=click.IntRange(0, 64),
    help="Refuse a record whose checkpoint fewer than K scrutineers have cosigned.",
)
@click.option(
    "--checkpoint",
    "checkpoints",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A file with a checkpoint you saw earlier, as its QR code holds it; may be repeated.",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language of the report.")
def command(
    files: Sequence[Path],
    workers: int,
    vkey: str | None,
    checkpoints: Sequence[Path],
    **options: Any,
) -> None:
    """Check FILES, each a .bel archive or a record.zip, and print every check with its figures.

    Exits with 0 when all are good, 1 when one is refused, 2 when one cannot be checked.
    """
    print_anything()
    earlier = [_read_note(path) for path in checkpoints]
    with spreading(workers, terminal_progress()) as each:
        known = Known(vkey, options["witness_keys"], earlier, options["witnesses"])
        reader = _Reader(words(options["lang"]), each, known)
        verdicts = [_verify(file, reader) for file in files]
    sys.exit(REFUSED if REFUSED in verdicts else max(verdicts))


def _read_note(path: Path) -> str:
    """Return a checkpoint; what copying from a picture does to the end of a text is mended."""
    try:
        note = read_file(path).decode()
    except (UnusableInput, UnicodeDecodeError) as error:
        raise click.BadParameter(str(error), param_hint="--checkpoint") from None
    return note.replace("\r\n", "\n").rstrip("\n") + "\n"


def _verify(file: Path, reader: _Reader) -> int:
    name = {"file": wording.printable(str(file))}
    try:
        _check(read_file(file), reader)
    except (UnusableInput, Unsupported, UnsafeLibrary) as error:
        reader.say(wording.UNUSABLE, name)
        if isinstance(error, Unsupported):
            reader.say(wording.UNSUPPORTED)
        _explain(error, reader)
        return UNUSABLE
    except VotesvcError as error:
        reader.say(wording.REFUSED, name)
        if isinstance(error, InvalidRecord):
            _blame(error, reader)
        _explain(error, reader)
        return REFUSED
    reader.say(wording.ACCEPTED, name)
    return GOOD


def _check(data: bytes, reader: _Reader) -> None:
    if is_archive(data):
        _check_archive(data, reader)
        return
    files = unzip(data) if is_zip(data) else {}
    if LOG not in files:
        reason = "neither a .bel archive nor a record.zip"
        raise UnusableInput(reason)
    _check_record(files, reader)


def _check_record(files: Mapping[str, bytes], reader: _Reader) -> None:
    def report(step: Step) -> None:
        facts = step.facts
        if step.number == 1 and reader.known.vkey is None:
            facts = (*facts, fact("own-key"))
        _print_step(step.number, wording.RECORD_CHECKS[step.number], facts, reader)

    check_record(files, report, reader.each, reader.known)


def _check_archive(data: bytes, reader: _Reader) -> None:
    numbers = iter(range(1, len(wording.ARCHIVE_CHECKS) + 1))

    def report(name: str, figures: Mapping[str, int]) -> None:
        title = wording.ARCHIVE_CHECKS[name]
        _print_step(next(numbers), title, [Fact(f"archive-{name}", figures)], reader)

    archive = read_archive(data)
    report("form", {"bytes": len(data), "ballots": len(archive.ballots)})
    verified = check_archive(archive, reader.each, report)
    for line in _result_facts(verified):
        click.echo(f"   {word_fact(reader.words, line)}")


def _result_facts(verified: Verified) -> Iterator[Fact]:
    rows = zip(verified.election.questions, verified.result.counts, strict=True)
    for number, (question, counts) in enumerate(rows, 1):
        yield fact("archive-question", number=number, question=question.text)
        votes = iter(counts)
        if question.blank:
            yield fact("archive-blank", votes=next(votes))
        for answer, count in zip(question.answers, votes, strict=True):
            yield fact("archive-answer", votes=count, answer=answer)


def _print_step(number: int, title: str, facts: Sequence[Fact], reader: _Reader) -> None:
    click.echo(f"{number}. {reader.words.gettext(title)}")
    for line in facts:
        click.echo(f"   {word_fact(reader.words, line)}")


def _blame(error: InvalidRecord, reader: _Reader) -> None:
    title = reader.words.gettext(wording.RECORD_CHECKS[error.check])
    reader.say(wording.REFUSED_CHECK, {"check": error.check, "title": title})
    if error.index is not None:
        reader.say(wording.REFUSED_ENTRY, {"index": error.index})


def _explain(error: VotesvcError, reader: _Reader) -> None:
    reader.say(wording.REASON, {"reason": wording.printable(str(error))})
