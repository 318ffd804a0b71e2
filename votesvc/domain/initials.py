"""The pinyin initials a desk may type for a name, in every reading of its characters."""

import unicodedata
from itertools import product
from math import prod

from pypinyin import Style, pinyin

_MOST_READINGS = 64


def initials(name: str) -> tuple[str, ...]:
    """Return the initials of `name` in each reading, sorted, at most 64 of them.

    单 is found by s (the surname), d and c alike. A run of Latin letters counts as one word, so
    阿丽亚·Smith has "alys".
    """
    choices: list[list[str]] = []
    for letters in _split(name):
        if letters.isascii():
            choices.append([letters[0].lower()])
            continue
        found = pinyin(letters, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
        readings = sorted({reading.lower() for part in found for reading in part})
        if readings:
            choices.append(readings)
    while prod(map(len, choices)) > _MOST_READINGS:
        longest = max(range(len(choices)), key=lambda place: len(choices[place]))
        choices[longest] = choices[longest][:1]
    return tuple(sorted("".join(reading) for reading in product(*choices)))


def _split(name: str) -> list[str]:
    parts: list[str] = []
    word = ""
    for letter in name:
        # An accent does not part a word: É counts as E.
        plain = unicodedata.normalize("NFKD", letter)[0]
        if plain.isascii() and plain.isalnum():
            word += plain
            continue
        if word:
            parts.append(word)
            word = ""
        if letter.isalpha():
            parts.append(letter)
    return [*parts, word] if word else parts
