"""A delegate with a phone in a hearing: reads, writes, previews, sends, supports and replies."""

from collections.abc import Mapping
from typing import Final

from playwright.sync_api import Locator, expect

from tests.e2e.phone import PhonePage

RECEIVED: Final = "您的意见已密封收到"
PREVIEW: Final = "请再看一遍"
WRITING: Final = "写意见"
ANSWERING: Final = "写回应"
OPINIONS: Final = "大家的意见"
# A phone waits for the log and for its turn: a look at the list every five seconds, twice.
PATIENCE_MILLISECONDS: Final = 30_000


class HearingPhone(PhonePage):
    """The phone's page among the hearings."""

    def enter(self, title: str) -> None:
        """Go to the one hearing that is open, by the line at the head of the page."""
        self.strip.tap()
        self.sees(title)

    @property
    def strip(self) -> Locator:
        """The line at the head of the page that leads to what else is open."""
        return self.page.locator("#strip button")

    @property
    def area(self) -> Locator:
        """Where a comment is written."""
        return self.page.locator("textarea")

    def may_say(self, left: int, most: int) -> None:
        """Wait until all credentials are there and so many comments are left."""
        expected = f"还可以提 {left} 条（共 {most} 条）"
        expect(self.page.locator(".tally")).to_have_text(expected, timeout=PATIENCE_MILLISECONDS)

    def write(self, text: str, clause: int = 0, marks: Mapping[str, int] | None = None) -> None:
        """Begin a comment, or go on with the one that was begun."""
        self.page.locator("button.primary[data-action=write]").tap()
        expect(self.area).to_be_visible()
        self.area.fill(text)
        if clause:
            self.page.get_by_label("针对哪一条").select_option(str(clause))
        for name, mark in (marks or {}).items():
            scale = self.page.get_by_role("group", name=name)
            scale.get_by_role("radio", name=str(mark), exact=True).check(force=True)

    def preview(self) -> None:
        """Look at the comment once more."""
        self.press("预览")
        self.sees(PREVIEW)

    def send(self) -> None:
        """Seal and send from the preview, and wait for the receipt."""
        self.press("密封送出")
        self.sees(RECEIVED)

    def say(self, text: str, clause: int = 0) -> None:
        """Write, preview and send from the page of the hearing, and come back to it."""
        self.write(text, clause)
        self.preview()
        self.send()
        self.back()
        expect(self.page.locator(".hearing-kind")).to_be_visible()

    def back(self) -> None:
        """Go back by the button at the thumb."""
        self.press("返回")

    def becomes(self, words: str) -> None:
        """Wait until the page of an own comment says what became of it."""
        outcome = self.page.locator(".outcome")
        expect(outcome).to_contain_text(words, timeout=PATIENCE_MILLISECONDS)

    def read_opinions(self, count: int) -> Locator:
        """Go from the hearing to what was published, and wait for so many."""
        self.press("看公布的意见")
        self.sees(OPINIONS)
        opinions = self.page.locator(".opinion")
        expect(opinions).to_have_count(count, timeout=PATIENCE_MILLISECONDS)
        return opinions

    def opinion(self, text: str) -> Locator:
        """Return the published opinion with this text in it."""
        return self.page.locator(".opinion", has_text=text)

    def commitment(self) -> str:
        """Return the whole commitment of the own comment on show."""
        return self.page.locator("[data-slot=tracker]").text_content() or ""
