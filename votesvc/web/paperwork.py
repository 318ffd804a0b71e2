"""The words that stand on papers of both sides: dates, parts of a whole, texts from outside."""

from datetime import date, datetime

from babel.dates import format_date
from flask import Flask
from flask_babel import get_locale

from votesvc.domain.rules import Fraction, GateKind
from votesvc.web.family_tables import all_shown, only_group
from votesvc.web.plain import plain
from votesvc.web.rule_words import GATES, part_words
from votesvc.web.tables import percent
from votesvc.web.wording import say


def furnish(app: Flask) -> None:
    """Give the templates of `app` the filters that papers are written with."""
    app.jinja_env.filters.update(
        plain=plain,
        percent=percent,
        day=show_day,
        clock=show_clock,
        part=show_part,
        gate=show_gate,
        all_shown=all_shown,
        only_group=only_group,
    )


def show_gate(kind: GateKind) -> str:
    """Return what had to be done before a ballot, in words."""
    return say(GATES[kind], {})


def show_day(moment: datetime | date) -> str:
    """Return a date, or that of a time by the clock on the hall's wall, as written on paper."""
    day = moment.astimezone().date() if isinstance(moment, datetime) else moment
    return format_date(day, "long", get_locale() or "zh_Hans")


def show_clock(moment: datetime) -> str:
    """Return the hour and minute of a time, by the clock on the hall's wall."""
    return f"{moment.astimezone():%H:%M}"


def show_part(part: Fraction) -> str:
    """Return a part of all as the law says it."""
    return part_words(part, say)
