"""The files of a public record, by name (protocol 9)."""

from collections.abc import Iterable, Mapping

LOG = "log.jsonl"
CHECKPOINT = "checkpoint.txt"
VKEY = "vkey.txt"
SUMMARY = "summary.txt"

FIXED_NAMES = (LOG, CHECKPOINT, VKEY, SUMMARY)


def issued_name(item: str) -> str:
    """Return the name of an item's issued list."""
    return f"issued/{item}.txt"


def archive_name(item: str) -> str:
    """Return the name of an item's Belenios archive."""
    return f"bel/{item}.bel"


def issued_list(entries: Iterable[str]) -> bytes:
    """Return the issued list of the given hex digests: sorted, one per line."""
    return "".join(f"{entry}\n" for entry in sorted(entries)).encode()


def record_files(
    leaves: Iterable[bytes],
    checkpoint: str,
    vkey: str,
    issued: Mapping[str, bytes],
    archives: Mapping[str, bytes],
    summary: bytes,
) -> dict[str, bytes]:
    """Return the files of a record in the order in which they are written.

    `issued` and `archives` hold contents by item; the caller answers for what they are.
    """
    return {
        LOG: b"".join(leaf + b"\n" for leaf in leaves),
        CHECKPOINT: checkpoint.encode(),
        VKEY: f"{vkey}\n".encode(),
        SUMMARY: summary,
        **{issued_name(item): issued[item] for item in sorted(issued)},
        **{archive_name(item): archives[item] for item in sorted(archives)},
    }
