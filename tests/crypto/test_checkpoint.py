"""Notes, checkpoints and cosignatures agree with published ones and refuse every change."""

import base64
import json
from dataclasses import replace
from pathlib import Path

import pytest

from votesvc.crypto.checkpoint import (
    LARGEST_NOTE,
    MOST_SIGNATURES,
    Checkpoint,
    Cosignature,
    LogKey,
    WitnessKey,
    check_cosignatures,
    count_lines,
    open_checkpoint,
    open_note,
    parse_vkey,
)
from votesvc.errors import InvalidCheckpoint

FOLDER = Path(__file__).parents[1] / "vectors"
PUBLISHED = json.loads((FOLDER / "signed_notes.json").read_text())
OURS = json.loads((FOLDER / "checkpoint.json").read_text())

LOG = LogKey.from_seed(OURS["origin"], bytes.fromhex(OURS["seed"]))
WITNESS = WitnessKey.from_seed(OURS["witness_name"], bytes.fromhex(OURS["witness_seed"]))
CLAIM = Checkpoint(OURS["origin"], OURS["size"], bytes.fromhex(OURS["root"]))
NOTE = LOG.sign(CLAIM)
COSIGNED = WITNESS.cosign(NOTE, OURS["timestamp"])


@pytest.mark.parametrize("vector", PUBLISHED["notes"])
def test_published_notes_open_under_their_keys(vector: dict[str, str]) -> None:
    assert open_note(vector["note"], vector["vkey"]) == vector["text"]
    assert parse_vkey(vector["vkey"]).text == vector["vkey"]


def test_a_published_seed_signs_the_published_note() -> None:
    seed = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
    assert LogKey.from_seed("PeterNeumann", seed).vkey == PUBLISHED["notes"][1]["vkey"]


def test_a_checkpoint_of_a_public_log_opens_with_the_cosignature_of_a_public_witness() -> None:
    vector = PUBLISHED["checkpoint"]
    checkpoint = open_checkpoint(vector["note"], vector["vkey"])
    root = base64.b64decode(vector["root"])
    assert checkpoint == Checkpoint(vector["origin"], vector["size"], root)
    assert check_cosignatures(vector["note"], [vector["witness"]]) == (
        Cosignature("remora.n621.de", vector["timestamp"]),
    )
    assert count_lines(vector["note"]) == 6


def test_our_vectors_are_what_we_compute() -> None:
    assert LOG.vkey == OURS["vkey"]
    assert WITNESS.vkey == OURS["witness_vkey"]
    assert OURS["note"] == NOTE
    assert OURS["cosigned"] == COSIGNED


def test_a_checkpoint_opens_as_it_was_signed_with_and_without_cosignature() -> None:
    assert open_checkpoint(NOTE, LOG.vkey) == CLAIM
    assert open_checkpoint(COSIGNED, LOG.vkey) == CLAIM
    assert check_cosignatures(NOTE, [WITNESS.vkey]) == ()
    assert check_cosignatures(COSIGNED, [WITNESS.vkey]) == (
        Cosignature(OURS["witness_name"], OURS["timestamp"]),
    )


def test_an_empty_log_has_a_checkpoint_too() -> None:
    empty = replace(CLAIM, size=0)
    assert open_checkpoint(LOG.sign(empty), LOG.vkey) == empty


def test_every_changed_character_of_a_checkpoint_is_refused() -> None:
    for position in range(len(NOTE)):
        changed = "B" if NOTE[position] != "B" else "C"
        with pytest.raises(InvalidCheckpoint):
            open_checkpoint(NOTE[:position] + changed + NOTE[position + 1 :], LOG.vkey)


def test_every_changed_character_of_a_cosignature_is_refused_or_becomes_unknown() -> None:
    for position in range(len(COSIGNED)):
        changed = "B" if COSIGNED[position] != "B" else "C"
        note = COSIGNED[:position] + changed + COSIGNED[position + 1 :]
        try:
            found = check_cosignatures(note, [WITNESS.vkey])
        except InvalidCheckpoint:
            continue
        # Only the name or the id of a key may be changed unnoticed, or the log's own line.
        assert found == () or position < len(NOTE)


@pytest.mark.parametrize("removed", ["size", "root", "blank", "signature"])
def test_a_missing_line_is_refused(removed: str) -> None:
    lines = NOTE.split("\n")
    del lines[["origin", "size", "root", "blank", "signature"].index(removed)]
    with pytest.raises(InvalidCheckpoint):
        open_checkpoint("\n".join(lines), LOG.vkey)


