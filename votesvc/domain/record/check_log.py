"""Check 1: the leaves rehash to the checkpoint's root; signature and cosignatures hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from votesvc.crypto.checkpoint import (
    Checkpoint,
    check_cosignatures,
    count_lines,
    open_checkpoint,
)
from votesvc.crypto.encoding import BASE58, UUID_LENGTH
from votesvc.crypto.merkle import Tree, leaf_hash
from votesvc.domain.record.blame import blaming, refuse
from votesvc.domain.record.layout import CHECKPOINT, FIXED_NAMES, LOG, VKEY
from votesvc.domain.record.steps import Known, Step, fact

_UUID = f"[{BASE58}]{{{UUID_LENGTH}}}"
# Ten times what fits into a record of bearable size; a gigabyte of line ends would have far more.
_MOST_ENTRIES = 1_000_000
_PER_ITEM = re.compile(rf"issued/{_UUID}\.txt|bel/{_UUID}\.bel")


@dataclass(frozen=True, slots=True)
class SignedLog:
    """The leaves of a log that its checkpoint covers."""

    checkpoint: Checkpoint
    note: str
    vkey: str
    leaves: tuple[bytes, ...]


def check_log(files: Mapping[str, bytes], known: Known) -> tuple[SignedLog, Step]:
    """Return the log of a record that holds all its files and no others.

    Where the reader knows no key the record's own is believed, which shows that the record is
    whole, not whose it is.
    """
    _check_names(files)
    note, own = _text(files, CHECKPOINT), _text(files, VKEY).removesuffix("\n")
    if known.vkey not in (None, own):
        refuse(1, "the log is signed by another key than the one you gave")
    with blaming(1):
        checkpoint = open_checkpoint(note, own)
        cosignatures = check_cosignatures(note, known.witnesses)
        lines = count_lines(note)
    leaves = _split_leaves(files[LOG])
    if len(leaves) != checkpoint.size:
        refuse(1, f"the log has {len(leaves)} entries, its checkpoint covers {checkpoint.size}")
    tree = Tree(map(leaf_hash, leaves))
    if tree.root() != checkpoint.root:
        refuse(1, "the entries do not hash to the root of the checkpoint")
    for seen in known.earlier:
        _check_continues(seen, own, tree)
    return SignedLog(checkpoint, note, own, leaves), Step(
        1,
        (
            fact("log", entries=len(leaves), origin=checkpoint.origin),
            fact("root", root=checkpoint.root.hex()),
            fact("key", vkey=own),
            fact("cosignatures", known=len(cosignatures), others=lines - 1 - len(cosignatures)),
            *((fact("continues", number=len(known.earlier)),) if known.earlier else ()),
        ),
    )


def _check_continues(note: str, vkey: str, tree: Tree) -> None:
    with blaming(1):
        seen = open_checkpoint(note, vkey)
    if seen.size > tree.size:
        refuse(1, f"the log is shorter than an earlier checkpoint, which covers {seen.size}")
    if tree.root(seen.size) != seen.root:
        refuse(1, f"the first {seen.size} entries are not those of an earlier checkpoint")


def _check_names(files: Mapping[str, bytes]) -> None:
    for name in FIXED_NAMES:
        if name not in files:
            refuse(1, f"the record has no file {name}")
    for name in files:
        if name not in FIXED_NAMES and not _PER_ITEM.fullmatch(name):
            refuse(1, "the record holds a file that does not belong to it")


def _text(files: Mapping[str, bytes], name: str) -> str:
    try:
        return files[name].decode()
    except UnicodeDecodeError:
        refuse(1, f"{name} is not utf-8")


def _split_leaves(data: bytes) -> tuple[bytes, ...]:
    if data.count(b"\n") > _MOST_ENTRIES:
        refuse(1, f"the log has more than {_MOST_ENTRIES} entries")
    lines = data.split(b"\n")
    if lines.pop() != b"":
        refuse(1, "the log does not end with a whole line")
    return tuple(lines)
