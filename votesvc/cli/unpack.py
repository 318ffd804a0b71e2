"""Reading what somebody else sends: files, folders and zips whose every claim may be a lie.

Nothing is written to disk and no name in a zip is ever used as a path. No size is believed: each
is bounded first, and reading stops at the bound.
"""

import stat
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

from votesvc.domain.record.layout import LOG
from votesvc.errors import VotesvcError

LARGEST_FILE = 1 << 30
LARGEST_TOTAL = 1 << 30
LARGEST_RATIO = 200
MOST_MEMBERS = 4096

_END = b"PK\x05\x06"
_END_LENGTH = 22
_END_64 = b"PK\x06\x07"
_END_64_LENGTH = 20
_LARGEST_DIRECTORY = MOST_MEMBERS * 256
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What the standard library raises for a zip that is not what it says.
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
)


class UnusableInput(VotesvcError):
    """A file cannot be read as anything that could be checked."""


def read_file(path: Path) -> bytes:
    """Return the content of a regular file of a bearable size."""
    try:
        if not path.is_file():
            reason = "not a file"
            raise UnusableInput(reason)
        with path.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
        raise UnusableInput(reason) from None
    if len(data) > LARGEST_FILE:
        reason = f"more than {LARGEST_FILE} bytes"
        raise UnusableInput(reason)
    return data


def read_record(path: Path) -> dict[str, bytes]:
    """Return the files of a record: a record.zip, or the folder that it was unpacked in."""
    if path.is_dir():
        files = read_folder(path)
    else:
        data = read_file(path)
        files = unzip(data) if is_zip(data) else {}
    if LOG not in files:
        reason = "not a record.zip"
        raise UnusableInput(reason)
    return files


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return the files in a folder by their names from there, as those of a zip."""
    found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    if len(found) > MOST_MEMBERS:
        reason = f"a folder with more than {MOST_MEMBERS} files"
        raise UnusableInput(reason)
    files: dict[str, bytes] = {}
    for path in found:
        files[path.relative_to(folder).as_posix()] = read_file(path)
        if sum(map(len, files.values())) > LARGEST_TOTAL:
            reason = f"a folder of more than {LARGEST_TOTAL} bytes"
            raise UnusableInput(reason)
    return files


def unzip(data: bytes) -> dict[str, bytes]:
    """Return the members of a zip by name; folders are passed over."""
    _check_directory(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check_members(members)
            return {member.filename: _read(archive, member) for member in members}
    except _FAULTS as error:
        reason = f"not a sound zip file: {error}"
        raise UnusableInput(reason) from None


def _check_directory(data: bytes) -> None:
    """Bound the directory before anything reads it: it alone could fill the memory."""
    end = data[-_END_LENGTH:]
    locator = data[-_END_LENGTH - _END_64_LENGTH :][:4]
    if len(end) < _END_LENGTH or not end.startswith(_END) or locator == _END_64:
        reason = "not a plain zip file (zip64, a comment, or cut short)"
        raise UnusableInput(reason)
    if int.from_bytes(end[12:16], "little") > _LARGEST_DIRECTORY:
        reason = "a zip file with too many members"
        raise UnusableInput(reason)


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        reason = f"a zip file with more than {MOST_MEMBERS} members"
        raise UnusableInput(reason)
    if len({member.filename for member in members}) != len(members):
        reason = "a zip file with two members of the same name"
        raise UnusableInput(reason)
    if sum(member.file_size for member in members) > LARGEST_TOTAL:
        reason = f"a zip file of more than {LARGEST_TOTAL} bytes"
        raise UnusableInput(reason)
    for member in members:
        _check_member(member)


def _check_member(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & _ENCRYPTED or member.compress_type not in _METHODS:
        reason = "a zip file with an encrypted or strangely packed member"
        raise UnusableInput(reason)
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        reason = "a zip file with a link or device in it"
        raise UnusableInput(reason)
    if member.file_size > LARGEST_RATIO * max(member.compress_size, 1):
        reason = "a zip file that grows beyond belief"
        raise UnusableInput(reason)


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as stream:
        data = stream.read(member.file_size + 1)
    if len(data) != member.file_size:
        reason = "a zip file with a member of another size than it says"
        raise UnusableInput(reason)
    return data


def is_zip(data: bytes) -> bool:
    """Say whether `data` begins as a zip does."""
    return data.startswith((b"PK\x03\x04", _END))


def is_archive(data: bytes) -> bool:
    """Say whether `data` begins as a Belenios archive does."""
    return data.startswith(b"BELENIOS\0")
