"""`votesvc officer open` reads a hearing's comments from a record, on no network."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.cli.test_verify import write
from tests.domain.hearings import LATE, OFFICER, TALK, TEXTS, comment, commitment, hearing_sample
from votesvc.cli import main
from votesvc.crypto.backup import make_backup
from votesvc.crypto.sealing import commitment_of, new_officer_key
from votesvc.domain.entries import Published

PASSPHRASE = "五个不相干的词连成一句"
TRUE = hearing_sample()
RECORD = TRUE.written()


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return write(tmp_path / "record.zip", RECORD)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "officer.key.json"
    path.write_text(json.dumps(OFFICER.to_json()) + "\n")
    return path


def run(record: Path, key: Path, *options: str, lang: str = "zh") -> Result:
    out = record.parent / "opened.jsonl"
    arguments = ["--record", str(record), "--key", str(key), "--out", str(out), "--workers", "1"]
    return CliRunner().invoke(main, ["officer", "open", *arguments, "--lang", lang, *options])


def lines(folder: Path) -> list[dict[str, Any]]:
    text = (folder / "opened.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_every_comment_is_written_in_the_order_of_commitments(record: Path, key: Path) -> None:
    result = run(record, key)
    assert result.exit_code == 0, result.output
    talk = [line for line in lines(record.parent) if line["hearing"] == TALK]
    assert [line["commitment"] for line in talk] == sorted(map(commitment, TEXTS))
    by_name = {line["commitment"]: line for line in talk}
    assert by_name[commitment("A")] == {
        "clause": 1,
        "commitment": commitment("A"),
        "hearing": TALK,
        "marks": [5, 4, 3],
        "reply_to": "",
        "state": "published",
        "text": "A 的意见",
    }
    assert by_name[commitment("E")]["state"] == "withheld"
    assert by_name[commitment("E")]["reason"] == "insult"
    [late] = [line for line in lines(record.parent) if line["hearing"] == LATE]
    assert late["state"] == "unopened"
    assert late["commitment"] == commitment_of(LATE, comment("late A").padded)


def test_what_cannot_be_opened_is_named(record: Path, key: Path) -> None:
    result = run(record, key)
    assert "“考勤办法听证会”：8 条意见，打开 7 条" in result.output
    assert f"打不开：{commitment('H')}" in result.output
    [bad] = [line for line in lines(record.parent) if line["commitment"] == commitment("H")]
    assert bad["fault"]
    assert "text" not in bad
    assert f"Cannot be opened: {commitment('H')}" in run_anew(record, key, lang="en").output


def run_anew(record: Path, key: Path, *options: str, lang: str = "zh") -> Result:
    (record.parent / "opened.jsonl").unlink()
    return run(record, key, *options, lang=lang)


def test_the_file_is_for_the_officer_alone_and_replaces_none(record: Path, key: Path) -> None:
    assert run(record, key).exit_code == 0
    written = record.parent / "opened.jsonl"
    assert written.stat().st_mode & 0o777 == 0o600
    content = written.read_bytes()
    again = run(record, key)
    assert again.exit_code == 2
    assert "exists already" in again.output
    assert written.read_bytes() == content
    written.unlink()
    written.symlink_to(record.parent / "elsewhere")
    linked = run(record, key)
    assert linked.exit_code == 2
    assert not (record.parent / "elsewhere").exists()


def test_a_backup_opens_under_its_passphrase_alone(record: Path, tmp_path: Path) -> None:
    backup = tmp_path / "officer.backup.json"
    backup.write_bytes(make_backup(OFFICER.to_json(), PASSPHRASE))
    words = tmp_path / "passphrase.txt"
    words.write_text("不是这一句也不是那一句\n", encoding="utf-8")
    refused = run(record, backup, "--passphrase-file", str(words))
    assert refused.exit_code == 1
    assert "passphrase is wrong" in refused.output
    words.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    assert run(record, backup, "--passphrase-file", str(words)).exit_code == 0


def test_a_folder_is_read_as_the_zip_is(record: Path, key: Path) -> None:
    assert run(record, key).exit_code == 0
    from_zip = lines(record.parent)
    folder = record.parent / "record"
    for name, data in RECORD.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (record.parent / "opened.jsonl").unlink()
    assert run(folder, key).exit_code == 0
    assert lines(record.parent) == from_zip


def test_text_is_written_to_be_read(record: Path, key: Path) -> None:
    assert run(record, key, "--text").exit_code == 0
    text = (record.parent / "opened.jsonl").read_text(encoding="utf-8")
    assert "# 考勤办法听证会\n" in text
    shown = f"{commitment('A')}  已经公布\n关于：第一条\n必要性 5 · 合规性 4 · 可行性 3\n"
    assert f"{shown}    A 的意见\n" in text
    assert f"{commitment('E')}  不予公布：侮辱谩骂\n    E 的意见\n" in text
    assert f"回应：{commitment('A')}\n    G 的意见\n" in text
    assert f"{commitment('H')}  不予公布：格式不符\n不能公布：" in text
    assert "尚未开启\n    late A 的意见\n" in text


def test_a_key_of_no_hearing_opens_nothing(record: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text(json.dumps(new_officer_key().to_json()))
    result = run(record, other)
    assert result.exit_code == 1
    assert "no hearing of this record" in result.output
    assert not (record.parent / "opened.jsonl").exists()


def test_nothing_is_opened_of_a_record_that_lies(record: Path, key: Path) -> None:
    lie = TRUE.changed(Published, TALK, plaintext=comment("别").padded.decode())
    result = run(write(record, lie.written()), key)
    assert result.exit_code == 1
    assert "does not open the commitment" in result.output
    assert not (record.parent / "opened.jsonl").exists()


def test_nothing_is_opened_under_another_log_s_key(record: Path, key: Path) -> None:
    assert run(record, key, "--vkey", "somebody+00000000+AAAA").exit_code == 1


@pytest.mark.parametrize(
    ("content", "code"), [(b"", 2), (b"{}", 2), (b"\xff", 2), (b'{"type":"votesvc/v1/backup"}', 2)]
)
def test_a_file_that_is_no_key_opens_nothing(
    record: Path, tmp_path: Path, content: bytes, code: int
) -> None:
    words = tmp_path / "passphrase.txt"
    words.write_text(PASSPHRASE, encoding="utf-8")
    bad = tmp_path / "bad.json"
    bad.write_bytes(content)
    assert run(record, bad, "--passphrase-file", str(words)).exit_code == code
    assert not (record.parent / "opened.jsonl").exists()


def test_a_file_that_is_no_record_is_unusable(tmp_path: Path, key: Path) -> None:
    other = tmp_path / "other.zip"
    other.write_bytes(b"no zip")
    assert run(other, key).exit_code == 2
