import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from tests.cli.installation import Installation
from tests.domain.families import summed_sample
from tests.services.story import ELECTION, MOTION
from votesvc.cli.keyfile import read_key
from votesvc.cli.memory import memory_beside
from votesvc.cli.scrutineer import command
from votesvc.cli.unpack import unzip
from votesvc.crypto.trustees import join_trustees, parse_trustees
from votesvc.domain.entries import Reshuffled
from votesvc.services import counting, shuffles, slips, write_ins


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def decrypt(key: Path, record: Path, out: Path, *more: object) -> Result:
    return run("decrypt", "--key", key, "--record", record, "--out", out, "--workers", 1, *more)


def closed_motion(installation: Installation, *papers: list[list[int]]) -> str:
    """Play a motion up to its closing."""
    story = installation.story
    devices = [story.device(number) for number in ("1001", "1002", "a-7")[: len(papers)]]
    item = story.open_item(MOTION)
    for device, choices in zip(devices, papers, strict=True):
        story.cast(story.request(device, item, *choices))
    story.close(item)
    return item


# --- Making a key ---------------------------------------------------------------------------------


def test_keygen_writes_a_secret_and_its_public_part(tmp_path: Path) -> None:
    done = run("keygen", "--out", tmp_path / "keys" / "zhang.key.json")
    assert done.exit_code == 0, done.output
    key = read_key(tmp_path / "keys" / "zhang.key.json")
    part = json.loads((tmp_path / "keys" / "zhang.public.json").read_text())
    board = parse_trustees(join_trustees([part]))
    assert board.verification_keys[0].to_hex() == key.public_key
    assert key.seed not in done.output


def test_keygen_never_replaces_a_file(tmp_path: Path) -> None:
    (tmp_path / "zhang.public.json").write_text("x")
    done = run("keygen", "--out", tmp_path / "zhang.key.json")
    assert done.exit_code == 2
    assert not (tmp_path / "zhang.key.json").exists()


# --- Decrypting from a record ---------------------------------------------------------------------


def test_two_scrutineers_count_a_closed_ballot(installation: Installation, tmp_path: Path) -> None:
    item = closed_motion(installation, [[1, 0, 0], [0, 0, 1]], [[1, 0, 0], [0, 1, 0]])
    record = installation.write_record()
    story = installation.story
    for number, key in enumerate(installation.keys, 1):
        out = tmp_path / f"{number}.share.json"
        done = decrypt(key, record, out)
        assert done.exit_code == 0, done.output
        share = json.loads(out.read_text())
        assert (share["item"], share["owner"]) == (item, number)
        factors = share["factors"].encode()
        counting.submit_share(story.session, story.log, item, number, factors)
    assert story.result(item) == [[2, 0, 0], [0, 1, 1]]


def test_every_closed_ballot_is_decrypted_unless_one_is_named(
    installation: Installation, tmp_path: Path
) -> None:
    first, second = closed_motion(installation), closed_motion(installation)
    record = installation.write_record()
    assert decrypt(installation.keys[0], record, tmp_path / "all").exit_code == 0
    lines = (tmp_path / "all").read_text().splitlines()
    assert [json.loads(line)["item"] for line in lines] == [first, second]
    done = decrypt(installation.keys[1], record, tmp_path / "one", "--item", second)
    assert done.exit_code == 0, done.output
    assert json.loads((tmp_path / "one").read_text())["item"] == second


def test_the_same_share_is_given_again(installation: Installation, tmp_path: Path) -> None:
    closed_motion(installation)
    record = installation.write_record()
    for name in ("first", "again"):
        assert decrypt(installation.keys[0], record, tmp_path / name).exit_code == 0
    assert (tmp_path / "first").read_bytes() == (tmp_path / "again").read_bytes()


def test_a_ballot_that_is_still_open_is_not_decrypted(
    installation: Installation, tmp_path: Path
) -> None:
    item = installation.story.open_item(MOTION)
    done = decrypt(
        installation.keys[0], installation.write_record(), tmp_path / "o", "--item", item
    )
    assert done.exit_code == 1
    assert "not closed" in done.output
    assert not (tmp_path / "o").exists()


