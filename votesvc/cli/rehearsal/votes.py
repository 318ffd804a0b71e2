"""Votes that the rehearsal alone knows, and the sums that the published result must equal."""

import secrets
from collections.abc import Sequence
from typing import NamedTuple

from votesvc.crypto.election import Election, Question

Choices = list[list[int]]


class Vote(NamedTuple):
    """The marks of one ballot, and the names written into its slots."""

    choices: Choices
    names: tuple[str, ...] = ()


def random_choices(election: Election) -> Choices:
    """Draw a valid vote for every question, each admissible number of marks equally likely."""
    return [_random_answer(question) for question in election.questions]


def total(votes: Sequence[Choices]) -> Choices:
    """Return the sum of at least one vote, choice by choice."""
    return [
        [sum(column) for column in zip(*answers, strict=True)]
        for answers in zip(*votes, strict=True)
    ]


def _random_answer(question: Question) -> list[int]:
    marks = question.minimum + secrets.randbelow(question.maximum - question.minimum + 1)
    places = list(range(len(question.answers)))
    chosen = {places.pop(secrets.randbelow(len(places))) for _ in range(marks)}
    return [int(place in chosen) for place in range(len(question.answers))]
