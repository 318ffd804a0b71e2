"""Work is spread over processes in order, and a terminal is told how far it is."""

import io
import sys

import pytest

from votesvc.cli.workers import spreading, terminal_progress


def double(number: int) -> int:
    return 2 * number


def refuse_seven(number: int) -> int:
    if number == 7:
        raise ValueError(number)
    return number


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("size", [0, 3, 100])
def test_results_come_in_order(workers: int, size: int) -> None:
    with spreading(workers, lambda *_: None) as each:
        for _ in range(2):
            assert list(each(double, iter(range(size)))) == [2 * n for n in range(size)]


def test_progress_hears_of_every_piece() -> None:
    seen: list[tuple[int, int]] = []
    with spreading(2, lambda done, total: seen.append((done, total))) as each:
        list(each(double, range(40)))
    assert seen == [(done, 40) for done in range(1, 41)]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_comes_in_its_place_and_ends_the_work(workers: int) -> None:
    results: list[int] = []
    with pytest.raises(ValueError, match="7"), spreading(workers, lambda *_: None) as each:
        results.extend(each(refuse_seven, range(1000)))
    assert set(results) <= set(range(7))


class Terminal(io.StringIO):
    def isatty(self) -> bool:  # type: ignore[explicit-override]
        return True


def test_a_terminal_sees_one_line_that_is_wiped_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    moments = iter([0.0, 0.1, 0.5, 0.5, 0.6])
    monkeypatch.setattr("time.monotonic", lambda: next(moments))
    progress = terminal_progress()
    for done in range(1, 5):
        progress(done, 4)
    assert terminal.getvalue() == "\r\033[K  2 / 4\r\033[K"


def test_nothing_is_shown_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    terminal_progress()(1, 2)
    assert stream.getvalue() == ""
