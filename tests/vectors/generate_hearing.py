"""Write the vectors of sealed comments and of backups: `python -m tests.vectors.generate_hearing`.

Byte string number k of the seed s is SHA-256("votesvc/test|s|k").
"""

import hashlib
from collections.abc import Callable
from typing import Any

from tests.vectors.generate import FOLDER, spell
from tests.vectors.hpke import seal_with
from votesvc.crypto.backup import WORK, Work, open_backup, seal_backup
from votesvc.crypto.comment import Comment, pad, parse_comment
from votesvc.crypto.encoding import JsonValue, belenios_json, canonical_json, encode_b64, uuid_from
from votesvc.crypto.sealing import AuthorKey, OfficerKey, SealedComment, commitment_of

HEARING = uuid_from(hashlib.sha256(b"hearing").digest()[:16])
ELSEWHERE = uuid_from(hashlib.sha256(b"another hearing").digest()[:16])
FIELD = 2**255 - 19


def octets(seed: str, number: int = 0) -> bytes:
    """Return 32 bytes that depend on seed and number alone."""
    return hashlib.sha256(f"votesvc/test|{seed}|{number}".encode()).digest()


OFFICER = OfficerKey.from_secret(octets("officer"))

COMMENTS: list[tuple[str, str, int, tuple[int, int, int], str]] = [
    ("a plain remark", "建议第三条写明加班的补偿办法。", 3, (5, 4, 3), ""),
    ("one letter about the whole matter", "x", 0, (0, 0, 0), ""),
    ("a reply", "同意楼上的意见", 0, (0, 0, 0), octets("published").hex()),
    ("quotes, backslashes and lines", '"引号" \\ /\n第二行\n', 1, (1, 1, 1), ""),
    ("markup", '<script>alert("1")</script> & <b>', 0, (0, 0, 0), ""),
    ("a formula", '=HYPERLINK("http://example.org","x")', 0, (0, 0, 0), ""),
    ("signs that turn and hide", "a\u202eb\u2066c\u2069\u200bd\ufeffe\u00ad", 0, (0, 0, 0), ""),
    ("rare characters", "𠮷野家😀👨‍👩‍👧", 0, (0, 0, 0), ""),
    ("separators of lines and paragraphs", "a\u2028b\u2029c\u00a0\u3000d", 0, (0, 0, 0), ""),
    ("exactly 512 bytes", "x" * 385, 0, (0, 0, 0), ""),
    ("513 bytes", "x" * 386, 0, (0, 0, 0), ""),
    ("2048 bytes", "意见" * 290, 200, (2, 0, 5), ""),
    ("1200 characters", "意" * 1200, 1000, (5, 5, 5), octets("published").hex()),
    ("1200 quotes", '"' * 1200, 0, (0, 0, 0), ""),
]


def _comment(seed: str, text: str, clause: int, marks: tuple[int, int, int], to: str) -> Comment:
    return Comment(text, clause, marks, to, octets(f"{seed}/nonce").hex())


def _comment_vector(
    name: str, text: str, clause: int, marks: tuple[int, int, int], to: str
) -> dict[str, Any]:
    comment = _comment(name, text, clause, marks, to)
    padded = comment.padded
    commitment = commitment_of(HEARING, padded)
    ephemeral, author = octets(f"{name}/ephemeral"), AuthorKey.from_seed(octets(f"{name}/author"))
    info = f"votesvc/v1/hearing|{HEARING}|{commitment}".encode()
    sealed = seal_with(ephemeral, bytes.fromhex(OFFICER.public), info, padded)
    return {
        "name": name,
        "clause": clause,
        "marks": list(marks),
        "nonce": comment.nonce,
        "reply_to": to,
        "text": text,
        "size": len(padded),
        "padded": padded.decode(),
        "commitment": commitment,
        "ephemeral": ephemeral.hex(),
        "sealed": encode_b64(sealed),
        "author_seed": octets(f"{name}/author").hex(),
        "key": author.public,
        "signature": encode_b64(author.sign_comment(HEARING, SealedComment(commitment, sealed))),
        "support": encode_b64(author.sign_support(HEARING, commitment)),
    }


GOOD: dict[str, JsonValue] = {
    "clause": 1,
    "marks": [1, 2, 3],
    "nonce": octets("good").hex(),
    "reply_to": "",
    "text": "意见",
}


