import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.cli.installation import Service, running
from tests.services.people import new_device
from votesvc.cli.sample.congress import make_sample, offer_pass
from votesvc.cli.sample.hearing import PASSPHRASE
from votesvc.crypto.backup import open_backup
from votesvc.crypto.encoding import hexhash
from votesvc.crypto.sealing import parse_officer_key
from votesvc.domain.hearing import HearingState
from votesvc.domain.roll import Category
from votesvc.services import agenda, gates, hearings, issuing, roll
from votesvc.services.sequencer import Log
from votesvc.storage.base import open_engine, open_sessions
from votesvc.storage.schema import create_board_tables, create_roll_tables
from votesvc.web.settings import Settings

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@dataclass
class Made:
    """A sample congress in its folder; `make` makes it once more."""

    folder: Path
    session: Session
    log: Log

    def make(self) -> str:
        return make_sample(self.session, self.log, self.folder, hexhash(b"booth"), NOW).congress

    def key_files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in (self.folder / "scrutineers").iterdir()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """Give the sample congress; making it checks nearly ninety people in, so it is made once."""
    folder = tmp_path_factory.mktemp("sample")
    urls = Settings(folder).databases
    roll_engine, board_engine = open_engine(urls["roll"]), open_engine(urls["board"])
    create_roll_tables(roll_engine)
    create_board_tables(board_engine)
    sessions = open_sessions(roll_engine, board_engine)
    log = Log(sessions, bytes(32), pause=0.0)
    with sessions() as session:
        sample = Made(folder, session, log)
        sample.make()
        yield sample
    log.close()
    roll_engine.dispose()
    board_engine.dispose()


def test_the_sample_has_120_delegates_and_four_ballots_that_are_ready(made: Made) -> None:
    congress = made.make()
    assert roll.counts(made.session, congress).entitled == 120
    assert [(item.kind, item.state) for item in agenda.items(made.session, congress)] == [
        ("motion", "ready"),
        ("choose", "ready"),
        ("election", "ready"),
        ("evaluation", "ready"),
    ]


def test_the_sample_has_three_groups_of_voters_large_enough_to_be_counted_apart(
    made: Made,
) -> None:
    counted = roll.group_counts(made.session, made.make())
    entitled = {group: count.entitled for group, count in counted.items()}
    assert entitled == {"中层": 24, "职工代表": 88, "领导班子": 8}


def test_nothing_but_the_quorum_keeps_a_ballot_of_the_sample_from_opening(made: Made) -> None:
    congress = made.make()
    offer_pass(made.session, congress, NOW)
    counts, items = roll.counts(made.session, congress), agenda.items(made.session, congress)
    kinds = {gate.kind for item in items for gate in item.spec.rule.terms.gates}
    assert kinds == {"nomination", "approval", "adoption", "report", "quorum"}
    for item in items:
        assert gates.missing(made.session, item.item, counts, NOW) == ()


def test_the_sample_has_a_hearing_whose_key_is_in_a_backup_file(made: Made) -> None:
    congress = made.make()
    [hearing] = hearings.hearings(made.session, congress)
    assert hearing.state is HearingState.ANNOUNCED
    backup = (made.folder / "officer" / "officer.backup.json").read_bytes()
    key = parse_officer_key(open_backup(backup, PASSPHRASE))
    assert hearing.officer_key == key.public


def test_making_the_sample_again_changes_nothing(made: Made) -> None:
    first, keys = made.make(), made.key_files()
    heard = hearings.hearings(made.session, first)
    items = [item.item for item in agenda.items(made.session, first)]
    assert made.make() == first
    assert [item.item for item in agenda.items(made.session, first)] == items
    assert hearings.hearings(made.session, first) == heard
    assert made.key_files() == keys


def test_the_invented_roll_has_ten_people_without_a_vote_beyond_the_120(made: Made) -> None:
    members = roll.members(made.session, made.make())
    others = [member.category for member in members if member.category is not Category.DELEGATE]
    assert set(others) == {Category.OBSERVER, Category.GUEST}
    assert len(others) == 10
    assert len({member.staff_no for member in members}) == 130


def test_a_pass_on_a_phone_stays_there_and_one_that_waits_is_replaced(made: Made) -> None:
    congress = made.make()
    _, waiting = offer_pass(made.session, congress, NOW)
    _, secret = offer_pass(made.session, congress, NOW)
    assert secret is not None
    assert secret != waiting
    issuing.redeem(made.session, secret, new_device().shown, NOW)
    assert offer_pass(made.session, congress, NOW)[1] is None


def test_the_quorum_is_in_the_hall_once_the_first_phone_is(made: Made) -> None:
    congress = made.make()
    offer_pass(made.session, congress, NOW)
    counts = roll.counts(made.session, congress)
    assert counts.present * 3 >= counts.entitled * 2


def demo(data: Path) -> AbstractContextManager[Service]:
    return running("demo", "--data", str(data), "--port", "0", last_line="scrutineer sign --key")


def path_of(service: Service, part: str) -> str:
    found = re.search(rf"http://127\.0\.0\.1:\d+(/{part}\S*)", service.printed)
    assert found, service.printed
    return found[1]


def test_demo_prints_a_working_link_for_every_role_and_keeps_them_on_restart(
    tmp_path: Path,
) -> None:
    with demo(tmp_path) as service:
        for part in ("staff/setup/", "staff/invite/", "c/", "p#"):
            assert service.get(path_of(service, part).partition("#")[0])
        congress = path_of(service, "c/").split("/")[2]
        assert "█" in service.printed
        assert f"officer.backup.json   passphrase 口令: {PASSPHRASE}" in service.printed
        secret = path_of(service, "p#").partition("#")[2]
        service.post("/pass/redeem", {"pass": secret, "device": new_device().shown})
        assert service.stop()[0] == 0
    with demo(tmp_path) as service:
        assert path_of(service, "c/").split("/")[2] == congress
        assert "on a phone already" in service.printed
