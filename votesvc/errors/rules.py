"""What is wrong with a preset, with a rule, or with what was counted by one."""

from votesvc.errors.input import MalformedInput
from votesvc.errors.root import Unknown


class PresetFault(MalformedInput):
    """A file of presets holds something unknown or impossible; the message names the place."""


class UnknownPreset(Unknown):
    """There is no preset or no place pack of this name."""


class ImpossibleCount(MalformedInput):
    """Figures that no ballot can have; the place names the field."""
