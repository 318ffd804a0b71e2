"""The wheel's build hook: a wheel always carries its front end, templates and translations."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent))

from front_end import NODE_FROM_PYPI, build_front_end, find_machine_node

CARRIED = ("templates", "static/css", "static/dist")


class CompleteWheel(BuildHookInterface[Any]):
    """Builds what is not committed, and puts what stands outside the package into the wheel."""

    def dependencies(self) -> list[str]:  # type: ignore[explicit-override] # typing.override is newer than 3.11
        """Ask for a Node from PyPI where the machine has none."""
        return [] if find_machine_node() else [NODE_FROM_PYPI]

    def initialize(  # type: ignore[explicit-override]
        self, version: str, build_data: dict[str, Any]
    ) -> None:
        """Build, then name every folder to carry; an editable install finds them where they are."""
        # Babel is not there yet when `dependencies` is asked for.
        from translations import compile_translations  # noqa: PLC0415

        root = Path(self.root)
        build_front_end(root)
        compile_translations(root)
        if version != "editable":
            build_data["force_include"] |= {folder: f"votesvc/{folder}" for folder in CARRIED}
