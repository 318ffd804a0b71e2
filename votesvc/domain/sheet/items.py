"""One line of a count sheet: a matter, a candidate, or a row of an evaluation."""

from collections.abc import Mapping
from dataclasses import dataclass

from votesvc.domain.outcome.evaluation import Row
from votesvc.domain.outcome.groups import GroupRow
from votesvc.domain.presets import Preset
from votesvc.domain.sheet.fields import (
    check_names,
    number,
    objects,
    optional,
    refuse,
    texts_to_numbers,
)
from votesvc.domain.words import check_words, look
from votesvc.errors import MalformedInput

_VOTES = ("name", "for", "against", "abstain", "writein")
_GRADES = ("name", "grades", "for", "against", "abstain", "groups")
_GROUP = ("name", "weight", "grades", "abstain")
_SCORES = ("name", "scores", "abstain")
_LARGEST_WEIGHT = 1000


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One line: votes in favour, against and abstained; grades and groups; or scores by points.

    `votes` are the votes of each grade of the scale, or of each number of points, lowest first;
    empty for a line of 赞成 and 反对. `against` is None where nobody counted it.
    """

    name: str
    in_favour: int = 0
    against: int | None = None
    abstained: int = 0
    writein: bool = False
    votes: tuple[int, ...] = ()
    groups: tuple[GroupRow, ...] = ()

    @property
    def row(self) -> Row:
        """The line as a row of grades."""
        return Row(self.votes, self.abstained)


def read_item(fields: Mapping[str, object], place: str, preset: Preset, valid: int) -> SheetItem:
    """Read one line; raise `ImpossibleCount` unless its votes fit into `valid` ballots."""
    at = f"{place}."
    name = _name(fields, at)
    if preset.kind in ("evaluation", "poll"):
        item = _read_grades(name, fields, at, preset)
    elif preset.points is not None:
        item = _read_scores(name, fields, at, preset)
    else:
        item = _read_votes(name, fields, at, preset)
    total = sum(item.votes) + item.in_favour + (item.against or 0) + item.abstained
    if total > valid:
        refuse(f"{total} votes, more than the {valid} valid ballots", place)
    return item


def _name(fields: Mapping[str, object], at: str) -> str:
    name = fields.get("name")
    if not isinstance(name, str):
        refuse("missing, or not a text", f"{at}name")
    try:
        check_words(name)
    except MalformedInput as error:
        refuse(str(error), f"{at}name")
    return name


def _read_votes(name: str, fields: Mapping[str, object], at: str, preset: Preset) -> SheetItem:
    check_names(fields, _VOTES, at)
    if "for" not in fields:
        refuse("missing", f"{at}for")
    writein = fields.get("writein", False)
    if not isinstance(writein, bool):
        refuse("neither true nor false", f"{at}writein")
    if writein and not preset.writein:
        refuse("no name can be written in by this preset", f"{at}writein")
    return SheetItem(
        name,
        number(fields["for"], f"{at}for"),
        optional(fields, "against", at),
        optional(fields, "abstain", at) or 0,
        writein,
    )


def _read_grades(name: str, fields: Mapping[str, object], at: str, preset: Preset) -> SheetItem:
    """Read votes by grade: at once, by group, or as for and against, the ends of the scale."""
    check_names(fields, _GRADES, at)
    abstained = optional(fields, "abstain", at) or 0
    given = [field for field in ("grades", "groups", "for") if field in fields]
    if len(given) != 1:
        extra = given[-1] if given else "grades"
        refuse("exactly one of grades, groups and for is needed", f"{at}{extra}")
    if "against" in fields and given != ["for"]:
        refuse("goes with for alone", f"{at}against")
    if given == ["groups"]:
        groups = _read_groups(fields["groups"], f"{at}groups", preset)
        columns = zip(*(group.row.votes for group in groups), strict=True)
        abstained += sum(group.row.abstained for group in groups)
        return SheetItem(name, abstained=abstained, votes=tuple(map(sum, columns)), groups=groups)
    if given == ["grades"]:
        votes = _grades(fields["grades"], f"{at}grades", preset)
    else:
        best = number(fields["for"], f"{at}for")
        worst = optional(fields, "against", at) or 0
        votes = (best, *(0 for _ in preset.scale[2:]), worst)
    return SheetItem(name, abstained=abstained, votes=votes)


def _grades(value: object, field: str, preset: Preset) -> tuple[int, ...]:
    counts = texts_to_numbers(value, field)
    check_names(counts, preset.scale, f"{field}.")
    return tuple(counts.get(grade, 0) for grade in preset.scale)


def _read_groups(value: object, field: str, preset: Preset) -> tuple[GroupRow, ...]:
    if preset.kind != "evaluation":
        refuse("this preset knows no groups", field)
    groups: list[GroupRow] = []
    for place, fields in enumerate(objects(value, field)):
        at = f"{field}[{place}]."
        check_names(fields, _GROUP, at)
        name = _name(fields, at)
        if look(name) in {look(group.group) for group in groups}:
            refuse("the group is there twice", f"{at}name")
        votes = _grades(fields.get("grades", {}), f"{at}grades", preset)
        weight = number(fields.get("weight", 1), f"{at}weight", 1, _LARGEST_WEIGHT)
        abstained = optional(fields, "abstain", at) or 0
        groups.append(GroupRow(name, weight, Row(votes, abstained)))
    return tuple(groups)


def _read_scores(name: str, fields: Mapping[str, object], at: str, preset: Preset) -> SheetItem:
    """Read scores: a list of them, or an object from points to how many gave them."""
    check_names(fields, _SCORES, at)
    field = f"{at}scores"
    points = preset.points
    if "scores" not in fields or points is None:
        refuse("missing", field)
    votes = dict.fromkeys(range(points.lowest, points.highest + 1), 0)
    given = fields["scores"]
    if isinstance(given, list):
        for place, score in enumerate(given):
            votes[number(score, f"{field}[{place}]", points.lowest, points.highest)] += 1
    else:
        names = {str(score): score for score in votes}
        counts = texts_to_numbers(given, field)
        check_names(counts, names, f"{field}.")
        votes.update({names[name]: count for name, count in counts.items()})
    return SheetItem(
        name, abstained=optional(fields, "abstain", at) or 0, votes=tuple(votes.values())
    )