def bad_plaintexts() -> dict[str, bytes]:
    """Return what is no padded comment, by the reason why."""
    good = canonical_json(GOOD)
    changed: dict[str, dict[str, JsonValue]] = {
        "no text": {"text": ""},
        "blanks": {"text": " \n\u3000\u00a0\u2028"},
        "a control character": {"text": "a\u0007"},
        "a tabulator": {"text": "a\tb"},
        "a carriage return": {"text": "a\r\nb"},
        "a control character of Latin-1": {"text": "a\u0085"},
        "1201 characters": {"text": "x" * 1201},
        "a text that is a number": {"text": 1},
        "a negative clause": {"clause": -1},
        "clause 1001": {"clause": 1001},
        "a clause that is true": {"clause": True},
        "two marks": {"marks": [1, 2]},
        "four marks": {"marks": [1, 2, 3, 4]},
        "a mark of 6": {"marks": [1, 2, 6]},
        "a negative mark": {"marks": [1, 2, -1]},
        "a mark that is true": {"marks": [1, 2, True]},
        "marks that are no list": {"marks": 5},
        "a short nonce": {"nonce": "00" * 31},
        "a nonce in capitals": {"nonce": "AB" * 32},
        "no nonce": {"nonce": ""},
        "a short reply": {"reply_to": "00" * 31},
        "a reply in capitals": {"reply_to": "AB" * 32},
        "one field more": {"type": "comment"},
    }
    return {
        **{why: pad(canonical_json({**GOOD, **fields})) for why, fields in changed.items()},
        "nothing": b"",
        "nothing but padding": b" " * 512,
        "no padding": good,
        "one blank too few": pad(good)[:-1],
        "one blank too many": pad(good) + b" ",
        "padded to the next size": good.ljust(1024),
        "padded with zeros": good.ljust(512, b"\0"),
        "padded in front": good.rjust(512),
        "a newline at the end": good + b"\n" + b" " * (511 - len(good)),
        "a blank inside": pad(good.replace(b":", b": ", 1)),
        "fields in another order": pad(belenios_json(dict(reversed(GOOD.items())))),
        "a list": pad(b"[]"),
        "no json": pad(b"comment"),
        "a missing field": pad(
            canonical_json({name: value for name, value in GOOD.items() if name != "marks"})
        ),
        "an escaped letter": pad(good.replace("意".encode(), b"\\u610f")),
        "not utf-8": pad(good.replace("意".encode(), b"\xff")),
        "half a surrogate pair": pad(good.replace("意".encode(), b"\\ud83d")),
    }  # fmt: skip


BAD_TEXTS = {
    "no text": "",
    "blank": " \n\u2003",
    "a control character": "\x1b[2J",
    "too many characters": "x" * 1201,
    "too many bytes": "😀" * 1200,
}


def _low_order() -> list[str]:
    # The points of order 1, 2, 4 and 8 of Curve25519 and of its twist, and 0 and 1 spelled twice.
    one_of_eight = 325606250916557431795983626356110631294008115727848805560023387167927233504
    other = 39382357235489614581723060781553021112529911719440698176882885853963445705823
    numbers = (0, 1, one_of_eight, other, FIELD - 1, FIELD, FIELD + 1)
    return [number.to_bytes(32, "little").hex() for number in numbers]


def sealing_vectors() -> dict[str, Any]:
    """Return comments from plaintext to signature, and what must be refused."""
    comments = [_comment_vector(*comment) for comment in COMMENTS]
    for vector in comments:
        padded = vector["padded"].encode()
        parse_comment(padded)
    return {
        "octets": 'byte string k of seed s: SHA-256("votesvc/test|"+s+"|"+k)',
        "hearing": HEARING,
        "elsewhere": ELSEWHERE,
        "officer_secret": octets("officer").hex(),
        "officer_key": OFFICER.public,
        "officer_json": OFFICER.to_json(),
        "comments": comments,
        "bad_texts": [{"why": why, "text": text} for why, text in BAD_TEXTS.items()],
        "bad_plaintexts": [
            {"why": why, "padded": encode_b64(padded)} for why, padded in bad_plaintexts().items()
        ],
        "bad_officer_keys": [
            {"why": "of low order", "key": key} for key in _low_order()
        ] + [
            {"why": "9 spelled as p + 9", "key": (FIELD + 9).to_bytes(32, "little").hex()},
            {"why": "with the highest bit", "key": (2**255 + 9).to_bytes(32, "little").hex()},
            {"why": "too short", "key": OFFICER.public[:-2]},
            {"why": "in capitals", "key": OFFICER.public.upper()},
        ],
        "bad_author_keys": [
            {"why": "the identity", "key": (1).to_bytes(32, "little").hex()},
            {"why": "order 2", "key": (FIELD - 1).to_bytes(32, "little").hex()},
            {"why": "order 4", "key": bytes(32).hex()},
            {"why": "too short", "key": AuthorKey.from_seed(octets("a")).public[:-2]},
            {"why": "in capitals", "key": AuthorKey.from_seed(octets("a")).public.upper()},
        ],
    }  # fmt: skip


