"""A scrutineer's seat on a laptop: joined, checked, decrypted and signed with commands alone."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.cli.installation import Installation, Service, running
from tests.cli.test_scrutineer import closed_motion
from tests.services.crew import PEOPLE
from tests.services.story import BY, ELECTION, MOTION, NOW
from votesvc.cli.scrutineer import command
from votesvc.cli.seat.seat_file import read_seat
from votesvc.cli.unpack import unzip
from votesvc.domain.record import check_record
from votesvc.domain.record.steps import Fact, Known
from votesvc.services import agenda, ceremony as ceremonies, counting

PASSPHRASE = "三月 春风 letters"
YES, NO = [1, 0, 0], [0, 1, 0]


def run(*arguments: object, passphrase: str = PASSPHRASE) -> Result:
    return CliRunner(env={"VOTESVC_PASSPHRASE": passphrase}).invoke(
        command, [str(argument) for argument in arguments]
    )


@pytest.fixture
def service(installation: Installation) -> Iterator[Service]:
    arguments = ("serve", "--data", str(installation.data), "--port", "0")
    with running(*arguments, last_line="/staff/setup/") as service:
        yield service


def invitations(installation: Installation, service: Service, size: int) -> list[str]:
    """Propose and confirm any 2 of `size` scrutineers, and return the address of each seat."""
    story = installation.story
    uuid = ceremonies.propose(story.session, story.congress, 2, PEOPLE[:size], BY[0])
    ceremonies.confirm(story.session, story.log, uuid, BY[1])
    return [
        f"{service.address}/k#{ceremonies.invite(story.session, story.log, uuid, seat)}"
        for seat in range(1, size + 1)
    ]


def seats(installation: Installation, service: Service, folder: Path, size: int = 2) -> list[Path]:
    """Join with every seat, and go on until the key is ready."""
    addresses = invitations(installation, service, size)
    files = [folder / f"{seat}.seat.json" for seat in range(1, size + 1)]
    told = ""
    for _ in range(4):
        for address, file in zip(addresses, files, strict=True):
            done = run("join", address, "--out", file, "--once")
            assert done.exit_code == 0, done.output
            told = done.output
    assert "钥匙已就绪" in told
    return files


def test_a_congress_is_counted_and_signed_with_commands(
    installation: Installation, service: Service, tmp_path: Path
) -> None:
    story = installation.story
    files = seats(installation, service, tmp_path)
    item = closed_motion(installation, [YES, NO], [YES, YES])
    server = f"{service.address}/c/{story.congress}"
    for file in files:
        done = run("decrypt", "--key", file, "--server", server, "--workers", 1)
        assert done.exit_code == 0, done.output
    assert story.result(item) == [[2, 0, 0], [1, 1, 0]]
    for file in files:
        done = run("sign", "--key", file, "--server", server, "--workers", 1)
        assert done.exit_code == 0, done.output
        assert '{"result":[[2,0,0],[1,1,0]]}' in done.output
    story.session.expire_all()
    assert agenda.item(story.session, item).state == "signed"
    counting.announce(story.session, story.log, item, BY[0], NOW)
    done = run("check", "--key", files[0], "--server", server, "--workers", 1)
    assert done.exit_code == 0, done.output
    record = unzip(installation.write_record().read_bytes())
    check_record(record, lambda _: None, known=Known(cosigned=1))


def test_a_seat_decrypts_without_the_service_from_what_lies_beside_it(
    installation: Installation, service: Service, tmp_path: Path
) -> None:
    files = seats(installation, service, tmp_path)
    item = closed_motion(installation, [YES, NO])
    record = installation.write_record()
    out = tmp_path / "share.json"
    offline = ("--record", record, "--out", out, "--workers", 1)
    done = run("decrypt", "--key", files[0], *offline)
    assert done.exit_code == 0, done.output
    share = json.loads(out.read_text())
    story = installation.story
    counting.submit_share(story.session, story.log, item, 1, share["factors"].encode())
    # Without the deals beside it, it has to ask.
    (tmp_path / "2.deals.json").unlink()
    done = run("decrypt", "--key", files[1], *offline)
    assert done.exit_code == 1
    assert "use --server" in done.output
    cosigned = run("check", "--key", files[0], "--record", record, "--workers", 1)
    assert cosigned.output.count("— votesvc/") == 2


def test_a_backup_counts_in_place_of_the_lost_device(
    installation: Installation, service: Service, tmp_path: Path
) -> None:
    files = seats(installation, service, tmp_path)
    copy = tmp_path / "elsewhere" / "copy.json"
    secret = tmp_path / "passphrase"
    secret.write_text(f"{PASSPHRASE}\n")
    done = run(
        "backup", "--key", files[0], "--out", copy, "--passphrase-file", secret,
        passphrase="another one, longer",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert read_seat(copy, "another one, longer") == read_seat(files[0], PASSPHRASE)
    assert run("backup", "--key", files[0], "--out", copy).exit_code == 2
    item = closed_motion(installation, [YES, NO])
    server = f"{service.address}/c/{installation.story.congress}"
    for file, passphrase in ((files[0], PASSPHRASE), (copy, "another one, longer")):
        # The same share comes from either, so that the second changes nothing.
        done = run(
            "decrypt", "--key", file, "--server", server, "--workers", 1, passphrase=passphrase
        )
        assert done.exit_code == 0, done.output
    installation.story.session.expire_all()
    progress = counting.progress(installation.story.session, item)
    assert progress.owners_present == (1,)


def test_seats_open_names_written_in_and_a_restored_one_makes_the_same_share(
    installation: Installation, service: Service, tmp_path: Path
) -> None:
    story = installation.story
    files = seats(installation, service, tmp_path, 3)
    copy = tmp_path / "elsewhere" / "copy.json"
    copy.parent.mkdir()
    assert run("backup", "--key", files[0], "--out", copy).exit_code == 0
    devices = [story.device("1001"), story.device("1002")]
    item = story.open_item(ELECTION)
    for device in devices:
        marks = [[1, 0, 0, 1, 0], [0, 1, 0]]
        story.cast(story.request(device, item, *marks, names=["李四", ""]))
    story.close(item)
    server = f"{service.address}/c/{story.congress}"
    said = []
    for file in (files[0], copy, files[2], files[0], copy):
        done = run("decrypt", "--key", file, "--server", server, "--workers", 1, "--wait", 0)
        assert done.exit_code == 0, done.output
        said.append(["names shuffled" in done.output, "share of scrutineer" in done.output])
    # The copy finds its seat's shuffle in the log; there is a share after the other's alone.
    assert said == [[True, False], [False, False], [True, True], [False, True], [False, True]]
    for file in (files[0], files[2]):
        done = run("sign", "--key", file, "--server", server, "--workers", 1)
        assert done.exit_code == 0, done.output
    story.session.expire_all()
    counting.announce(story.session, story.log, item, BY[0], NOW)
    facts: list[Fact] = []
    record = unzip(installation.write_record().read_bytes())
    check_record(record, lambda step: facts.extend(step.facts))
    [written] = [fact for fact in facts if fact.name == "written"]
    assert (written.figures["names"], written.figures["void"]) == (1, 0)


def test_what_cannot_be_is_refused_with_its_reason(
    installation: Installation, service: Service, tmp_path: Path
) -> None:
    [address, _] = invitations(installation, service, 2)
    out = tmp_path / "1.seat.json"
    for bad in ("ftp://x/k#a", "http://x/p#a", "x", f"{service.address}/k"):
        assert run("join", bad, "--out", out, "--once").exit_code != 0
    done = run("join", address, "--out", out, "--once")
    assert done.exit_code == 0, done.output
    wrong = run("join", address, "--out", out, "--once", passphrase="not this one at all")
    assert wrong.exit_code == 1
    assert "passphrase is wrong" in wrong.output
    stolen = run("join", address, "--out", tmp_path / "thief.json", "--once")
    assert stolen.exit_code == 1
    assert "the service answers" in stolen.output
    server = f"{service.address}/c/{installation.story.congress}"
    installation.story.ready_item(MOTION)
    nothing = run("sign", "--key", out, "--server", server, "--workers", 1)
    assert nothing.exit_code == 1
    assert "no result waits" in nothing.output
    neither = run("check", "--key", out)
    assert neither.exit_code == 2


def test_a_stopped_ceremony_is_told_as_such(
    installation: Installation, service: Service, tmp_path: Path
) -> None:
    story = installation.story
    [address, _] = invitations(installation, service, 2)
    out = tmp_path / "1.seat.json"
    assert run("join", address, "--out", out, "--once").exit_code == 0
    [running_now] = ceremonies.ceremonies(story.session, story.congress)
    ceremonies.stop(story.session, story.log, running_now.uuid, "换人", NOW)
    done = run("join", address, "--out", out, "--once")
    assert done.exit_code == 1
    assert "换人" in done.output
    assert "no key was made" in done.output
