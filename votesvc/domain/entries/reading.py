"""Reading a leaf: one strict reader for every type."""

from collections.abc import Mapping

from votesvc.crypto.encoding import parse_canonical_json
from votesvc.domain.entries import ceremony, congress, gates, groups, hearings, items, write_ins
from votesvc.domain.entries.entry import Entry, forms_of, json_name
from votesvc.errors import MalformedInput, Unsupported

_LARGEST_LEAF = 1_048_576

_TYPES: tuple[type[Entry], ...] = (
    congress.Congress, congress.Roll, congress.Board, congress.CheckIn, congress.Note,
    groups.RollGroups, groups.Weighed,
    ceremony.KeyCommitments, ceremony.KeyStopped,
    items.Item, items.IssueOpened, items.Opened, items.BallotCast, items.Closed, items.Issued,
    items.TallyMade, items.ShareMade, items.ResultMade, items.OutcomeStated, items.Signed,
    items.Announced, items.Voided, items.Overridden, gates.Prepared, gates.Posted,
    write_ins.Shuffled, write_ins.Reshuffled, write_ins.SlipShareMade, write_ins.NamesWritten,
    write_ins.NamesMerged,
    hearings.Hearing, hearings.HearingOpened, hearings.CommentMade, hearings.SupportGiven,
    hearings.HearingClosed, hearings.Published, hearings.Withheld, hearings.Replied,
    hearings.MinutesKept, hearings.Reported,
)  # fmt: skip
_BY_NAME: Mapping[str, type[Entry]] = {entry.type: entry for entry in _TYPES}


def parse_entry(data: bytes) -> Entry:
    """Read one leaf strictly: exactly the fields of its type, each in its single spelling.

    Raises:
        Unsupported: the type of the leaf is not known to this version.
        MalformedInput: anything else is wrong with it.

    """
    value = parse_canonical_json(data, _LARGEST_LEAF)
    if not isinstance(value, dict) or not isinstance(value.get("type"), str):
        reason = "a log entry is not an object with a type"
        raise MalformedInput(reason)
    entry = _BY_NAME.get(str(value.pop("type")))
    if entry is None:
        reason = "a log entry is of an unknown type"
        raise Unsupported(reason)
    forms = forms_of(entry)
    if value.keys() != set(map(json_name, forms)):
        reason = "a log entry does not have exactly the fields of its type"
        raise MalformedInput(reason)
    return entry(**{name: form.parse(value[json_name(name)]) for name, form in forms.items()})