def sign_text(text: str) -> str:
    """Sign any text at all with the log's key, as a log that misbehaves could."""
    key = parse_vkey(LOG.vkey)
    signature = LOG._key.sign(text.encode())
    line = base64.b64encode(key.key_id + signature).decode()
    return f"{text}\n— {key.name} {line}\n"


ROOT_LINE = base64.b64encode(CLAIM.root).decode()


@pytest.mark.parametrize(
    "text",
    [
        "one line\n",
        f"{CLAIM.origin}\n05\n{ROOT_LINE}\n",
        f"{CLAIM.origin}\n-5\n{ROOT_LINE}\n",
        f"{CLAIM.origin}\n٥\n{ROOT_LINE}\n",
        f"{CLAIM.origin}\n9007199254740993\n{ROOT_LINE}\n",
        f"{CLAIM.origin}\n5\n{ROOT_LINE}\nan extension\n",
        f"{CLAIM.origin}\n5\n{ROOT_LINE}\n\n",
        f"{CLAIM.origin}\n5\n{ROOT_LINE[:-1]}\n",
        f"{CLAIM.origin}\n5\nAAAA\n",
        f"votesvc/another\n5\n{ROOT_LINE}\n",
    ],
)
def test_what_is_signed_but_no_checkpoint_of_this_log_is_refused(text: str) -> None:
    assert open_note(sign_text(text), LOG.vkey) == text
    with pytest.raises(InvalidCheckpoint):
        open_checkpoint(sign_text(text), LOG.vkey)


PETER = PUBLISHED["notes"][1]["note"]
TEXT, SIGNATURES = PETER.split("\n\n")


@pytest.mark.parametrize(
    "note",
    [
        TEXT,
        TEXT + "\n\n",
        PETER[:-1],
        "\x01" + PETER,
        "\ud800" + PETER,
        TEXT + "\n\n— Bad Name x08go/Zk\n",
        TEXT + "\n\n— Name\n",
        TEXT + "\n\n— Name AAAA\n",
        TEXT + "\n\n— Name AAAAA\n",
        TEXT + "\n\n- Name x08go/Zk\n",
        PETER + "Unexpected line.\n",
        TEXT + "\n\n" + SIGNATURES * (MOST_SIGNATURES + 1),
        "x" * (LARGEST_NOTE + 1),
    ],
)
def test_a_malformed_note_is_refused(note: str) -> None:
    with pytest.raises(InvalidCheckpoint):
        open_note(note, PUBLISHED["notes"][1]["vkey"])


def test_a_note_signed_by_nobody_known_is_refused() -> None:
    with pytest.raises(InvalidCheckpoint, match="not signed by this key"):
        open_note(PETER, PUBLISHED["notes"][2]["vkey"])


def test_a_short_signature_is_refused() -> None:
    key_id = base64.b64encode(parse_vkey(LOG.vkey).key_id + bytes(63)).decode()
    with pytest.raises(InvalidCheckpoint, match="wrong length"):
        open_note(f"text\n\n— {LOG.origin} {key_id}\n", LOG.vkey)


VKEY = LOG.vkey


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name",
        VKEY[1:],
        VKEY.replace("+", " ", 1),
        VKEY[:-1],
        VKEY + "A",
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+00000000+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_a_malformed_verifier_key_is_refused(vkey: str) -> None:
    with pytest.raises(InvalidCheckpoint):
        parse_vkey(vkey)


def test_keys_for_notes_and_for_cosignatures_are_not_interchangeable() -> None:
    with pytest.raises(InvalidCheckpoint, match="does not sign notes"):
        open_note(COSIGNED, WITNESS.vkey)
    with pytest.raises(InvalidCheckpoint, match="does not cosign"):
        check_cosignatures(COSIGNED, [LOG.vkey])


def test_a_log_signs_only_its_own_checkpoints() -> None:
    with pytest.raises(InvalidCheckpoint, match="only its own"):
        LOG.sign(replace(CLAIM, origin="votesvc/another"))


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b"])
def test_the_name_of_a_key_has_no_blanks_and_no_plus(name: str) -> None:
    with pytest.raises(InvalidCheckpoint):
        LogKey.from_seed(name, bytes(32))
    with pytest.raises(InvalidCheckpoint):
        WitnessKey.from_seed(name, bytes(32))


def test_the_repr_of_a_key_hides_the_secret() -> None:
    assert repr(LOG) == f"LogKey(origin='{LOG.origin}')"
    assert repr(WITNESS) == f"WitnessKey(name='{WITNESS.name}')"
