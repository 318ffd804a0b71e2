"""The plaintext of a comment: canonical JSON, padded to one of four sizes (protocol 8).

The sizes are all that a sealed comment tells of its length. Padding is part of what is committed
to, so a comment has exactly one spelling: the smallest size that holds it.
"""

import secrets
import unicodedata
from dataclasses import dataclass, field

from votesvc.crypto.encoding import (
    JsonValue,
    as_list,
    as_natural,
    as_text,
    canonical_json,
    exact_fields,
    parse_canonical_json,
    parse_hex,
)
from votesvc.errors import MalformedInput, NotCanonical, TooLarge

SIZES = (512, 1024, 2048, 4096)
"""The numbers of bytes that a padded comment may have."""

LONGEST_TEXT = 1200
"""In code points; a text of rare characters may be too large before it is too long."""

HIGHEST_CLAUSE = 1000
HIGHEST_MARK = 5

_NONCE_LENGTH = 32
_FIELDS = ("clause", "marks", "nonce", "reply_to", "text")


@dataclass(frozen=True, slots=True)
class Comment:
    """What an author writes; it fits one of the sizes and reads back as it was written.

    `clause` is counted from 1, 0 is the whole matter. `marks` are necessity, compliance and
    feasibility, 1 to 5, or 0 for none. `reply_to` is the commitment of another comment or empty.
    """

    text: str
    clause: int
    marks: tuple[int, int, int]
    reply_to: str
    nonce: str = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what could not be read back."""
        _check_text(self.text)
        parse_hex(self.nonce, _NONCE_LENGTH)
        if self.reply_to:
            parse_hex(self.reply_to, 32)
        if not 0 <= self.clause <= HIGHEST_CLAUSE:
            reason = "the clause of a comment is out of range"
            raise MalformedInput(reason)
        if not all(0 <= mark <= HIGHEST_MARK for mark in self.marks):
            reason = "a mark of a comment is out of range"
            raise MalformedInput(reason)
        pad(self.unpadded)

    @property
    def unpadded(self) -> bytes:
        """The canonical JSON of the comment."""
        return canonical_json(
            {
                "clause": self.clause,
                "marks": list(self.marks),
                "nonce": self.nonce,
                "reply_to": self.reply_to,
                "text": self.text,
            }
        )

    @property
    def padded(self) -> bytes:
        """The bytes that are committed to, sealed and, if published, logged."""
        return pad(self.unpadded)


def new_comment(
    text: str, clause: int = 0, marks: tuple[int, int, int] = (0, 0, 0), reply_to: str = ""
) -> Comment:
    """Return a comment with a fresh nonce, without which its commitment could be guessed."""
    return Comment(text, clause, marks, reply_to, secrets.token_hex(_NONCE_LENGTH))


def pad(unpadded: bytes) -> bytes:
    """Return `unpadded` followed by blanks up to the next of the sizes, or raise `TooLarge`."""
    for size in SIZES:
        if len(unpadded) <= size:
            return unpadded.ljust(size, b" ")
    reason = f"a comment has more than {SIZES[-1]} bytes"
    raise TooLarge(reason)


def parse_comment(padded: bytes) -> Comment:
    """Read a padded comment strictly; raise `MalformedInput` for every other spelling."""
    unpadded = padded.rstrip(b" ")
    if pad(unpadded) != padded:
        reason = "a comment is not padded to the smallest size that holds it"
        raise NotCanonical(reason)
    fields = exact_fields(parse_canonical_json(unpadded), _FIELDS)
    return Comment(
        text=as_text(fields["text"]),
        clause=as_natural(fields["clause"]),
        marks=_parse_marks(fields["marks"]),
        reply_to=as_text(fields["reply_to"]),
        nonce=as_text(fields["nonce"]),
    )


def _parse_marks(value: JsonValue) -> tuple[int, int, int]:
    marks = [as_natural(mark) for mark in as_list(value)]
    if len(marks) != 3:
        reason = "a comment does not have three marks"
        raise MalformedInput(reason)
    return marks[0], marks[1], marks[2]


def _check_text(text: str) -> None:
    if not 0 < len(text) <= LONGEST_TEXT:
        reason = f"the text of a comment does not have 1 to {LONGEST_TEXT} characters"
        raise MalformedInput(reason)
    categories = [unicodedata.category(sign) for sign in text if sign != "\n"]
    if any(category in {"Cc", "Cs"} for category in categories):
        reason = "the text of a comment holds control characters"
        raise MalformedInput(reason)
    if all(category.startswith("Z") for category in categories):
        reason = "the text of a comment is blank"
        raise MalformedInput(reason)
