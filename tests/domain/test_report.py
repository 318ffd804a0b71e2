"""A report counts every comment and answers published ones."""

import pytest

from votesvc.domain.report import (
    DECISIONS,
    Figures,
    Opinion,
    check_figures,
    check_opinions,
    count_fates,
    parse_opinion,
)
from votesvc.errors import CommentsUnopened, InvalidReport, NotPublished

A, B, C = ("0a" * 32, "0b" * 32, "0c" * 32)


@pytest.mark.parametrize("decision", DECISIONS)
def test_an_opinion_reads_back_as_it_was_printed(decision: str) -> None:
    for comments in ((), (A,), (A, B, C)):
        opinion = Opinion("标题", comments, decision, "理由\n如下")
        assert parse_opinion(opinion.to_json()) == opinion


def test_every_comment_is_counted_by_what_became_of_it() -> None:
    assert count_fates([A, B, C], [A], {B: "insult", C: "insult"}) == Figures(3, 1, {"insult": 2})
    assert count_fates([], [], {}) == Figures(0, 0, {})


def test_nothing_is_reported_while_a_comment_is_unopened() -> None:
    with pytest.raises(CommentsUnopened):
        count_fates([A, B, C], [A], {B: "insult"})


@pytest.mark.parametrize(
    "stated", [Figures(2, 1, {"secret": 2}), Figures(3, 2, {"secret": 2}), Figures(3, 1, {})]
)
def test_other_numbers_than_were_counted_are_refused(stated: Figures) -> None:
    counted = Figures(3, 1, {"secret": 2})
    check_figures(Figures(3, 1, {"secret": 2}), counted)
    with pytest.raises(InvalidReport):
        check_figures(stated, counted)


def test_opinions_rest_on_published_comments_alone() -> None:
    opinions = [Opinion("一", (A,), "adopted", "好"), Opinion("二", (), "rejected", "不")]
    check_opinions(opinions, {A, B})
    with pytest.raises(NotPublished):
        check_opinions(opinions, {B})
