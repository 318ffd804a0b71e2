"""Shuffled rows are opened by checked shares of enough scrutineers, and not otherwise."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.crypto.samples import SCRUTINEERS, Dealer, changed, next_scalar, paths, trustees
from tests.vectors.generate import nonces
from tests.vectors.generate_write_ins import election
from votesvc.crypto.ballot import parse_ballot
from votesvc.crypto.elgamal import Ciphertext
from votesvc.crypto.encoding import belenios_json, parse_json
from votesvc.crypto.group import BASE, base_times
from votesvc.crypto.shuffle import check_shuffle
from votesvc.crypto.slips import (
    check_slip_share,
    draw_slip_share,
    make_slip_share,
    open_slips,
    parse_slip_share,
    parse_slips,
)
from votesvc.crypto.texts import decode_text, encode_text
from votesvc.crypto.trustees import parse_trustees
from votesvc.crypto.write_ins import parse_write_ins, slip_of
from votesvc.errors import (
    InvalidProof,
    InvalidShare,
    InvalidTally,
    MalformedInput,
    NotCanonical,
)

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "vectors" / "write_ins.json").read_text()
)
CONTEST, CONTEXT = election(), VECTORS["context"]
BOARD = parse_trustees(trustees())
SHARES: list[bytes] = [share.encode() for share in VECTORS["shares"]]
SLIPS: bytes = VECTORS["slips"].encode()


def before() -> list[Any]:
    """Return the rows of the vectors' ballots."""
    return [
        slip_of(
            parse_ballot(case["ballot"].encode(), CONTEST),
            parse_write_ins(case["write_ins"], CONTEST),
            3,
        )
        for case in VECTORS["ballots"]
    ]


def test_the_vectors_are_shuffled_and_opened() -> None:
    slips = parse_slips(SLIPS, 3, 6)
    check_shuffle(CONTEXT, CONTEST.public_key, before(), slips.rows, slips.proof)
    shares = {}
    for owner, data in enumerate(SHARES, 1):
        shares[owner] = parse_slip_share(data, 3, 6)
        check_slip_share(CONTEXT, base_times(SCRUTINEERS[owner - 1]), slips.rows, shares[owner])
    opened = open_slips(slips.rows, shares, BOARD)
    assert [[part.to_hex() for part in row] for row in opened] == VECTORS["opened"]
    names = [
        [decode_text(row[at + 1 : at + 3]) for at in (0, 3) if row[at] == BASE] for row in opened
    ]
    assert sorted(names) == [[], ["李四"], ["李四", "欧阳·买买提"]]


def test_too_few_shares_open_nothing() -> None:
    slips, share = parse_slips(SLIPS, 3, 6), parse_slip_share(SHARES[0], 3, 6)
    with pytest.raises(InvalidTally, match="1 more"):
        open_slips(slips.rows, {1: share}, BOARD)


def test_every_factor_and_number_of_a_share_counts() -> None:
    slips, key = parse_slips(SLIPS, 3, 6), base_times(SCRUTINEERS[0])
    for path in paths(parse_json(SHARES[0]), str):
        change = other_point if path[0] == "factors" else next_scalar
        share = parse_slip_share(changed(SHARES[0], path, change), 3, 6)
        with pytest.raises(InvalidShare):
            check_slip_share(CONTEXT, key, slips.rows, share)


def other_point(_: str) -> str:
    return str(VECTORS["texts"][1]["points"][0])


def test_a_share_is_bound_to_its_key_rows_and_context() -> None:
    slips = parse_slips(SLIPS, 3, 6)
    share = parse_slip_share(SHARES[0], 3, 6)
    keys = [base_times(secret) for secret in SCRUTINEERS]
    for context, key, rows in (
        (CONTEXT, keys[1], slips.rows),
        ("other", keys[0], slips.rows),
        (CONTEXT, keys[0], slips.rows[::-1]),
    ):
        with pytest.raises(InvalidShare):
            check_slip_share(context, key, rows, share)


