"""`votesvc verify` tells in words and by its exit code what is good, refused and unusable."""

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.domain.records import LOG_KEY, MOTION, NOW, WITNESS, sample
from votesvc.cli import main
from votesvc.cli.verify import GOOD, REFUSED, UNUSABLE
from votesvc.crypto.checkpoint import Checkpoint
from votesvc.crypto.merkle import Tree, leaf_hash
from votesvc.domain.entries import BallotCast, Congress, Entry, Note
from votesvc.domain.record.layout import archive_name

VECTORS = Path(__file__).parents[1] / "vectors" / "belenios"
TRUE = sample()
RECORD = TRUE.written()


def write(path: Path, files: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def verify(*arguments: object, lang: str = "zh") -> Result:
    return CliRunner().invoke(main, ["verify", "--lang", lang, *map(str, arguments)])


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return write(tmp_path / "record.zip", RECORD)


def test_a_true_record_is_accepted_with_numbered_checks_and_figures(record: Path) -> None:
    result = verify(record)
    assert result.exit_code == GOOD
    numbered = [line for line in result.output.splitlines() if line[:1].isdigit()]
    assert [line.split(".")[0] for line in numbered] == list("12345678")
    assert "考勤办法：应到 5，实到 4，发出 4，收回 3" in result.output
    assert "办法一：赞成 3，反对 0，弃权 0；须 3 票赞成；通过" in result.output
    assert "3 票 甲（当选）" in result.output
    assert "1 票 乙（票数相等，待定）" in result.output
    assert "尚未结束：进行中的议题（投票）" in result.output
    assert f"核验通过：{record}" in result.output


def test_checks_are_the_same_in_several_processes(record: Path) -> None:
    assert verify("--workers", 1, record).output == verify("--workers", 2, record).output


def test_the_reader_is_told_where_the_key_comes_from(record: Path) -> None:
    assert "公钥取自核验包本身" in verify(record).output
    assert "公钥取自核验包本身" not in verify("--vkey", LOG_KEY.vkey, record).output


def test_the_record_of_another_log_is_refused(record: Path) -> None:
    other = LOG_KEY.vkey.replace("+", "+0", 1)
    result = verify("--vkey", other, record)
    assert result.exit_code == REFUSED
    assert "第 1 项不成立" in result.output


def test_known_witnesses_are_counted(tmp_path: Path) -> None:
    cosigned = write(tmp_path / "record.zip", TRUE.written(cosigned=True))
    assert "已知见证签名 1 个，其他签名 0 个" in verify("--witness", WITNESS.vkey, cosigned).output


def test_an_earlier_checkpoint_must_be_continued(record: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen.txt"
    seen.write_text(_checkpoint_of(TRUE.entries[:3]).replace("\n", "\r\n"), encoding="utf-8")
    result = verify("--checkpoint", seen, record)
    assert result.exit_code == GOOD
    assert "延续了您给出的 1 个较早的校验点" in result.output


def test_a_log_that_does_not_continue_an_earlier_checkpoint_is_refused(
    record: Path, tmp_path: Path
) -> None:
    other = [*TRUE.entries[:2], Note("从前的另一条", NOW)]
    longer = [*TRUE.entries, Note("后来的一条", NOW)]
    for entries, reason in ((other, "the first 3 entries are not"), (longer, "the log is shorter")):
        seen = tmp_path / "seen.txt"
        seen.write_text(_checkpoint_of(entries), encoding="utf-8")
        result = verify("--checkpoint", seen, record)
        assert result.exit_code == REFUSED
        assert "第 1 项不成立" in result.output
        assert reason in result.output


def test_an_unreadable_checkpoint_is_unusable(record: Path, tmp_path: Path) -> None:
    assert verify("--checkpoint", tmp_path / "none.txt", record).exit_code == UNUSABLE
    (tmp_path / "binary.txt").write_bytes(b"\xff")
    assert verify("--checkpoint", tmp_path / "binary.txt", record).exit_code == UNUSABLE


def _checkpoint_of(entries: Sequence[Entry | bytes]) -> str:
    leaves = [entry if isinstance(entry, bytes) else entry.encoded for entry in entries]
    root = Tree(map(leaf_hash, leaves)).root()
    return LOG_KEY.sign(Checkpoint(LOG_KEY.origin, len(leaves), root))


def test_a_refusal_names_check_entry_and_reason(tmp_path: Path) -> None:
    lie = TRUE.changed(BallotCast, MOTION, token=bytes(384)).written()
    result = verify(write(tmp_path / "record.zip", lie))
    assert result.exit_code == REFUSED
    assert "核验不通过" in result.output
    assert "第 4 项不成立：每张选票的凭证、签名与证明成立，凭证无重复使用" in result.output
    index = TRUE.index(BallotCast, MOTION)
    assert f"问题出在第 {index} 条记录（从 0 数起）" in result.output
    assert "a credential does not verify under its key" in result.output


def test_a_refusal_without_an_entry_names_none(tmp_path: Path) -> None:
    lie = {**RECORD, "log.jsonl": b""}
    result = verify(write(tmp_path / "record.zip", lie))
    assert result.exit_code == REFUSED
    assert "问题出在" not in result.output


def test_an_entry_of_a_later_version_cannot_be_checked(tmp_path: Path) -> None:
    entries = [*TRUE.entries, b'{"type":"from-a-later-version"}']
    later = type(TRUE)(entries, TRUE.issued).written()
    result = verify(write(tmp_path / "record.zip", later))
    assert result.exit_code == UNUSABLE
    assert "本版本不支持其中的内容" in result.output


def test_a_title_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    lie = TRUE.changed(Congress, title="大\u202e会\u2028").written()
    result = verify(write(tmp_path / "record.zip", lie))
    assert "\u202e" not in result.output
    assert "大会：大\ufffd会\ufffd" in result.output


def test_what_a_record_holds_is_not_believed_for_its_name(tmp_path: Path) -> None:
    archive = tmp_path / "record.zip"
    archive.write_bytes(RECORD[archive_name(MOTION)])
    result = verify(archive)
    assert result.exit_code == GOOD
    assert "解密份额 2 份（须 2 份）" in result.output


@pytest.mark.parametrize(
    ("name", "exit_code", "words"),
    [
        ("accept-blank-and-upto2.bel", GOOD, "1 票空白"),
        ("accept-threshold-2of3.bel", GOOD, "监票人 3 名（须 2 名）"),
        ("reject-proof-challenge-changed.bel", REFUSED, "event 1 (Ballot)"),
        ("reject-ballots-after-endballots.bel", REFUSED, "may not follow EndBallots"),
    ],
)
def test_sample_archives_are_accepted_and_refused_as_they_must(
    name: str, exit_code: int, words: str
) -> None:
    result = verify(VECTORS / name)
    assert result.exit_code == exit_code
    assert words in result.output


@pytest.mark.parametrize(
    "data", [b"", b"text", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"\x00" * 600]
)
def test_what_is_neither_archive_nor_record_is_unusable(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "file").write_bytes(data)
    result = verify(tmp_path / "file")
    assert result.exit_code == UNUSABLE
    assert "无法核验" in result.output


def test_a_file_that_does_not_exist_is_unusable(tmp_path: Path) -> None:
    assert verify(tmp_path / "nothing").exit_code == UNUSABLE


def test_one_refused_file_among_others_decides(record: Path, tmp_path: Path) -> None:
    lie = write(tmp_path / "lie.zip", {**RECORD, "log.jsonl": b""})
    assert verify(record, lie, tmp_path / "nothing").exit_code == REFUSED
    assert verify(record, tmp_path / "nothing").exit_code == UNUSABLE


def test_a_long_log_is_accepted(tmp_path: Path) -> None:
    entries = [*TRUE.entries, *[TRUE.entry(Note)] * 500]
    longer = type(TRUE)(entries, TRUE.issued).written()
    assert verify(write(tmp_path / "record.zip", longer)).exit_code == GOOD
