"""A roll file that cannot be used."""

from votesvc.errors.input import MalformedInput, TooLarge


class UnreadableRoll(MalformedInput):
    """A roll file cannot be read as a table at all."""


class EmptyRoll(UnreadableRoll):
    """A roll file holds no line besides its header."""


class RollTooLarge(TooLarge):
    """A roll file has more bytes, rows or columns than any congress."""


class UnknownRollEncoding(UnreadableRoll):
    """A roll file is neither UTF-8 nor GB18030 text."""


class UnknownRollFormat(UnreadableRoll):
    """A roll file is neither CSV text nor an XLSX workbook."""


class MissingRollHeader(UnreadableRoll):
    """The first line of a roll file does not name the four columns."""
