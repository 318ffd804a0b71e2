"""The public log of a rehearsal's congress, as anybody reads it."""

from collections.abc import Iterator

from votesvc.cli.rehearsal.wire import Wire
from votesvc.crypto.encoding import as_list, as_natural, as_text
from votesvc.domain.entries import Entry, parse_entry

_PAGE = 500


def read_log(wire: Wire, congress: str) -> Iterator[Entry]:
    """Yield every entry of the log, from the first."""
    size = as_natural(wire.get_json(f"/c/{congress}/state")["size"])
    for start in range(0, size, _PAGE):
        end = min(start + _PAGE, size)
        answer = wire.get_json(f"/c/{congress}/log?start={start}&end={end}")
        for leaf in as_list(answer["entries"]):
            yield parse_entry(as_text(leaf).encode())
