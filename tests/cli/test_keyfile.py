from pathlib import Path

import pytest

from votesvc.cli.keyfile import UnusableKeyFile, new_key, read_key, write_key
from votesvc.crypto.trustees import join_trustees, parse_trustees
from votesvc.errors import MalformedInput


def test_a_key_is_read_as_it_was_written(tmp_path: Path) -> None:
    key = new_key()
    write_key(tmp_path / "key.json", key)
    assert read_key(tmp_path / "key.json") == key


def test_a_key_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    write_key(tmp_path / "key.json", new_key())
    assert (tmp_path / "key.json").stat().st_mode & 0o777 == 0o600


def test_a_key_file_is_never_replaced(tmp_path: Path) -> None:
    write_key(tmp_path / "key.json", new_key())
    with pytest.raises(FileExistsError):
        write_key(tmp_path / "key.json", new_key())


def test_two_keys_differ() -> None:
    assert new_key().secret != new_key().secret


def test_a_key_does_not_show_its_seed() -> None:
    key = new_key()
    assert key.seed not in repr(key)


def test_the_public_part_proves_ownership_and_serves_as_a_board() -> None:
    key = new_key()
    board = parse_trustees(join_trustees([key.public_part()]))
    assert [element.to_hex() for element in board.verification_keys] == [key.public_key]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b'{"type":"votesvc/v1/scrutineer-key","seed":"AAAA"}',
        b'{"seed":"AAAA"}',
        b'{"type":"votesvc/v1/scrutineer-key","seed":1}',
        b'{"type":"votesvc/v1/scrutineer-key","seed":"AAAA","a":1}',
        b"x" * 5000,
    ],
)
def test_what_is_not_a_key_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key.json").write_bytes(content)
    with pytest.raises(MalformedInput):
        read_key(tmp_path / "key.json")


def test_another_files_type_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "key.json").write_text('{"type":"other","seed":"AAAA"}')
    with pytest.raises(UnusableKeyFile):
        read_key(tmp_path / "key.json")
