"""`votesvc verify-comment` tells an author what became of the comment they show the text of."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cli.test_verify import write
from tests.domain.hearings import LATE, TALK, TEXTS, comment, commitment, hearing_sample
from tests.domain.records import LOG_KEY
from votesvc.cli import main
from votesvc.cli.verify_comment import GOOD, REFUSED, UNUSABLE
from votesvc.crypto.sealing import commitment_of
from votesvc.domain.entries import CommentMade, Published, Withheld

TRUE = hearing_sample()
RECORD = TRUE.written()


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return write(tmp_path / "record.zip", RECORD)


def verify(record: Path, text: bytes, *options: str, lang: str = "zh") -> Result:
    plaintext = record.parent / "comment.txt"
    plaintext.write_bytes(text)
    arguments = ["--record", str(record), "--plaintext", str(plaintext), "--lang", lang]
    return CliRunner().invoke(main, ["verify-comment", *arguments, *options])


def index_of(kind: type[Published] | type[Withheld], name: str) -> int:
    return next(
        index
        for index, entry in enumerate(TRUE.entries)
        if isinstance(entry, kind) and entry.commitment == commitment(name)
    )


def test_a_published_comment_is_found_with_its_entries(record: Path) -> None:
    result = verify(record, TEXTS["A"])
    assert result.exit_code == GOOD
    first = TRUE.index(CommentMade, TALK)
    assert f"“考勤办法听证会”的第 {first} 条记录" in result.output
    assert f"承诺值 {commitment('A')}" in result.output
    assert f"已经公布，见第 {index_of(Published, 'A')} 条记录" in result.output
    assert "格式" not in result.output


def test_the_author_of_a_withheld_comment_proves_it(record: Path) -> None:
    result = verify(record, TEXTS["E"])
    assert result.exit_code == GOOD
    place = index_of(Withheld, "E")
    assert f"不予公布，理由：侮辱谩骂，见第 {place} 条记录" in result.output
    assert "格式合规；封存的是否就是它，只有听证记录人能够打开查看" in result.output


def test_a_comment_that_could_not_be_published_is_told_as_such(record: Path) -> None:
    result = verify(record, TEXTS["H"])
    assert result.exit_code == GOOD
    assert "理由：格式不符" in result.output
    assert "格式不合规" in result.output


def test_a_comment_that_waits_is_found(record: Path) -> None:
    text = comment("late A").padded
    result = verify(record, text)
    assert result.exit_code == GOOD
    assert f"承诺值 {commitment_of(LATE, text)}" in result.output
    assert "尚未开启" in result.output


def test_a_text_that_an_editor_saved_is_still_found(record: Path) -> None:
    for text in (TEXTS["A"].rstrip(), TEXTS["A"].rstrip() + b"\r\n", b"\n" + TEXTS["A"] + b"\n"):
        assert verify(record, text).exit_code == GOOD


def test_another_text_is_not_found(record: Path) -> None:
    result = verify(record, comment("A", 1, (5, 4, 2)).padded)
    assert result.exit_code == REFUSED
    assert "没有这条意见" in result.output


def test_nothing_is_said_about_a_record_that_is_refused(record: Path) -> None:
    lie = TRUE.changed(Published, TALK, plaintext=comment("别").padded.decode())
    result = verify(write(record, lie.written()), TEXTS["A"])
    assert result.exit_code == REFUSED
    assert "核验不通过" in result.output
    assert "does not open the commitment" in result.output
    assert "找到了" not in result.output


def test_the_record_of_another_log_is_refused(record: Path) -> None:
    assert verify(record, TEXTS["A"], "--vkey", LOG_KEY.vkey).exit_code == GOOD
    other = LOG_KEY.vkey.replace("+", "+0", 1)
    assert verify(record, TEXTS["A"], "--vkey", other).exit_code == REFUSED


@pytest.mark.parametrize("data", [b"", b"text", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_record_is_unusable(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "record.zip").write_bytes(data)
    result = verify(tmp_path / "record.zip", TEXTS["A"])
    assert result.exit_code == UNUSABLE
    assert "无法核验" in result.output


def test_what_is_too_long_for_a_comment_is_unusable(record: Path) -> None:
    assert verify(record, b"x" * 4097).exit_code == UNUSABLE


def test_a_file_that_does_not_exist_is_unusable(record: Path) -> None:
    missing = str(record.parent / "nothing")
    arguments = ["--record", str(record), "--plaintext", missing]
    assert CliRunner().invoke(main, ["verify-comment", *arguments]).exit_code == UNUSABLE


def test_a_record_with_hearings_is_verified_in_words(record: Path) -> None:
    result = CliRunner().invoke(main, ["verify", "--lang", "zh", str(record)])
    assert result.exit_code == GOOD
    assert "考勤办法：听证“考勤办法听证会”已先行报告" in result.output
    assert "等待听证的议题：须先有听证“另一听证会”的报告" in result.output
    assert "未完成前置程序" in result.output
    assert "收到意见 8 条，公布 6 条，不予公布 2 条，附议 4 次" in result.output
    assert "不予公布 1 条，理由：侮辱谩骂" in result.output
    assert "采纳 1，部分采纳 1，不采纳 2" in result.output
    assert "尚未报告（征集意见），未开启的意见 1 条" in result.output
    assert "意见箱开放中" in result.output
