"""Text from outside as it may stand on paper and in a spreadsheet: nothing hides, nothing turns."""

import unicodedata
from typing import Final

_ALLOWED: Final = "\n\t"
# Controls, marks that turn or hide text, halves of letters, private letters, line separators.
_UNFIT: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SHOWN: Final = "\ufffd"


def plain(text: str) -> str:
    """Return `text` with every sign that no reader could see replaced by one that everybody sees.

    Line ends become "\\n"; newlines and tabs stay.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(_SHOWN if _is_unfit(sign) else sign for sign in lines)


def _is_unfit(sign: str) -> bool:
    return sign not in _ALLOWED and unicodedata.category(sign) in _UNFIT