def test_two_wrong_factors_that_make_up_for_each_other_are_found() -> None:
    slips, secret = parse_slips(SLIPS, 3, 6), SCRUTINEERS[0]
    honest = parse_slip_share(make_slip_share(CONTEXT, slips.rows, secret, 7), 3, 6)
    rows = [list(row) for row in honest.factors]
    rows[0][0], rows[0][1] = rows[0][0] + BASE, rows[0][1] - BASE
    text = json.loads(honest.encoded)
    text["factors"] = [[factor.to_hex() for factor in row] for row in rows]
    share = parse_slip_share(json.dumps(text, separators=(",", ":")).encode(), 3, 6)
    with pytest.raises(InvalidShare):
        check_slip_share(CONTEXT, base_times(secret), slips.rows, share)


@pytest.mark.parametrize(("count", "width"), [(2, 6), (3, 5), (4, 6)])
def test_another_size_is_refused(count: int, width: int) -> None:
    with pytest.raises(MalformedInput):
        parse_slips(SLIPS, count, width)
    with pytest.raises(MalformedInput):
        parse_slip_share(SHARES[0], count, width)


def test_another_spelling_is_refused() -> None:
    tree = json.loads(SLIPS)
    for data in (
        json.dumps(dict(reversed(tree.items())), separators=(",", ":")).encode(),
        SLIPS.replace(b'"rows":', b'"rows": '),
    ):
        with pytest.raises(NotCanonical):
            parse_slips(data, 3, 6)
    share = SHARES[0].replace(b'"factors":', b'"factors": ')
    with pytest.raises(NotCanonical):
        parse_slip_share(share, 3, 6)


def test_a_changed_row_or_proof_is_no_shuffle() -> None:
    tree = json.loads(SLIPS)
    tree["rows"][0][0]["alpha"] = VECTORS["texts"][1]["points"][0]
    slips = parse_slips(json.dumps(tree, separators=(",", ":")).encode(), 3, 6)
    with pytest.raises(InvalidProof):
        check_shuffle(CONTEXT, CONTEST.public_key, before(), slips.rows, slips.proof)


def test_nonces_make_the_vectors() -> None:
    slips = parse_slips(SLIPS, 3, 6)
    share = make_slip_share(CONTEXT, slips.rows, SCRUTINEERS[1], nonces("write-in share 2")())
    assert share == SHARES[1]


def test_a_nonce_is_drawn_for_the_prefix_and_point_of_the_proof() -> None:
    slips, asked = parse_slips(SLIPS, 3, 6), []

    def nonce(text: str) -> int:
        asked.append(text)
        return 7

    share = draw_slip_share(CONTEXT, slips.rows, SCRUTINEERS[0], nonce)
    assert share == make_slip_share(CONTEXT, slips.rows, SCRUTINEERS[0], 7)
    [text] = asked
    key = base_times(SCRUTINEERS[0]).to_hex()
    assert text.startswith(f"decrypt|{CONTEXT}|{key}|")
    assert len(text) == len(f"decrypt|{CONTEXT}|{key}|") + 64


def test_any_enough_of_a_threshold_board_open_the_same_names() -> None:
    dealer = Dealer(2, 3)
    board = parse_trustees(belenios_json([dealer.entry()]))
    nonce = nonces("threshold slips")
    texts = ("李四", "", "欧阳·买买提")
    rows = []
    for text in texts:
        parts = []
        for element in encode_text(text):
            r = nonce()
            parts.append(Ciphertext(base_times(r), board.public_key * r + element))
        rows.append(tuple(parts))
    shares = {}
    for owner, secret in enumerate(dealer.secrets, 1):
        data = make_slip_share(CONTEXT, rows, secret, nonce())
        shares[owner] = parse_slip_share(data, len(rows), 2)
        check_slip_share(CONTEXT, board.verification_keys[owner - 1], rows, shares[owner])
    for absent in shares:
        some = {owner: share for owner, share in shares.items() if owner != absent}
        assert tuple(decode_text(row) for row in open_slips(rows, some, board)) == texts
    with pytest.raises(InvalidTally):
        open_slips(rows, {1: shares[1]}, board)
