"""No file that somebody sends can fill the memory, leave the folder or pass as something else."""

import os
import stat
import struct
import zipfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from votesvc.cli import unpack
from votesvc.cli.unpack import (
    MOST_MEMBERS,
    UnusableInput,
    is_archive,
    is_zip,
    read_file,
    read_folder,
    unzip,
)


def zipped(
    members: Iterable[tuple[str | zipfile.ZipInfo, bytes]], method: int = zipfile.ZIP_STORED
) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data, method)
    return buffer.getvalue()


PLAIN = zipped([("log.jsonl", b"one\ntwo\n"), ("bel/x.bel", bytes(600))])


def test_a_plain_zip_is_read_whole() -> None:
    assert unzip(PLAIN) == {"log.jsonl": b"one\ntwo\n", "bel/x.bel": bytes(600)}


def test_a_deflated_zip_with_folders_is_read_too() -> None:
    data = zipped([("bel/", b""), ("bel/x.bel", b"0123456789" * 9)], zipfile.ZIP_DEFLATED)
    assert unzip(data) == {"bel/x.bel": b"0123456789" * 9}


def test_a_name_is_only_a_name() -> None:
    names = ["../../etc/passwd", "/etc/passwd", "C:\\x", "a/../b", "\u202e"]
    assert list(unzip(zipped([(name, b"x") for name in names]))) == names


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def with_flag(data: bytes, flag: int) -> bytes:
    """Return a zip whose directory says that every member has this flag."""
    parts = data.split(b"PK\x01\x02")
    parts[1:] = [part[:4] + struct.pack("<H", flag) + part[6:] for part in parts[1:]]
    return b"PK\x01\x02".join(parts)


def with_method(data: bytes, method: int) -> bytes:
    parts = data.split(b"PK\x01\x02")
    parts[1:] = [part[:6] + struct.pack("<H", method) + part[8:] for part in parts[1:]]
    return b"PK\x01\x02".join(parts)


def with_size(data: bytes, size: int) -> bytes:
    """Return a zip whose directory says that every member has this size."""
    parts = data.split(b"PK\x01\x02")
    parts[1:] = [part[:20] + struct.pack("<L", size) + part[24:] for part in parts[1:]]
    return b"PK\x01\x02".join(parts)


def twice() -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        return zipped([("log.jsonl", b"a"), ("log.jsonl", b"b")])


def commented() -> bytes:
    buffer = BytesIO(PLAIN)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = b"a comment"
    return buffer.getvalue()


END = PLAIN[-22:]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "cut short"),
        (b"PK\x03\x04", "cut short"),
        (PLAIN[:-1], "cut short"),
        (commented(), "comment"),
        (PLAIN[:-22] + b"PK\x06\x07" + bytes(16) + END, "zip64"),
        (END[:12] + struct.pack("<L", 2**31) + END[16:], "too many"),
        (END[:12] + struct.pack("<L", 4096) + END[16:], "not a sound zip"),
        (zipped((f"{number}", b"") for number in range(MOST_MEMBERS + 1)), "more than"),
        (zipped([(link("log.jsonl"), b"/etc/passwd")]), "link"),
        (with_flag(PLAIN, 1), "encrypted"),
        (with_method(PLAIN, zipfile.ZIP_LZMA), "strangely packed"),
        (with_size(PLAIN, 2**31), "more than"),
        (with_size(PLAIN, 8_000_000), "beyond belief"),
        (with_size(PLAIN, 700), "another size"),
        (zipped([("bomb", bytes(10_000_000))], zipfile.ZIP_DEFLATED), "beyond belief"),
        (PLAIN.replace(b"one\n", b"two\n", 1), "not a sound zip"),
        (PLAIN.replace(b"log.jsonl", b"gol.jsonl", 1), "not a sound zip"),
    ],
)
def test_a_zip_that_lies_or_grows_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(UnusableInput, match=words):
        unzip(data)


def test_two_members_of_the_same_name_are_refused() -> None:
    with pytest.raises(UnusableInput, match="same name"):
        unzip(twice())


@given(st.data())
def test_a_damaged_zip_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    damaged = bytearray(PLAIN)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        unzip(bytes(damaged))
    except UnusableInput:
        return


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"content")
    assert read_file(tmp_path / "file") == b"content"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("missing", ".", "pipe"):
        with pytest.raises(UnusableInput, match="not a file"):
            read_file(tmp_path / name)


def test_a_file_beyond_the_bound_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpack, "LARGEST_FILE", 3)
    (tmp_path / "file").write_bytes(b"four")
    with pytest.raises(UnusableInput, match="more than 3"):
        read_file(tmp_path / "file")


def test_a_file_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(UnusableInput, match="cannot be read"):
        read_file(Path("/proc/self/mem"))


def test_the_kind_of_a_file_is_told_from_its_content() -> None:
    assert is_zip(PLAIN)
    assert is_zip(END)
    assert not is_zip(b"BELENIOS\0")
    assert is_archive(b"BELENIOS" + bytes(600))
    assert not is_archive(b"BELENIOSX")


def test_a_folder_is_its_files_by_their_names_from_there(tmp_path: Path) -> None:
    (tmp_path / "bel" / "empty").mkdir(parents=True)
    (tmp_path / "log.jsonl").write_bytes(b"one")
    (tmp_path / "bel" / "x.bel").write_bytes(b"two")
    assert read_folder(tmp_path) == {"bel/x.bel": b"two", "log.jsonl": b"one"}


@pytest.mark.parametrize(("limit", "value"), [("MOST_MEMBERS", 1), ("LARGEST_TOTAL", 5)])
def test_a_folder_is_bounded_as_a_zip_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    (tmp_path / "a").write_bytes(b"one")
    (tmp_path / "b").write_bytes(b"two")
    monkeypatch.setattr(unpack, limit, value)
    with pytest.raises(UnusableInput):
        read_folder(tmp_path)
