"""A delegate with a phone: scans, marks, reviews, casts, and reads what the page says."""

import re
from collections.abc import Sequence
from typing import Final

from playwright.sync_api import BrowserContext, Locator, Page, expect

START: Final = "请扫描签到码"
CHECKED_IN: Final = "已签到"
COLLECTED: Final = "选票已领到"
REVIEW: Final = "请再看一遍"
CASTING: Final = "正在投票……"
RECEIPT: Final = "您的选票已进入票箱"
MISSED: Final = "这张选票已经截止"
VOID: Final = "这一轮投票作废"
ALARM: Final = "请停下，告诉监票人"
NO_STORAGE: Final = "这个浏览器不能投票"

Marks = Sequence[Sequence[str]]
"""The answers that get a mark, question by question."""


class PhonePage:
    """The phone's page in a browser of its own."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page: Page = context.new_page()

    def scan(self, link: str) -> None:
        """Open what the camera read."""
        self.page.goto(link)

    def reopen(self) -> None:
        """Close the page for good and open it again, without any code."""
        self.page.close()
        self.page = self.context.new_page()
        self.page.goto("/p")

    def sees(self, heading: str) -> None:
        """Wait until the page has come to this heading by itself."""
        expect(self.page.locator("h1")).to_have_text(heading)

    @property
    def sheets(self) -> Locator:
        """The questions of the paper in hand."""
        return self.page.locator(".question")

    def answer(self, question: int, answer: str) -> Locator:
        """The box of one answer, as assistive technology knows it."""
        return self.sheets.nth(question).get_by_label(answer, exact=True)

    def touch(self, question: int, answer: str) -> None:
        """Touch one answer, as a thumb does: on its word."""
        self.sheets.nth(question).get_by_text(answer, exact=True).tap()

    def touch_in_vain(self, question: int, answer: str) -> None:
        """Touch an answer that takes no more marks; assistive technology is told that it is off."""
        expect(self.answer(question, answer)).to_have_attribute("aria-disabled", "true")
        self.sheets.nth(question).get_by_text(answer, exact=True).tap(force=True)
        expect(self.answer(question, answer)).not_to_be_checked()

    def mark(self, marks: Marks) -> None:
        """Mark the paper."""
        for question, answers in enumerate(marks):
            for answer in answers:
                self.touch(question, answer)
                expect(self.answer(question, answer)).to_be_checked()

    def marked(self, question: int) -> list[str]:
        """Return the answers of a question that have a mark."""
        return [
            label.inner_text().strip()
            for label in self.sheets.nth(question).locator("label.answer").all()
            if label.locator("input").is_checked()
        ]

    def press(self, button: str) -> None:
        """Press the button of that name."""
        self.page.get_by_role("button", name=button, exact=True).tap()

    def review(self) -> None:
        """Go to the review page."""
        self.press("检查选票")
        self.sees(REVIEW)

    def cast(self) -> None:
        """Cast from the review page and wait for the receipt."""
        self.press("投票")
        self.sees(RECEIPT)

    def vote(self, marks: Marks) -> None:
        """Mark, review and cast the paper in hand."""
        self.mark(marks)
        self.review()
        self.cast()

    def tracker(self) -> str:
        """Return the receipt's whole code."""
        text = self.page.locator("[data-slot=tracker]").text_content() or ""
        assert re.fullmatch(r"[A-Za-z0-9+/]{43}", text), text
        return text

    def memory(self) -> str:
        """Return all that the phone has stored."""
        return str(self.page.evaluate("JSON.stringify(localStorage)"))
