"""The tar-like blocks that a .bel archive is made of (protocol 5).

A member is a 512-byte header and its data, filled up with NUL. There is no end-of-archive block,
and a header has one spelling only: the one that `write_member` gives to name, size and time.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from votesvc.errors import InvalidArchive, TooLarge, located

BLOCK = 512
MAX_ARCHIVE_BYTES = 1 << 30
MAX_MEMBER_BYTES = 1 << 24
MAX_TIME = 8**11 - 1

_SIZE = slice(124, 135)
_TIME = slice(136, 147)
_CHECKSUM = slice(148, 156)


@dataclass(frozen=True, slots=True)
class Member:
    """One named piece of an archive."""

    name: str
    data: bytes
    time: int


def write_member(member: Member) -> bytes:
    """Return the blocks of `member`."""
    if not 0 <= member.time <= MAX_TIME:
        msg = "a time does not fit into a header"
        raise InvalidArchive(msg)
    padding = bytes(-len(member.data) % BLOCK)
    return _header(member.name.encode("ascii"), len(member.data), member.time) + (
        member.data + padding
    )


def read_members(archive: bytes) -> Iterator[Member]:
    """Yield the members of `archive`, refused unless `write_member` makes the same bytes of them.

    Holds one member at a time and believes no size before it has been compared with what is there.
    """
    if len(archive) > MAX_ARCHIVE_BYTES:
        msg = f"more than {MAX_ARCHIVE_BYTES} bytes"
        raise TooLarge(msg)
    start = number = 0
    while start < len(archive):
        number += 1
        with located(f"member {number}"):
            member = _read_member(archive, start)
        start += BLOCK + len(member.data) + -len(member.data) % BLOCK
        yield member


def _read_member(archive: bytes, start: int) -> Member:
    header = archive[start : start + BLOCK]
    name = header[:100].rstrip(b"\0")
    size, time = _octal(header[_SIZE]), _octal(header[_TIME])
    if size > MAX_MEMBER_BYTES:
        msg = f"more than {MAX_MEMBER_BYTES} bytes in one member"
        raise TooLarge(msg)
    if not name.isascii() or header != _header(name, size, time):
        msg = "a header is not spelled as it must be"
        raise InvalidArchive(msg)
    data = archive[start + BLOCK : start + BLOCK + size]
    padding = archive[start + BLOCK + size : start + BLOCK + size + -size % BLOCK]
    if padding != bytes(-size % BLOCK) or len(data) != size:
        msg = "a member is cut short or not filled up with zeros"
        raise InvalidArchive(msg)
    return Member(name.decode("ascii"), data, time)


def _octal(digits: bytes) -> int:
    if not digits.isdigit() or b"8" in digits or b"9" in digits:
        msg = "a header holds no octal number where one must be"
        raise InvalidArchive(msg)
    return int(digits, 8)


def _header(name: bytes, size: int, time: int) -> bytes:
    header = bytearray(BLOCK)
    header[: len(name)] = name
    header[100:107] = b"0000644"
    header[108:115] = header[116:123] = b"0000000"
    header[_SIZE] = b"%011o" % size
    header[_TIME] = b"%011o" % time
    header[_CHECKSUM] = b" " * 8
    header[156:157] = b"0"
    header[_CHECKSUM] = b"%06o\0 " % sum(header)
    return bytes(header)