def test_an_announced_ballot_is_not_decrypted_again(
    installation: Installation, tmp_path: Path
) -> None:
    item = closed_motion(installation)
    installation.story.announce(item)
    done = decrypt(
        installation.keys[0], installation.write_record(), tmp_path / "o", "--item", item
    )
    assert done.exit_code == 1
    assert not (tmp_path / "o").exists()


def test_a_key_that_is_not_on_the_board_decrypts_nothing(
    installation: Installation, tmp_path: Path
) -> None:
    closed_motion(installation)
    assert run("keygen", "--out", tmp_path / "stranger.key.json").exit_code == 0
    done = decrypt(tmp_path / "stranger.key.json", installation.write_record(), tmp_path / "o")
    assert done.exit_code == 1
    assert "board of scrutineers" in done.output


def test_a_record_with_a_changed_entry_is_refused(
    installation: Installation, tmp_path: Path
) -> None:
    closed_motion(installation, [[1, 0, 0], [0, 0, 1]])
    record = installation.write_record()
    files = unzip(record.read_bytes())
    files["log.jsonl"] = files["log.jsonl"].replace(b'"returned":1', b'"returned":0')
    with ZipFile(record, "w") as changed:
        for name, data in files.items():
            changed.writestr(name, data)
    done = decrypt(installation.keys[0], record, tmp_path / "o")
    assert done.exit_code == 1
    assert "do not hash to the root" in done.output
    assert not (tmp_path / "o").exists()


def test_a_log_that_leaves_the_one_followed_before_is_refused(
    installation: Installation, tmp_path: Path
) -> None:
    closed_motion(installation)
    record = installation.write_record()
    key = installation.keys[0]
    assert decrypt(key, record, tmp_path / "first").exit_code == 0
    memory = memory_beside(key)
    text = memory.path.read_text()
    [followed] = memory.logs.values()
    memory.path.write_text(text.replace(followed.root.hex(), "00" * 32))
    done = decrypt(key, record, tmp_path / "second")
    assert done.exit_code == 1
    assert "does not continue" in done.output


# --- What cannot be used --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "more",
    [
        (),
        ("--server", "http://127.0.0.1:1/c/x", "--record", "KEY", "--out", "x"),
        ("--record", "KEY"),
    ],
)
def test_exactly_one_source_must_be_named(
    installation: Installation, more: tuple[str, ...]
) -> None:
    key = str(installation.keys[0])
    done = run("decrypt", "--key", key, *[key if word == "KEY" else word for word in more])
    assert done.exit_code == 2


@pytest.mark.parametrize(
    "more",
    [
        ("--server", "ftp://127.0.0.1/c/1111111111111111111111"),
        ("--server", "http://127.0.0.1:1/"),
        ("--server", "http://127.0.0.1:1/c/1111111111111111111111", "--item", "../x"),
        ("--record", "KEY", "--out", "x"),
    ],
)
def test_input_that_makes_no_sense_ends_with_2(
    installation: Installation, more: tuple[str, ...]
) -> None:
    key = str(installation.keys[0])
    done = run("decrypt", "--key", key, *[key if word == "KEY" else word for word in more])
    assert done.exit_code == 2, done.output
    assert "cannot be used" in done.output


def test_a_service_that_is_not_there_is_told_as_such(installation: Installation) -> None:
    server = f"http://127.0.0.1:1/c/{installation.story.congress}"
    done = run("decrypt", "--key", installation.keys[0], "--server", server)
    assert done.exit_code == 1
    assert "cannot be reached" in done.output


# --- Names written in -----------------------------------------------------------------------------


