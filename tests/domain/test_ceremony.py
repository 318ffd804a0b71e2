"""A message belongs to one round of a ceremony that goes on."""

import pytest

from votesvc.crypto.encoding import canonical_json
from votesvc.domain.ceremony import RUNNING, CeremonyState, check_round
from votesvc.domain.entries import parse_entry
from votesvc.errors import CeremonyOver, MalformedInput, WrongRound


@pytest.mark.parametrize("expected", RUNNING)
def test_a_message_is_taken_in_its_own_round_alone(expected: CeremonyState) -> None:
    for state in CeremonyState:
        if state is expected:
            check_round(state, expected)
        else:
            error = CeremonyOver if state is CeremonyState.STOPPED else WrongRound
            with pytest.raises(error):
                check_round(state, expected)


@pytest.mark.parametrize(
    "changes",
    [
        {"evidence": ["x"]},
        {"evidence": ["x", "y", "z"]},
        {"evidence": [1, 2]},
        {"seat": 10},
        {"dealer": -1},
        {"reason": ""},
    ],
)
def test_the_end_of_a_ceremony_has_its_form(changes: dict[str, object]) -> None:
    leaf = {
        "ceremony": "1" * 22,
        "dealer": 0,
        "evidence": [],
        "reason": "换人",
        "seat": 0,
        "time": "2026-11-22T09:30:00Z",
        "type": "key-stopped",
    }
    assert parse_entry(canonical_json(leaf)).type == "key-stopped"  # type: ignore[arg-type]
    with pytest.raises(MalformedInput):
        parse_entry(canonical_json({**leaf, **changes}))  # type: ignore[dict-item]
