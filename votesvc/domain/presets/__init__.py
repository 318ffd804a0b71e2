"""The procedures of congresses as data: presets of matters, and packs of what places change.

The files beside this one hold the numbers. Whoever may read files hands their text to
`read_library`; nothing here opens any.
"""

from votesvc.domain.presets.library import Library, Pack, read_library
from votesvc.domain.presets.making import changes_of, least_candidates, make_rule, terms_of
from votesvc.domain.presets.preset import Preset, Seats
from votesvc.domain.presets.schema import Origin

__all__ = [
    "Library",
    "Origin",
    "Pack",
    "Preset",
    "Seats",
    "changes_of",
    "least_candidates",
    "make_rule",
    "read_library",
    "terms_of",
]