PASSPHRASE = "三月 春风 Letter 42"
BACKUPS: list[tuple[str, JsonValue, str, Work]] = [
    ("the key of an officer", OFFICER.to_json(), PASSPHRASE, WORK),
    ("anything", {"text": "赞成 😀", "list": [1, True, []]}, "é" * 10, WORK),
    ("more work", "secret", "correct horse battery staple", Work(n=2**16, r=8, p=2)),
]
SAME_PASSPHRASES = [
    [PASSPHRASE, "三月\u3000春风 Ｌｅｔｔｅｒ ４２"],
    ["é" * 10, "e\u0301" * 10],
]


def bad_backups() -> dict[str, tuple[bytes, str]]:
    """Return files with the error they end in, by the reason why; the passphrase is right."""
    good = seal_backup(OFFICER.to_json(), PASSPHRASE, octets("bad")[:16], octets("bad", 1)[:12])

    def with_text(old: str, new: str) -> bytes:
        assert good.count(old.encode()) == 1
        return good.replace(old.encode(), new.encode())

    salt, nonce = encode_b64(octets("bad")[:16]), encode_b64(octets("bad", 1)[:12])
    sealed = good.split(b'"sealed":"')[1].split(b'"')[0].decode()
    unreadable = {
        "empty": b"",
        "no json": b"backup",
        "a list": b"[]",
        "cut off": good[:-10],
        "another type": with_text('"type":"votesvc/v1/backup"', '"type":"votesvc/v2/backup"'),
        "another kdf": with_text('"kdf":"scrypt"', '"kdf":"argon2id"'),
        "n is no power of two": with_text('"n":32768', '"n":32769'),
        "n is too small": with_text('"n":32768', '"n":16384'),
        "n is too large": with_text('"n":32768', '"n":524288'),
        "n is negative": with_text('"n":32768', '"n":-32768'),
        "n is zero": with_text('"n":32768', '"n":0'),
        "n is text": with_text('"n":32768', '"n":"32768"'),
        "another r": with_text('"r":8', '"r":16'),
        "p is too large": with_text('"p":1', '"p":5'),
        "p is zero": with_text('"p":1', '"p":0'),
        "a short salt": with_text(salt, encode_b64(bytes(15))),
        "a short nonce": with_text(nonce, encode_b64(bytes(11))),
        "a salt without padding": with_text(salt, salt.rstrip("=")),
        "a sealed part of 15 bytes": with_text(sealed, encode_b64(bytes(15))),
        "one field more": with_text('"p":1', '"p":1,"q":1'),
        "one field less": with_text('"p":1,', ""),
        "the same field twice": with_text('"p":1', '"p":1,"p":1'),
    }
    wrong = {
        "another salt": with_text(salt, encode_b64(bytes(16))),
        "another nonce": with_text(nonce, encode_b64(bytes(12))),
        "more work than it was made with": with_text('"p":1', '"p":2'),
        "another sealed part": with_text(sealed, encode_b64(bytes(80))),
        "nothing sealed": with_text(sealed, encode_b64(bytes(16))),
    }
    return {
        **{why: (data, "UnreadableBackup") for why, data in unreadable.items()},
        **{why: (data, "WrongPassphrase") for why, data in wrong.items()},
    }


def backup_vectors() -> dict[str, Any]:
    """Return backup files, spellings of one passphrase, and what must be refused."""
    files = []
    for name, secret, passphrase, work in BACKUPS:
        salt, nonce = octets(name)[:16], octets(name, 1)[:12]
        data = seal_backup(secret, passphrase, salt, nonce, work)
        open_backup(data, passphrase)
        files.append(
            {
                "name": name,
                "secret": secret,
                "passphrase": passphrase,
                "salt": encode_b64(salt),
                "nonce": encode_b64(nonce),
                "n": work.n,
                "r": work.r,
                "p": work.p,
                "file": data.decode(),
            }
        )
    return {
        "octets": 'byte string k of seed s: SHA-256("votesvc/test|"+s+"|"+k)',
        "passphrase": "normalised to NFKC, then UTF-8; 10 to 1000 code points after that",
        "files": files,
        "same_passphrases": SAME_PASSPHRASES,
        "weak_passphrases": ["", "123456789", "😀" * 9, "x" * 1001],
        "bad_files_passphrase": PASSPHRASE,
        "bad_files": [
            {"why": why, "error": error, "file": encode_b64(data)}
            for why, (data, error) in bad_backups().items()
        ],
    }


VECTORS: dict[str, Callable[[], dict[str, Any]]] = {
    "sealing": sealing_vectors,
    "backup": backup_vectors,
}


def main() -> None:
    """Write both vector files."""
    for name, make in VECTORS.items():
        (FOLDER / f"{name}.json").write_text(spell(make()))


if __name__ == "__main__":
    main()
