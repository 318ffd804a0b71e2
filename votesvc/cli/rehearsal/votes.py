"""Votes that the rehearsal alone knows, and the sums that the published result must equal."""

import secrets

from votesvc.crypto.ballot import Election, Question

Choices = list[list[int]]


def random_choices(election: Election) -> Choices:
    """Draw a valid vote for every question, each admissible number of marks equally likely."""
    return [_random_answer(question) for question in election.questions]


def add(total: Choices | None, choices: Choices) -> Choices:
    """Return the sum of a running total and one more vote."""
    if total is None:
        return [list(answer) for answer in choices]
    return [
        [a + b for a, b in zip(row, more, strict=True)]
        for row, more in zip(total, choices, strict=True)
    ]


def _random_answer(question: Question) -> list[int]:
    marks = question.minimum + secrets.randbelow(question.maximum - question.minimum + 1)
    places = list(range(len(question.answers)))
    chosen = {places.pop(secrets.randbelow(len(places))) for _ in range(marks)}
    return [int(place in chosen) for place in range(len(question.answers))]
