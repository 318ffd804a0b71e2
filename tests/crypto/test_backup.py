"""A backup opens under its passphrase alone, and nothing makes its reader work without bound."""

import json
from pathlib import Path
from typing import Any

import pytest

from votesvc import errors
from votesvc.crypto.backup import (
    LARGEST_BACKUP,
    Work,
    make_backup,
    open_backup,
    seal_backup,
)
from votesvc.crypto.encoding import canonical_json, parse_b64
from votesvc.errors import UnreadableBackup, WeakPassphrase, WrongPassphrase

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "backup.json").read_text())
FILES = VECTORS["files"]
NAMES = [vector["name"] for vector in FILES]
PASSPHRASE = "十个字以上的通行口令"
LIGHT = FILES[0]


@pytest.mark.parametrize("vector", FILES, ids=NAMES)
def test_a_backup_is_written_and_opened_as_the_vectors_say(vector: dict[str, Any]) -> None:
    work = Work(n=vector["n"], r=vector["r"], p=vector["p"])
    salt, nonce = parse_b64(vector["salt"], 16), parse_b64(vector["nonce"], 12)
    made = seal_backup(vector["secret"], vector["passphrase"], salt, nonce, work)
    assert made == vector["file"].encode()
    assert open_backup(made, vector["passphrase"]) == vector["secret"]


def test_a_fresh_backup_opens_and_is_never_the_same() -> None:
    first, second = (make_backup({"secret": 1}, PASSPHRASE) for _ in range(2))
    assert first != second
    assert open_backup(first, PASSPHRASE) == {"secret": 1}


def test_a_backup_saved_anew_by_an_editor_opens() -> None:
    fields = json.loads(LIGHT["file"])
    again = json.dumps(dict(reversed(fields.items())), indent=2).encode()
    assert open_backup(again, LIGHT["passphrase"]) == LIGHT["secret"]


@pytest.mark.parametrize("spellings", VECTORS["same_passphrases"])
def test_one_passphrase_may_be_typed_on_different_keyboards(spellings: list[str]) -> None:
    [vector] = [vector for vector in FILES if vector["passphrase"] == spellings[0]]
    assert open_backup(vector["file"].encode(), spellings[1]) == vector["secret"]


@pytest.mark.parametrize(
    "passphrase", ["", LIGHT["passphrase"] + " ", LIGHT["passphrase"].lower(), "\ud800"]
)
def test_another_passphrase_does_not_open(passphrase: str) -> None:
    with pytest.raises(WrongPassphrase):
        open_backup(LIGHT["file"].encode(), passphrase)


@pytest.mark.parametrize("passphrase", VECTORS["weak_passphrases"])
def test_a_passphrase_that_is_too_short_or_too_long_is_refused(passphrase: str) -> None:
    with pytest.raises(WeakPassphrase):
        make_backup("secret", passphrase)


@pytest.mark.parametrize("bad", VECTORS["bad_files"], ids=lambda bad: bad["why"])
def test_a_broken_backup_is_told_from_a_wrong_passphrase(bad: dict[str, str]) -> None:
    expected = getattr(errors, bad["error"])
    with pytest.raises(expected) as refused:
        open_backup(parse_b64(bad["file"]), VECTORS["bad_files_passphrase"])
    assert type(refused.value) is expected


def test_a_backup_of_more_than_64_kibibytes_is_not_read() -> None:
    with pytest.raises(UnreadableBackup, match="more than"):
        open_backup(b" " * (LARGEST_BACKUP + 1), PASSPHRASE)


def test_what_opens_but_is_not_canonical_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    def pretty(value: Any) -> bytes:
        return b" " + canonical_json(value)

    monkeypatch.setattr("votesvc.crypto.backup.canonical_json", pretty)
    made = seal_backup("secret", PASSPHRASE, bytes(16), bytes(12))
    with pytest.raises(UnreadableBackup, match="canonical"):
        open_backup(made, PASSPHRASE)


@pytest.mark.parametrize(
    ("n", "r", "p"), [(2**14, 8, 1), (2**19, 8, 1), (2**15 + 1, 8, 1), (2**15, 4, 1), (2**15, 8, 5)]
)
def test_another_amount_of_work_than_allowed_is_neither_asked_for_nor_done(
    n: int, r: int, p: int
) -> None:
    with pytest.raises(UnreadableBackup, match="amount of work"):
        Work(n, r, p)
