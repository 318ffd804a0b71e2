"""Leaves about groups of voters counted apart: how many are in each, what they came to."""

from dataclasses import dataclass
from typing import ClassVar

from votesvc.domain.entries.entry import Entry
from votesvc.domain.forms import GroupSizes, JsonObject, Time, Uuid, Uuids


@dataclass(frozen=True, slots=True)
class RollGroups(Entry):
    """How many of each group are entitled; people without a group are in none of them."""

    type: ClassVar[str] = "roll-groups"
    groups: GroupSizes
    time: Time


@dataclass(frozen=True, slots=True)
class Weighed(Entry):
    """What the items of a family came to together; `items` are those that were counted."""

    type: ClassVar[str] = "weighed"
    family: Uuid
    items: Uuids
    outcome: JsonObject
