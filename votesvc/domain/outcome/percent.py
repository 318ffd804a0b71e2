"""Parts of a whole as people print them, worked out in whole numbers."""


def percent(part: int, whole: int) -> str:
    """Return `part` of `whole` in percent with two decimals, half rounded up: "92.70".

    Of nothing it is "0.00". `part` is not negative.
    """
    hundredths = (2 * part * 10_000 + whole) // (2 * whole) if whole else 0
    return decimal(hundredths)


def average(points: int, counted: int) -> str:
    """Return `points` shared among `counted` with two decimals, half rounded up: "8.67"."""
    hundredths = (2 * points * 100 + counted) // (2 * counted) if counted else 0
    return decimal(hundredths)


def decimal(hundredths: int) -> str:
    """Return hundredths as a number with two decimals."""
    return f"{hundredths // 100}.{hundredths % 100:02}"
