"""Power cuts: a step dies before one of its commits, and is done again."""

import io
import os
import signal
import traceback
from collections.abc import Callable
from zipfile import ZipFile

from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.databases import Databases
from tests.services.story import MASTER, Story
from votesvc.domain.entries import parse_entry
from votesvc.domain.record import check_record
from votesvc.services import auditing
from votesvc.services.sequencer import Log
from votesvc.storage.base import open_engine, open_sessions

MOST_COMMITS = 12

Step = Callable[[Session, Log], object]


def killed_before_commit(number: int, databases: Databases, step: Step) -> bool:
    """Take `step` in a process of its own that dies before its commit of this number.

    Returns whether it died; a step with fewer commits ends well.
    """
    child = os.fork()
    if child == 0:
        _take_and_die(number, databases, step)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def _take_and_die(number: int, databases: Databases, step: Step) -> None:
    commits = 0

    def count(_connection: object) -> None:
        nonlocal commits
        commits += 1
        if commits == number:
            os.kill(os.getpid(), signal.SIGKILL)

    # Whatever happens, this process must never go on as a second run of the tests.
    try:
        engines = open_engine(databases.roll_url), open_engine(databases.board_url)
        for engine in engines:
            event.listen(engine, "commit", count)
        sessions = open_sessions(*engines)
        with sessions() as session:
            step(session, Log(sessions, MASTER, pause=0.0))
    except BaseException:  # noqa: BLE001 - reported by the exit status
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def types(story: Story) -> list[str]:
    leaves = auditing.entries(story.session, story.congress, 0, 500)
    return [parse_entry(leaf).type for leaf in leaves]


def check_public_record(story: Story) -> None:
    out = io.BytesIO()
    auditing.write_record(story.session, story.congress, out)
    with ZipFile(out) as packed:
        check_record({name: packed.read(name) for name in packed.namelist()}, lambda _: None)


def interrupted_everywhere(story: Story, number: int, step: Step, done: Callable[[], bool]) -> bool:
    """Let the power go before commit `number`, then complete the step by hand if it must be."""
    story.session.rollback()
    died = killed_before_commit(number, story.databases, step)
    if not done():
        assert died
        step(story.session, story.log)
    assert done()
    return died
