"""What a line of text must be for people to read it and for two lines to be told apart."""

import re
import unicodedata

from votesvc.errors import MalformedInput

LONGEST_TEXT = 300

_UNFIT = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
# Fillers, empty braille and choosers of a glyph: letters and marks to Unicode, nothing to the eye.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)


def check_words(text: str) -> None:
    """Raise `MalformedInput` unless `text` is one clean line of at most `LONGEST_TEXT`."""
    if not 0 < len(text) <= LONGEST_TEXT or text != text.strip():
        reason = "a text is empty, too long or has blanks around it"
        raise MalformedInput(reason)
    # Cf holds the marks that turn text around or hide in it.
    if any(unicodedata.category(letter) in _UNFIT for letter in text):
        reason = "a text holds control characters"
        raise MalformedInput(reason)


def look(text: str) -> str:
    """Return `text` without what no reader can tell: texts that look alike give the same."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(_UNSEEN.sub("", folded).split())
