"""Short texts as members of the group, so that they are encrypted and shuffled as votes are.

A text of at most 58 bytes is two blocks of 29. A block of zeros is the identity; any other is the
member whose 32 bytes are a counter, the block and a zero, with the smallest counter for which
there is one (protocol 2.2). Every text has one spelling.
"""

from functools import lru_cache

from votesvc.crypto.group import IDENTITY, Element
from votesvc.errors import InvalidElement, MalformedInput

BLOCK = 29
BLOCKS = 2
LONGEST = BLOCK * BLOCKS
"""The most bytes of UTF-8 that a text may have."""

_ZEROS = bytes(BLOCK)
# Every sixteenth counter leads to a member: that none of so many does never happens.
_COUNTERS = 65_536


@lru_cache(maxsize=4096)
def element_of(block: bytes) -> Element:
    """Return the member of the group that stands for 29 bytes."""
    if block == _ZEROS:
        return IDENTITY
    return next(filter(_is_member, (_candidate(number, block) for number in range(_COUNTERS))))


def block_of(element: Element) -> bytes:
    """Return the bytes that `element` stands for, or raise `MalformedInput` if it is not for any.

    `element` must be a member of the group.
    """
    block = _ZEROS if element.is_identity else element.encoded[2 : 2 + BLOCK]
    if element_of(block) != element:
        reason = "an element stands for no text"
        raise MalformedInput(reason)
    return block


def encode_text(text: str) -> tuple[Element, ...]:
    """Return the elements of `text`, all the identity for an empty one.

    Raises `MalformedInput` for a text that is too long or holds a zero character.
    """
    try:
        data = text.encode()
    except UnicodeEncodeError:
        data = b"\0"
    if len(data) > LONGEST or b"\0" in data:
        reason = "a text has too many bytes, or one that no text has"
        raise MalformedInput(reason)
    padded = data.ljust(LONGEST, b"\0")
    return tuple(element_of(padded[at : at + BLOCK]) for at in range(0, LONGEST, BLOCK))


def decode_text(elements: tuple[Element, ...]) -> str:
    """Return the text of these elements; raise `MalformedInput` for any but its one spelling."""
    data = b"".join(block_of(element) for element in elements).rstrip(b"\0")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        reason = "elements hold no text"
        raise MalformedInput(reason)
    return text


def _candidate(number: int, block: bytes) -> Element:
    return Element(number.to_bytes(2, "little") + block + b"\0")


def _is_member(element: Element) -> bool:
    try:
        element.check_member()
    except InvalidElement:
        return False
    return True
