"""The import contracts are kept, cover every module, and fail when broken."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
    "contracts"
]
LINT = (
    "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
)

LAYERS = "Layers: import only what is below"
PURE = "The core is pure: no framework, database, clock, disk or chance"
QUIET = "Services and storage know no request, no template and no clock"
BALLOTS = "The wall: whoever handles ballots cannot see names"
NAMES = "The wall: whoever handles names cannot see ballots"
PAGES = "Pages do not import one another"

# What stands on neither side: the bases, and the steps above both.
ON_NEITHER_SIDE = {
    "votesvc.storage.base",
    "votesvc.storage.schema",
    "votesvc.services.hearing_setup",
    "votesvc.services.rounds",
    "votesvc.services.setup",
}


def lint(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", LINT],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def broken(output: str) -> set[str]:
    """Return the names of the contracts that a report calls broken."""
    lines = [line.strip() for line in output.splitlines()]
    return {line.removesuffix(" BROKEN") for line in lines if line.endswith(" BROKEN")}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the package that may be spoilt."""
    folder = tmp_path_factory.mktemp("copy")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "votesvc", folder / "votesvc", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_every_contract_is_kept(copy: Path) -> None:
    result = lint(copy)
    assert broken(result.stdout) == set()
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("domain/rules/fraction", "import votesvc.storage.base", LAYERS),
        ("storage/board", "import votesvc.services.voting", LAYERS),
        ("services/roll", "import votesvc.web.parse", LAYERS),
        ("domain/rules/fraction", "import sqlalchemy", PURE),
        ("crypto/group", "import random", PURE),
        ("domain/outcome/decide", "from time import time", PURE),
        ("services/voting", "import flask", QUIET),
        ("storage/roll", "import logging", QUIET),
        ("services/voting", "import votesvc.storage.roll", BALLOTS),
        ("storage/board", "import votesvc.storage.passes", BALLOTS),
        ("services/agenda", "import votesvc.services.accounts", BALLOTS),
        ("web/booth", "import votesvc.services.issuing", BALLOTS),
        ("web/audit", "import votesvc.services.setup", BALLOTS),
        ("web/parse", "import votesvc.storage.roll", BALLOTS),
        ("services/hearings", "import votesvc.storage.slots", BALLOTS),
        ("services/checkin", "import votesvc.storage.board", NAMES),
        ("services/issuing", "import votesvc.storage.comments", NAMES),
        ("storage/accounts", "import votesvc.storage.agenda", NAMES),
        ("web/passes", "import votesvc.services.voting", NAMES),
        ("web/desk", "import votesvc.services.setup", NAMES),
        ("web/installation", "import votesvc.services.sequencer", NAMES),
        ("web/booth", "import votesvc.web.desk", PAGES),
        ("web/staff", "import votesvc.web.audit", PAGES),
    ],
)
def test_contract_fails_when_it_is_broken(
    copy: Path, module: str, line: str, contract: str
) -> None:
    path = copy / "votesvc" / f"{module}.py"
    whole = path.read_text()
    # Hidden inside a function, as somebody in a hurry would do it.
    path.write_text(f"{whole}\n\ndef in_a_hurry():\n    {line}\n")
    try:
        result = lint(copy)
    finally:
        path.write_text(whole)
    assert result.returncode == 1
    assert contract in broken(result.stdout)


def test_every_storage_and_service_module_stands_on_one_side() -> None:
    sides = {
        contract["name"]: set(contract["source_modules"])
        for contract in CONTRACTS
        if contract["name"] in {BALLOTS, NAMES}
    }
    for layer in ("storage", "services"):
        for path in (ROOT / "votesvc" / layer).glob("[!_]*.py"):
            module = f"votesvc.{layer}.{path.stem}"
            places = [name for name, modules in sides.items() if module in modules]
            assert len(places) == (0 if module in ON_NEITHER_SIDE else 1), module


def test_wall_is_forbidden_from_both_sides() -> None:
    rules = {contract["name"]: contract for contract in CONTRACTS}
    for side, other in ((BALLOTS, NAMES), (NAMES, BALLOTS)):
        forbidden = set(rules[side]["forbidden_modules"])
        behind = {module for module in rules[other]["source_modules"] if ".web." not in module}
        assert behind <= forbidden
        assert forbidden >= ON_NEITHER_SIDE - {"votesvc.storage.base"}


def test_the_table_of_sides_that_maintainers_read_is_that_of_the_contracts() -> None:
    text = (ROOT / "docs" / "maintaining.md").read_text()
    table = text.partition("| | with names | without names |\n")[2].partition("\n\n")[0]
    told: dict[str, set[str]] = {NAMES: set(), BALLOTS: set()}
    for line in table.splitlines()[1:]:
        _, layer, names, ballots, _ = (cell.strip() for cell in line.split("|"))
        for side, cell in ((NAMES, names), (BALLOTS, ballots)):
            told[side] |= {f"votesvc.{layer}.{module}" for module in cell.split(", ")}
    rules = {contract["name"]: contract for contract in CONTRACTS}
    assert told == {side: set(rules[side]["source_modules"]) for side in told}