def closed_election(installation: Installation) -> str:
    """Play an election up to its closing, with one name on both ballots."""
    story = installation.story
    devices = [story.device("1001"), story.device("1002")]
    item = story.open_item(ELECTION)
    for device in devices:
        marks = [[1, 0, 0, 1, 0], [0, 1, 0]]
        story.cast(story.request(device, item, *marks, names=["李四", ""]))
    story.close(item)
    return item


def upload(installation: Installation, file: Path) -> list[str]:
    """Hand in what a file holds, and say what it was."""
    story, kinds = installation.story, []
    for line in file.read_text().splitlines():
        body = json.loads(line)
        item, owner = body["item"], body["owner"]
        if "blocks" in body:
            made = shuffles.parse_blocks(body["blocks"])
            shuffles.submit_shuffle(story.session, story.log, item, owner, body["place"], made)
        elif "shares" in body:
            shares = [one.encode() for one in body["shares"]]
            slips.submit_slip_shares(story.session, story.log, item, owner, shares)
        else:
            factors = body["factors"].encode()
            counting.submit_share(story.session, story.log, item, owner, factors)
        kinds.append(next(iter(body.keys() - {"item", "owner", "place"})))
    return kinds


def test_names_written_in_are_shuffled_by_everybody_and_opened_with_the_count(
    installation: Installation, tmp_path: Path
) -> None:
    story, item = installation.story, closed_election(installation)
    for round_, kinds in enumerate((["blocks"], ["shares", "factors"])):
        for number, key in enumerate(installation.keys, 1):
            out = tmp_path / f"{number}.{round_}.json"
            done = decrypt(key, installation.write_record(), out)
            assert done.exit_code == 0, done.output
            assert ("Run the same command again" in done.output) == (kinds == ["blocks"])
            assert upload(installation, out) == kinds
    found = write_ins.names(story.session, item)
    assert found is not None
    assert found.votes == (("李四", 2),)


def test_a_group_with_too_few_ballots_is_not_decrypted(tmp_path: Path) -> None:
    key, record = tmp_path / "zhang.key.json", tmp_path / "record.zip"
    assert run("keygen", "--out", key).exit_code == 0
    with ZipFile(record, "w") as archive:
        for name, data in summed_sample().written().items():
            archive.writestr(name, data)
    done = decrypt(key, record, tmp_path / "share.json")
    assert done.exit_code == 1, done.output
    assert "too few ballots" in done.output
    assert not (tmp_path / "share.json").exists()


def test_no_share_is_made_before_everybody_has_shuffled_and_then_always_the_same(
    installation: Installation, tmp_path: Path
) -> None:
    closed_election(installation)
    first, second = installation.keys
    assert decrypt(first, installation.write_record(), tmp_path / "1").exit_code == 0
    upload(installation, tmp_path / "1")
    # One of two has shuffled: the first has nothing to hand in, and waits for the second.
    done = decrypt(first, installation.write_record(), tmp_path / "waits")
    assert (done.exit_code, (tmp_path / "waits").read_text()) == (0, "")
    assert decrypt(second, installation.write_record(), tmp_path / "2").exit_code == 0
    upload(installation, tmp_path / "2")
    record = installation.write_record()
    for name in ("3", "again"):
        assert decrypt(first, record, tmp_path / name).exit_code == 0
    assert (tmp_path / "3").read_text() == (tmp_path / "again").read_text() != ""


def test_a_chain_in_which_somebody_shuffled_in_this_keys_place_is_refused(
    installation: Installation, tmp_path: Path
) -> None:
    item, story = closed_election(installation), installation.story
    mine = story.scrutineers
    story.scrutineers = (mine[1], mine[1])
    [(forged, signature)] = story.shuffle(item, 1)
    story.scrutineers = mine
    leaf = Reshuffled(item, 1, 0, forged.decode(), signature.decode()).encoded
    story.log.append(story.congress, lambda _: [leaf])
    done = decrypt(installation.keys[0], installation.write_record(), tmp_path / "o")
    assert done.exit_code == 1
    assert "signature on a shuffle" in done.output
    assert not (tmp_path / "o").exists()
