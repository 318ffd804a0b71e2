"""Count sheets as the tests write them."""

import json
from typing import Any

from votesvc.domain.sheet import count_sheet, read_sheet
from votesvc.services.presets import library


def counted(
    preset: str,
    sheet: dict[str, Any] | bytes,
    pack: str = "national",
    changes: dict[str, str] | None = None,
) -> dict[str, Any]:
    """Return what `votesvc count` prints for a sheet."""
    found = library().preset(preset, pack, changes)
    data = sheet if isinstance(sheet, bytes) else json.dumps(sheet).encode()
    printed = count_sheet(read_sheet(data, found), found, pack).printed
    report: dict[str, Any] = json.loads(json.dumps(printed))
    return report


def sheet(
    entitled: int, present: int | None = None, items: Any = None, **figures: Any
) -> dict[str, Any]:
    """Return a sheet with every ballot issued and returned, if not told otherwise."""
    here = entitled if present is None else present
    figures = {"issued": here, "returned": here, **figures}
    return {"entitled": entitled, "present": here, "items": items or [], **figures}


def line(name: str, pro: int, contra: int = 0, **more: Any) -> dict[str, Any]:
    """Return one line of votes."""
    return {"name": name, "for": pro, "against": contra, **more}


def elected(report: dict[str, Any]) -> list[str]:
    """Return the names of those who are elected."""
    return [item["name"] for item in report["items"] if item["elected"]]
