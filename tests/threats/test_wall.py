"""The wall in the code: what knows names and what knows ballots cannot reach each other."""

from itertools import product

import grimp
import pytest

NAMES = {
    "storage": {"roll", "accounts", "passes"},
    "services": {"accounts", "roll", "roll_file", "checkin", "issuing"},
    "web": {"desk", "passes", "staff"},
}
BALLOTS = {
    "storage": {"board"},
    "services": {"voting", "counting", "auditing", "sequencer", "log_book"},
    "web": {"booth", "audit", "screen", "scrutineer", "home", "seal", "turnout", "figures"}
    | {"logroom"},
}
# Public, or of no side: it must not reach a side with names, and either may use it.
PUBLIC = {
    "storage": {"base", "agenda"},
    "services": {"agenda"},
    "web": {"access", "brief", "errors", "headers", "language", "links", "parse", "settings"}
    | {"assets", "installation", "throttle", "wording"},
}
# Above both, where counts and hashes pass from one to the other.
ABOVE = {
    "storage": {"schema"},
    "services": {"setup"},
    "web": {"app", "console"},
}


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("votesvc")


def test_every_module_is_on_a_side(imports: grimp.ImportGraph) -> None:
    for layer, names in NAMES.items():
        children = {name.rpartition(".")[2] for name in imports.find_children(f"votesvc.{layer}")}
        assert children == names | BALLOTS[layer] | PUBLIC[layer] | ABOVE[layer]


def test_what_knows_names_does_not_reach_what_knows_ballots(imports: grimp.ImportGraph) -> None:
    assert chains(imports, NAMES, BALLOTS) == []


def test_what_knows_ballots_does_not_reach_what_knows_names(imports: grimp.ImportGraph) -> None:
    assert chains(imports, BALLOTS, NAMES) == []


def test_what_is_public_reaches_neither_the_roll_nor_the_ballots(
    imports: grimp.ImportGraph,
) -> None:
    assert chains(imports, PUBLIC, NAMES) == []
    assert chains(imports, PUBLIC, BALLOTS) == []


def chains(
    imports: grimp.ImportGraph, importers: dict[str, set[str]], imported: dict[str, set[str]]
) -> list[tuple[str, ...]]:
    """Return the shortest chain of imports between every two modules that have one."""
    found = [
        imports.find_shortest_chain(one, other)
        for one, other in product(modules(importers), modules(imported))
    ]
    return [chain for chain in found if chain is not None]


def modules(side: dict[str, set[str]]) -> list[str]:
    return sorted(f"votesvc.{layer}.{name}" for layer, names in side.items() for name in names)
