"""The organiser's and the chief scrutineer's pages; they stand above both databases.

They deal in counts and hashes: no page here can show a row of the roll beside anything of a ballot.
"""

from votesvc.web.console import (
    ceremony,
    congress,
    draft_papers,
    gate,
    hall,
    hearing,
    hearing_form,
    hearing_steps,
    item,
    keys,
    names,
    new_item,
    office,
    office_records,
    preparing,
    preset_item,
    roll,
    share_file,
    steps,
)
from votesvc.web.console.blueprint import pages

__all__ = [
    "ceremony",
    "congress",
    "draft_papers",
    "gate",
    "hall",
    "hearing",
    "hearing_form",
    "hearing_steps",
    "item",
    "keys",
    "names",
    "new_item",
    "office",
    "office_records",
    "pages",
    "preparing",
    "preset_item",
    "roll",
    "share_file",
    "steps",
]
