"""Refusals as JSON and as pages, in two languages."""

import inspect

import pytest
from flask import Flask

from votesvc import errors
from votesvc.crypto.encoding import new_uuid
from votesvc.web import access
from votesvc.web.errors import kebab
from votesvc.web.wording import REFUSALS

CLASSES = [
    one
    for _, one in inspect.getmembers(errors, inspect.isclass)
    if issubclass(one, errors.VotesvcError)
]


@pytest.mark.parametrize("refusal", CLASSES)
def test_every_refusal_has_a_status_and_a_sentence_of_its_own(
    refusal: type[errors.VotesvcError],
) -> None:
    assert refusal in REFUSALS
    assert 400 <= REFUSALS[refusal][0] < 600


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (errors.PassUsed, 410),
        (errors.SamePerson, 403),
        (errors.UnknownCongress, 404),
        (errors.CredentialUsed, 409),
        (errors.TooLarge, 413),
        (errors.NotCanonical, 400),
    ],
)
def test_statuses_follow_the_kind_of_refusal(
    refusal: type[errors.VotesvcError], status: int
) -> None:
    assert REFUSALS[refusal][0] == status


def test_an_unknown_congress_is_told_in_json_with_its_reason(app: Flask) -> None:
    page = app.test_client().get(f"/c/{new_uuid()}/state")
    assert page.status_code == 404
    assert page.json == {"error": "unknown-congress", "message": "没有这次大会。"}


def test_a_page_that_does_not_exist_is_told_as_a_page(app: Flask) -> None:
    page = app.test_client().get("/nowhere")
    assert page.status_code == 404
    assert page.mimetype == "text/html"
    assert "没有这个页面" in page.text


def test_a_wrong_method_is_told_in_the_kind_of_the_view(app: Flask) -> None:
    page = app.test_client().get("/pass/redeem")
    assert page.status_code == 405


def test_an_unforeseen_failure_of_a_staff_page_names_the_endpoint_and_not_the_address(
    app: Flask, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    @access.setup
    def fail(**_: str) -> str:
        message = "internal detail"
        raise RuntimeError(message)

    monkeypatch.setitem(app.view_functions, "staff.invite", fail)
    page = app.test_client().get("/staff/invite/one-time-secret")
    assert page.status_code == 500
    assert "internal detail" not in page.text
    assert "staff.invite" in caplog.text
    assert "one-time-secret" not in caplog.records[0].getMessage()


def test_class_names_become_lower_case_words() -> None:
    assert kebab("CredentialUsed") == "credential-used"


def test_the_address_decides_the_language_before_the_browser_does(app: Flask) -> None:
    client = app.test_client()
    english = {"Accept-Language": "en-GB,en;q=0.9"}
    assert 'lang="en"' in client.get("/staff/login", headers=english).text.split("<head>")[0]
    page = client.get("/staff/login?lang=zh", headers=english).text
    assert 'lang="zh-Hans"' in page.split("<head>")[0]


def test_chinese_is_the_language_when_nobody_says_otherwise(app: Flask) -> None:
    client = app.test_client()
    for headers in ({}, {"Accept-Language": "de"}, {"Accept-Language": "zh-TW,en;q=0.5"}):
        page = client.get("/nowhere", headers=headers).text
        assert 'lang="zh-Hans"' in page.split("<head>")[0]


def test_staff_pages_remember_the_language(app: Flask) -> None:
    client = app.test_client()
    client.get("/staff/login?lang=en")
    assert 'lang="en"' in client.get("/staff/login").text.split("<head>")[0]
    assert 'lang="zh-Hans"' in client.get("/p").text.split("<head>")[0]
